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

// The next car need not wait until the arm is down: it arrives, and its admission raises the arm again.
void watch_next_car(const Scene& scene) {
    if (scene.state.car && left_backwards(scene, scene.settings.settle)) {
        end_car(scene, Signal::went_away);
    }
    watch_for_a_car(scene);
}

// The loops prove that the car has gone although the arm does not say that it is up: its limits may be broken or not be
// read, and nobody else is to pass on the same admission (S11).
bool passed_before_the_arm_was_seen_up(const Scene& scene) {
    const State& state = scene.state;
    if (!state.car || is_at_a_limit(state) || !passage_proven(scene)) {
        return false;
    }
    end_car(scene, Signal::passed);
    if (is_held(state)) {
        return false; // it is raised for everybody
    }
    begin_closing(scene, Says::evidence);
    return true;
}

bool evaluate_opening(const Scene& scene) {
    State& state = scene.state;
    watch_passage(scene);
    if (passed_before_the_arm_was_seen_up(scene)) {
        return true;
    }
    watch_for_a_car(scene);
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
