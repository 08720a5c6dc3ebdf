// The ledger's copy of a stay. Internal to the core.
#pragma once

#include "ledger/core/decision.hpp"

namespace parkgate::ledger {

// Facts that tell of a stay and move no points. They may come in any order.
Decision apply_stay(const Books& books, const CheckedFact& fact);

} // namespace parkgate::ledger
