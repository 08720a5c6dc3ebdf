// What is remembered of a plate and of a member after a stay: when it ended, what was used on that day, what is owed.
#pragma once

#include "protocol/ids.hpp"
#include "protocol/units.hpp"
#include "rules/benefits/means.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace parkgate::core {

using rules::LocalDay;

struct Debt {
    SessionId session; // of which it is; empty: of an exit without an entry
    Fen fen;
    SiteTime since;
    std::string reason; // as in the fact
    bool operator==(const Debt&) const = default;
};

struct PlateHistory {
    SiteTime left_at;                          // the end of the latest stay
    std::optional<LocalDay> entered_on;        // the site's day of the latest entry
    LocalDay used_on;                          // the site's day that `used` is of
    std::map<Benefit, rules::BenefitUse> used; // by stays that have ended on it
    std::vector<Debt> debts;                   // the oldest first
    bool operator==(const PlateHistory&) const = default;
};

struct MemberHistory {
    LocalDay used_on;
    std::map<Benefit, rules::BenefitUse> used;
    bool operator==(const MemberHistory&) const = default;
};

// Small: a row for each plate that was here lately or owes something.
struct History {
    std::map<PlateHash, PlateHistory> plates;
    std::map<MemberId, MemberHistory> members;
};

} // namespace parkgate::core
