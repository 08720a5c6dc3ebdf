// What stores, tiers, rights and staff give at the barrier, as a number in money. Internal to the room.
#pragma once

#include "ledger/core/decision.hpp"

#include <string>
#include <string_view>

namespace parkgate::ledger {

// Who gave it: "store:<id>", "tier:<name>", "code:<code>", or "mall:<why>". No campaign's name has a colon.
std::string giver_of(const BenefitTaken& benefit);
bool is_giver(std::string_view owner);

// What the fact says that the fee was lowered by, or that staff have let go. A stay that is told to have ended twice
// has cost it once.
void book_benefits(const Books& books, const CheckedFact& fact, Decision& decision);

} // namespace parkgate::ledger
