#include "simulator/plant.hpp"

#include <algorithm>

namespace parkgate::sim {

namespace {

constexpr Instant never = std::chrono::hours{24 * 365 * 100};

std::chrono::steady_clock::time_point time_point(Instant instant) {
    return std::chrono::steady_clock::time_point{instant};
}

} // namespace

Instant monotonic_now() {
    return std::chrono::steady_clock::now().time_since_epoch();
}

Plant::Plant(const std::vector<LaneSetup>& lanes, Sink sink) : sink_(std::move(sink)), alarm_(never) {
    for (const LaneSetup& lane : lanes) {
        lanes_.try_emplace(lane.id, lane.id, lane.arm_travel);
    }
    timer_ = std::thread([this] { keep_time(); });
}

Plant::~Plant() {
    stop();
    timer_.join();
}

void Plant::stop() {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    earlier_.notify_one();
    for (Waiter* waiter : waiters_) {
        waiter->wake.notify_one();
    }
}

std::vector<std::string> Plant::lane_ids() const {
    std::vector<std::string> ids;
    for (const auto& [id, lane] : lanes_) {
        ids.push_back(id);
    }
    return ids;
}

Instant Plant::next_change() const {
    Instant next = never;
    for (const auto& [id, lane] : lanes_) {
        next = std::min(next, lane.next_change().value_or(never));
    }
    return next;
}

void Plant::settle() {
    if (!events_.empty()) {
        sink_(std::move(events_));
        events_.clear();
    }
    for (Waiter* waiter : waiters_) {
        if (!waiter->met && waiter->predicate(*waiter->lane)) {
            waiter->met = true;
            waiter->wake.notify_one();
        }
    }
    if (const Instant next = next_change(); next < alarm_) {
        alarm_ = next;
        earlier_.notify_one();
    }
}

void Plant::keep_time() {
    std::unique_lock lock(mutex_);
    while (!stopped_) {
        const Instant now = monotonic_now();
        for (auto& [id, lane] : lanes_) {
            lane.advance(now, events_);
        }
        alarm_ = next_change();
        settle();
        // An alarm a century away would overflow the kernel's arithmetic: waking once an hour costs nothing.
        earlier_.wait_until(lock, time_point(std::min(alarm_, now + std::chrono::hours{1})));
    }
}

Plant::WaitEnd Plant::wait(std::string_view lane, Predicate predicate, Instant deadline) {
    std::unique_lock lock(mutex_);
    Waiter waiter{&find(lane), std::move(predicate)};
    waiter.met = waiter.predicate(*waiter.lane);
    waiters_.push_back(&waiter);
    waiter.wake.wait_until(lock, time_point(deadline), [&] { return waiter.met || stopped_; });
    std::erase(waiters_, &waiter);
    if (stopped_) {
        return WaitEnd::stopped;
    }
    return waiter.met ? WaitEnd::met : WaitEnd::timed_out;
}

} // namespace parkgate::sim
