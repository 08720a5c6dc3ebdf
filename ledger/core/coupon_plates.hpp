// A coupon that a gate has given is bound to a plate of its member. When that plate is his no longer, another one of
// the same worth, campaign, lot and end takes its place, bound to the plate that he has added last; the two are worth
// one (INVARIANTS I-40). Internal to the core.
#pragma once

#include "ledger/core/decision.hpp"

namespace parkgate::ledger {

struct Rebound {
    std::vector<Txn> txns;
    std::vector<Row> rows;
    std::map<std::string, std::string> instead = {}; // what has taken whose place
};

// To be asked before the plate is taken from him.
Rebound plate_leaves(const Books& books, const MemberId& member, const PlateHash& plate, SiteTime now);
// Coupons that wait for a plate are of this one.
Rebound plate_comes(const Books& books, const MemberId& member, const PlateHash& plate, SiteTime now);
// Of a live coupon that a gate has given: its fact may come when the plate is his no longer.
Rebound given_late(const Books& books, const CouponRow& coupon, SiteTime now);

// The member's, of what has taken whose place. None: nothing has.
std::vector<Notice> notices_of(const MemberId& member, const Rebound& rebound);

} // namespace parkgate::ledger
