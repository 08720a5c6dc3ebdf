// From a lane's orders and signals to what the lot records, shows and does.
#include "edge/core/context.hpp"
#include "edge/core/names.hpp"
#include "edge/core/text/messages.hpp"

namespace parkgate::core {

namespace {

texts::Message idle_text(const LotState& lot, const LaneSlot& slot, Side side) {
    if (slot.lane.fire) {
        return texts::leave_now();
    }
    if (slot.lane.torn_off) {
        return texts::slowly();
    }
    switch (slot.lane.mode) {
    case lane::Mode::locked: return texts::locked();
    case lane::Mode::out_of_service: return texts::out_of_service();
    case lane::Mode::held_open: return texts::slowly();
    case lane::Mode::normal: break;
    }
    const lane::Way shut = side == Side::entry ? lane::Way::backwards : lane::Way::forwards;
    if (slot.config.settings.reversible && slot.lane.way == shut) {
        return texts::wrong_way();
    }
    if (side == Side::exit) {
        return texts::drive_carefully();
    }
    const AreaId& area = slot.config.behind;
    return is_full_for(lot, area, CountedAs::transient) ? texts::full() : texts::welcome(free_spaces(lot, area));
}

// Such a text is of no concern to the next car, and another plate or "please go" would mislead it.
bool is_to_one_car(texts::BoardId id) {
    using enum texts::BoardId;
    switch (id) {
    case one_moment:
    case come_in:
    case come_in_member:
    case come_in_step:
    case please_pay:
    case goodbye:
    case free_exit:
    case call_staff:
    case wait_for_staff:
    case minimum_fee:
    case unread:
    case wait_for_space:
    case refused:
    case locked_by_owner: return true;
    case welcome:
    case drive_carefully:
    case out_of_service:
    case locked:
    case leave_now:
    case slowly:
    case oncoming:
    case wrong_way:
    case full: break;
    }
    return false;
}

void move_arm(Context& context, LaneSlot& slot, const lane::Order& order) {
    if (order.cause) {
        const ArrivalId arrival = slot.visit ? slot.visit->id : ArrivalId{};
        context.record(slot.visit ? slot.visit->session : SessionId{},
                       OpenIntent{slot.config.id, arrival, *order.cause});
    }
    note(context, slot, "command", text_of(order.command));
    // A car under the falling arm waits for no commit, nor do people who flee, nor does one that was let out without.
    const bool raises = order.command == ArmCommand::open || order.command == ArmCommand::hold;
    const bool at_once = raises && (order.cause == OpenCause::obstruction || order.cause == OpenCause::fire ||
                                    (slot.admission && slot.admission->undurable));
    // The end of a hold moves nothing and so takes the place of no other order.
    slot.order += order.command == ArmCommand::release ? 0 : 1;
    context.emit(MoveArm{slot.config.id, order.command, slot.order, at_once});
}

void came_up(Context& context, LaneSlot& slot) {
    if (slot.admission) {
        slot.admission->came_up = true;
        context.record(slot.admission->session, Opened{slot.config.id, slot.admission->arrival, true});
        context.save(slot);
    }
    context.clear("arm_stuck", slot.config.id.text);
    context.announce(slot, "opened", slot.admission ? slot.admission->session : SessionId{});
    raising_ended(context, slot, CommandState::done, "");
}

void stuck(Context& context, LaneSlot& slot) {
    if (slot.admission) {
        context.record(slot.admission->session, Opened{slot.config.id, slot.admission->arrival, false});
    }
    context.raise("arm_stuck", slot.config.id.text);
    context.announce(slot, "arm_stuck");
    context.show(slot, texts::out_of_service());
    raising_ended(context, slot, CommandState::failed, "the arm did not come up");
    command_ended(context, slot, Verb::close, CommandState::failed, "the arm did not come down");
}

void came_down(Context& context, LaneSlot& slot) {
    context.clear("arm_stuck", slot.config.id.text);
    if (context.lot.faults.stands("arm_torn_off", slot.config.id.text)) {
        way_stood_open(context, slot);
    }
    context.clear("arm_torn_off", slot.config.id.text);
    context.clear("arm_flapping", slot.config.id.text);
    context.clear("arm_left_open", slot.config.id.text);
    context.announce(slot, "closed");
    if (!slot.visit) {
        show_idle(context, slot);
    }
    command_ended(context, slot, Verb::close, CommandState::done, "");
}

void went_away(Context& context, LaneSlot& slot) {
    context.announce(slot, "went_away", slot.visit ? slot.visit->session : SessionId{});
    acknowledge(context, slot);
    slot.visit.reset();
    show_idle(context, slot);
}

// While the lane still opens the arm has yet to come up: it is held for all.
void raising_is_over(Context& context, LaneSlot& slot, CommandState state, const std::string& why) {
    if (slot.lane.phase != lane::Phase::opening) {
        raising_ended(context, slot, state, why);
    }
}

void passed(Context& context, LaneSlot& slot, ExitHow how) {
    raising_is_over(context, slot, CommandState::done, ""); // whatever the limits say: a car has gone under it
    forget_text(context, slot, side_of(slot));
    context.clear("arm_left_open", slot.config.id.text);
    if (is_between_areas(slot)) {
        passed_between(context, slot);
    } else if (side_of(slot) == Side::entry) {
        entry_passed(context, slot);
    } else {
        exit_passed(context, slot, how);
    }
    if (is_free_for_all(slot)) {
        show_idle(context, slot); // no arm comes down that would do it
    }
}

void turned_back(Context& context, LaneSlot& slot) {
    raising_is_over(context, slot, CommandState::failed,
                    "the car has turned back, and the arm was not seen to come up");
    forget_text(context, slot, side_of(slot));
    if (side_of(slot) == Side::entry || is_between_areas(slot)) {
        entry_turned_back(context, slot);
    } else {
        exit_turned_back(context, slot);
    }
}

void torn_off(Context& context, LaneSlot& slot) {
    way_stood_open(context, slot);
    context.raise("arm_torn_off", slot.config.id.text);
    context.announce(slot, "arm_torn_off", slot.visit ? slot.visit->session : SessionId{});
    show_idle(context, slot);
    raising_ended(context, slot, CommandState::failed, "the boom is off the arm; the way is open");
    command_ended(context, slot, Verb::close, CommandState::failed, "the boom is off the arm");
}

void tell_fault(Context& context, LaneSlot& slot, const char* code, const char* event) {
    context.raise(code, slot.config.id.text);
    context.announce(slot, event, slot.visit ? slot.visit->session : SessionId{});
}

void heed(Context& context, LaneSlot& slot, lane::Signal signal) {
    if (signal == lane::Signal::arrived || signal == lane::Signal::tailgated) {
        close_timeline(context, slot);
    }
    note(context, slot, "signal", text_of(signal));
    switch (signal) {
    case lane::Signal::passed:
    case lane::Signal::turned_back:
    case lane::Signal::presumed:
    case lane::Signal::went_away: note_end(context, slot, text_of(signal)); break;
    default: break;
    }
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
        if (!is_free_for_all(slot)) {
            tell_fault(context, slot, "arm_left_open", "left_open");
        }
        return;
    case lane::Signal::tailgated: came_unadmitted(context, slot); return;
    case lane::Signal::torn_off: torn_off(context, slot); return;
    case lane::Signal::flapping:
        tell_fault(context, slot, "arm_flapping", "arm_flapping");
        command_ended(context, slot, Verb::close, CommandState::failed, "the arm flaps");
        return;
    case lane::Signal::standing: tell_fault(context, slot, "car_standing", "standing"); return;
    case lane::Signal::moved_on: context.clear("car_standing", slot.config.id.text); return;
    }
}

Side other(Side side) {
    return side == Side::entry ? Side::exit : Side::entry;
}

} // namespace

