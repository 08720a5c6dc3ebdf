// The priced answer to "what does this stay cost" (APDS: Quote), with each step that led to it.
#pragma once

#include "protocol/ids.hpp"
#include "protocol/units.hpp"

#include <vector>

namespace parkgate {

// What lowers a fee, in the order of application (docs/INVARIANTS.md G-06).
enum class Benefit : std::uint8_t {
    grace,   // the stay is within the free minutes
    payment, // money that was paid already
    coupon,  // a coupon's minutes
    points,  // points bought minutes
};

struct QuoteStep {
    Benefit benefit = Benefit::grace;
    Minutes minutes; // covered by this step; 0 for money
    Points points;   // spent by this step
    Fen fen;         // taken off the fee

    bool operator==(const QuoteStep&) const = default;
};

// fee = the sum of all steps' fen + due. All amounts are at least 0.
struct Quote {
    QuoteId id;
    SiteTime entered_at;
    SiteTime priced_at; // the arrival at the exit, or the moment of the question
    Minutes stay;       // started minutes
    Fen fee;            // by the tariff alone
    std::vector<QuoteStep> steps;
    Points points;   // to be charged to the hold when the car leaves
    Minutes bought;  // by those points
    CouponId coupon; // to be spent when the car leaves; empty: none
    Fen due;         // still to be paid in money

    bool operator==(const Quote&) const = default;
};

} // namespace parkgate
