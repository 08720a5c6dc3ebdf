// Every sum of the books, worked out by SQLite. Internal to the room.
#pragma once

#include "ledger/sqlite/statements.hpp"

#include <string>
#include <vector>

namespace parkgate::ledger {

// An uneven transaction, a balance that is not the sum of its entries, a hold, slice, coupon or lot that its account
// does not know.
void verify_sums(const Statements& sql, std::vector<std::string>& faults);

} // namespace parkgate::ledger
