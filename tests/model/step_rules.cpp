#include "tests/model/rules.hpp"

#include <algorithm>

namespace parkgate::model {

namespace {

using Broken = const char*;

Broken nothing_under_a_closing_arm(const Step& step) {
    if (step.ordered_to_close() && under_arm(step.configuration, step.then) != Presence::clear) {
        return "told to close with something under the arm that is occupied or not known";
    }
    if (step.ordered_to_close() && step.then.arm == ArmPosition::unknown) {
        return "told to close though nobody sees the arm";
    }
    return {};
}

Broken a_car_under_the_falling_arm_raises_it(const Step& step) {
    const bool falls = step.before.ghost.told == Told::to_close && step.before.lane.phase == lane::Phase::closing &&
                       step.before.ghost.arm != ArmPosition::fault;
    const bool comes = under_arm(step.configuration, step.before.ghost) != Presence::occupied &&
                       under_arm(step.configuration, step.then) == Presence::occupied;
    if (falls && comes && step.event.kind == Kind::loop && !step.ordered_to_open()) {
        return "a car is under the falling arm and it is not told to open";
    }
    const auto falls_on_it = [](const Configuration& configuration, const Ghost& ghost) {
        return ghost.arm == ArmPosition::moving && under_arm(configuration, ghost) == Presence::occupied;
    };
    const auto phase = step.before.lane.phase;
    const bool was_open = phase == lane::Phase::open || phase == lane::Phase::passing;
    const bool begins =
        falls_on_it(step.configuration, step.then) && !falls_on_it(step.configuration, step.before.ghost);
    if (was_open && begins && step.then.mode != lane::Mode::out_of_service && !step.ordered_to_open()) {
        return "an arm falls on a car without an order and is not told to open";
    }
    return {};
}

Broken who_is_let_in_gets_an_order(const Step& step) {
    const auto position = step.then.arm;
    const bool lowered = position == ArmPosition::down || position == ArmPosition::moving;
    if (!lowered || step.ordered_to_open()) {
        return {};
    }
    if (step.event.kind == Kind::operator_opens) {
        return "an operator opens, the arm is not up, and nothing is sent";
    }
    const bool under_way = step.before.ghost.told == Told::to_open;
    if (step.event.kind == Kind::admit && step.then.admitted && !under_way) {
        return "a car is admitted, the arm is not up, and nothing is sent";
    }
    return {};
}

Broken evidence_before_closing(const Step& step) {
    if (step.ordered_to_close() && !step.then.evidence) {
        return "told to close though nothing shows that the car has passed or left backwards, and no operator said so";
    }
    const Loop behind = step.then.from_beyond ? Loop::arrival : Loop::beyond;
    if (step.ordered_to_close() && step.signalled(lane::Signal::passed) && step.configuration.has(behind) &&
        step.then.seen[index_of(behind)] == Presence::occupied) {
        return "told to close with the car on the loop behind";
    }
    return {};
}

Broken looks_before_it_moves(const Step& step) {
    if (step.event.kind == Kind::start || step.event.kind == Kind::resume) {
        return step.out.orders.empty() ? Broken{} : "a command on start-up";
    }
    const bool for_a_car = std::ranges::all_of(step.out.orders, [&](const auto& order) {
        return order.cause == OpenCause::obstruction && step.then.arm == ArmPosition::moving;
    });
    if ((step.ordered_to_close() || step.ordered_to_open()) && !step.then.looked && !for_a_car) {
        return "a command before arm and loops have been seen";
    }
    return {};
}

Broken no_fight_with_a_hand(const Step& step) {
    if (step.ordered_to_close() && step.then.by_hand) {
        return "told to close though it went up by a hand";
    }
    return {};
}

Broken bounded_pulses(const Step& step) {
    if (step.after.ghost.in_a_row > step.configuration.settings.tries) {
        return "one order more than there are tries, and no success, no new cause and no car between them";
    }
    if (raises_again(step) && step.before.ghost.fell) {
        return "raised a third time for one car though nobody's order lowers the arm";
    }
    const auto& then = step.then;
    const bool all_tried = then.in_a_row >= step.configuration.settings.tries || then.arm == ArmPosition::fault;
    const bool closing = step.before.lane.phase == lane::Phase::closing;
    // Left to a hand, and then given up for another reason.
    const bool is_a_hands = step.signalled(lane::Signal::left_open);
    if (step.signalled(lane::Signal::stuck) && closing && !is_a_hands && then.told == Told::to_close && !all_tried &&
        !step.configuration.happens.modes) {
        return "given up though the barrier has not been tried as often as it may be";
    }
    const auto moves =
        std::ranges::count_if(step.out.orders, [](const auto& order) { return order.command != ArmCommand::release; });
    if (moves > 2) {
        return "more than two orders at one moment";
    }
    return {};
}

Broken every_opening_has_a_cause(const Step& step) {
    for (const auto& order : step.out.orders) {
        if (order.command == ArmCommand::close || order.command == ArmCommand::release) {
            continue;
        }
        if (!order.cause && !step.then.cause) {
            return "an opening that nobody wanted";
        }
        if (order.cause == OpenCause::operator_command && step.event.kind != Kind::operator_opens) {
            return "an opening in the name of an operator who did not speak";
        }
        if (order.cause == OpenCause::obstruction && under_arm(step.configuration, step.then) != Presence::occupied) {
            return "an opening for an obstruction that is not there";
        }
        const bool alarm = order.cause == OpenCause::fire && !step.then.fire;
        const bool hold = order.cause == OpenCause::held_open && step.then.mode != lane::Mode::held_open;
        if (alarm || hold) {
            return "an opening for an alarm or a hold that is not there";
        }
    }
    return {};
}

Broken unknown_is_not_clear(const Step& step) {
    if (step.signalled(lane::Signal::passed) && step.event.kind != Kind::another_car) {
        // Who follows is under the arm when the first one's end is told.
        const bool followed = step.signalled(lane::Signal::tailgated) &&
                              under_arm(step.configuration, step.before.ghost) != Presence::occupied;
        const bool left = followed || under_arm_clear_for(step.configuration, step.then,
                                                          step.configuration.settings.settle, step.now);
        if (step.then.trail != Trail::moved_on || !left) {
            return "passed, though the loops have not shown it";
        }
    }
    if (step.signalled(lane::Signal::turned_back)) {
        const bool lowered = step.then.arm == ArmPosition::down;
        const Loop front = step.then.from_beyond ? Loop::beyond : Loop::arrival;
        const bool left = (!step.configuration.has(front) || step.then.seen[index_of(front)] == Presence::clear) &&
                          under_arm(step.configuration, step.then) != Presence::occupied;
        const bool never_there =
            step.then.came_in == Trail::none && under_arm(step.configuration, step.then) == Presence::clear;
        if (!lowered && !left && !never_there && !step.closes) {
            return "turned back, though the loops have not shown it";
        }
    }
    return {};
}

Broken an_admission_ends_in_one_word(const Step& step) {
    const auto ends = std::ranges::count_if(step.out.signals, [](lane::Signal signal) {
        return signal == lane::Signal::passed || signal == lane::Signal::turned_back ||
               signal == lane::Signal::presumed;
    });
    if (ends > 1) {
        return "an admission ended twice";
    }
    if (step.after.lane.admitted != step.after.ghost.admitted) {
        return step.after.lane.admitted ? "an admission was ended and is kept"
                                        : "an admission was forgotten in silence";
    }
    if (step.after.lane.car != step.after.ghost.car) {
        return step.after.lane.car ? "a car that was never announced" : "a car was forgotten in silence";
    }
    return {};
}

Broken what_is_held_stays_up(const Step& step) {
    const bool releases =
        std::ranges::any_of(step.out.orders, [](const auto& order) { return order.command == ArmCommand::release; });
    if (is_held(step.before.ghost) != is_held(step.then) && releases == is_held(step.then)) {
        return releases ? "a hold is ended as it begins" : "the end of a hold is not sent";
    }
    if (releases && is_held(step.then)) {
        return "the end of a hold is sent while it is held open";
    }
    if (!step.ordered_to_close()) {
        return {};
    }
    if (is_held(step.then)) {
        return "told to close though it is held open";
    }
    const auto ends = std::ranges::find(step.out.orders, ArmCommand::release, &lane::Order::command);
    const auto closes = std::ranges::find(step.out.orders, ArmCommand::close, &lane::Order::command);
    if (step.then.may_be_held && closes < ends) {
        return "told to close while a hold may stand that was not ended";
    }
    const bool spoken = step.closes || step.event.kind == Kind::mode || step.before.ghost.told == Told::to_close;
    if (step.then.mode == lane::Mode::out_of_service && !spoken) {
        return "told to close though the lane is out of service by an operator's word";
    }
    if (step.then.given_up) {
        return "told to close though the arm was given up as flapping and nobody has looked";
    }
    return {};
}

Broken one_car_from_one_side(const Step& step) {
    if (!step.signalled(lane::Signal::arrived)) {
        return {};
    }
    const bool ended = step.signalled(lane::Signal::passed) || step.signalled(lane::Signal::turned_back) ||
                       step.signalled(lane::Signal::presumed) || step.signalled(lane::Signal::went_away);
    if (step.before.ghost.car && !ended) {
        return "a second car has arrived before the first has ended";
    }
    const auto way = step.then.way;
    const bool wrong_side = step.after.lane.from_beyond ? way == lane::Way::forwards : way == lane::Way::backwards;
    if (step.configuration.settings.reversible && wrong_side && step.event.kind != Kind::another_car) {
        return "a car was taken from the side that is shut";
    }
    return {};
}

// An arm whose limit is not seen is no reason to keep the admission of who has gone. Where a loop is behind it has its
// say, and a start looks at the arm before it admits anybody.
Broken an_admission_is_one_car_s(const Step& step) {
    const auto& ghost = step.after.ghost;
    const bool no_limit = ghost.arm == ArmPosition::unknown || ghost.arm == ArmPosition::moving;
    const Loop behind = ghost.from_beyond ? Loop::arrival : Loop::beyond;
    const auto& configuration = step.configuration;
    const bool has_gone = ghost.came_in == Trail::moved_on && !configuration.has(behind) &&
                          under_arm_clear_for(configuration, ghost, configuration.settings.settle, step.now);
    if (ghost.admitted && ghost.told != Told::nothing && no_limit && has_gone) {
        return "who was let in has gone, and the next one may pass on his admission";
    }
    return {};
}

Broken nothing_moves_without_a_boom(const Step& step) {
    const bool off = step.then.arm == ArmPosition::torn_off;
    if (off && (step.ordered_to_close() || step.ordered_to_open())) {
        return "an order for an arm whose boom is off";
    }
    if (off && step.before.ghost.arm != ArmPosition::torn_off && step.before.ghost.arm != ArmPosition::unknown &&
        !step.signalled(lane::Signal::torn_off)) {
        return "the boom is off and nobody is told";
    }
    return {};
}

} // namespace

const std::vector<StepRule>& step_rules() {
    static const std::vector<StepRule> rules{
        {"S1", "no closing while anything under the arm is occupied or unknown", nothing_under_a_closing_arm},
        {"S1b", "a car that comes under the falling arm raises it at once", a_car_under_the_falling_arm_raises_it},
        {"S2", "no closing without evidence that the car has passed or left backwards, or an operator",
         evidence_before_closing},
        {"S3", "after a start nothing moves until arm and loops have been seen", looks_before_it_moves},
        {"S4", "an arm that went up without a command is never lowered", no_fight_with_a_hand},
        {"S5", "a bounded number of attempts, then out of service", bounded_pulses},
        {"S6", "every opening has a cause", every_opening_has_a_cause},
        {"S7", "unknown is not clear: what was not seen is no passage", unknown_is_not_clear},
        {"S8b", "who is admitted, and an operator who opens, has the arm told unless it is up",
         who_is_let_in_gets_an_order},
        {"S9", "every admission ends in exactly one of passed, turned back, presumed", an_admission_ends_in_one_word},
        {"S10", "what is held open, or given up, is not closed", what_is_held_stays_up},
        {"S11", "one car at a time, from a side that is open", one_car_from_one_side},
        {"S11b", "an admission is one car's, whatever the arm's limits say", an_admission_is_one_car_s},
        {"S13", "with the boom off nothing is ordered and a person is told", nothing_moves_without_a_boom},
    };
    return rules;
}

} // namespace parkgate::model
