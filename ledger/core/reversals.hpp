// A presumed exit that was none: what it has booked is undone, once, in whatever order it is told. Internal to the
// core.
#pragma once

#include "ledger/core/decision.hpp"

namespace parkgate::ledger {

Decision apply_reversed(const Books& books, const Terms& terms, const CheckedFact& fact, const ExitReversed& told,
                        SiteTime now);

} // namespace parkgate::ledger
