// On which side of 0 accounts may stand. An engine guards its balances itself, in its own words; the suite compares
// them with this.
#pragma once

#include "ledger/core/account.hpp"

namespace parkgate::ledger {

inline constexpr AccountKind last_account_kind = AccountKind::points_recovered;

// INVARIANTS I-04, and what else has one side only (core/account.hpp).
bool may_stand_at(AccountKind kind, std::int64_t balance);

} // namespace parkgate::ledger
