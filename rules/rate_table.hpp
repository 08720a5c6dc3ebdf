// Prices as data, in the words of APDS (ISO/TS 5206-1): a rate table holds collections of rate lines. What the parts
// mean to a mall is written in docs/TARIFFS.md. Only a tariff that rules/check.hpp finds no fault with may price a
// stay.
#pragma once

#include "protocol/units.hpp"
#include "protocol/vehicle.hpp"
#include "rules/site_calendar.hpp"

#include <optional>
#include <string>
#include <vector>

namespace parkgate::rules {

constexpr Minutes whole_day{24 * 60};

struct VehicleSet {
    std::uint8_t bits = (1U << vehicle_kinds) - 1U; // every kind

    static constexpr VehicleSet of(VehicleKind kind) {
        return {static_cast<std::uint8_t>(1U << static_cast<unsigned>(kind))};
    }
    [[nodiscard]] constexpr bool contains(VehicleKind kind) const { return (bits & of(kind).bits) != 0; }
    [[nodiscard]] constexpr bool within(VehicleSet other) const { return (bits & ~other.bits) == 0; }
    constexpr VehicleSet operator|(VehicleSet other) const { return {static_cast<std::uint8_t>(bits | other.bits)}; }
    constexpr bool operator==(const VehicleSet&) const = default;
};

// Minutes of the site's day, `to` not included. `to` before or at `from` is on the next day: 22:00 to 08:00.
struct ClockRange {
    Minutes from;
    Minutes to = whole_day;

    [[nodiscard]] Minutes length() const;
    [[nodiscard]] bool contains(Minutes of_day) const;
    [[nodiscard]] bool within(const ClockRange& other) const;
    bool operator==(const ClockRange&) const = default;
};

// The fee of a line falls due at the start of what it pays for.
enum class RateLineType : std::uint8_t {
    flat_rate,         // one price from `from` to `until`
    flat_rate_tier,    // the same, as one of several
    incrementing_rate, // a price for each started increment
    per_unit,          // a price of an increment, paid by its started minutes, rounded down to a fen
};

// Durations count from what the table's RelativeTo says.
struct RateLine {
    RateLineType type = RateLineType::flat_rate;
    Minutes from;
    std::optional<Minutes> until; // none: for as long as the collection holds
    Fen fen;
    Minutes increment; // of incrementing_rate and per_unit, from 1 to a whole day
};

// Lines that hold at the same hours. Of several that fit a moment the narrowest holds.
struct RateLineCollection {
    std::string id;
    DaySet days; // by the date that the clock shows
    ClockRange hours;
    std::optional<Fen> cap; // APDS maxValueCollection: each time that the collection is entered
    std::vector<RateLine> lines;
};

enum class CapPeriod : std::uint8_t { stay, calendar_day, hours };

// The most that one period may cost (APDS maxValue), and when it begins anew (resetTime).
struct Cap {
    CapPeriod per = CapPeriod::stay;
    Minutes length;    // of `hours`: periods of this length, the first from where the table takes over (the entry)
    Minutes resets_at; // of `calendar_day`: the minute of the day at which it begins
    DaySet days;       // it holds in the periods that begin on these
    Fen fen;
};

// What the durations of the lines count from (APDS relativeTimes).
enum class RelativeTo : std::uint8_t {
    entry,
    collection,     // each time that the collection is entered: its first block is paid again
    calendar_day,   // again at each midnight
    every_24_hours, // again 24 hours after the entry
};

// What becomes of a started block at a border: of two collections, of RelativeTo, of two tables.
enum class Transition : std::uint8_t {
    follow_through,    // it runs on at its own price; the other side begins when it ends
    cut,               // it ends there and costs all of its price; the other side begins there
    cut_in_proportion, // it ends there; an increment costs its started minutes, rounded down to a fen
};

enum class FreeMinutes : std::uint8_t {
    threshold, // a stay that is longer pays from its first minute
    deducted,  // lines count from the end of the free minutes
};

// After so many minutes another table takes over, as for a car that enters then, without free minutes.
struct HandOver {
    Minutes after;
    std::size_t table = 0; // index in the tariff
};

struct RateTable {
    std::string id;
    // Who it is for. Of several tables that fit an entry the narrowest holds, for the whole stay.
    VehicleSet vehicles;
    std::vector<std::string> tiers; // of members; none: everybody
    DaySet entry_days;
    ClockRange entry_hours;

    Minutes free;
    FreeMinutes free_minutes = FreeMinutes::threshold;
    RelativeTo relative_to = RelativeTo::entry;
    Transition transition = Transition::follow_through;
    std::optional<HandOver> hand_over;
    std::vector<Cap> caps; // all hold at once; each counts what this table charges
    std::vector<RateLineCollection> collections;
};

struct Tariff {
    SiteCalendar calendar;
    std::vector<RateTable> tables;
    Minutes leave_window; // to leave after paying
    Minutes free_again_after =
        {}; // from the end of one stay to the next that has free minutes of a table; 0: every one has
};

// What of a visit selects a table.
struct Visitor {
    VehicleKind vehicle = VehicleKind::car;
    std::string tier;                // empty: no member
    bool free_minutes_spent = false; // by a stay that ended too short a time before this one began
};

} // namespace parkgate::rules
