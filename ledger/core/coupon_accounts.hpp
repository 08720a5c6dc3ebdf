// In which unit a coupon is counted, at how much, and between which accounts. Minutes are counted as minutes, because
// nobody knows what they will cost; every other kind in fen, at the most that it takes off.
#pragma once

#include "ledger/core/account.hpp"
#include "protocol/worth.hpp"

#include <array>

namespace parkgate::ledger {

// All of one unit. The owner of escrow is a box, of the last two a reason, of the others a campaign.
struct CouponAccounts {
    AccountKind granted;
    AccountKind budget;
    AccountKind escrow;
    AccountKind liability;
    AccountKind redeemed;
    AccountKind lapsed;
    AccountKind unfunded;
    AccountKind loss;
};

inline constexpr std::array coupon_units = {Unit::minutes, Unit::fen};

Unit unit_of(const CouponWorth& worth);
// Of Unit::minutes or Unit::fen.
const CouponAccounts& accounts_in(Unit unit);
inline const CouponAccounts& accounts_of(const CouponWorth& worth) {
    return accounts_in(unit_of(worth));
}

// What one coupon counts for in its unit; at least 1.
std::int64_t weight_of(const CouponWorth& worth);

} // namespace parkgate::ledger
