// The ledger's copy of a stay. Internal to the core.
#pragma once

#include "ledger/core/decision.hpp"

namespace parkgate::ledger {

// Facts that tell of a stay and charge no points. They may come in any order. What a visit earns is given with them: a
// stamp, and a newcomer's bonus; dated by the leaving, and never after `now`.
Decision apply_stay(const Books& books, const Terms& terms, const CheckedFact& fact, SiteTime now);

} // namespace parkgate::ledger
