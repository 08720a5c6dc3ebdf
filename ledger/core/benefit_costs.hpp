// What stores, tiers, rights and staff give at the barrier, as a number in money. Internal to the room.
#pragma once

#include "ledger/core/decision.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace parkgate::ledger {

// Who gave it: "store:<id>", "tier:<name>", "code:<code>", or "mall:<why>". No campaign's name has a colon.
std::string giver_of(const BenefitTaken& benefit);
bool is_giver(std::string_view owner);

// What parking was given for nothing, as a number in money, on the account of who gave it; negative: it was not.
void book_cost(Txn& txn, const std::string& owner, Fen fen);

// What the list of an end comes to beyond the list that is booked already: a stay that is told to have ended twice has
// cost it once, and what was booked of an end that was none goes back.
void book_benefits(Txn& txn, const std::vector<BenefitTaken>& booked, const std::vector<BenefitTaken>& taken);
// What staff have let go; negative: they have not, after all.
void book_waived(Txn& txn, Fen fen);

} // namespace parkgate::ledger
