// What the ledger keeps of a reversal.
#pragma once

#include "protocol/ids.hpp"
#include "protocol/units.hpp"

namespace parkgate::ledger {

// A presumed exit that was none, as its reversal has told it: what belongs to that leaving and is told later books
// nothing.
struct ReversedExit {
    SessionId session;
    SiteTime left_at;
    HoldId hold;    // whose points it charged
    CouponId spent; // by it
    CouponId given; // with it
    EventId event;
    bool operator==(const ReversedExit&) const = default;
};

} // namespace parkgate::ledger
