// Points: held for a session, charged or given back. Internal to the core.
#pragma once

#include "ledger/core/decision.hpp"

namespace parkgate::ledger {

Decision apply_charged(const Books& books, const Terms& terms, const CheckedFact& fact, const Charged& charged);
Decision apply_released(const Books& books, const CheckedFact& fact, const HoldReleased& released);

AskDecision answer_hold(const Books& books, const Terms& terms, const Ask& ask, const HoldAsk& wanted, SiteTime now);

} // namespace parkgate::ledger