void forget_text(Context& context, LaneSlot& slot, Side side) {
    const auto& told = slot.displays[index_of(side)].message;
    if (told && is_to_one_car(told->id)) {
        context.show_on(slot, side, idle_text(context.lot, slot, side));
    }
}

void show_idle(Context& context, LaneSlot& slot) {
    const Side side = side_of(slot);
    context.show_on(slot, side, idle_text(context.lot, slot, side));
    if (slot.config.settings.reversible) {
        context.show_on(slot, other(side), idle_text(context.lot, slot, other(side)));
    }
}

void show_spaces(Context& context, LaneSlot& slot) {
    const auto& told = slot.displays[index_of(Side::entry)].message;
    if (told && (told->id == texts::BoardId::welcome || told->id == texts::BoardId::full)) {
        context.show_on(slot, Side::entry, idle_text(context.lot, slot, Side::entry));
    }
}

void show_oncoming(Context& context, LaneSlot& slot) {
    if (slot.config.settings.reversible) {
        context.show_on(slot, other(side_of(slot)), texts::oncoming());
    }
}

// Orders before signals: a signal may admit the next car, and its order is then the newest.
void carry_out(Context& context, LaneSlot& slot, const lane::Output& output) {
    for (const auto& order : output.orders) {
        move_arm(context, slot, order);
    }
    for (const auto signal : output.signals) {
        heed(context, slot, signal);
    }
    // What lies between two cars ends with the arm at rest.
    if (slot.lane.phase == lane::Phase::idle || slot.lane.phase == lane::Phase::arrived) {
        close_timeline(context, slot);
    }
}

} // namespace parkgate::core
