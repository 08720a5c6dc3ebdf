#include "simulator/model/arm.hpp"

#include <algorithm>
#include <cmath>

namespace parkgate::sim {

namespace {

/// Rounded up, so that at the returned time the movement is certainly over.
std::chrono::nanoseconds part_of(std::chrono::nanoseconds whole, double share) {
    return std::chrono::nanoseconds{static_cast<std::int64_t>(std::ceil(static_cast<double>(whole.count()) * share))};
}

} // namespace

Arm::Arm(std::chrono::milliseconds travel) : travel_(travel) {}

double Arm::position(Instant now) const {
    if (!moving()) {
        return from_;
    }
    if (now >= end_of_travel()) {
        return state_ == ArmState::opening ? 1.0 : 0.0;
    }
    const double moved = static_cast<double>((now - since_).count()) / static_cast<double>(full_travel().count());
    return std::clamp(state_ == ArmState::opening ? from_ + moved : from_ - moved, 0.0, 1.0);
}

Instant Arm::end_of_travel() const {
    return since_ + part_of(full_travel(), state_ == ArmState::opening ? 1.0 - from_ : from_);
}

std::optional<Instant> Arm::hit_at(bool car_beneath) const {
    if (!car_beneath || torn_off_ || closes_by_itself_ || state_ != ArmState::closing || from_ < car_height) {
        return std::nullopt;
    }
    // A car that came when the boom was already lower than its roof drove into it: that is not a hit by the arm.
    const Instant crossing = since_ + part_of(full_travel(), from_ - car_height);
    return crossing >= told_until_ ? std::optional{crossing} : std::nullopt;
}

std::optional<Instant> Arm::next_change(bool car_beneath) const {
    if (is_turned_by_its_edge(car_beneath)) {
        return told_until_;
    }
    if (moving()) {
        return hit_at(car_beneath).value_or(end_of_travel());
    }
    const bool timer_runs = closes_after_ && state_ == ArmState::up && !car_beneath && !held_ && !stuck_;
    return timer_runs ? std::optional{std::max(since_, timer_since_) + *closes_after_} : std::nullopt;
}

void Arm::settle(ArmState state, double position, Instant now, Changes& changes) {
    const bool changed = state != state_;
    state_ = state;
    from_ = position;
    since_ = now;
    closes_by_itself_ = false;
    if (changed) {
        changes.push_back({now, Signal::moved, state});
    }
}

void Arm::change_at(Instant at, bool car_beneath, Changes& changes) {
    if (is_turned_by_its_edge(car_beneath)) {
        settle(ArmState::opening, position(at), at, changes);
    } else if (hit_at(car_beneath)) {
        settle(ArmState::stopped, car_height, at, changes);
        changes.push_back({at, Signal::hit, state_});
    } else if (moving()) {
        const bool opening = state_ == ArmState::opening;
        settle(opening ? ArmState::up : ArmState::down, opening ? 1.0 : 0.0, at, changes);
    } else {
        settle(ArmState::closing, 1.0, at, changes);
        closes_by_itself_ = true;
    }
}

void Arm::advance(Instant now, bool car_beneath, Changes& changes) {
    for (auto next = next_change(car_beneath); next && *next <= now; next = next_change(car_beneath)) {
        change_at(*next, car_beneath, changes);
    }
    told_until_ = now;
    timer_since_ = car_beneath || held_ ? now : timer_since_;
}

void Arm::command(ArmCommand command, Instant now, Changes& changes) {
    const ArmState wanted = command == ArmCommand::open ? ArmState::opening : ArmState::closing;
    const double here = position(now);
    const double goal = command == ArmCommand::open ? 1.0 : 0.0;
    const bool unheard = stuck_ || (held_ && command == ArmCommand::close);
    if (unheard || here == goal || state_ == wanted) {
        return;
    }
    settle(wanted, here, now, changes);
}

void Arm::hold(bool on, Instant now, Changes& changes) {
    held_ = on;
    if (on) {
        command(ArmCommand::open, now, changes);
    }
}

void Arm::move_by_hand(bool up, Instant now, Changes& changes) {
    settle(up ? ArmState::up : ArmState::down, up ? 1.0 : 0.0, now, changes);
}

void Arm::fall(Instant now, Changes& changes) {
    if (const double here = position(now); here > 0.0) {
        settle(ArmState::closing, here, now, changes);
    }
}

void Arm::close_by_itself_after(std::chrono::milliseconds time, Instant now) {
    closes_after_ = time;
    timer_since_ = now;
}

void Arm::stick(Instant now, Changes& changes) {
    stuck_ = true;
    if (moving()) {
        settle(ArmState::stopped, position(now), now, changes);
    }
}

void Arm::repair(Instant now) {
    slow(1, now);
    stuck_ = false;
    torn_off_ = false;
    closes_after_.reset();
}

void Arm::slow(int factor, Instant now) {
    from_ = position(now);
    since_ = now;
    slow_factor_ = factor;
}

} // namespace parkgate::sim
