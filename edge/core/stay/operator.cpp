// What an operator tells a lane. A command works once, is written down before the arm is told, and always has an
// answer.
#include "edge/core/stay/hands.hpp"
#include "edge/core/text/values.hpp"

#include <array>
#include <optional>
#include <utility>

namespace parkgate::core {

namespace {

void open(Context& context, LaneSlot& slot, const Command& command) {
    const Session* session = slot.visit ? context.lot.sessions.find(slot.visit->session) : nullptr;
    const bool waits = slot.visit && !slot.admission && !is_between_areas(slot);
    std::string says;
    if (waits && side_of(slot) == Side::exit && session != nullptr) {
        const Fen debt = let_out(context, slot, *session);
        says = debt > Fen{} ? texts::yuan(debt) + " yuan are written down as a debt" : "";
    } else if (waits && side_of(slot) == Side::entry && slot.visit->read) {
        enter_although_inside(context, slot, OpenCause::operator_command); // it is known who comes in
    } else if (!let_out_unknown(context, slot)) {
        lane::Output output;
        lane::operator_opens(slot.lane, slot.config.settings, context.now.monotonic, output);
        carry_out(context, slot, output);
    }
    context.clear("arm_flapping", slot.config.id.text);
    answer_when_up(context, slot, command, std::move(says));
}

void close(Context& context, LaneSlot& slot, const Command& command) {
    lane::Output output;
    if (!lane::operator_closes(slot.lane, slot.config.settings, context.now.monotonic, output)) {
        answer(context, command, CommandState::refused,
               "the loop under the arm is not known to be clear, the arm is not up, or it is held open");
        return;
    }
    slot.command = CommandUnderWay{command, context.now.monotonic + context.lot.config.command_within};
    answer(context, command, CommandState::accepted);
    carry_out(context, slot, output);
}

std::optional<lane::Way> way_of(const std::string& text) {
    if (text == "entry") {
        return lane::Way::forwards;
    }
    if (text == "exit") {
        return lane::Way::backwards;
    }
    return text == "both" ? std::optional(lane::Way::both) : std::nullopt;
}

void set_direction(Context& context, LaneSlot& slot, const Command& command) {
    const auto way = way_of(command.argument);
    if (!slot.config.settings.reversible || !way) {
        answer(context, command, CommandState::refused,
               way ? "the lane is not reversible" : "a direction is entry, exit or both");
        return;
    }
    lane::Output output;
    lane::set_way(slot.lane, slot.config.settings, *way, context.now.monotonic, output);
    note(context, slot, "mode", "direction " + command.argument);
    save_mode(context, slot);
    carry_out(context, slot, output);
    if (!slot.visit) {
        show_idle(context, slot);
    }
    answer(context, command, CommandState::done);
}

void hold_open(Context& context, LaneSlot& slot, const Command& command) {
    set_lane_mode(context, slot, lane::Mode::held_open);
    answer_when_up(context, slot, command, {});
}

void set_mode(Context& context, LaneSlot& slot, const Command& command, lane::Mode mode) {
    set_lane_mode(context, slot, mode);
    answer(context, command, CommandState::done);
}

void fire_over(Context& context, const Command& command) {
    if (context.lot.fire_contact) {
        answer(context, command, CommandState::refused, "the alarm's contact still says fire");
        return;
    }
    end_fire(context);
    answer(context, command, CommandState::done);
}

// The car was admitted under another plate: that admission ends as if the car had turned back.
void take_back(Context& context, LaneSlot& slot) {
    Visit visit = *slot.visit;
    if (side_of(slot) == Side::entry || is_between_areas(slot)) {
        entry_turned_back(context, slot);
    } else {
        exit_turned_back(context, slot);
    }
    visit.session = {};
    slot.visit = std::move(visit);
}

// The arm is up or on its way for a car that by its right plate would be kept: nobody can be asked, none drives in that
// is in no book, and what it owes is written down.
void go_on(Context& context, LaneSlot& slot) {
    const Session* session = context.lot.sessions.find(slot.visit->session);
    if (is_between_areas(slot)) {
        pass_between(context, slot, true);
    } else if (side_of(slot) == Side::entry) {
        enter_although_inside(context, slot, OpenCause::operator_command);
    } else if (session != nullptr) {
        let_out(context, slot, *session);
    } else {
        stop_waiting(context, slot);
    }
}

void edit_plate(Context& context, LaneSlot& slot, const Commanded& commanded) {
    const Command& command = commanded.command;
    if (!slot.visit || command.argument.empty() || slot.lane.under_arm) {
        answer(context, command, CommandState::refused,
               command.argument.empty() ? "there is no plate in the command" : "no car stands in front of the arm");
        return;
    }
    acknowledge(context, slot);
    const bool was_admitted = slot.admission.has_value();
    if (was_admitted) {
        take_back(context, slot);
    }
    constexpr std::int64_t certain = 100;
    PlateRead read;
    read.lane = slot.config.id;
    read.side = side_of(slot);
    read.plate = command.argument;
    read.hash = commanded.plate;
    read.confidence = certain;
    slot.visit->read = read;
    forget_match(*slot.visit);
    use_read(context, slot);
    const bool way_is_open = was_admitted && !slot.admission;
    if (way_is_open) {
        go_on(context, slot);
    }
    const bool comes_in = way_is_open && side_of(slot) == Side::entry;
    answer(context, command, CommandState::done, comes_in ? "the way is open: the car is let in all the same" : "");
}

void choose(Context& context, LaneSlot& slot, const Command& command) {
    std::string refusal = choose_stay(context, slot, {command.argument});
    answer(context, command, refusal.empty() ? CommandState::done : CommandState::refused, std::move(refusal));
}

void explain(Context& context, const Command& command) {
    std::string refusal = explain_stay(context, command);
    answer(context, command, refusal.empty() ? CommandState::done : CommandState::refused, std::move(refusal));
}

void unlock(Context& context, const Commanded& commanded) {
    if (commanded.command.argument.empty()) {
        answer(context, commanded.command, CommandState::refused, "there is no plate in the command");
        return;
    }
    std::string refusal = unlock_car(context, commanded.plate, commanded.command.by);
    const bool done = refusal.empty();
    answer(context, commanded.command, done ? CommandState::done : CommandState::refused,
           done ? "the car may leave" : std::move(refusal));
}

// The stay that the command is about.
SessionId session_of(const Context& context, const LaneSlot& slot, const Command& command) {
    const bool named = command.verb == Verb::choose || command.verb == Verb::close_stay;
    if (named && context.lot.sessions.find({command.argument}) != nullptr) {
        return {command.argument};
    }
    return slot.visit ? slot.visit->session : SessionId{};
}

void carry_out_command(Context& context, LaneSlot& slot, const Commanded& commanded) {
    const Command& command = commanded.command;
    switch (command.verb) {
    case Verb::open: open(context, slot, command); return;
    case Verb::close: close(context, slot, command); return;
    case Verb::normal: set_mode(context, slot, command, lane::Mode::normal); return;
    case Verb::hold_open: hold_open(context, slot, command); return;
    case Verb::lock: set_mode(context, slot, command, lane::Mode::locked); return;
    case Verb::out_of_service: set_mode(context, slot, command, lane::Mode::out_of_service); return;
    case Verb::set_direction: set_direction(context, slot, command); return;
    case Verb::fire:
        raise_fire(context);
        answer(context, command, CommandState::done);
        return;
    case Verb::fire_over: fire_over(context, command); return;
    case Verb::edit_plate: edit_plate(context, slot, commanded); return;
    case Verb::choose: choose(context, slot, command); return;
    case Verb::admit: admit(context, slot, command); return;
    case Verb::release: release(context, slot, command); return;
    case Verb::close_stay: close_stay(context, slot, command); return;
    case Verb::set_counter: answer(context, command, set_counter(context, command)); return;
    case Verb::spend: answer(context, command, spend(context, slot, command)); return;
    case Verb::unlock_car: unlock(context, commanded); return;
    case Verb::confirm: confirm(context, command); return;
    case Verb::explain: explain(context, command); return;
    }
}

UsedKey key_of(const Command& command) {
    return {Door::command, command.by.text, command.id};
}

// It has been answered then.
bool was_used(Context& context, const Commanded& commanded) {
    const Command& command = commanded.command;
    const UsedKey key = key_of(command);
    const UsedId* used = find_used(context.lot.used_ids, key);
    if (used == nullptr) {
        return false;
    }
    const auto known = context.lot.answers.find(key);
    if (!is_the_same(*used, commanded.digest)) {
        context.refuse("id_conflict");
        context.emit(AnswerCommand{
            command.by, {command.id, CommandState::refused, "id_conflict: another command of yours has this id"}});
    } else if (known != context.lot.answers.end()) {
        // The operator's tool repeats a command until it has heard the answer.
        context.emit(AnswerCommand{command.by, known->second});
    } else {
        context.refuse("repeated_command");
        answer(context, command, CommandState::refused, "this command was used already");
    }
    return true;
}

} // namespace

void answer(Context& context, const Command& command, CommandState state, std::string why) {
    const CommandAnswer answer{command.id, state, std::move(why)};
    if (const UsedKey key = key_of(command); context.lot.used_ids.contains(key)) {
        context.lot.answers[key] = answer;
    }
    context.emit(AnswerCommand{command.by, answer});
}

void answer(Context& context, const Command& command, const Told& told) {
    answer(context, command, told ? CommandState::done : CommandState::refused, told ? *told : told.error());
}

void answer_when_up(Context& context, LaneSlot& slot, const Command& command, std::string says) {
    slot.command = CommandUnderWay{command, context.now.monotonic + context.lot.config.command_within, std::move(says)};
    answer(context, command, CommandState::accepted);
    if (slot.lane.torn_off) {
        raising_ended(context, slot, CommandState::failed, "the boom is off the arm; the way is open");
    } else if (slot.lane.arm == ArmPosition::up) {
        raising_ended(context, slot, CommandState::done, "");
    }
}

Fen let_out(Context& context, LaneSlot& slot, Session session) {
    const Quote quote = quote_for(context, session, slot.visit->at, points_may_be_spent(context, slot, session));
    note_quote(session, quote);
    admit_leave(context, slot, &session, quote, OpenCause::operator_command, quote.due > Fen{} ? "operator" : "");
    return quote.due;
}

void commanded(Context& context, const Commanded& commanded) {
    const Command& command = commanded.command;
    const auto found = context.lot.lanes.find(command.lane);
    if (found == context.lot.lanes.end()) {
        context.refuse("unknown_lane");
        answer(context, command, CommandState::refused, "there is no lane of this name");
        return;
    }
    if (was_used(context, commanded)) {
        return;
    }
    if (command.expires_at < context.now.wall || command.issued_at > context.now.wall + std::chrono::seconds(30)) {
        context.refuse("expired_command");
        answer(context, command, CommandState::refused, "the command is too old, or its clock is ahead");
        return;
    }
    LaneSlot& slot = found->second;
    if (command.verb == Verb::explain) {
        carry_out_command(context, slot, commanded); // nothing changes, and it may be asked again
        return;
    }
    context.use(key_of(command), {command.expires_at, commanded.digest});
    context.record(session_of(context, slot, command), Overridden{command.lane, command.by, command.id,
                                                                  std::string(text_of(command.verb)), command.reason});
    context.announce(slot, "operator", {}, command.by.text);
    carry_out_command(context, slot, commanded);
}

void command_ended(Context& context, LaneSlot& slot, Verb verb, CommandState state, const std::string& why) {
    if (slot.command && slot.command->command.verb == verb) {
        const bool says = state == CommandState::done && why.empty();
        answer(context, slot.command->command, state, says ? slot.command->says : why);
        slot.command.reset();
    }
}

void raising_ended(Context& context, LaneSlot& slot, CommandState state, const std::string& why) {
    for (const Verb verb : {Verb::open, Verb::hold_open, Verb::admit, Verb::release}) {
        command_ended(context, slot, verb, state, why);
    }
}

} // namespace parkgate::core
