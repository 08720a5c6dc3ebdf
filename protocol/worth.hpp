// What somebody gives towards a stay, as it travels.
#pragma once

#include "protocol/units.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace parkgate {

enum class WorthKind : std::uint8_t {
    minutes,
    fen,
    percent, // 1 to 100, off the fee
    full,    // the whole stay
    until,   // what falls due before an instant
};

// As it travels.
constexpr std::string_view text_of(WorthKind kind) {
    switch (kind) {
    case WorthKind::minutes: return "minutes";
    case WorthKind::fen: return "fen";
    case WorthKind::percent: return "percent";
    case WorthKind::full: return "full";
    case WorthKind::until: break;
    }
    return "until";
}

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

// What one coupon is worth, whenever it is spent.
struct CouponWorth {
    WorthKind kind = WorthKind::minutes;
    std::int64_t amount = 0; // minutes, fen, percent; of full 0; of until the minute of the site's day, 1 to 1440
    Fen most;                // that it takes off at most; of fen the amount; of minutes 0: money does not bound them
    bool operator==(const CouponWorth&) const = default;
};

inline constexpr std::int64_t last_minute_of_day = 24 * 60;

constexpr bool is_possible(const CouponWorth& worth) {
    const auto within = [&](std::int64_t least, std::int64_t most) {
        return worth.amount >= least && worth.amount <= most;
    };
    const bool bounded = worth.most >= Fen{1} && worth.most <= Fen{most_given_fen};
    switch (worth.kind) {
    case WorthKind::minutes: return within(1, most_given_minutes) && worth.most == Fen{};
    case WorthKind::fen: return within(1, most_given_fen) && worth.most == Fen{worth.amount};
    case WorthKind::percent: return within(1, 100) && bounded;
    case WorthKind::full: return within(0, 0) && bounded;
    case WorthKind::until: return within(1, last_minute_of_day) && bounded;
    }
    return false;
}

// For staff: "60 min", "5.00 yuan", "50 %, at most 20.00 yuan", "until 22:00, at most 30.00 yuan".
std::string in_words(const CouponWorth& worth);

} // namespace parkgate
