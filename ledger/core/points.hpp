// Points: held for a session, charged or given back. Internal to the core.
#pragma once

#include "ledger/core/decision.hpp"

namespace parkgate::ledger {

Decision apply_charged(const Books& books, const Terms& terms, const CheckedFact& fact, const Charged& charged);
Decision apply_released(const Books& books, const CheckedFact& fact, const HoldReleased& released);

AskDecision answer_hold(const Books& books, const Terms& terms, const Ask& ask, const HoldAsk& wanted, SiteTime now);

// Moves points to a member. What he owes is settled first, so that his balance does not depend on the order in which
// a late capture and a release arrive.
void give_points(const Books& books, Txn& txn, const Account& from, const MemberId& member, Points points);

} // namespace parkgate::ledger
