// From a lane's orders and signals to what the lot records, shows and does.
#include "edge/core/context.hpp"
#include "edge/core/stay/texts.hpp"

namespace parkgate::core {

namespace {

void move_arm(Context& context, LaneSlot& slot, const lane::Order& order) {
    if (order.cause) {
        const ArrivalId arrival = slot.visit ? slot.visit->id : ArrivalId{};
        context.record(slot.visit ? slot.visit->session : SessionId{},
                       OpenIntent{slot.config.id, arrival, *order.cause});
    }
    // A car under the falling arm waits for no commit, nor does one that was let out without.
    const bool at_once = order.command == ArmCommand::open &&
                         (order.cause == OpenCause::obstruction || (slot.admission && slot.admission->undurable));
    context.out.emplace_back(MoveArm{slot.config.id, order.command, ++slot.order, at_once});
}

void came_up(Context& context, LaneSlot& slot) {
    if (slot.admission) {
        slot.admission->came_up = true;
        context.record(slot.admission->session, Opened{slot.config.id, slot.admission->arrival, true});
        context.save(slot);
    }
    context.clear("arm_stuck", slot.config.id.text);
    context.announce(slot, "opened", slot.admission ? slot.admission->session : SessionId{});
    command_ended(context, slot, Verb::open, CommandState::done, "");
}

void stuck(Context& context, LaneSlot& slot) {
    if (slot.admission) {
        context.record(slot.admission->session, Opened{slot.config.id, slot.admission->arrival, false});
    }
    context.raise("arm_stuck", slot.config.id.text);
    context.announce(slot, "arm_stuck");
    context.show(slot, texts::out_of_service());
    command_ended(context, slot, Verb::open, CommandState::failed, "the arm did not come up");
    command_ended(context, slot, Verb::close, CommandState::failed, "the arm did not come down");
}

void came_down(Context& context, LaneSlot& slot) {
    context.clear("arm_stuck", slot.config.id.text);
    context.clear("arm_left_open", slot.config.id.text);
    context.announce(slot, "closed");
    context.show(slot, slot.config.direction == Direction::entry ? texts::welcome() : texts::drive_carefully());
    command_ended(context, slot, Verb::close, CommandState::done, "");
}

void went_away(Context& context, LaneSlot& slot) {
    context.announce(slot, "went_away", slot.visit ? slot.visit->session : SessionId{});
    acknowledge(context, slot);
    slot.visit.reset();
    context.show(slot, slot.config.direction == Direction::entry ? texts::welcome() : texts::drive_carefully());
}

void passed(Context& context, LaneSlot& slot, ExitHow how) {
    context.clear("arm_left_open", slot.config.id.text);
    if (slot.config.direction == Direction::entry) {
        entry_passed(context, slot);
    } else {
        exit_passed(context, slot, how);
    }
}

void turned_back(Context& context, LaneSlot& slot) {
    if (slot.config.direction == Direction::entry) {
        entry_turned_back(context, slot);
    } else {
        exit_turned_back(context, slot);
    }
}

void heed(Context& context, LaneSlot& slot, lane::Signal signal) {
    switch (signal) {
    case lane::Signal::arrived: arrived(context, slot); return;
    case lane::Signal::went_away: went_away(context, slot); return;
    case lane::Signal::came_up: came_up(context, slot); return;
    case lane::Signal::passed: passed(context, slot, ExitHow::observed); return;
    case lane::Signal::turned_back: turned_back(context, slot); return;
    case lane::Signal::presumed: passed(context, slot, ExitHow::presumed); return;
    case lane::Signal::came_down: came_down(context, slot); return;
    case lane::Signal::stuck: stuck(context, slot); return;
    case lane::Signal::left_open:
        context.raise("arm_left_open", slot.config.id.text);
        context.announce(slot, "left_open");
        return;
    }
}

} // namespace

void carry_out(Context& context, LaneSlot& slot, const lane::Output& output) {
    for (const auto signal : output.signals) {
        heed(context, slot, signal);
    }
    for (const auto& order : output.orders) {
        move_arm(context, slot, order);
    }
}

} // namespace parkgate::core
