#include "ledger/core/earning/giving.hpp"

#include "ledger/core/members/abuse.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace parkgate::ledger {

namespace {

std::string year_of(const Terms& terms, SiteTime at) {
    const std::chrono::year_month_day day{rules::day_of(terms.rules.tariff.calendar, at)};
    return std::to_string(static_cast<int>(day.year()));
}

} // namespace

MemberRow& pending_row(const Books& books, const Writing& writing, const MemberId& member) {
    for (auto& row : writing.rows) {
        if (auto* known = std::get_if<MemberRow>(&row); known != nullptr && known->id == member) {
            return *known;
        }
    }
    writing.rows.emplace_back(books.member(member).value_or(MemberRow{member}));
    return std::get<MemberRow>(writing.rows.back());
}

std::int64_t balance_after(const Books& books, const std::vector<Txn>& txns, const Account& account) {
    std::int64_t balance = books.balance(account);
    for (const auto& txn : txns) {
        for (const auto& leg : txn.legs) {
            balance += leg.account == account ? leg.amount : 0;
        }
    }
    return balance;
}

std::int64_t day_number(const Terms& terms, SiteTime at) {
    return rules::day_of(terms.rules.tariff.calendar, at).time_since_epoch().count();
}

const StoreTerms* store_of(const Terms& terms, const StoreId& id) {
    const auto found = std::ranges::find(terms.stores, id, &StoreTerms::id);
    return found == terms.stores.end() ? nullptr : &*found;
}

const rules::DeedRule* rule_of(const Terms& terms, rules::Deed deed) {
    const auto found = std::ranges::find(terms.earning.deeds, deed, &rules::DeedRule::deed);
    return found == terms.earning.deeds.end() ? nullptr : &*found;
}

const rules::EarnTerms& earn_terms_of(const Terms& terms, const RulesId& id) {
    const auto former = std::ranges::find(terms.former_earning, id, &rules::EarnTerms::id);
    return terms.earning.id == id || former == terms.former_earning.end() ? terms.earning : *former;
}

Account issued_for(std::string_view why) {
    return {AccountKind::points_issued, std::string(why)};
}

Account pending(const MemberId& member) {
    return {AccountKind::member_pending, member.text};
}

SiteTime ends_at(const Terms& terms, const rules::EarnTerms& earning, SiteTime given_at) {
    const auto& calendar = terms.rules.tariff.calendar;
    const rules::LocalTime midnight{rules::lot_ends(earning, calendar, given_at)};
    return rules::instant_of(calendar, midnight, given_at);
}

// With a month's last day, as of all points, so that a member's lots stay few.
SiteTime soonest_end(const Terms& terms, SiteTime now) {
    constexpr Duration least = std::chrono::days(30);
    rules::EarnTerms within_the_month = terms.earning;
    within_the_month.lot_months = 0;
    return ends_at(terms, within_the_month, now + least);
}

PointLot lot_of(const Terms& terms, const rules::EarnTerms& earning, const MemberId& member, std::string source,
                SiteTime given_at) {
    return {member, std::move(source), earning.point_value, ends_at(terms, earning, given_at), {}, {}};
}

bool fits_the_year(const Books& books, const Terms& terms, const Writing& writing, SiteTime at, Points points) {
    if (terms.earning.budget == Fen{}) {
        return true;
    }
    const std::int64_t used =
        balance_after(books, writing.txns, {AccountKind::earning_budget_used, year_of(terms, at)});
    const std::int64_t fen = used + points.count * terms.earning.point_value.count;
    return fen <= terms.earning.budget.count;
}

void charge_year(const Terms& terms, Txn& txn, SiteTime at, Fen cost) {
    const std::string year = year_of(terms, at);
    txn.move({AccountKind::earning_beyond, year}, {AccountKind::earning_budget_used, year}, cost.count);
}

std::int64_t cap_of(const Books& books, const Terms& terms, const MemberId& member, SiteTime at, std::int64_t cap) {
    return abuse_of(books, terms, member, at) > abuse_is_watched ? (cap + 1) / 2 : cap;
}

bool count_event(const Books& books, const Terms& terms, const MemberId& member, SiteTime at, std::vector<Row>& rows) {
    const std::int64_t day = day_number(terms, at);
    const std::int64_t before = books.used(member, CapKind::events, day);
    rows.emplace_back(CapUse{member, CapKind::events, day, before + 1});
    return before < cap_of(books, terms, member, at, terms.earning.plates.earnings_a_day);
}

void give(const Terms& terms, Wallet& wallet, Txn& txn, const Gift& gift, SiteTime at) {
    wallet.give(txn, issued_for(gift.why), lot_of(terms, terms.earning, wallet.member(), gift.source, at), gift.points);
    charge_year(terms, txn, at, terms.earning.point_value * gift.points.count);
}

void tell_points(const Writing& writing, const Wallet& wallet, Points points, const std::string& about) {
    if (points == Points{}) {
        return;
    }
    const std::string kind = points > Points{} ? "points_earned" : "points_taken_back";
    const std::string balance = std::to_string(wallet.spendable().count);
    for (auto& notice : writing.notices) {
        auto* told = std::get_if<MemberNotice>(&notice);
        if (told != nullptr && told->kind == kind && told->member == wallet.member()) {
            told->data["points"] = std::to_string(std::stoll(told->data["points"]) + points.count);
            told->data["balance"] = balance;
            return;
        }
    }
    writing.notices.emplace_back(MemberNotice{
        kind, wallet.member(), {{"points", std::to_string(points.count)}, {"balance", balance}, {"about", about}}});
}

} // namespace parkgate::ledger
