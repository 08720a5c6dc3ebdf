// The priced answer to "what does this stay cost" (APDS: Quote), with each step that led to it.
#pragma once

#include "protocol/ids.hpp"
#include "protocol/units.hpp"

#include <vector>

namespace parkgate {

// What lowers a fee. Their order is the rules' (docs/BENEFITS.md).
enum class Benefit : std::uint8_t {
    grace,            // the stay is within the free minutes
    right,            // an assigned right, such as a monthly pass
    store_validation, // given by a store of the mall
    tier_hours,       // free hours of the member's tier
    coupon,
    points,  // points bought minutes
    payment, // money that was paid already
    codes,   // what the rules give for a code of the member; last, because the gate's file keeps these by number
};

// It is told, and booked, by a fact of its own, and not with the exit.
constexpr bool has_a_fact_of_its_own(Benefit benefit) {
    return benefit == Benefit::coupon || benefit == Benefit::points || benefit == Benefit::payment;
}

// What of a member's means a stay may draw on. Without a word of his for this stay what he has settled for all holds.
enum class Spending : std::uint8_t {
    asked_for, // nothing until he says so
    nothing,
    coupon,
    all, // coupon and points
};

// What a step came from: the id of the coupon, validation or right, the name of the tier, or the code; empty for
// the others.
using SourceId = Id<struct SourceTag>;

struct QuoteStep {
    Benefit benefit = Benefit::grace;
    Minutes minutes; // covered by this step; 0 for money
    Points points;   // spent by this step
    Fen fen;         // taken off the fee
    SourceId by = {};

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
    Points points;        // to be charged to the hold when the car leaves
    Minutes bought;       // by those points
    CouponId coupon;      // to be spent when the car leaves; empty: none
    Fen due;              // still to be paid in money
    Fen owed_before = {}; // by earlier stays of the plate: asked for with it, but nobody is kept for it

    bool operator==(const Quote&) const = default;
};

} // namespace parkgate
