#include "ledger/core/members/standing.hpp"

#include "ledger/core/earning/earning.hpp"
#include "ledger/core/earning/giving.hpp"

#include <algorithm>
#include <utility>

namespace parkgate::ledger {

namespace {

using rules::LocalDay;

constexpr std::int64_t ms_a_day = 24LL * 60 * 60 * 1000;

std::int64_t number_of(LocalDay day) {
    return day.time_since_epoch().count();
}

LocalDay day_of_number(std::int64_t number) {
    return LocalDay{std::chrono::days(number)};
}

std::string period_name(LocalDay begins) {
    const std::chrono::year_month_day day{begins};
    const auto two_digits = [](unsigned number) { return (number < 10 ? "-0" : "-") + std::to_string(number); };
    return std::to_string(static_cast<int>(day.year())) + two_digits(static_cast<unsigned>(day.month())) +
           two_digits(static_cast<unsigned>(day.day()));
}

Account qualifying_in(const MemberId& member, LocalDay period) {
    return {AccountKind::member_qualifying, member.text + "@" + period_name(period)};
}

// At noon UTC two days before it every zone's clock stands in the former period.
LocalDay former_period(const Terms& terms, LocalDay period) {
    const SiteTime day_before{Duration{(number_of(period) - 1) * ms_a_day - ms_a_day / 2}};
    return rules::period_of(terms.earning, terms.rules.tariff.calendar, day_before);
}

std::string tier_in(const Books& books, const Terms& terms, const std::vector<Txn>& txns, const MemberId& member,
                    LocalDay period) {
    const auto running = balance_after(books, txns, qualifying_in(member, period));
    const auto former = balance_after(books, txns, qualifying_in(member, former_period(terms, period)));
    return rules::tier_of(terms.earning, {std::max(running, former)});
}

void move_tier(MemberRow& member, std::string tier, std::vector<Notice>& notices) {
    if (tier != member.tier) {
        notices.emplace_back(MemberNotice{"tier_changed", member.id, {{"tier", tier}, {"former", member.tier}}});
        member.tier = std::move(tier);
    }
}

LocalDay period_at(const Terms& terms, SiteTime at) {
    return rules::period_of(terms.earning, terms.rules.tariff.calendar, at);
}

} // namespace

std::int64_t running_period(const Terms& terms, SiteTime now) {
    return number_of(period_at(terms, now));
}

void begin_period(const Books& books, const Terms& terms, MemberRow member, SiteTime now, std::vector<Row>& rows,
                  std::vector<Notice>& notices) {
    const LocalDay period = period_at(terms, now);
    member.tier_period = number_of(period);
    if (!member.tier_fixed) {
        move_tier(member, tier_in(books, terms, {}, member.id, period), notices);
    }
    rows.emplace_back(std::move(member));
}

Account qualifying(const Terms& terms, const MemberId& member, SiteTime at) {
    return qualifying_in(member, period_at(terms, at));
}

void count_qualifying(const Books& books, const Terms& terms, const MemberId& member, Points points, SiteTime at,
                      std::vector<Txn>& txns, std::vector<Row>& rows, std::vector<Notice>& notices) {
    if (points == Points{}) {
        return;
    }
    const LocalDay period = period_at(terms, at);
    txns.at(txns.size() - 1)
        .move({AccountKind::qualifying_counted, period_name(period)}, qualifying_in(member, period), points.count);
    MemberRow& row = pending_row(books, {txns, rows, notices}, member);
    // A sale of the former period may be told in the running one; the tier goes by the running one.
    const LocalDay running = std::max(period, day_of_number(row.tier_period));
    row.tier_period = number_of(running);
    if (row.tier_fixed) {
        return;
    }
    move_tier(row, tier_in(books, terms, txns, member, running), notices);
}

} // namespace parkgate::ledger
