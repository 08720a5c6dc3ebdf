// What every gift of points has in common: its day, the lot that it becomes, and the budgets that it draws on. Internal
// to the core.
#pragma once

#include "ledger/core/decision.hpp"
#include "ledger/core/members/wallet.hpp"

namespace parkgate::ledger {

// What a decision has written so far.
struct Writing {
    std::vector<Txn>& txns;
    std::vector<Row>& rows;
    std::vector<Notice>& notices;
};
inline Writing writing(EventDecision& decision) {
    return {decision.txns, decision.rows, decision.notices};
}
inline Writing writing(Decision& decision) {
    return {decision.txns, decision.rows, decision.notices};
}
// What `member` will be when the decision is carried out: to be changed there, for a row is written whole.
MemberRow& pending_row(const Books& books, const Writing& writing, const MemberId& member);

// As it stands with what the decision has booked so far.
std::int64_t balance_after(const Books& books, const std::vector<Txn>& txns, const Account& account);

std::int64_t day_number(const Terms& terms, SiteTime at);
const StoreTerms* store_of(const Terms& terms, const StoreId& id);
const rules::DeedRule* rule_of(const Terms& terms, rules::Deed deed);
// The terms of that name; if they are no longer configured, those of today.
const rules::EarnTerms& earn_terms_of(const Terms& terms, const RulesId& id);

Account issued_for(std::string_view why);
Account pending(const MemberId& member);

SiteTime ends_at(const Terms& terms, const rules::EarnTerms& earning, SiteTime given_at);
// The soonest end of what a person's decision of now gives or gives back: not before he could use it.
SiteTime soonest_end(const Terms& terms, SiteTime now);
PointLot lot_of(const Terms& terms, const rules::EarnTerms& earning, const MemberId& member, std::string source,
                SiteTime given_at);

// The budget of all points that are given in a calendar year; none is set: everything fits. Of what waits for a review
// it is taken at once.
bool fits_the_year(const Books& books, const Terms& terms, const Writing& writing, SiteTime at, Points points);
void charge_year(const Terms& terms, Txn& txn, SiteTime at, Fen cost); // negative: gives back

// A cap of a day as it stands for this member: halved for one who is watched.
std::int64_t cap_of(const Books& books, const Terms& terms, const MemberId& member, SiteTime at, std::int64_t cap);
// Counts an event that earns; false: the member has had as many as anybody may have that day.
bool count_event(const Books& books, const Terms& terms, const MemberId& member, SiteTime at, std::vector<Row>& rows);

struct Gift {
    std::string why; // of points_issued
    std::string source;
    Points points;
};
// By the terms of today.
void give(const Terms& terms, Wallet& wallet, Txn& txn, const Gift& gift, SiteTime at);
// One notice a member, with all that this decision gives him: receivers know a notice by its cause, kind and member.
void tell_points(const Writing& writing, const Wallet& wallet, Points points, const std::string& about);

} // namespace parkgate::ledger
