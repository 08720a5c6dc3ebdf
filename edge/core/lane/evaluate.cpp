// One function a phase; each returns true when it changed the phase.
#include "edge/core/lane/phases.hpp"

namespace parkgate::core::lane {

namespace {

bool evaluate_idle(const Scene& scene) {
    if (scene.state.arm == ArmPosition::fault) {
        out_of_service(scene);
        return true;
    }
    if (scene.state.arm == ArmPosition::up) {
        scene.state.by_hand = true;
        stand_open(scene);
        return true;
    }
    if (const auto from_beyond = side_of_next_car(scene)) {
        enter(scene, Phase::arrived);
        new_car(scene, *from_beyond);
        return true;
    }
    return false;
}

bool evaluate_arrived(const Scene& scene) {
    State& state = scene.state;
    if (state.arm == ArmPosition::fault) {
        out_of_service(scene);
        return true;
    }
    if (state.arm == ArmPosition::up) {
        state.by_hand = true;
        enter(scene, Phase::open);
        return true;
    }
    if (left_backwards(scene, scene.settings.settle) || is_lost_sight_of(scene)) {
        end_car(scene, Signal::went_away);
        enter(scene, Phase::idle);
        return true;
    }
    return false;
}

bool evaluate_opening(const Scene& scene) {
    State& state = scene.state;
    watch_passage(scene);
    state.reopening = state.reopening && state.arm == ArmPosition::up;
    const bool may_fall_yet =
        state.reopening && (state.retry_at || scene.now - state.since < scene.settings.retry_after);
    if (state.arm == ArmPosition::up && !may_fall_yet) {
        state.came_up = true;
        enter(scene, Phase::open);
        scene.tell(Signal::came_up);
        return true;
    }
    if (state.arm == ArmPosition::fault) {
        out_of_service(scene);
        return true;
    }
    if (attempt_is_over(scene, scene.settings.open_within)) {
        try_again(scene, raising(state));
        return state.phase != Phase::opening;
    }
    return false;
}

bool evaluate_admitted_before_open_arm(const Scene& scene) {
    State& state = scene.state;
    const Settings& settings = scene.settings;
    watch_out_of_sight(scene);
    if (everything_clear_for(scene, settings.turned_back_after)) {
        if (state.beyond_seen) {
            // Only the loop behind has seen something go: enough for the books, not for the arm (S2).
            end_car(scene, Signal::presumed);
            stand_open(scene);
        } else {
            end_car(scene, Signal::turned_back);
            begin_closing(scene, Says::evidence);
        }
        return true;
    }
    const bool blind = scene.front().is_blind() || state.under == Presence::unknown;
    if (blind && scene.now - state.since >= settings.presumed_after) {
        end_car(scene, end_without_evidence(scene));
        stand_open(scene);
        return true;
    }
    return false;
}

// An arm that has left its upper limit by itself and does not come to another is no open way.
bool has_failed(const Scene& scene) {
    const State& state = scene.state;
    const bool at_a_limit = state.arm == ArmPosition::up || state.arm == ArmPosition::down;
    return state.arm == ArmPosition::fault ||
           (!at_a_limit && scene.now - state.arm_since >= unseen_at_most(state, scene.settings));
}

// The barrier lowers it by itself, or gravity does: nobody ordered it, and a car is under it. Only a technician's arm
// is left to him.
bool raised_over_a_car(const Scene& scene) {
    const State& state = scene.state;
    const bool falls_on_it = state.under == Presence::occupied && state.arm == ArmPosition::moving;
    if (!falls_on_it || state.mode == Mode::out_of_service) {
        return false;
    }
    enter_opening(scene);
    send(scene, raising(state), OpenCause::obstruction);
    return true;
}

// Who was let in is let out: the arm is raised once more in the name of the same admission. Lowered again, it takes a
// person (S5), for a hand may be at it. False: nobody who was let in can be before it.
bool raised_for_who_was_let_in(const Scene& scene) {
    State& state = scene.state;
    const bool stands = scene.front().is(Presence::occupied);
    const bool may_stand = stands || scene.front().is_blind() || state.under == Presence::unknown;
    const bool may_be_raised = !state.raised_again && state.mode != Mode::out_of_service;
    if (!state.admitted || !may_stand || (!stands && !may_be_raised)) {
        return false;
    }
    if (may_be_raised) {
        enter_opening(scene);
        state.raised_again = true;
        state.by_hand = false;
        send(scene, raising(state));
    } else {
        out_of_service(scene);
    }
    return true;
}

// The barrier closes by itself after a while, or somebody has lowered it.
void lowered_by_itself(const Scene& scene) {
    State& state = scene.state;
    if (raised_for_who_was_let_in(scene)) {
        return;
    }
    const bool still_waits = !state.admitted && scene.front().is(Presence::occupied);
    if (state.car && !still_waits) {
        end_car(scene, state.admitted ? Signal::turned_back : Signal::went_away);
    }
    arm_is_down(scene);
}

bool evaluate_open(const Scene& scene) {
    State& state = scene.state;
    if (has_failed(scene)) {
        out_of_service(scene);
        return true;
    }
    if (raised_over_a_car(scene)) {
        return true;
    }
    if (state.arm == ArmPosition::down) {
        lowered_by_itself(scene);
        return true;
    }
    const bool passed_while_opening = state.under_arm && state.under == Presence::clear &&
                                      (state.arrival_freed || (state.beyond_seen && !scene.behind().is_blind()));
    const bool reaches_beyond = state.under_arm && scene.behind().is(Presence::occupied);
    if (state.under == Presence::occupied || passed_while_opening || reaches_beyond) {
        watch_passage(scene);
        enter(scene, Phase::passing);
        return true;
    }
    if (!state.car) {
        if (const auto from_beyond = side_of_next_car(scene)) {
            new_car(scene, *from_beyond);
        }
        return false;
    }
    if (state.admitted) {
        return evaluate_admitted_before_open_arm(scene);
    }
    if (everything_clear_for(scene, scene.settings.settle) || is_lost_sight_of(scene)) {
        end_car(scene, Signal::went_away);
        return true; // on the other side the next one may wait
    }
    return false;
}

// The one in front has left the arm and is still near; what is under the arm now is another.
bool is_followed(const State& state) {
    return state.left_arm && state.under == Presence::occupied && state.beyond_seen;
}

bool evaluate_passing(const Scene& scene) {
    State& state = scene.state;
    const Settings& settings = scene.settings;
    watch_passage(scene);
    if (has_failed(scene)) {
        out_of_service(scene);
        return true;
    }
    if (is_followed(state)) {
        end_car(scene, Signal::passed);
        tailgated(scene);
        return raised_over_a_car(scene);
    }
    if (raised_over_a_car(scene)) {
        return true;
    }
    state.left_arm = state.left_arm && state.under != Presence::occupied;
    const bool below_it = state.under == Presence::occupied && scene.front().is(Presence::occupied);
    if (state.arm == ArmPosition::down && below_it && raised_for_who_was_let_in(scene)) {
        return true;
    }
    if (state.under == Presence::unknown && scene.now - state.under_since >= settings.presumed_after) {
        // What should see the car has died over it.
        if (state.car) {
            end_car(scene, state.admitted ? Signal::presumed : Signal::went_away);
        }
        forget_car(state);
        stand_open(scene);
        return true;
    }
    if (!under_left(scene)) {
        return false;
    }
    if (passage_proven(scene)) {
        end_car(scene, Signal::passed);
        begin_closing(scene, Says::evidence);
        return true;
    }
    if (is_before_or_on_beyond(scene)) {
        state.left_arm = true;
        if (!scene.behind().is(Presence::occupied) && scene.now - state.under_since >= settings.presumed_after) {
            end_car(scene, state.admitted ? Signal::presumed : Signal::went_away);
            stand_open(scene);
            return true;
        }
        return false;
    }
    // The loop in front was never free: a car rolled back onto it, or the next one follows closely. Not proven.
    enter(scene, Phase::open);
    return true;
}

// The next car need not wait until the arm is down: it arrives, and its admission raises the arm again.
void watch_next_car(const Scene& scene) {
    State& state = scene.state;
    if (state.car && left_backwards(scene, scene.settings.settle)) {
        end_car(scene, Signal::went_away);
    }
    if (!state.car) {
        if (const auto from_beyond = side_of_next_car(scene)) {
            new_car(scene, *from_beyond);
        }
    }
}

bool evaluate_closing(const Scene& scene) {
    State& state = scene.state;
    if (state.arm == ArmPosition::fault) {
        out_of_service(scene);
        return true;
    }
    if (state.under == Presence::occupied) {
        // A car came under the falling arm.
        enter_opening(scene);
        tailgated(scene);
        send(scene, ArmCommand::open, OpenCause::obstruction);
        return true;
    }
    watch_next_car(scene);
    if (state.arm == ArmPosition::down) {
        arm_is_down(scene);
        return true;
    }
    if (state.tries == 0 && hands_off(state)) {
        // Raised by a hand or given to a technician before the order could leave.
        stand_open(scene);
        return true;
    }
    const bool unsent = state.tries == 0 && !state.retry_at;
    if (may_be_lowered(state) && (unsent || attempt_is_over(scene, scene.settings.close_within))) {
        try_again(scene, ArmCommand::close);
        return state.phase != Phase::closing;
    }
    return false;
}

bool evaluate_once(const Scene& scene) {
    switch (scene.state.phase) {
    case Phase::recovering: return evaluate_recovery(scene);
    case Phase::idle: return evaluate_idle(scene);
    case Phase::arrived: return evaluate_arrived(scene);
    case Phase::opening: return evaluate_opening(scene);
    case Phase::open: return evaluate_open(scene);
    case Phase::passing: return evaluate_passing(scene);
    case Phase::closing: return evaluate_closing(scene);
    case Phase::out_of_service: return evaluate_out_of_service(scene);
    }
    return false;
}

} // namespace

void evaluate(const Scene& scene) {
    look_for_torn_arm(scene);
    // Never more phases than there are.
    for (int i = 0; i < 8 && evaluate_once(scene); ++i) {
    }
    resend_hold(scene);
    look_for_standing(scene);
}

} // namespace parkgate::core::lane
