#include "edge/core/lane/phases.hpp"

#include <algorithm>

namespace parkgate::core::lane {

namespace {

// ---- one function a phase; each returns true when it changed the phase ----

bool evaluate_idle(State& state, MonotonicTime now, Output& out) {
    if (state.arm == ArmPosition::fault) {
        out_of_service(state, now, out);
        return true;
    }
    if (state.arm == ArmPosition::up) {
        state.by_hand = true;
        stand_open(state, now, out);
        return true;
    }
    if (state.arrival == Presence::occupied) {
        enter(state, Phase::arrived, now);
        new_car(state, out);
        return true;
    }
    return false;
}

bool evaluate_arrived(State& state, const Settings& settings, MonotonicTime now, Output& out) {
    if (state.arm == ArmPosition::fault) {
        out_of_service(state, now, out);
        return true;
    }
    if (state.arm == ArmPosition::up) {
        state.by_hand = true;
        enter(state, Phase::open, now);
        return true;
    }
    if (left_backwards(state, settings.settle, now)) {
        out.signals.push_back(Signal::went_away);
        forget_car(state);
        enter(state, Phase::idle, now);
        return true;
    }
    return false;
}

bool evaluate_opening(State& state, const Settings& settings, MonotonicTime now, Output& out) {
    watch_passage(state);
    state.reopening = state.reopening && state.arm == ArmPosition::up;
    const bool may_fall_yet = state.reopening && (state.retry_at || now - state.since < settings.retry_after);
    if (state.arm == ArmPosition::up && !may_fall_yet) {
        state.came_up = true;
        enter(state, Phase::open, now);
        out.signals.push_back(Signal::came_up);
        return true;
    }
    if (state.arm == ArmPosition::fault) {
        out_of_service(state, now, out);
        return true;
    }
    if (attempt_is_over(state, settings.open_within, now)) {
        try_again(state, settings, ArmCommand::open, now, out);
        return state.phase != Phase::opening;
    }
    return false;
}

bool evaluate_open(State& state, const Settings& settings, MonotonicTime now, Output& out) {
    if (state.arm == ArmPosition::down) {
        // Somebody lowered it by hand.
        if (state.car) {
            out.signals.push_back(state.admitted ? Signal::turned_back : Signal::went_away);
            forget_car(state);
        }
        arm_is_down(state, now, out);
        return true;
    }
    const bool passed_while_opening = state.under_arm && state.arrival_freed && state.safety == Presence::clear;
    if (state.safety == Presence::occupied || passed_while_opening) {
        state.under_arm = true;
        enter(state, Phase::passing, now);
        return true;
    }
    if (!state.car && state.arrival == Presence::occupied) {
        new_car(state, out);
        return false;
    }
    if (state.car && !state.admitted && everything_clear_for(state, settings.settle, now)) {
        out.signals.push_back(Signal::went_away);
        forget_car(state);
        return false;
    }
    if (state.admitted && everything_clear_for(state, settings.turned_back_after, now)) {
        out.signals.push_back(Signal::turned_back);
        begin_closing(state, now, out);
        return true;
    }
    const bool blind = state.arrival == Presence::unknown || state.safety == Presence::unknown;
    if (state.admitted && blind && now - state.since >= settings.presumed_after) {
        out.signals.push_back(Signal::presumed);
        forget_car(state);
        stand_open(state, now, out);
        return true;
    }
    return false;
}

bool evaluate_passing(State& state, const Settings& settings, MonotonicTime now, Output& out) {
    watch_passage(state);
    if (state.safety == Presence::unknown && now - state.safety_since >= settings.presumed_after) {
        // The loop has died under the car.
        if (state.car) {
            out.signals.push_back(state.admitted ? Signal::presumed : Signal::went_away);
        }
        forget_car(state);
        stand_open(state, now, out);
        return true;
    }
    if (!safety_left(state, settings, now)) {
        return false;
    }
    if (state.arrival_freed) {
        out.signals.push_back(Signal::passed);
        begin_closing(state, now, out);
        return true;
    }
    // The arrival loop was never free: a car rolled back onto it, or the next one follows closely. Not proven.
    enter(state, Phase::open, now);
    return true;
}

bool evaluate_closing(State& state, const Settings& settings, MonotonicTime now, Output& out) {
    if (state.arm == ArmPosition::down) {
        arm_is_down(state, now, out);
        return true;
    }
    if (state.arm == ArmPosition::fault) {
        out_of_service(state, now, out);
        return true;
    }
    if (state.safety == Presence::occupied) {
        // A car came under the falling arm.
        enter_opening(state, now);
        state.under_arm = true;
        send(state, ArmCommand::open, out, OpenCause::obstruction);
        return true;
    }
    const bool unsent = state.tries == 0;
    if (nothing_under_arm(state) && (unsent || attempt_is_over(state, settings.close_within, now))) {
        try_again(state, settings, ArmCommand::close, now, out);
        return state.phase != Phase::closing;
    }
    return false;
}

// What the car in the lane does while the arm does nothing: it passes all the same, or gives up.
void watch_car(State& state, const Settings& settings, MonotonicTime now, Output& out) {
    if (!state.car) {
        return;
    }
    watch_passage(state);
    const bool passed = state.arrival_freed && safety_left(state, settings, now);
    const bool gave_up =
        !state.under_arm && left_backwards(state, state.admitted ? settings.turned_back_after : settings.settle, now);
    if (passed || gave_up) {
        out.signals.push_back(passed ? Signal::passed : state.admitted ? Signal::turned_back : Signal::went_away);
        forget_car(state);
    }
}

bool evaluate_out_of_service(State& state, const Settings& settings, MonotonicTime now, Output& out) {
    if (state.arm == ArmPosition::up) {
        enter(state, Phase::open, now);
        return true;
    }
    watch_car(state, settings, now, out);
    state.arm_left_down = state.arm_left_down || state.arm != ArmPosition::down;
    if (state.arm == ArmPosition::down && state.arm_left_down && !state.admitted) {
        arm_is_down(state, now, out);
        if (state.car) {
            // It has waited through the repair: it has arrived once, and its plate is known.
            enter(state, Phase::arrived, now);
        }
        return true;
    }
    return false;
}

bool evaluate_once(State& state, const Settings& settings, MonotonicTime now, Output& out) {
    switch (state.phase) {
    case Phase::recovering: return evaluate_recovery(state, settings, now, out);
    case Phase::idle: return evaluate_idle(state, now, out);
    case Phase::arrived: return evaluate_arrived(state, settings, now, out);
    case Phase::opening: return evaluate_opening(state, settings, now, out);
    case Phase::open: return evaluate_open(state, settings, now, out);
    case Phase::passing: return evaluate_passing(state, settings, now, out);
    case Phase::closing: return evaluate_closing(state, settings, now, out);
    case Phase::out_of_service: return evaluate_out_of_service(state, settings, now, out);
    }
    return false;
}

// Phases follow from what is seen, so one event may take the lane through several of them; never more than there are.
void evaluate(State& state, const Settings& settings, MonotonicTime now, Output& out) {
    for (int i = 0; i < 8 && evaluate_once(state, settings, now, out); ++i) {
    }
}

} // namespace

State start(MonotonicTime now) {
    State state;
    state.since = state.arrival_since = state.safety_since = now;
    return state;
}

State resume(MonotonicTime now, bool came_up) {
    State state = start(now);
    state.car = state.admitted = true;
    state.came_up = came_up;
    return state;
}

void see_loop(State& state, const Settings& settings, Loop loop, Presence presence, MonotonicTime now, Output& out) {
    auto& seen = loop == Loop::arrival ? state.arrival : state.safety;
    auto& since = loop == Loop::arrival ? state.arrival_since : state.safety_since;
    if (seen != presence) {
        seen = presence;
        since = now;
    }
    evaluate(state, settings, now, out);
}

void see_arm(State& state, const Settings& settings, ArmPosition position, MonotonicTime now, Output& out) {
    state.arm = position;
    evaluate(state, settings, now, out);
}

void command_done(State& state, const Settings& settings, LineOutcome outcome, MonotonicTime now, Output& out) {
    if (outcome != LineOutcome::ok && (state.phase == Phase::opening || state.phase == Phase::closing)) {
        state.retry_at = now + settings.retry_after;
    }
    evaluate(state, settings, now, out);
}

void tick(State& state, const Settings& settings, MonotonicTime now, Output& out) {
    evaluate(state, settings, now, out);
}

void admit(State& state, const Settings& settings, MonotonicTime now, Output& out) {
    state.car = state.admitted = true;
    state.came_up = state.arm == ArmPosition::up;
    if (state.phase == Phase::arrived || state.phase == Phase::out_of_service || state.phase == Phase::idle ||
        state.phase == Phase::closing) {
        enter_opening(state, now);
        send(state, ArmCommand::open, out);
    } else if (state.came_up) {
        out.signals.push_back(Signal::came_up);
    }
    evaluate(state, settings, now, out);
}

void assume_arrival(State& state, MonotonicTime now, Output& out) {
    if (state.phase == Phase::idle && state.arrival == Presence::unknown) {
        enter(state, Phase::arrived, now);
        new_car(state, out);
    }
}

void another_car_is_here(State& state, const Settings& settings, MonotonicTime now, Output& out) {
    if (state.phase == Phase::open && state.admitted && state.under_arm) {
        out.signals.push_back(Signal::passed);
        new_car(state, out);
        evaluate(state, settings, now, out);
    }
}

void operator_opens(State& state, const Settings& settings, MonotonicTime now, Output& out) {
    if (state.phase == Phase::open || state.phase == Phase::passing) {
        evaluate(state, settings, now, out);
        return;
    }
    const bool was_recovering = state.phase == Phase::recovering;
    enter_opening(state, now);
    state.by_hand = false;
    if (was_recovering && !state.admitted) {
        forget_car(state);
    }
    send(state, ArmCommand::open, out, OpenCause::operator_command);
    evaluate(state, settings, now, out);
}

bool operator_closes(State& state, const Settings& settings, MonotonicTime now, Output& out) {
    if (!nothing_under_arm(state) || (state.phase != Phase::open && state.phase != Phase::out_of_service)) {
        return false;
    }
    if (state.admitted) {
        out.signals.push_back(Signal::turned_back);
    } else if (state.car) {
        out.signals.push_back(Signal::went_away);
    }
    state.by_hand = false;
    begin_closing(state, now, out);
    evaluate(state, settings, now, out);
    return true;
}

bool may_still_close(const State& state) {
    return state.phase == Phase::closing && nothing_under_arm(state);
}

bool may_still_open(const State& state) {
    return state.phase == Phase::opening || state.phase == Phase::open || state.phase == Phase::passing;
}

} // namespace parkgate::core::lane
