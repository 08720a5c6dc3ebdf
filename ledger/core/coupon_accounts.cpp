#include "ledger/core/coupon_accounts.hpp"

namespace parkgate::ledger {

namespace {

using enum AccountKind;

constexpr CouponAccounts in_minutes{minutes_granted,  campaign_budget, slice_escrow,     coupon_liability,
                                    coupons_redeemed, coupons_lapsed,  minutes_unfunded, loss};
constexpr CouponAccounts in_fen{fen_granted,  fen_budget, fen_escrow,   fen_liability,
                                fen_redeemed, fen_lapsed, fen_unfunded, fen_loss};

} // namespace

Unit unit_of(const CouponWorth& worth) {
    return worth.kind == WorthKind::minutes ? Unit::minutes : Unit::fen;
}

const CouponAccounts& accounts_in(Unit unit) {
    return unit == Unit::minutes ? in_minutes : in_fen;
}

std::int64_t weight_of(const CouponWorth& worth) {
    return unit_of(worth) == Unit::minutes ? worth.amount : worth.most.count;
}

} // namespace parkgate::ledger
