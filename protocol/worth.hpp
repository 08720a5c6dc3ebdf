// What somebody gives towards a stay, as it travels.
#pragma once

#include "protocol/units.hpp"

#include <cstdint>

namespace parkgate {

enum class WorthKind : std::uint8_t {
    minutes,
    fen,
    percent, // 1 to 100, off the fee
    full,    // the whole stay
    until,   // what falls due before an instant
};

struct GivenWorth {
    WorthKind kind = WorthKind::minutes;
    std::int64_t amount = 0; // in the kind's unit; of full and until 0
    SiteTime until;          // of until; else the epoch
    bool operator==(const GivenWorth&) const = default;
};

inline constexpr std::int64_t most_given_minutes = 1'000'000;
inline constexpr std::int64_t most_given_fen = 1'000'000'000;

// Whether anybody can give it. What is not never becomes a message.
constexpr bool is_possible(const GivenWorth& worth) {
    const auto within = [&](std::int64_t least, std::int64_t most) {
        return worth.amount >= least && worth.amount <= most;
    };
    const bool ends = worth.until != SiteTime{};
    switch (worth.kind) {
    case WorthKind::minutes: return within(1, most_given_minutes) && !ends;
    case WorthKind::fen: return within(1, most_given_fen) && !ends;
    case WorthKind::percent: return within(1, 100) && !ends;
    case WorthKind::full: return within(0, 0) && !ends;
    case WorthKind::until: return within(0, 0) && worth.until > SiteTime{};
    }
    return false;
}

} // namespace parkgate
