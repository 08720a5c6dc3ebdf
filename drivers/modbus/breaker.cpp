#include "drivers/modbus/breaker.hpp"

#include <algorithm>

namespace parkgate::drivers {

namespace {
constexpr Interval shortest = std::chrono::milliseconds{200};
constexpr Interval longest = std::chrono::seconds{5};
constexpr int most_doublings = 5;
} // namespace

void Breaker::good() {
    failures_ = 0;
    back_offs_ = 0;
    open_ = false;
}

void Breaker::bad(Time now) {
    ++failures_;
    if (failures_ >= (open_ ? probe_tries_ : read_tries_)) {
        open_ = true;
        failures_ = 0;
        back_off(now);
    }
}

void Breaker::back_off(Time now) {
    const Interval whole = std::min(longest, shortest * (1 << std::min(back_offs_, most_doublings)));
    ++back_offs_;
    // Up to a quarter more or less, so that devices that fell silent together are not probed together for ever.
    const auto percent = static_cast<std::int64_t>(75 + next_random() % 51);
    probe_at_ = now + std::clamp(whole * percent / 100, shortest, longest);
}

// splitmix64
std::uint64_t Breaker::next_random() {
    random_ += 0x9E3779B97F4A7C15U;
    std::uint64_t mixed = random_;
    mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9U;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBU;
    return mixed ^ (mixed >> 31U);
}

} // namespace parkgate::drivers
