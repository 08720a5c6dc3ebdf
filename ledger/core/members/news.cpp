#include "ledger/core/members/news.hpp"

#include "ledger/core/earning/earning.hpp"
#include "rules/dearest.hpp"

#include <algorithm>
#include <iterator>

namespace parkgate::ledger {

namespace {

// More than are told: those of other lots are left out where the lot is known.
constexpr int most_of_all_lots = 64;

// Bound to the plate that is inside. What is of whichever of his cars comes first goes to his earliest stay alone: two
// gates that are told of the same coupon could both take it.
std::vector<Coupon> coupons_for(const Books& books, const MemberId& member, const PlateHash& plate, SiteTime entered_at,
                                SiteTime now, bool is_earliest) {
    std::vector<Coupon> out;
    for (const auto& row : books.coupons_given_to(member, now, most_of_all_lots)) {
        const bool is_of_any_car = row.home_lot.empty();
        if (is_of_any_car ? is_earliest : row.plate == plate) {
            out.push_back(
                {row.id, row.campaign, {}, member, plate, row.home_lot, {}, row.worth, entered_at, row.expires_at});
        }
    }
    return out;
}

std::vector<RevokedIn> revoked_of(const Books& books, const MemberId& member, SiteTime now) {
    std::vector<RevokedIn> out;
    for (const auto& row : books.coupons_revoked_of(member, now, 2 * static_cast<int>(most_revoked_told))) {
        out.push_back({row.home_lot, {row.id, row.instead}});
    }
    return out;
}

// A stay whose end was never told must not keep a member's coupons from his other cars for ever.
constexpr Duration believed_inside = std::chrono::hours(72);

bool has_an_earlier_stay(const std::vector<SessionRow>& open, const PlateHash& plate, SiteTime entered_at) {
    return std::ranges::any_of(open, [&](const SessionRow& stay) {
        return stay.plate != plate && *stay.entered_at < entered_at && entered_at - *stay.entered_at < believed_inside;
    });
}

// All that a gate learns of his segments.
std::vector<BenefitCode> benefits_of(const Terms& terms, const MemberRow& member) {
    return rules::benefits_of(terms.earning, member.segments);
}

} // namespace

std::optional<Points> most_to_keep(const Books& books, const Terms& terms, const MemberId& member, SiteTime now) {
    if (books.balance(held(member)) == 0) {
        return std::nullopt;
    }
    std::int64_t cars = 0; // that have points, or have asked for some
    std::int64_t without = 0;
    Points all_held;
    Points largest;
    for (const auto& stay : books.open_sessions_of(member)) {
        const auto hold = books.pending_hold_of(stay.id);
        const auto refused = hold ? std::nullopt : books.refused_hold_of(stay.id);
        if (!hold && (!refused || refused->expires_at <= now)) {
            continue;
        }
        ++cars;
        without += hold ? 0 : 1;
        all_held += hold ? hold->points : Points{};
        largest = std::max(largest, hold ? hold->points : Points{});
    }
    const Points left{books.balance(spendable(member))};
    const Points owed{-books.balance(receivable(member))};
    const Points unit = rules::cheapest_unit(terms.rules.points);
    const Points share{std::max<std::int64_t>((left + all_held - owed).count, 0) / std::max<std::int64_t>(cars, 1)};
    const bool serves_another = without > 0 && left < unit && share >= unit;
    return (owed > Points{} || serves_another) && share < largest ? std::optional(share) : std::nullopt;
}

LinkReply answer_link(const Books& books, const Terms& terms, const LinkAsk& asked, SiteTime now) {
    const MemberId id = books.member_of(asked.plate, asked.at);
    const auto member = books.member(id);
    if (!member) {
        return {};
    }
    const bool is_earliest = !has_an_earlier_stay(books.open_sessions_of(id), asked.plate, asked.at);
    LinkAnswer told{id, member->tier, Points{books.balance(spendable(id))}, member->spending};
    told.benefits = benefits_of(terms, *member);
    told.keep = most_to_keep(books, terms, id, now);
    told.earns_percent = rules::step_percent(terms.earning, Points{books.balance(qualifying(terms, id, now))});
    return {std::move(told), coupons_for(books, id, asked.plate, asked.at, now, is_earliest),
            revoked_of(books, id, now)};
}

std::vector<Standing> standings(const Books& books, const Terms& terms, const MemberId& id, SiteTime now) {
    const auto member = books.member(id);
    std::vector<Standing> out;
    if (!member) {
        return out;
    }
    MemberNews news{{}, id, member->tier, Points{books.balance(spendable(id))}, member->spending};
    news.benefits = benefits_of(terms, *member);
    news.keep = most_to_keep(books, terms, id, now);
    const auto open = books.open_sessions_of(id);
    for (const auto& stay : open) {
        auto told = std::ranges::find(out, stay.box, &Standing::box);
        if (told == out.end()) {
            told = out.insert(out.end(), {stay.box, news, {}, revoked_of(books, id, now)});
        }
        const bool is_earliest =
            std::ranges::none_of(told->coupons, [](const Coupon& one) { return one.home_lot.empty(); }) &&
            !has_an_earlier_stay(open, stay.plate, *stay.entered_at);
        std::ranges::move(coupons_for(books, id, stay.plate, *stay.entered_at, now, is_earliest),
                          std::back_inserter(told->coupons));
    }
    return out;
}

bool differs_at_a_gate(const Terms& terms, const MemberRow& a, const MemberRow& b) {
    return a.tier != b.tier || a.spending != b.spending || benefits_of(terms, a) != benefits_of(terms, b);
}

} // namespace parkgate::ledger
