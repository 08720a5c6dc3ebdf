// The journal: transactions and their entries, insert-only and chained by hash; balances are its projection.
// Internal to the room and to tests.
#pragma once

#include "ledger/store/storage_engine.hpp"

namespace parkgate::ledger {

// BrokenInvariant: a decision that the books must not take. What it was part of is to be undone.
void write_txn(StorageEngine& engine, const Txn& txn, const RulesId& rules, SiteTime at);

// Everything that does not fit: an unbalanced transaction, a broken chain, a balance that is not the sum of its
// entries, a hold, slice, coupon or lot that its account does not know. Empty: the books are sound (INVARIANTS I-01 to
// I-03).
std::vector<std::string> verify_books(const StorageEngine& engine);

} // namespace parkgate::ledger
