// An exit that was presumed, because nothing was seen in time: kept as long as the gate remembers who left, so that it
// can be reversed when its car is seen inside after all.
#pragma once

#include "edge/core/stay/session.hpp"
#include "protocol/quote.hpp"
#include "protocol/tokens.hpp"

#include <map>
#include <optional>

namespace parkgate::core {

struct PresumedExit {
    Session session; // as it was inside; what was given back of its money is no longer in it
    SiteTime left_at;
    Quote quote;                 // as it was let out
    HoldId hold;                 // whose points were charged; empty: none
    std::optional<Coupon> spent; // by it
    CouponId given;              // with it; empty: none
    Fen debt;                    // that it left
    Fen waived;                  // by a person
    bool operator==(const PresumedExit&) const = default;
};

// The latest of each plate that has not come in again since.
using PresumedExits = std::map<PlateHash, PresumedExit>;

} // namespace parkgate::core
