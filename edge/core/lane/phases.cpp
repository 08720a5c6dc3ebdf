#include "edge/core/lane/phases.hpp"

namespace parkgate::core::lane {

void enter(State& state, Phase phase, MonotonicTime now) {
    state.phase = phase;
    state.since = now;
    state.tries = 0;
    state.retry_at.reset();
    state.reopening = state.arm_left_down = false;
}

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

void send(State& state, ArmCommand command, Output& out, std::optional<OpenCause> cause) {
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

bool left_backwards(const State& state, Duration length, MonotonicTime now) {
    return clear_for(state.arrival, state.arrival_since, length, now) && state.safety != Presence::occupied &&
           now - state.since >= length;
}

bool everything_clear_for(const State& state, Duration length, MonotonicTime now) {
    return clear_for(state.arrival, state.arrival_since, length, now) &&
           clear_for(state.safety, state.safety_since, length, now) && now - state.since >= length;
}

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

void try_again(State& state, const Settings& settings, ArmCommand command, MonotonicTime now, Output& out) {
    if (state.tries >= settings.tries) {
        out_of_service(state, now, out);
        return;
    }
    state.since = now;
    send(state, command, out);
}

void watch_passage(State& state) {
    state.under_arm = state.under_arm || state.safety == Presence::occupied;
    state.arrival_freed = state.arrival_freed || (state.under_arm && state.arrival == Presence::clear);
}

bool attempt_is_over(const State& state, Duration within, MonotonicTime now) {
    return (state.retry_at && now >= *state.retry_at) || now - state.since >= within;
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
