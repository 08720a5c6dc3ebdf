#include "ledger/link/quota.hpp"

#include <algorithm>

namespace parkgate::ledger {

Rate rate_of(Door door) {
    switch (door) {
    case Door::pos: return {200, 20};
    case Door::app: return {2000, 500};
    case Door::desk: return {50, 5};
    }
    std::unreachable();
}

bool Quota::admits(const Work& work, MonotonicTime now) {
    if (const auto* event = std::get_if<EventWork>(&work)) {
        return admits(event->event.door, event->event.owner, now);
    }
    const auto* odd = std::get_if<UnknownEventWork>(&work);
    return odd == nullptr || admits(odd->door, odd->owner, now);
}

bool Quota::admits(Door door, const std::string& owner, MonotonicTime now) {
    constexpr std::int64_t one = 1000;
    const Rate rate = rate_of(door);
    auto& left = left_.try_emplace({door, owner}, Left{rate.at_once * one, now}).first->second;
    // After a day nothing more comes together, and the product stays small.
    const auto passed = std::clamp(now - left.at, Duration{0}, Duration{std::chrono::hours(24)});
    left.thousandths = std::min(rate.at_once * one, left.thousandths + rate.a_second * passed.count());
    left.at = now;
    if (left.thousandths < one) {
        return false;
    }
    left.thousandths -= one;
    return true;
}

} // namespace parkgate::ledger
