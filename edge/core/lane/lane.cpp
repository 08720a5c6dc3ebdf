#include "edge/core/lane/phases.hpp"

#include <utility>

namespace parkgate::core::lane {

namespace {

Presence together(const State& state, const Sensors& fitted) {
    const auto any = [&](Presence presence) {
        return (fitted.safety && state.safety == presence) || (fitted.photocell && state.photocell == presence);
    };
    return any(Presence::occupied) ? Presence::occupied : any(Presence::unknown) ? Presence::unknown : Presence::clear;
}

template <typename Reading>
void note(Reading& seen, MonotonicTime& since, Reading reading, MonotonicTime now) {
    if (seen != reading) {
        seen = reading;
        since = now;
    }
}

bool both_sides_wait(const State& state) {
    return state.arrival == Presence::occupied && state.beyond == Presence::occupied;
}

// It may reach the loop behind without having been seen under the arm. What was there before it left its own loop is
// another, such as the one that waits on the other side.
void watch_who_slips_by(const Scene& scene, bool was_behind) {
    const bool reaches = !was_behind && scene.behind().is(Presence::occupied);
    scene.state.beyond_seen =
        scene.state.beyond_seen || (scene.state.admitted && reaches && scene.front().is(Presence::clear));
}

// Who waits for the arm of a barrier that has been silent for so long needs a person.
bool nobody_will_hear(const Scene& scene) {
    const State& state = scene.state;
    return state.phase == Phase::opening && !is_held(state) && state.arm == ArmPosition::unknown &&
           scene.now - state.arm_since >= scene.settings.presumed_after;
}

} // namespace

State start(MonotonicTime now) {
    State state;
    state.since = state.arrival_since = state.under_since = state.beyond_since = state.arm_since =
        state.closings_since = now;
    return state;
}

State resume(MonotonicTime now, bool came_up) {
    State state = start(now);
    state.car = state.admitted = true;
    state.came_up = came_up;
    return state;
}

void see_loop(State& state, const Settings& settings, Loop loop, Presence presence, MonotonicTime now, Output& out) {
    const Scene scene{state, settings, now, out};
    const bool both_waited = both_sides_wait(state);
    const bool was_behind = scene.behind().is(Presence::occupied);
    switch (loop) {
    case Loop::arrival: note(state.arrival, state.arrival_since, presence, now); break;
    case Loop::beyond: note(state.beyond, state.beyond_since, presence, now); break;
    case Loop::safety: state.safety = presence; break;
    case Loop::photocell: state.photocell = presence; break;
    }
    note(state.under, state.under_since, together(state, settings.fitted), now);
    if (!both_waited || !both_sides_wait(state)) {
        state.beyond_first = state.beyond == Presence::occupied && (loop == Loop::arrival || !both_sides_wait(state));
    }
    watch_who_slips_by(scene, was_behind);
    evaluate(scene);
}

void see_arm(State& state, const Settings& settings, ArmPosition position, MonotonicTime now, Output& out) {
    const bool heard_again = state.arm == ArmPosition::unknown && position != ArmPosition::unknown;
    note(state.arm, state.arm_since, position, now);
    if (heard_again && state.phase == Phase::closing && state.tries >= settings.tries && !state.one_more) {
        // Nobody knows what became of the orders to a barrier that was silent: it gets one more. Only one, for a limit
        // that flickers is silent again and again.
        state.tries = settings.tries - 1;
        state.one_more = true;
    }
    if (position == ArmPosition::down && state.phase != Phase::opening) {
        state.raised = false;
    }
    state.by_hand = state.by_hand || (position == ArmPosition::up && !state.raised);
    evaluate({state, settings, now, out});
}

void command_done(State& state, const Settings& settings, ArmCommand command, LineOutcome outcome, MonotonicTime now,
                  Output& out) {
    const Scene scene{state, settings, now, out};
    if (command == ArmCommand::release) {
        state.may_be_held = state.may_be_held && (outcome != LineOutcome::ok || is_held(state));
        return;
    }
    const bool raises = command == ArmCommand::open || command == ArmCommand::hold;
    const bool moves = state.phase == (raises ? Phase::opening : Phase::closing);
    const bool holds =
        command == ArmCommand::hold && is_held(state) && (state.phase == Phase::open || state.phase == Phase::passing);
    if (outcome == LineOutcome::not_sent && (moves || holds)) {
        // It has moved nothing, so it is no attempt: a barrier that is silent is unknown and not stuck.
        state.tries = std::max(state.tries - 1, std::int64_t{0});
        if (nobody_will_hear(scene)) {
            out_of_service(scene);
            return;
        }
    }
    // The last of the attempts may have reached the barrier: its limit has the time of a movement to tell.
    const bool may_move_yet = outcome != LineOutcome::exception && state.tries >= settings.tries;
    if (outcome != LineOutcome::ok && (moves ? !may_move_yet : holds && state.tries < settings.tries)) {
        state.retry_at = now + settings.retry_after;
    }
    evaluate(scene);
}

void tick(State& state, const Settings& settings, MonotonicTime now, Output& out) {
    evaluate({state, settings, now, out});
}

bool may_admit(const State& state) {
    return state.phase != Phase::recovering &&
           (state.fire || state.mode == Mode::normal || state.mode == Mode::held_open);
}

void admit(State& state, const Settings& settings, MonotonicTime now, Output& out, bool by_person) {
    if (!by_person && !may_admit(state)) {
        return;
    }
    const Scene scene{state, settings, now, out};
    state.car = state.admitted = true;
    state.came_up = stands_up(state);
    if (state.phase == Phase::open) {
        state.since = now; // its time begins with the admission, however long the arm has been up
    }
    if (state.phase != Phase::opening && !stands_up(state) && !state.torn_off) {
        enter_opening(scene);
        send(scene, raising(state));
    } else if (state.came_up) {
        scene.tell(Signal::came_up);
    }
    evaluate(scene);
}

void assume_arrival(State& state, const Settings& settings, MonotonicTime now, Output& out, bool from_beyond) {
    const Scene scene{state, settings, now, out};
    const bool backwards = settings.reversible && from_beyond;
    const bool taken = !settings.reversible || state.way != (backwards ? Way::forwards : Way::backwards);
    const Presence loop = backwards ? state.beyond : state.arrival;
    const bool blind = !(backwards ? settings.fitted.beyond : settings.fitted.arrival) || loop == Presence::unknown;
    const bool way_is_open = state.phase == Phase::open || state.torn_off;
    if (!blind || !taken || state.car) {
        return;
    }
    if (state.phase == Phase::idle) {
        enter(scene, Phase::arrived);
        new_car(scene, backwards);
    } else if (state.phase == Phase::closing || way_is_open) {
        new_car(scene, backwards);
    }
}

void another_car_is_here(State& state, const Settings& settings, MonotonicTime now, Output& out) {
    const Scene scene{state, settings, now, out};
    const bool under_unseen_arm = state.phase == Phase::opening && !is_at_a_limit(state) && under_left(scene);
    const bool has_left_arm = under_unseen_arm || (state.phase == Phase::passing && state.left_arm);
    if (state.admitted && state.under_arm && (state.phase == Phase::open || has_left_arm)) {
        const bool from_beyond = state.from_beyond;
        end_car(scene, Signal::passed);
        new_car(scene, from_beyond);
        if (has_left_arm) {
            enter(scene, Phase::open);
        }
        evaluate(scene);
    }
}

bool is_held(const State& state) {
    return state.fire || state.mode == Mode::held_open;
}

std::optional<Presence> in_front(const State& state, const Settings& settings) {
    const bool fitted = state.from_beyond ? settings.fitted.beyond : settings.fitted.arrival;
    return fitted ? std::optional(state.from_beyond ? state.beyond : state.arrival) : std::nullopt;
}

bool may_still_close(const State& state) {
    return state.phase == Phase::closing && may_be_lowered(state); // what is held is not closing
}

bool may_still_open(const State& state) {
    return state.phase == Phase::opening || state.phase == Phase::open || state.phase == Phase::passing;
}

} // namespace parkgate::core::lane
