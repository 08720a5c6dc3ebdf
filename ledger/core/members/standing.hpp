// A member's tier over the periods that qualifying points are counted in. Internal to the core.
#pragma once

#include "ledger/core/decision.hpp"

namespace parkgate::ledger {

// The first day of the running period, since 1970-01-01.
std::int64_t running_period(const Terms& terms, SiteTime now);

// Another period has begun since the member's tier was worked out, and what he had in the one before the former counts
// no longer; or the tiers are others. A notice tells it.
void begin_period(const Books& books, const Terms& terms, MemberRow member, SiteTime now, std::vector<Row>& rows,
                  std::vector<Notice>& notices);

} // namespace parkgate::ledger
