#include "edge/core/lane/phases.hpp"

namespace parkgate::core::lane {

namespace {

void raise(const Scene& scene) {
    enter(scene, Phase::opening);
    std::optional<OpenCause> cause;
    if (is_held(scene.state)) {
        cause = scene.state.fire ? OpenCause::fire : OpenCause::held_open;
    }
    send(scene, raising(scene.state), cause);
}

void end_admission(const Scene& scene, Signal end) {
    end_car(scene, end);
    enter(scene, Phase::idle);
}

// Arm down, an admission that had not ended.
bool evaluate_admission_with_arm_down(const Scene& scene) {
    State& state = scene.state;
    const Settings& settings = scene.settings;
    if (!state.came_up && scene.front().is(Presence::occupied)) {
        // The admission was durable, the arm had not moved, the car still waits.
        raise(scene);
        return true;
    }
    if (end_of_unseen(state) == Signal::turned_back && everything_clear_for(scene, settings.settle)) {
        // The arm never rose and the car is gone: it cannot have passed.
        end_admission(scene, Signal::turned_back);
        return true;
    }
    // With the arm down a car in front that has been through an open arm's time is the next one, or has to start anew.
    const bool nobody_can_tell = !scene.front().fitted || scene.front().is(Presence::occupied);
    const bool waited = nobody_can_tell ? scene.now - state.since >= settings.presumed_after
                                        : everything_clear_for(scene, settings.presumed_after);
    if (waited) {
        end_admission(scene, end_of_unseen(state));
        return true;
    }
    return false;
}

// A loop that stays unknown must not keep a lane shut for ever: the lane goes on as far as that moves nothing that
// falls.
bool evaluate_blind_recovery(const Scene& scene) {
    State& state = scene.state;
    const bool down = state.arm == ArmPosition::down;
    if (scene.now - state.since < scene.settings.close_within) {
        return false;
    }
    if (state.admitted && down && !state.came_up && scene.front().is(Presence::occupied)) {
        raise(scene);
        return true;
    }
    if (state.admitted) {
        if (scene.now - state.since < scene.settings.presumed_after) {
            return false;
        }
        end_car(scene, down && !state.came_up && !state.under_arm ? Signal::turned_back : Signal::presumed);
    }
    forget_car(state);
    if (down) {
        enter(scene, Phase::idle);
    } else {
        stand_open(scene);
    }
    return true;
}

bool evaluate_arm_up(const Scene& scene) {
    State& state = scene.state;
    if (!state.admitted) {
        forget_car(state);
        stand_open(scene);
        return true;
    }
    if (scene.front().is(Presence::occupied)) {
        enter(scene, Phase::open);
        return true;
    }
    const Duration wait = scene.settings.presumed_after;
    if (scene.front().fitted ? everything_clear_for(scene, wait) : scene.now - state.since >= wait) {
        // The car is presumed gone, yet nothing was seen to pass: S2 leaves the arm up for a passage or a person.
        end_car(scene, Signal::presumed);
        stand_open(scene);
        return true;
    }
    return false;
}

} // namespace

bool evaluate_recovery(const Scene& scene) {
    State& state = scene.state;
    watch_passage(scene);
    if (state.arm == ArmPosition::unknown) {
        return false;
    }
    if (state.arm == ArmPosition::moving && scene.now - state.since < scene.settings.close_within) {
        return false;
    }
    if (state.arm == ArmPosition::fault || state.arm == ArmPosition::moving) {
        out_of_service(scene);
        return true;
    }
    if (is_held(state) && state.arm == ArmPosition::down) {
        raise(scene);
        return true;
    }
    if (state.under == Presence::occupied) {
        return false;
    }
    const bool front_unknown = scene.front().fitted && scene.front().presence == Presence::unknown;
    if (front_unknown || state.under == Presence::unknown) {
        return evaluate_blind_recovery(scene);
    }
    if (state.under_arm && state.arm == ArmPosition::up) {
        if (!under_left(scene)) {
            return false;
        }
        // Seen under the arm and seen to leave it since the start: that is a passage like any other.
        enter(scene, Phase::passing);
        return true;
    }
    if (state.arm == ArmPosition::up) {
        return evaluate_arm_up(scene);
    }
    if (state.admitted) {
        return evaluate_admission_with_arm_down(scene);
    }
    forget_car(state);
    enter(scene, Phase::idle);
    return true;
}

} // namespace parkgate::core::lane
