// What the gates are told of a member: when his car comes in, and when something changes while it is inside.
#pragma once

#include "ledger/core/decision.hpp"

namespace parkgate::ledger {

LinkReply answer_link(const Books& books, const Terms& terms, const LinkAsk& asked, SiteTime now);

// The most that each of his holds is to have from now on, if one has more: he owes points, or a car of his is inside
// for which the others have left less than a unit. They come to the same share; none where a share would buy nothing.
std::optional<Points> most_to_keep(const Books& books, const Terms& terms, const MemberId& member, SiteTime now);

// For one box. Coupons without a home lot are of the lot of that box; those of other lots are not for it.
struct Standing {
    BoxId box;
    MemberNews news; // without id, documents and time
    std::vector<Coupon> coupons;
    std::vector<RevokedIn> revoked = {};
    bool operator==(const Standing&) const = default;
};
// One for each box in whose lot a car of this member is.
std::vector<Standing> standings(const Books& books, const Terms& terms, const MemberId& member, SiteTime now);

// Whether a gate would do anything else with the one than with the other.
bool differs_at_a_gate(const Terms& terms, const MemberRow& a, const MemberRow& b);

} // namespace parkgate::ledger
