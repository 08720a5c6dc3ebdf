// An arm that is up: who was let in goes under it, or does not.
#include "edge/core/lane/phases.hpp"

namespace parkgate::core::lane {

namespace {

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
    return state.arm == ArmPosition::fault ||
           (!is_at_a_limit(state) && scene.now - state.arm_since >= unseen_at_most(state, scene.settings));
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

// The one in front has left the arm and is still near; what is under the arm now is another.
bool is_followed(const State& state) {
    return state.left_arm && state.under == Presence::occupied && state.beyond_seen;
}

} // namespace

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
    watch_passage(scene);
    const bool passed_while_opening = state.under_arm && state.under == Presence::clear &&
                                      (state.arrival_freed || (state.beyond_seen && !scene.behind().is_blind()));
    const bool reaches_beyond = state.under_arm && scene.behind().is(Presence::occupied);
    if (state.under == Presence::occupied || passed_while_opening || reaches_beyond) {
        enter(scene, Phase::passing);
        return true;
    }
    if (!state.car) {
        watch_for_a_car(scene);
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

} // namespace parkgate::core::lane
