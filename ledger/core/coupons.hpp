// Coupons: budget -> slice in escrow -> liability -> redeemed. Internal to the core.
#pragma once

#include "ledger/core/decision.hpp"

namespace parkgate::ledger {

Decision apply_issued(const Books& books, const CheckedFact& fact, const CouponIssued& issued, SiteTime now);
Decision apply_spent(const Books& books, const CheckedFact& fact, const CouponSpent& spent);

AskDecision answer_slice(const Books& books, const Terms& terms, const Ask& ask, const SliceAsk& wanted, SiteTime now);

} // namespace parkgate::ledger
