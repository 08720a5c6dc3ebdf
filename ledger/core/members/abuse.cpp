#include "ledger/core/members/abuse.hpp"

#include "ledger/core/earning/giving.hpp"

#include <algorithm>
#include <utility>

namespace parkgate::ledger {

namespace {

constexpr std::int64_t remembered_days = 90;
constexpr std::int64_t cars_of_a_month = 2; // that anybody may buy and sell
constexpr std::int64_t month = 30;
constexpr std::int64_t for_debt = 10;

// Cars are counted apart: a few of them are nothing.
std::int64_t weight_of(CapKind kind) {
    switch (kind) {
    case CapKind::rejected:
    case CapKind::spent_then_returned: return 10;
    case CapKind::dispute_rejected: return 5;
    case CapKind::approved: return -5;
    case CapKind::join:
    case CapKind::refer:
    case CapKind::like:
    case CapKind::post:
    case CapKind::events:
    case CapKind::adjusted:
    case CapKind::adjusted_by:
    case CapKind::links:
    case CapKind::visits:
    case CapKind::raised:
    case CapKind::cars: return 0;
    }
    std::unreachable();
}

constexpr std::int64_t for_a_car = 10;

// In quarters: whole for a month, then a half, then a quarter. What is dated later is of today.
std::int64_t quarters_at(std::int64_t age) {
    return age < month ? 4 : age < 2 * month ? 2 : age < remembered_days ? 1 : 0;
}

} // namespace

std::int64_t abuse_score(const std::vector<CapUse>& conduct, std::int64_t today, bool owes) {
    std::int64_t quarters = 0;
    std::int64_t cars = 0;
    for (const auto& day : conduct) {
        const std::int64_t age = today - day.day;
        quarters += weight_of(day.kind) * quarters_at(age) * day.used;
        cars += day.kind == CapKind::cars && age < month ? day.used : 0;
    }
    const std::int64_t score =
        quarters / 4 + for_a_car * std::max<std::int64_t>(cars - cars_of_a_month, 0) + (owes ? for_debt : 0);
    return std::clamp<std::int64_t>(score, 0, most_abuse);
}

std::int64_t abuse_of(const Books& books, const Terms& terms, const MemberId& member, SiteTime now) {
    const std::int64_t today = day_number(terms, now);
    const bool owes = books.balance(receivable(member)) != 0;
    return abuse_score(books.conduct_of(member, today - remembered_days), today, owes);
}

CapUse one_more(const Books& books, const Terms& terms, const MemberId& member, CapKind kind, SiteTime now) {
    const std::int64_t day = day_number(terms, now);
    return {member, kind, day, books.used(member, kind, day) + 1};
}

Points trusted_with(const Books& books, const Terms& terms, const MemberId& member, Points points, SiteTime now) {
    const std::int64_t score = abuse_of(books, terms, member, now);
    const std::int64_t parts = score > abuse_is_reviewed ? 4 : score > abuse_is_watched ? 2 : 1;
    return {points.count / parts};
}

} // namespace parkgate::ledger
