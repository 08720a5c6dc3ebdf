// The gate's fees, worked out again. Internal to the room.
#pragma once

#include "ledger/core/decision.hpp"

namespace parkgate::ledger {

// Applied whatever it finds; a difference is written down and named by the code.
Decision compare_fee(const Terms& terms, const CheckedFact& fact, const LeaveAuthorised& leaving);

} // namespace parkgate::ledger
