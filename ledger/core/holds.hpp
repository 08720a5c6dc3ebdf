// Points that wait for a stay: given, shrunk, or refused, when a gate asks. Internal to the core.
#pragma once

#include "ledger/core/decision.hpp"

namespace parkgate::ledger {

AskDecision answer_hold(const Books& books, const Terms& terms, const Ask& ask, const HoldAsk& wanted, SiteTime now);

} // namespace parkgate::ledger
