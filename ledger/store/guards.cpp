#include "ledger/store/guards.hpp"

#include <utility>

namespace parkgate::ledger {

// A new kind has to be put on a side here; the last of them is in the header.
bool may_stand_at(AccountKind kind, std::int64_t balance) {
    switch (kind) {
    case AccountKind::member_spendable:
    case AccountKind::member_held:
    case AccountKind::member_pending:
    case AccountKind::points_expired:
    case AccountKind::points_taken_back:
    case AccountKind::points_budget_used:
    case AccountKind::points_recovered:
    case AccountKind::earning_budget_used:
    case AccountKind::campaign_budget:
    case AccountKind::slice_escrow:
    case AccountKind::coupon_liability:
    case AccountKind::coupons_lapsed:
    case AccountKind::fen_budget:
    case AccountKind::fen_escrow:
    case AccountKind::fen_liability:
    case AccountKind::fen_lapsed: return balance >= 0;
    case AccountKind::member_receivable:
    case AccountKind::points_liability: return balance <= 0;
    case AccountKind::points_issued:
    case AccountKind::points_used_for_parking:
    case AccountKind::member_qualifying:
    case AccountKind::qualifying_counted:
    case AccountKind::points_beyond:
    case AccountKind::minutes_granted:
    case AccountKind::coupons_redeemed:
    case AccountKind::minutes_unfunded:
    case AccountKind::loss:
    case AccountKind::fen_granted:
    case AccountKind::fen_redeemed:
    case AccountKind::fen_unfunded:
    case AccountKind::fen_loss:
    case AccountKind::parking_forgone:
    case AccountKind::benefit_funding:
    case AccountKind::points_funding:
    case AccountKind::points_settled:
    case AccountKind::earning_beyond: return true;
    }
    std::unreachable();
}

} // namespace parkgate::ledger
