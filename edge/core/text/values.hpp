// What is filled into a text, written for the driver and never wider than its placeholder. Pure.
#pragma once

#include "edge/core/text/line.hpp"
#include "protocol/units.hpp"

#include <chrono>

namespace parkgate::core::texts {

struct Values {
    std::string plate; // empty: not known, as all that has a value of its own for that
    Minutes stay;
    Fen fee;
    Fen due;
    Fen off;
    Fen paid;
    Points points;
    std::optional<Points> points_left;
    std::string tier;
    std::optional<std::int64_t> percent; // that a point of a purchase counts for
    std::optional<std::int64_t> free;
    Minutes coupon_minutes;
    Fen coupon_money; // that it takes off at most
    std::int64_t coupon_percent = 0;
    Minutes coupon_clock; // of the day
    std::optional<std::chrono::year_month_day> coupon_until;
    Fen owed;
    bool operator==(const Values&) const = default;
};

std::string yuan(Fen fen); // 15.00

// Empty when one of its values is not known: half a line is worse than none.
[[nodiscard]] std::string fill(const LineTemplate& line, const Values& values, Language language);

} // namespace parkgate::core::texts
