// Coupons: budget -> slice in escrow -> liability -> redeemed. Internal to the core.
#pragma once

#include "ledger/core/decision.hpp"

namespace parkgate::ledger {

Decision apply_issued(const Books& books, const CheckedFact& fact, const CouponIssued& issued, SiteTime now);
Decision apply_spent(const Books& books, const Terms& terms, const CheckedFact& fact, const CouponSpent& spent,
                     SiteTime now);
// A stay ends once: of two spendings in it the later one counts, as its later leaving does.
Decision spend_again(const Terms& terms, const CheckedFact& fact, const CouponSpent& spent, CouponRow coupon,
                     SiteTime now);
// Of a leaving that was none. The coupon that it spent is redeemable again, with its cost taken back.
void unspend(const Books& books, const Terms& terms, const ReversedExit& exit, SiteTime now, Txn& txn,
             std::vector<Row>& rows);
// The coupon that it gave is none any more, unless it is spent; the stay may give another one.
void withdraw(const Books& books, const ReversedExit& exit, Txn& txn, std::vector<Row>& rows);

AskDecision answer_slice(const Books& books, const Terms& terms, const Ask& ask, const SliceAsk& wanted, SiteTime now);

} // namespace parkgate::ledger
