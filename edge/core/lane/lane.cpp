#include "edge/core/lane/lane.hpp"

#include <algorithm>

namespace parkgate::core::lane {

namespace {

void enter(State& state, Phase phase, MonotonicTime now) {
    state.phase = phase;
    state.since = now;
    state.tries = 0;
    state.retry_at.reset();
    state.reopening = state.arm_left_down = false;
}

// From closing, an arm that still reads "up" may have been told to fall.
void enter_opening(State& state, MonotonicTime now) {
    const bool told_to_close = state.phase == Phase::closing && state.tries > 0 && state.arm == ArmPosition::up;
    enter(state, Phase::opening, now);
    state.reopening = told_to_close;
}

void forget_car(State& state) {
    state.car = state.admitted = state.came_up = state.under_arm = state.arrival_freed = false;
}

void new_car(State& state, Output& out) {
    forget_car(state);
    state.car = true;
    out.signals.push_back(Signal::arrived);
}

void send(State& state, ArmCommand command, Output& out, std::optional<OpenCause> cause = {}) {
    ++state.tries;
    state.retry_at.reset();
    out.orders.push_back({command, cause});
}

bool clear_for(Presence presence, MonotonicTime since, Duration length, MonotonicTime now) {
    return presence == Presence::clear && now - since >= length;
}

bool safety_left(const State& state, const Settings& settings, MonotonicTime now) {
    return clear_for(state.safety, state.safety_since, settings.settle, now);
}

// In front of a lowered arm a car can only leave backwards; what a dead loop under the arm would say does not matter.
bool left_backwards(const State& state, Duration length, MonotonicTime now) {
    return clear_for(state.arrival, state.arrival_since, length, now) && state.safety != Presence::occupied &&
           now - state.since >= length;
}

bool everything_clear_for(const State& state, Duration length, MonotonicTime now) {
    return clear_for(state.arrival, state.arrival_since, length, now) &&
           clear_for(state.safety, state.safety_since, length, now) && now - state.since >= length;
}

// S1. The evidence that S2 asks for is the caller's.
bool nothing_under_arm(const State& state) {
    return state.safety == Presence::clear;
}

void begin_closing(State& state, MonotonicTime now, Output& out) {
    forget_car(state);
    if (state.by_hand) {
        enter(state, Phase::open, now);
        return;
    }
    enter(state, Phase::closing, now);
    if (nothing_under_arm(state)) {
        send(state, ArmCommand::close, out);
    }
}

void out_of_service(State& state, MonotonicTime now, Output& out) {
    enter(state, Phase::out_of_service, now);
    out.signals.push_back(Signal::stuck);
}

void arm_is_down(State& state, MonotonicTime now, Output& out) {
    state.by_hand = false;
    enter(state, Phase::idle, now);
    out.signals.push_back(Signal::came_down);
}

void stand_open(State& state, MonotonicTime now, Output& out) {
    enter(state, Phase::open, now);
    out.signals.push_back(Signal::left_open);
}

// One more attempt at the movement under way, or the end of them (S5).
void try_again(State& state, const Settings& settings, ArmCommand command, MonotonicTime now, Output& out) {
    if (state.tries >= settings.tries) {
        out_of_service(state, now, out);
        return;
    }
    state.since = now;
    send(state, command, out);
}

// A car that has been under the arm and has moved forward off the arrival loop.
void watch_passage(State& state) {
    state.under_arm = state.under_arm || state.safety == Presence::occupied;
    state.arrival_freed = state.arrival_freed || (state.under_arm && state.arrival == Presence::clear);
}

bool attempt_is_over(const State& state, Duration within, MonotonicTime now) {
    return (state.retry_at && now >= *state.retry_at) || now - state.since >= within;
}

// ---- one function a phase; each returns true when it changed the phase ----

bool evaluate_recovery_with_arm_down(State& state, const Settings& settings, MonotonicTime now, Output& out) {
    if (!state.admitted) {
        forget_car(state);
        enter(state, Phase::idle, now);
        return true;
    }
    if (!state.came_up && state.arrival == Presence::occupied) {
        // The admission was durable, the arm had not moved, the car still waits.
        enter(state, Phase::opening, now);
        send(state, ArmCommand::open, out);
        return true;
    }
    if (!state.came_up && everything_clear_for(state, settings.settle, now)) {
        // The arm never rose and the car is gone: it cannot have passed.
        out.signals.push_back(Signal::turned_back);
        forget_car(state);
        enter(state, Phase::idle, now);
        return true;
    }
    if (state.came_up && everything_clear_for(state, settings.presumed_after, now)) {
        out.signals.push_back(Signal::presumed);
        forget_car(state);
        enter(state, Phase::idle, now);
        return true;
    }
    return false;
}

// A loop that stays unknown must not keep a lane shut for ever: the lane goes on as far as that moves nothing that
// falls.
bool evaluate_blind_recovery(State& state, const Settings& settings, MonotonicTime now, Output& out) {
    const bool down = state.arm == ArmPosition::down;
    if (now - state.since < settings.close_within) {
        return false;
    }
    if (state.admitted && down && !state.came_up && state.arrival == Presence::occupied) {
        enter(state, Phase::opening, now);
        send(state, ArmCommand::open, out);
        return true;
    }
    if (state.admitted) {
        if (now - state.since < settings.presumed_after) {
            return false;
        }
        out.signals.push_back(down && !state.came_up ? Signal::turned_back : Signal::presumed);
    }
    forget_car(state);
    if (down) {
        enter(state, Phase::idle, now);
    } else {
        stand_open(state, now, out);
    }
    return true;
}

bool evaluate_recovery(State& state, const Settings& settings, MonotonicTime now, Output& out) {
    if (state.arm == ArmPosition::unknown) {
        return false;
    }
    if (state.arm == ArmPosition::moving && now - state.since < settings.close_within) {
        return false;
    }
    if (state.arm == ArmPosition::fault || state.arm == ArmPosition::moving) {
        out_of_service(state, now, out);
        return true;
    }
    if (state.safety == Presence::occupied) {
        watch_passage(state);
        return false;
    }
    if (state.arrival == Presence::unknown || state.safety == Presence::unknown) {
        return evaluate_blind_recovery(state, settings, now, out);
    }
    if (state.under_arm && state.arm == ArmPosition::up) {
        if (!safety_left(state, settings, now)) {
            return false;
        }
        // Seen on the loop and seen to leave it since the start: that is a passage like any other.
        enter(state, Phase::passing, now);
        return true;
    }
    if (state.arm == ArmPosition::down) {
        return evaluate_recovery_with_arm_down(state, settings, now, out);
    }
    if (!state.admitted) {
        forget_car(state);
        stand_open(state, now, out);
        return true;
    }
    if (state.arrival == Presence::occupied) {
        enter(state, Phase::open, now);
        return true;
    }
    if (everything_clear_for(state, settings.presumed_after, now)) {
        // The car is presumed gone, yet nothing was seen to pass: S2 leaves the arm up for a passage or a person.
        out.signals.push_back(Signal::presumed);
        forget_car(state);
        stand_open(state, now, out);
        return true;
    }
    return false;
}

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

std::optional<MonotonicTime> next_deadline(const State& state, const Settings& settings, MonotonicTime now) {
    std::optional<MonotonicTime> next;
    const auto at = [&](MonotonicTime time) {
        if (time > now) {
            next = next ? std::min(*next, time) : time;
        }
    };
    const auto clear_at = [&](Duration length) {
        at(std::max({state.arrival_since, state.safety_since, state.since}) + length);
    };
    const bool clear = state.arrival == Presence::clear && state.safety == Presence::clear;
    switch (state.phase) {
    case Phase::idle: break;
    case Phase::out_of_service:
        if (state.car) {
            clear_at(settings.settle);
            clear_at(settings.turned_back_after);
        }
        break;
    case Phase::recovering:
        at(state.since + settings.close_within);
        at(state.since + settings.presumed_after);
        if (state.under_arm && state.safety == Presence::clear) {
            at(state.safety_since + settings.settle);
        } else if (clear && state.admitted) {
            clear_at(settings.settle);
            clear_at(settings.presumed_after);
        }
        break;
    case Phase::arrived:
        if (state.arrival == Presence::clear) {
            clear_at(settings.settle);
        }
        break;
    case Phase::opening:
        at(state.since + settings.open_within);
        if (state.reopening) {
            at(state.since + settings.retry_after);
        }
        break;
    case Phase::open:
        if (clear && state.car) {
            clear_at(state.admitted ? settings.turned_back_after : settings.settle);
        } else if (state.admitted) {
            at(state.since + settings.presumed_after);
        }
        break;
    case Phase::passing:
        if (state.safety == Presence::clear) {
            at(state.safety_since + settings.settle);
        } else if (state.safety == Presence::unknown) {
            at(state.safety_since + settings.presumed_after);
        }
        break;
    case Phase::closing: at(state.since + settings.close_within); break;
    }
    if (state.retry_at) {
        at(*state.retry_at);
    }
    return next;
}

} // namespace parkgate::core::lane
