// Points: held for a session, charged or given back. Internal to the core.
#pragma once

#include "ledger/core/decision.hpp"
#include "ledger/core/members/wallet.hpp"

namespace parkgate::ledger {

Decision apply_charged(const Books& books, const Terms& terms, const CheckedFact& fact, const Charged& charged);
Decision apply_released(const Books& books, const CheckedFact& fact, const HoldReleased& released);

// The points that it took, back into the lots that they came from, or such as end at `ends` where those end sooner. The
// row is the caller's to mark.
Txn give_back(const Books& books, const Terms& terms, Wallet& wallet, const Charge& charge, SiteTime ends = {});
// What the leaving that was none has charged is undone, and what has waited for that is booked.
void reverse_charge(const Books& books, const Terms& terms, const ReversedExit& exit, const BoxId& box,
                    Decision& decision);

} // namespace parkgate::ledger
