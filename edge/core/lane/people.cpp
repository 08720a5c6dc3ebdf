// What people order: an operator's opening and closing, modes, directions, a fire alarm.
#include "edge/core/lane/phases.hpp"

#include <utility>

namespace parkgate::core::lane {

namespace {

void hold(const Scene& scene, OpenCause cause) {
    State& state = scene.state;
    if (state.torn_off) {
        return;
    }
    if (stands_up(state)) {
        state.tries = 0;
    } else {
        enter_opening(scene);
    }
    send(scene, ArmCommand::hold, cause);
}

void end_hold(const Scene& scene) {
    if (!is_held(scene.state)) {
        scene.state.may_be_held = true; // until the barrier has taken its end
        release(scene);
    }
}

// The person who orders an opening means somebody who is there: what was seen before his word is no evidence after it,
// and nobody else's leaving is to close the arm. After a start he means whom this run has not seen.
void end_who_has_gone(const Scene& scene) {
    const State& state = scene.state;
    const bool starts = state.phase == Phase::recovering;
    if (state.admitted && passage_proven(scene)) {
        end_car(scene, Signal::passed);
    } else if (state.admitted && starts && scene.front().is(Presence::clear) && nothing_under_arm(state)) {
        end_car(scene, end_of_unseen(state));
    }
    if (starts && !state.admitted) {
        forget_car(scene.state);
    }
}

bool nobody_is_there(const Scene& scene) {
    return !scene.state.car && nothing_under_arm(scene.state);
}

} // namespace

void operator_opens(State& state, const Settings& settings, MonotonicTime now, Output& out) {
    const Scene scene{state, settings, now, out};
    if (!stands_up(state) && !state.torn_off) {
        end_who_has_gone(scene);
        enter_opening(scene);
        state.by_hand = false;
        send(scene, raising(state), OpenCause::operator_command);
    }
    evaluate(scene);
}

bool operator_closes(State& state, const Settings& settings, MonotonicTime now, Output& out) {
    const Scene scene{state, settings, now, out};
    const bool may_be_up = (state.phase == Phase::open || state.phase == Phase::out_of_service) && !state.torn_off;
    // Nobody's order waits over an arm that a technician works on.
    const bool would_wait = state.mode == Mode::out_of_service && state.arm == ArmPosition::unknown;
    if (!nothing_under_arm(state) || is_held(state) || !may_be_up || would_wait) {
        return false;
    }
    if (state.car) {
        end_car(scene, state.admitted ? Signal::turned_back : Signal::went_away);
    }
    begin_closing(scene, Says::a_person);
    evaluate(scene);
    return true;
}

void set_mode(State& state, const Settings& settings, Mode mode, MonotonicTime now, Output& out) {
    const Scene scene{state, settings, now, out};
    const Mode before = std::exchange(state.mode, mode);
    if (before == mode) {
        return;
    }
    if (state.fire) {
        evaluate(scene);
        return;
    }
    if (mode == Mode::held_open) {
        hold(scene, OpenCause::held_open);
        evaluate(scene);
        return;
    }
    const bool was_shut_off = before == Mode::held_open || before == Mode::out_of_service;
    if (before == Mode::held_open) {
        end_hold(scene);
    }
    if (was_shut_off && mode != Mode::out_of_service && state.phase == Phase::open && nobody_is_there(scene)) {
        begin_closing(scene, Says::a_person);
    }
    evaluate(scene);
}

void set_way(State& state, const Settings& settings, Way way, MonotonicTime now, Output& out) {
    state.way = way;
    evaluate({state, settings, now, out});
}

void fire_alarm(State& state, const Settings& settings, MonotonicTime now, Output& out) {
    const Scene scene{state, settings, now, out};
    if (!std::exchange(state.fire, true)) {
        hold(scene, OpenCause::fire);
    }
    evaluate(scene);
}

void fire_over(State& state, const Settings& settings, MonotonicTime now, Output& out) {
    const Scene scene{state, settings, now, out};
    if (std::exchange(state.fire, false)) {
        end_hold(scene);
        if (state.phase == Phase::open && !state.car && !is_held(state)) {
            scene.tell(Signal::left_open);
        }
    }
    evaluate(scene);
}

} // namespace parkgate::core::lane
