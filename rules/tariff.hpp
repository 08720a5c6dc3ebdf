// What a stay costs before any benefit. Pure integer arithmetic, shared by gate and ledger, so that the same stay under
// the same rules has the same price on both sides (INVARIANTS I-14).
#pragma once

#include "protocol/units.hpp"

#include <vector>

namespace parkgate::rules {

// APDS incrementingRate: a fee falls due at the start of each increment, counted from the entry.
struct Tariff {
    Minutes free;      // a threshold: a longer stay pays from its first minute
    Minutes increment; // at least 1
    Fen per_increment;
    Fen daily_cap;        // of a calendar day of the site; 0: no cap
    Minutes utc_offset;   // of the site's calendar day
    Minutes leave_window; // to leave after paying
};

struct Increment {
    Minutes from; // since the entry
    Minutes length;
    Fen fen; // 0 once the day's cap is reached
    bool operator==(const Increment&) const = default;
};

// Started minutes; never negative, whatever the clocks said (INVARIANTS I-36).
Minutes stay_between(SiteTime entered, SiteTime left);

// The started increments of a stay; empty within the free minutes.
std::vector<Increment> increments_of(const Tariff& tariff, SiteTime entered, SiteTime left);

Fen fee_of(const std::vector<Increment>& increments);

} // namespace parkgate::rules
