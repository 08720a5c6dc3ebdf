// What an operator tells a lane. A command works once, is written down before the arm is told, and always has an
// answer.
#include "edge/core/context.hpp"

#include <optional>
#include <utility>

namespace parkgate::core {

namespace {

void answer(Context& context, const Command& command, CommandState state, std::string why = {}) {
    const CommandAnswer answer{command.id, state, std::move(why)};
    if (context.lot.used_ids.contains(command.id)) {
        context.lot.answers[command.id] = answer;
    }
    context.out.emplace_back(AnswerCommand{command.by, answer});
}

// A car that an operator lets out leaves with its session closed and what it owes written down.
void let_out(Context& context, LaneSlot& slot, Session session) {
    const Quote quote = quote_for(context, session, slot.visit->at, false);
    session.quote = OpenQuote{quote.id, quote.priced_at, quote.due};
    admit_leave(context, slot, &session, quote, OpenCause::operator_command, quote.due > Fen{} ? "operator" : "");
}

void open(Context& context, LaneSlot& slot, const Command& command) {
    slot.command = CommandUnderWay{command, context.now.monotonic + context.lot.config.command_within};
    answer(context, command, CommandState::accepted);
    Session* session = slot.visit ? context.lot.sessions.find(slot.visit->session) : nullptr;
    if (side_of(slot) == Side::exit && !slot.admission && session != nullptr) {
        let_out(context, slot, *session);
    } else {
        lane::Output output;
        lane::operator_opens(slot.lane, slot.config.settings, context.now.monotonic, output);
        carry_out(context, slot, output);
    }
    context.clear("arm_flapping", slot.config.id.text);
    if (slot.lane.arm == ArmPosition::up) {
        command_ended(context, slot, Verb::open, CommandState::done, "");
    }
    if (slot.lane.torn_off) {
        command_ended(context, slot, Verb::open, CommandState::failed, "the boom is off the arm; the way is open");
    }
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
    slot.command = CommandUnderWay{command, context.now.monotonic + context.lot.config.command_within};
    answer(context, command, CommandState::accepted);
    set_lane_mode(context, slot, lane::Mode::held_open);
    if (slot.lane.arm == ArmPosition::up) {
        command_ended(context, slot, Verb::hold_open, CommandState::done, "");
    }
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
    if (side_of(slot) == Side::entry) {
        entry_turned_back(context, slot);
    } else {
        exit_turned_back(context, slot);
    }
    visit.session = {};
    slot.visit = std::move(visit);
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
    slot.visit->session = {};
    slot.visit->awaits_payment = false;
    slot.visit->ledger_until.reset();
    use_read(context, slot);
    Session* session = context.lot.sessions.find(slot.visit->session);
    if (was_admitted && !slot.admission && session != nullptr) {
        // The arm is up or on its way: what the right plate owes is written down.
        let_out(context, slot, *session);
    }
    answer(context, command, CommandState::done);
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
    }
}

} // namespace

void commanded(Context& context, const Commanded& commanded) {
    const Command& command = commanded.command;
    const auto found = context.lot.lanes.find(command.lane);
    if (found == context.lot.lanes.end()) {
        context.refuse("unknown_lane");
        answer(context, command, CommandState::refused, "there is no lane of this name");
        return;
    }
    if (const auto known = context.lot.answers.find(command.id); known != context.lot.answers.end()) {
        // The operator's tool repeats a command until it has heard the answer.
        context.out.emplace_back(AnswerCommand{command.by, known->second});
        return;
    }
    if (context.lot.used_ids.contains(command.id)) {
        context.refuse("repeated_command");
        answer(context, command, CommandState::refused, "this command was used already");
        return;
    }
    if (command.expires_at < context.now.wall || command.issued_at > context.now.wall + std::chrono::seconds(30)) {
        context.refuse("expired_command");
        answer(context, command, CommandState::refused, "the command is too old, or its clock is ahead");
        return;
    }
    LaneSlot& slot = found->second;
    context.lot.used_ids[command.id] = command.expires_at;
    context.out.emplace_back(SaveUsedId{command.id, command.expires_at});
    context.record(
        slot.visit ? slot.visit->session : SessionId{},
        Overridden{command.lane, command.by, command.id, std::string(text_of(command.verb)), command.reason});
    context.announce(slot, "operator", {}, command.by.text);
    carry_out_command(context, slot, commanded);
}

void command_ended(Context& context, LaneSlot& slot, Verb verb, CommandState state, const std::string& why) {
    if (slot.command && slot.command->command.verb == verb) {
        answer(context, slot.command->command, state, why);
        slot.command.reset();
    }
}

} // namespace parkgate::core
