// What is watched in every phase, and what is seen of cars while the arm does nothing.
#include "edge/core/lane/phases.hpp"

namespace parkgate::core::lane {

namespace {

// What the car in the lane does while the arm does nothing: it passes all the same, or gives up.
void watch_car(const Scene& scene) {
    State& state = scene.state;
    if (!state.car) {
        return;
    }
    watch_passage(scene);
    const Duration patience = state.admitted ? scene.settings.turned_back_after : scene.settings.settle;
    if (passage_proven(scene)) {
        end_car(scene, Signal::passed);
    } else if (!state.under_arm && left_backwards(scene, patience)) {
        end_car(scene, state.beyond_seen ? Signal::presumed : state.admitted ? Signal::turned_back : Signal::went_away);
    } else if (is_lost_sight_of(scene)) {
        end_car(scene, state.admitted ? end_without_evidence(scene) : Signal::went_away);
    }
}

// With the boom off nothing holds a car back: each is still seen to come and go.
void watch_open_way(const Scene& scene) {
    State& state = scene.state;
    if (!state.torn_off || state.car) {
        return;
    }
    if (const auto from_beyond = side_of_next_car(scene)) {
        new_car(scene, *from_beyond);
    } else if (state.under == Presence::occupied) {
        // From where nobody has seen; of a fixed way it is the side that is open.
        new_car(scene, scene.settings.reversible && state.way == Way::backwards);
        watch_passage(scene);
    }
}

} // namespace

void look_for_torn_arm(const Scene& scene) {
    State& state = scene.state;
    const bool torn = state.arm == ArmPosition::torn_off;
    const bool known = state.torn_off;
    state.torn_off = torn || (known && state.arm == ArmPosition::unknown);
    if (state.torn_off && state.phase != Phase::out_of_service) {
        enter(scene, Phase::out_of_service);
    }
    if (torn && !known) {
        state.arm_left_down = true;
        scene.tell(Signal::torn_off);
    }
}

void resend_hold(const Scene& scene) {
    State& state = scene.state;
    const bool is_up = state.phase == Phase::open || state.phase == Phase::passing;
    if (is_up && is_held(state) && state.retry_at && scene.now >= *state.retry_at) {
        send(scene, ArmCommand::hold, state.fire ? OpenCause::fire : OpenCause::held_open);
    }
}

void look_for_standing(const Scene& scene) {
    State& state = scene.state;
    const Duration wait = scene.settings.standing_after;
    const auto stands = [&](Presence presence, MonotonicTime since) {
        return presence == Presence::occupied && scene.now - since >= wait;
    };
    const bool standing = stands(state.under, state.under_since) ||
                          (scene.settings.fitted.arrival && stands(state.arrival, state.arrival_since)) ||
                          (scene.settings.fitted.beyond && stands(state.beyond, state.beyond_since));
    if (standing != state.standing) {
        state.standing = standing;
        scene.tell(standing ? Signal::standing : Signal::moved_on);
    }
}

bool evaluate_out_of_service(const Scene& scene) {
    State& state = scene.state;
    if (state.arm == ArmPosition::up) {
        enter(scene, Phase::open);
        return true;
    }
    watch_car(scene);
    watch_open_way(scene);
    state.arm_left_down = state.arm_left_down || state.arm != ArmPosition::down;
    if (state.arm == ArmPosition::down && state.arm_left_down && !state.admitted && !state.fire) {
        arm_is_down(scene);
        return true;
    }
    return false;
}

} // namespace parkgate::core::lane
