#include "edge/core/lane/phases.hpp"

namespace parkgate::core::lane {

namespace {

// The earliest of the moments that are yet to come.
class Deadlines {
  public:
    explicit Deadlines(MonotonicTime now) : now_(now) {}

    void at(MonotonicTime time) {
        if (time > now_) {
            next_ = next_ ? std::min(*next_, time) : time;
        }
    }
    [[nodiscard]] std::optional<MonotonicTime> next() const { return next_; }

  private:
    MonotonicTime now_;
    std::optional<MonotonicTime> next_;
};

void add_clear(Deadlines& deadlines, const State& state, const Place& front, Duration length) {
    if (front.is(Presence::clear)) {
        deadlines.at(std::max(front.since, state.since) + length);
        if (state.under == Presence::clear) {
            deadlines.at(std::max({front.since, state.under_since, state.since}) + length);
        }
    }
}

void add_passage(Deadlines& deadlines, const State& state, const Settings& settings, const Place& front,
                 const Place& behind) {
    if (state.under == Presence::unknown) {
        deadlines.at(state.under_since + settings.presumed_after);
    }
    if (state.under == Presence::clear) {
        deadlines.at(state.under_since + settings.settle);
        if (state.left_arm) {
            deadlines.at(state.under_since + settings.presumed_after);
        }
        if (behind.is(Presence::clear)) {
            deadlines.at(behind.since + settings.settle);
            const MonotonicTime front_since = front.fitted ? front.since : behind.since;
            deadlines.at(std::max({front_since, state.under_since, behind.since}) + settings.turned_back_after);
        }
    }
}

void add_standing(Deadlines& deadlines, const State& state, const Settings& settings) {
    const auto stands = [&](Presence presence, MonotonicTime since) {
        if (presence == Presence::occupied) {
            deadlines.at(since + settings.standing_after);
        }
    };
    stands(state.under, state.under_since);
    if (settings.fitted.arrival) {
        stands(state.arrival, state.arrival_since);
    }
    if (settings.fitted.beyond) {
        stands(state.beyond, state.beyond_since);
    }
}

void add_phase(Deadlines& deadlines, const State& state, const Settings& settings, const Place& front,
               const Place& behind) {
    switch (state.phase) {
    case Phase::idle: break;
    case Phase::out_of_service:
        if (state.car) {
            add_clear(deadlines, state, front, settings.settle);
            add_clear(deadlines, state, front, settings.turned_back_after);
            add_passage(deadlines, state, settings, front, behind);
            deadlines.at(state.since + settings.standing_after);
        }
        break;
    case Phase::recovering:
        deadlines.at(state.since + settings.close_within);
        deadlines.at(state.since + settings.presumed_after);
        if (state.under == Presence::clear) {
            deadlines.at(state.under_since + settings.settle);
        }
        add_clear(deadlines, state, front, settings.settle);
        add_clear(deadlines, state, front, settings.presumed_after);
        break;
    case Phase::arrived:
        add_clear(deadlines, state, front, settings.settle);
        if (front.is_blind()) {
            deadlines.at(state.since + settings.standing_after);
        }
        break;
    case Phase::opening:
        deadlines.at(state.since + settings.open_within);
        if (state.reopening) {
            deadlines.at(state.since + settings.retry_after);
        }
        if (state.car) {
            add_passage(deadlines, state, settings, front, behind);
        }
        break;
    case Phase::open:
        deadlines.at(state.arm_since + unseen_at_most(state, settings));
        if (state.car) {
            add_clear(deadlines, state, front, state.admitted ? settings.turned_back_after : settings.settle);
            deadlines.at(state.since + (state.admitted ? settings.presumed_after : settings.standing_after));
        }
        break;
    case Phase::passing:
        deadlines.at(state.arm_since + unseen_at_most(state, settings));
        add_passage(deadlines, state, settings, front, behind);
        break;
    case Phase::closing:
        deadlines.at(state.since + settings.close_within);
        if (state.car) {
            add_clear(deadlines, state, front, settings.settle);
        }
        break;
    }
}

} // namespace

std::optional<MonotonicTime> next_deadline(const State& state, const Settings& settings, MonotonicTime now) {
    State copy = state;
    Output none;
    const Scene scene{copy, settings, now, none};
    Deadlines deadlines(now);
    add_phase(deadlines, state, settings, scene.front(), scene.behind());
    add_standing(deadlines, state, settings);
    if (state.retry_at) {
        deadlines.at(*state.retry_at);
    }
    return deadlines.next();
}

} // namespace parkgate::core::lane
