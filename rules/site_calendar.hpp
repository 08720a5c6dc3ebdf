// The site's own clock and its kinds of day. Pure: the zone comes in as a list of offsets (rules/file makes it).
#pragma once

#include "protocol/units.hpp"

#include <chrono>
#include <cstddef>
#include <vector>

namespace parkgate::rules {

using LocalDay = std::chrono::local_days;
using LocalTime = std::chrono::local_time<Duration>;

// What a day counts as. A date in the calendar's lists is only what the list says, whatever its name in the week.
enum class DayKind : std::uint8_t {
    monday,
    tuesday,
    wednesday,
    thursday,
    friday,
    saturday,
    sunday,
    holiday,
    makeup_workday, // 调休: a day of a weekend that is worked
};
constexpr std::size_t day_kinds = 9;

struct DaySet {
    std::uint16_t bits = (1U << day_kinds) - 1U; // every day

    static constexpr DaySet of(DayKind kind) { return {static_cast<std::uint16_t>(1U << static_cast<unsigned>(kind))}; }
    [[nodiscard]] constexpr bool contains(DayKind kind) const { return (bits & of(kind).bits) != 0; }
    [[nodiscard]] constexpr bool within(DaySet other) const { return (bits & ~other.bits) == 0; }
    constexpr DaySet operator|(DaySet other) const { return {static_cast<std::uint16_t>(bits | other.bits)}; }
    constexpr bool operator==(const DaySet&) const = default;
};

struct ZoneOffset {
    SiteTime from;
    Minutes east; // of UTC, from then on
};

struct SiteCalendar {
    std::vector<ZoneOffset> zone;   // ascending; the first one's offset holds before it as well; empty: UTC
    std::vector<LocalDay> holidays; // ascending
    std::vector<LocalDay> makeup_workdays;
};

LocalTime local_time(const SiteCalendar& calendar, SiteTime time);

// The first instant from `not_before` on at which a clock reads `local` or later. An hour that the clock passes twice
// is passed once: what was reached stays reached. An hour that is left out ends where it would have begun.
SiteTime instant_of(const SiteCalendar& calendar, LocalTime local, SiteTime not_before);

DayKind kind_of(const SiteCalendar& calendar, LocalDay day);

} // namespace parkgate::rules
