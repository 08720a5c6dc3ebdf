#include "ledger/core/members/news.hpp"

#include <algorithm>

namespace parkgate::ledger {

namespace {

// Bound to the plate that is inside. A member's coupons go to his earliest stay alone: two gates that are told of the
// same coupon could both take it.
std::vector<Coupon> coupons_for(const Books& books, const MemberId& member, const PlateHash& plate, SiteTime entered_at,
                                SiteTime now) {
    std::vector<Coupon> out;
    for (const auto& row : books.coupons_given_to(member, now, static_cast<int>(most_coupons_told))) {
        out.push_back({row.id, row.campaign, {}, member, plate, {}, {}, row.worth, entered_at, row.expires_at});
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

} // namespace

LinkReply answer_link(const Books& books, const LinkAsk& asked, SiteTime now) {
    const MemberId id = books.member_of(asked.plate, asked.at);
    const auto member = books.member(id);
    if (!member) {
        return {};
    }
    LinkReply reply{{id, member->tier, Points{books.balance(spendable(id))}, member->spending}, {}};
    if (!has_an_earlier_stay(books.open_sessions_of(id), asked.plate, asked.at)) {
        reply.coupons = coupons_for(books, id, asked.plate, asked.at, now);
    }
    return reply;
}

std::vector<Standing> standings(const Books& books, const MemberId& id, SiteTime now) {
    const auto member = books.member(id);
    std::vector<Standing> out;
    if (!member) {
        return out;
    }
    const MemberNews news{{}, id, member->tier, Points{books.balance(spendable(id))}, member->spending};
    const auto open = books.open_sessions_of(id);
    for (const auto& stay : open) {
        auto told = std::ranges::find(out, stay.box, &Standing::box);
        if (told == out.end()) {
            told = out.insert(out.end(), {stay.box, news, {}});
        }
        if (told->coupons.empty() && !has_an_earlier_stay(open, stay.plate, *stay.entered_at)) {
            told->coupons = coupons_for(books, id, stay.plate, *stay.entered_at, now);
        }
    }
    return out;
}

bool differs_at_a_gate(const MemberRow& a, const MemberRow& b) {
    return a.tier != b.tier || a.spending != b.spending;
}

} // namespace parkgate::ledger
