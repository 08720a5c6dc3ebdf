#include "ledger/core/account.hpp"

#include <array>
#include <utility>

namespace parkgate::ledger {

Unit unit_of(AccountKind kind) {
    switch (kind) {
    case AccountKind::points_issued:
    case AccountKind::member_spendable:
    case AccountKind::member_held:
    case AccountKind::member_receivable:
    case AccountKind::points_used_for_parking:
    case AccountKind::member_pending:
    case AccountKind::points_expired:
    case AccountKind::points_taken_back:
    case AccountKind::member_qualifying:
    case AccountKind::qualifying_counted:
    case AccountKind::points_budget_used:
    case AccountKind::points_beyond: return Unit::points;
    case AccountKind::minutes_granted:
    case AccountKind::campaign_budget:
    case AccountKind::slice_escrow:
    case AccountKind::coupon_liability:
    case AccountKind::coupons_redeemed:
    case AccountKind::coupons_lapsed:
    case AccountKind::minutes_unfunded:
    case AccountKind::loss: return Unit::minutes;
    case AccountKind::fen_granted:
    case AccountKind::fen_budget:
    case AccountKind::fen_escrow:
    case AccountKind::fen_liability:
    case AccountKind::fen_redeemed:
    case AccountKind::fen_lapsed:
    case AccountKind::fen_unfunded:
    case AccountKind::fen_loss:
    case AccountKind::parking_forgone:
    case AccountKind::benefit_funding:
    case AccountKind::points_liability:
    case AccountKind::points_funding:
    case AccountKind::points_settled:
    case AccountKind::earning_budget_used:
    case AccountKind::earning_beyond:
    case AccountKind::points_recovered: return Unit::fen;
    }
    std::unreachable();
}

std::string_view text_of(Unit unit) {
    switch (unit) {
    case Unit::points: return "PTS";
    case Unit::minutes: return "MIN";
    case Unit::fen: return "FEN";
    }
    std::unreachable();
}

std::string_view text_of(AccountKind kind) {
    switch (kind) {
    case AccountKind::points_issued: return "points_issued";
    case AccountKind::member_spendable: return "member_spendable";
    case AccountKind::member_held: return "member_held";
    case AccountKind::member_receivable: return "member_receivable";
    case AccountKind::points_used_for_parking: return "points_used_for_parking";
    case AccountKind::member_pending: return "member_pending";
    case AccountKind::points_expired: return "points_expired";
    case AccountKind::points_taken_back: return "points_taken_back";
    case AccountKind::member_qualifying: return "member_qualifying";
    case AccountKind::qualifying_counted: return "qualifying_counted";
    case AccountKind::points_budget_used: return "points_budget_used";
    case AccountKind::points_beyond: return "points_beyond";
    case AccountKind::minutes_granted: return "minutes_granted";
    case AccountKind::campaign_budget: return "campaign_budget";
    case AccountKind::slice_escrow: return "slice_escrow";
    case AccountKind::coupon_liability: return "coupon_liability";
    case AccountKind::coupons_redeemed: return "coupons_redeemed";
    case AccountKind::coupons_lapsed: return "coupons_lapsed";
    case AccountKind::minutes_unfunded: return "minutes_unfunded";
    case AccountKind::loss: return "loss";
    case AccountKind::fen_granted: return "fen_granted";
    case AccountKind::fen_budget: return "fen_budget";
    case AccountKind::fen_escrow: return "fen_escrow";
    case AccountKind::fen_liability: return "fen_liability";
    case AccountKind::fen_redeemed: return "fen_redeemed";
    case AccountKind::fen_lapsed: return "fen_lapsed";
    case AccountKind::fen_unfunded: return "fen_unfunded";
    case AccountKind::fen_loss: return "fen_loss";
    case AccountKind::parking_forgone: return "parking_forgone";
    case AccountKind::benefit_funding: return "benefit_funding";
    case AccountKind::points_liability: return "points_liability";
    case AccountKind::points_funding: return "points_funding";
    case AccountKind::points_settled: return "points_settled";
    case AccountKind::earning_budget_used: return "earning_budget_used";
    case AccountKind::earning_beyond: return "earning_beyond";
    case AccountKind::points_recovered: return "points_recovered";
    }
    std::unreachable();
}

std::string_view text_of(TxnCode code) {
    switch (code) {
    case TxnCode::points_issued: return "points_issued";
    case TxnCode::points_held: return "points_held";
    case TxnCode::points_charged: return "points_charged";
    case TxnCode::late_capture: return "late_capture";
    case TxnCode::points_released: return "points_released";
    case TxnCode::hold_expired: return "hold_expired";
    case TxnCode::budget_set: return "budget_set";
    case TxnCode::slice_granted: return "slice_granted";
    case TxnCode::slice_expired: return "slice_expired";
    case TxnCode::coupon_issued: return "coupon_issued";
    case TxnCode::coupon_spent: return "coupon_spent";
    case TxnCode::coupon_lapsed: return "coupon_lapsed";
    case TxnCode::coupon_revoked: return "coupon_revoked";
    case TxnCode::points_earned: return "points_earned";
    case TxnCode::points_pending: return "points_pending";
    case TxnCode::review_approved: return "review_approved";
    case TxnCode::review_rejected: return "review_rejected";
    case TxnCode::points_returned: return "points_returned";
    case TxnCode::points_expired: return "points_expired";
    case TxnCode::points_adjusted: return "points_adjusted";
    case TxnCode::benefits_given: return "benefits_given";
    case TxnCode::reversed: return "reversed";
    }
    std::unreachable();
}

void Txn::move(const Account& from, const Account& to, std::int64_t amount) {
    if (amount != 0) {
        legs.push_back({from, -amount});
        legs.push_back({to, amount});
    }
}

bool is_balanced(const Txn& txn) {
    std::array<std::int64_t, 3> sums{};
    for (const auto& leg : txn.legs) {
        sums[static_cast<std::size_t>(unit_of(leg.account.kind))] += leg.amount;
    }
    return sums == std::array<std::int64_t, 3>{};
}

} // namespace parkgate::ledger
