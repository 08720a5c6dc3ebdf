#include "protocol/sender_quota.hpp"

#include <algorithm>
#include <chrono>

namespace parkgate {

bool SenderQuota::admits(const std::string& sender, Rate rate, MonotonicTime now) {
    constexpr std::int64_t one = 1000;
    auto& left = left_.try_emplace(sender, Left{rate.at_once * one, now}).first->second;
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

} // namespace parkgate
