// The journal: transactions and their entries, insert-only and chained by hash; balances are its projection.
// Internal to the room.
#pragma once

#include "ledger/core/account.hpp"
#include "ledger/store/statements.hpp"

#include <stdexcept>

namespace parkgate::ledger {

// A decision that the books must not take. What it was part of is rolled back.
class BrokenInvariant : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

void write_txn(const Statements& sql, const Txn& txn, const RulesId& rules, SiteTime at);

// Everything that does not fit: an unbalanced transaction, a broken chain, a balance that is not the sum of its
// entries, a hold, slice, coupon or lot that its account does not know. Empty: the books are sound (INVARIANTS I-01 to
// I-03).
std::vector<std::string> verify_books(const Statements& sql);

} // namespace parkgate::ledger
