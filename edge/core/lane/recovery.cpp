#include "edge/core/lane/phases.hpp"

namespace parkgate::core::lane {

namespace {

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

} // namespace

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

} // namespace parkgate::core::lane
