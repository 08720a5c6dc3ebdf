#include "edge/core/lane/phases.hpp"

namespace parkgate::core::lane {

Place Scene::front() const {
    return state.from_beyond ? Place{settings.fitted.beyond, state.beyond, state.beyond_since}
                             : Place{settings.fitted.arrival, state.arrival, state.arrival_since};
}

Place Scene::behind() const {
    return state.from_beyond ? Place{settings.fitted.arrival, state.arrival, state.arrival_since}
                             : Place{settings.fitted.beyond, state.beyond, state.beyond_since};
}

void enter(const Scene& scene, Phase phase) {
    State& state = scene.state;
    state.phase = phase;
    state.since = scene.now;
    // A hold that the barrier did not take is tried on while cars pass below.
    const bool stays_up = is_held(state) && (phase == Phase::open || phase == Phase::passing);
    state.tries = stays_up ? state.tries : 0;
    state.retry_at.reset();
    state.reopening = state.arm_left_down = state.left_arm = state.one_more = false;
}

void enter_opening(const Scene& scene) {
    const State& state = scene.state;
    const bool told_to_close = state.phase == Phase::closing && state.tries > 0;
    const bool may_fall_yet = state.arm == ArmPosition::up && (told_to_close || state.reopening);
    enter(scene, Phase::opening);
    scene.state.reopening = may_fall_yet;
}

void forget_passage(State& state) {
    state.under_arm = state.arrival_freed = state.beyond_seen = state.left_arm = state.under_lost = false;
}

void forget_car(State& state) {
    state.car = state.admitted = state.came_up = state.raised_again = false;
    forget_passage(state);
}

void new_car(const Scene& scene, bool from_beyond) {
    forget_car(scene.state);
    scene.state.car = true;
    scene.state.from_beyond = from_beyond;
    if (scene.state.phase == Phase::open || scene.state.phase == Phase::out_of_service) {
        scene.state.since = scene.now; // its time begins with its arrival
    }
    scene.tell(Signal::arrived);
}

void end_car(const Scene& scene, Signal end) {
    if (end == Signal::passed && scene.state.admitted) {
        scene.state.closings = 0;
    }
    scene.tell(end);
    forget_car(scene.state);
}

void release(const Scene& scene) {
    auto& orders = scene.out.orders;
    if (std::ranges::find(orders, ArmCommand::release, &Order::command) == orders.end()) {
        orders.push_back({ArmCommand::release, {}});
    }
}

void send(const Scene& scene, ArmCommand command, std::optional<OpenCause> cause) {
    scene.state.may_be_held = scene.state.may_be_held || command == ArmCommand::hold;
    if (command == ArmCommand::close && scene.state.may_be_held) {
        release(scene);
    }
    ++scene.state.tries;
    scene.state.raised = scene.state.raised || command != ArmCommand::close;
    scene.state.retry_at.reset();
    scene.out.orders.push_back({command, cause});
}

std::optional<bool> side_of_next_car(const Scene& scene) {
    const State& state = scene.state;
    const Settings& settings = scene.settings;
    const bool forwards = settings.fitted.arrival && state.arrival == Presence::occupied &&
                          (!settings.reversible || state.way != Way::backwards);
    const bool backwards = settings.reversible && settings.fitted.beyond && state.beyond == Presence::occupied &&
                           state.way != Way::forwards;
    if (forwards && backwards) {
        return state.beyond_first;
    }
    return forwards || backwards ? std::optional(backwards) : std::nullopt;
}

void watch_for_a_car(const Scene& scene) {
    if (!scene.state.car) {
        if (const auto from_beyond = side_of_next_car(scene)) {
            new_car(scene, *from_beyond);
        }
    }
}

bool is_at_a_limit(const State& state) {
    return state.arm == ArmPosition::up || state.arm == ArmPosition::down;
}

bool stands_up(const State& state) {
    return (state.phase == Phase::open || state.phase == Phase::passing) && state.arm == ArmPosition::up;
}

bool under_left(const Scene& scene) {
    return scene.state.under == Presence::clear && scene.now - scene.state.under_since >= scene.settings.settle;
}

bool left_backwards(const Scene& scene, Duration length) {
    return scene.front().clear_for(length, scene.now) && scene.state.under != Presence::occupied &&
           scene.now - scene.state.since >= length;
}

bool everything_clear_for(const Scene& scene, Duration length) {
    return scene.front().clear_for(length, scene.now) && scene.state.under == Presence::clear &&
           scene.now - scene.state.under_since >= length && scene.now - scene.state.since >= length;
}

bool passage_proven(const Scene& scene) {
    const State& state = scene.state;
    if (!state.under_arm || !under_left(scene)) {
        return false;
    }
    const Place behind = scene.behind();
    if (behind.is_blind()) {
        return state.arrival_freed;
    }
    if (state.beyond_seen) {
        return behind.clear_for(scene.settings.settle, scene.now);
    }
    // The loop behind has missed it, as it may miss a motorcycle: the other two prove it with more patience.
    const Duration patience = scene.settings.turned_back_after;
    const Place front = scene.front();
    return state.arrival_freed && (!front.fitted || front.clear_for(patience, scene.now)) &&
           scene.now - state.under_since >= patience && behind.clear_for(patience, scene.now);
}

bool is_before_or_on_beyond(const Scene& scene) {
    return !scene.behind().is_blind() && (scene.state.beyond_seen || scene.state.arrival_freed);
}

bool nothing_under_arm(const State& state) {
    return state.under == Presence::clear;
}

bool may_be_lowered(const State& state) {
    return nothing_under_arm(state) && state.arm != ArmPosition::unknown;
}

bool hands_off(const State& state) {
    return state.by_hand || state.flapping || is_held(state) || state.mode == Mode::out_of_service;
}

void begin_closing(const Scene& scene, Says who) {
    State& state = scene.state;
    forget_car(state); // what went before is no evidence for the next
    if (who == Says::a_person) {
        state.by_hand = state.flapping = false;
        state.raised = state.arm != ArmPosition::down; // by his leave, whoever did it
        state.closings = 0;
    } else if (hands_off(state)) {
        enter(scene, Phase::open);
        return;
    }
    if (state.arm == ArmPosition::down) {
        enter(scene, Phase::open); // from where a lowered arm ends the cycle: it needs no command
        return;
    }
    if (state.closings > 0 && scene.now - state.closings_since >= scene.settings.closings_within) {
        state.closings = 0;
    }
    if (state.closings >= scene.settings.closings) {
        state.flapping = true;
        scene.tell(Signal::flapping);
        enter(scene, Phase::open);
        return;
    }
    if (state.closings == 0) {
        state.closings_since = scene.now;
    }
    ++state.closings;
    enter(scene, Phase::closing);
    if (may_be_lowered(state)) {
        send(scene, ArmCommand::close);
    }
}

bool is_lost_sight_of(const Scene& scene) {
    return scene.front().is_blind() && scene.state.under != Presence::occupied &&
           scene.now - scene.state.since >= scene.settings.standing_after;
}

Signal end_without_evidence(const Scene& scene) {
    const State& state = scene.state;
    const bool never_there = !state.under_arm && !state.under_lost;
    return never_there && !state.beyond_seen ? Signal::turned_back : Signal::presumed;
}

Signal end_of_unseen(const State& state) {
    return state.came_up || state.under_arm ? Signal::presumed : Signal::turned_back;
}

Duration unseen_at_most(const State& state, const Settings& settings) {
    return state.arm == ArmPosition::unknown ? settings.presumed_after : settings.close_within;
}

void out_of_service(const Scene& scene) {
    if (!scene.state.car) {
        forget_car(scene.state); // what was seen before the fault is no evidence after it
    }
    // Given up: what raises a lowered arm from here on is a hand.
    scene.state.raised = scene.state.raised && scene.state.arm != ArmPosition::down;
    enter(scene, Phase::out_of_service);
    scene.tell(Signal::stuck);
}

void arm_is_down(const Scene& scene) {
    State& state = scene.state;
    if (state.fire) {
        // It must be up. Whoever or whatever lowered it is not fought: a person is needed.
        out_of_service(scene);
        return;
    }
    state.by_hand = state.raised = false;
    scene.tell(Signal::came_down);
    // Who waits in front has arrived once, and his plate is known; what was seen under the arm is not of his passage.
    forget_passage(state);
    enter(scene, state.car ? Phase::arrived : Phase::idle);
}

void stand_open(const Scene& scene) {
    enter(scene, Phase::open);
    scene.tell(Signal::left_open);
}

ArmCommand raising(const State& state) {
    return is_held(state) ? ArmCommand::hold : ArmCommand::open;
}

void try_again(const Scene& scene, ArmCommand command) {
    if (scene.state.tries >= scene.settings.tries) {
        out_of_service(scene);
        return;
    }
    scene.state.since = scene.now;
    send(scene, command);
}

void watch_passage(const Scene& scene) {
    State& state = scene.state;
    if (state.under == Presence::occupied && !state.under_arm) {
        state.under_arm = true;
        state.beyond_seen = false;
    }
    const Place front = scene.front();
    // A loop in front that is free only after the car has left the arm was left backwards.
    const bool moves_on = state.under_arm && !under_left(scene);
    state.arrival_freed = state.arrival_freed || (moves_on && (!front.fitted || front.is(Presence::clear)));
    watch_out_of_sight(scene);
}

void watch_out_of_sight(const Scene& scene) {
    State& state = scene.state;
    state.beyond_seen = state.beyond_seen || (state.under_arm && scene.behind().is(Presence::occupied));
    state.under_lost = state.under_lost || (state.admitted && !state.under_arm && state.under == Presence::unknown);
}

void tailgated(const Scene& scene) {
    const bool from_beyond = scene.state.from_beyond;
    forget_car(scene.state);
    scene.state.car = scene.state.under_arm = true;
    scene.state.from_beyond = from_beyond;
    scene.tell(Signal::tailgated);
    watch_passage(scene);
}

bool attempt_is_over(const Scene& scene, Duration within) {
    return (scene.state.retry_at && scene.now >= *scene.state.retry_at) || scene.now - scene.state.since >= within;
}

} // namespace parkgate::core::lane
