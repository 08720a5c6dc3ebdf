// What an operator tells a lane. A command works once, is written down before the arm is told, and always has an
// answer.
#include "edge/core/context.hpp"

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
    if (slot.config.direction == Direction::exit && !slot.admission && session != nullptr) {
        let_out(context, slot, *session);
    } else {
        lane::Output output;
        lane::operator_opens(slot.lane, slot.config.settings, context.now.monotonic, output);
        carry_out(context, slot, output);
    }
    if (slot.lane.arm == ArmPosition::up) {
        command_ended(context, slot, Verb::open, CommandState::done, "");
    }
}

void close(Context& context, LaneSlot& slot, const Command& command) {
    lane::Output output;
    if (!lane::operator_closes(slot.lane, slot.config.settings, context.now.monotonic, output)) {
        answer(context, command, CommandState::refused,
               "the loop under the arm is not known to be clear, or the arm is not up");
        return;
    }
    slot.command = CommandUnderWay{command, context.now.monotonic + context.lot.config.command_within};
    answer(context, command, CommandState::accepted);
    carry_out(context, slot, output);
}

} // namespace

void commanded(Context& context, const Command& command) {
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
    context.record(slot.visit ? slot.visit->session : SessionId{},
                   Overridden{command.lane, command.by, command.id, command.verb == Verb::open ? "open" : "close",
                              command.reason});
    context.announce(slot, "operator", {}, command.by.text);
    if (command.verb == Verb::open) {
        open(context, slot, command);
    } else {
        close(context, slot, command);
    }
}

void command_ended(Context& context, LaneSlot& slot, Verb verb, CommandState state, const std::string& why) {
    if (slot.command && slot.command->command.verb == verb) {
        answer(context, slot.command->command, state, why);
        slot.command.reset();
    }
}

} // namespace parkgate::core
