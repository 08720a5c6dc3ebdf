// Points that wait for a stay: given, shrunk, or refused, when a gate asks. Internal to the core.
#pragma once

#include "ledger/core/decision.hpp"
#include "ledger/core/members/wallet.hpp"

namespace parkgate::ledger {

AskDecision answer_hold(const Books& books, const Terms& terms, const Ask& ask, const HoldAsk& wanted, SiteTime now);

// All that is held goes back into the lots that it came from. `how`: released, for that `cause`, or expired by itself.
void end_hold(Wallet& wallet, Hold hold, HoldState how, const std::string& cause, std::vector<Txn>& txns,
              std::vector<Row>& rows);

} // namespace parkgate::ledger
