// How far a member's conduct of late is trusted (docs/MEMBERSHIP.md): what he may earn on a day, whether a person looks
// at his receipts, what a gate may take of his points without asking. No price knows of it. Internal to the core.
#pragma once

#include "ledger/core/decision.hpp"

namespace parkgate::ledger {

inline constexpr std::int64_t most_abuse = 100;
inline constexpr std::int64_t abuse_is_watched = 30;  // above it caps and holds are halved
inline constexpr std::int64_t abuse_is_reviewed = 60; // above it each receipt waits for a person as well

// 0 to 100, by what has counted against him (and for him) on which day, and by whether he owes points.
std::int64_t abuse_score(const std::vector<CapUse>& conduct, std::int64_t today, bool owes);
std::int64_t abuse_of(const Books& books, const Terms& terms, const MemberId& member, SiteTime now);

// Counts one more of it, today.
CapUse one_more(const Books& books, const Terms& terms, const MemberId& member, CapKind kind, SiteTime now);

// What his vouchers may be of at most: so much a gate takes while it cannot ask.
Points trusted_with(const Books& books, const Terms& terms, const MemberId& member, Points points, SiteTime now);

} // namespace parkgate::ledger
