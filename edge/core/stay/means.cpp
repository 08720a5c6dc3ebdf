// What a stay may draw on when it is priced, and its quote.
#include "edge/core/context.hpp"
#include "edge/core/stay/site_day.hpp"
#include "rules/benefits/coupon.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace parkgate::core {

namespace {

rules::Worth worth_of(const GivenWorth& given) {
    switch (given.kind) {
    case WorthKind::minutes: return Minutes{given.amount};
    case WorthKind::fen: return Fen{given.amount};
    case WorthKind::percent: return rules::PercentOff{given.amount};
    case WorthKind::full: return rules::AllFree{};
    case WorthKind::until: break;
    }
    return rules::FreeUntil{given.until};
}

rules::Verdict right_of(const LotState& lot, const Session& session, SiteTime at) {
    rules::OnBays others;
    for (const auto& [id, other] : lot.sessions.all()) {
        if (!other.right.empty() && id != session.id) {
            ++others[other.right];
        }
    }
    return lot.rights.at_exit(lot.config.rules.tariff.calendar, {session.hash, session.entered_at, at, session.right},
                              others);
}

// What they are worth to a stay that began then. The one that a payment has counted on comes first.
std::vector<rules::Means::CouponInHand> coupons_of(const LotState& lot, const Session& session, SiteTime entered,
                                                   SiteTime at) {
    std::vector<rules::Means::CouponInHand> out;
    for (const Coupon* coupon : lot.purse.fitting({session.member, session.hash, session.id}, at)) {
        auto hand = rules::in_hand(coupon->coupon, coupon->worth, lot.config.rules.tariff.calendar, entered);
        hand.paid_with = session.settled_at && coupon->coupon == session.settled_coupon;
        out.insert(hand.paid_with ? out.begin() : out.end(), std::move(hand));
    }
    return out;
}

void add_coupon_and_points(const Context& context, const Session& session, SiteTime at, bool paid_in_time,
                           rules::Means& means) {
    const Spending spending = spending_of(session);
    const bool with_coupon = spending == Spending::coupon || spending == Spending::all;
    if (session.member.empty() || !with_coupon) {
        return;
    }
    means.coupons = coupons_of(context.lot, session, session.entered_at, at);
    if (spending != Spending::all) {
        return;
    }
    const bool held_then = paid_in_time && session.voucher && at <= session.voucher->expires_at;
    if (held_then || has_usable_voucher(context, session)) {
        means.points = session.voucher->points;
    }
    if (paid_in_time) {
        means.points = std::max(means.points, session.settled_points);
    }
}

// The driver has paid what these left over: a reading at the exit that is in doubt does not take them back, and adds
// nothing to them.
void keep_to_what_was_paid_with(const LotState& lot, const Session& session, rules::Means& means) {
    const Quote paid = rules::price(lot.config.rules, session.entered_at, *session.settled_at, means);
    means.points = paid.points;
    std::erase_if(means.coupons, [&](const auto& coupon) { return coupon.id != paid.coupon; });
}

// A coupon until a time of the day is until that of another day, if the stay began on another.
rules::Means as_if_entered(const LotState& lot, rules::Means means, SiteTime entered) {
    for (auto& hand : means.coupons) {
        if (const Coupon* coupon = lot.purse.find(hand.id)) {
            hand.worth = rules::in_hand(hand.id, coupon->worth, lot.config.rules.tariff.calendar, entered).worth;
        }
    }
    return means;
}

std::map<Benefit, rules::UsedToday> used_today(const LotState& lot, const Session& session, SiteTime at) {
    const rules::LocalDay today = day_of(lot, at);
    std::map<Benefit, rules::UsedToday> used;
    const auto plate = lot.history.plates.find(session.hash);
    if (plate != lot.history.plates.end() && plate->second.used_on == today) {
        for (const auto& [benefit, use] : plate->second.used) {
            used[benefit].by_plate = use;
        }
    }
    const auto member = lot.history.members.find(session.member);
    if (!session.member.empty() && member != lot.history.members.end() && member->second.used_on == today) {
        for (const auto& [benefit, use] : member->second.used) {
            used[benefit].by_member = use;
        }
    }
    return used;
}

void add_payment(const Session& session, rules::Means& means) {
    means.settled_at = session.settled_at;
    if (session.settled_until) {
        means.settled_until = by_its_clock(session, *session.settled_until);
    }
}

} // namespace

bool is_paid_in_time(const LotState& lot, const Session& session, SiteTime at) {
    rules::Means means;
    add_payment(session, means);
    return rules::is_in_time(lot.config.rules, by_its_clock(session, at), means);
}

rules::Means means_of(const Context& context, const Session& session, SiteTime at, bool with_benefits) {
    const LotState& lot = context.lot;
    rules::Means means;
    means.paid = session.paid;
    add_payment(session, means);
    const SiteTime counted = by_its_clock(session, at);
    // Who has paid and leaves in time has what his quote counted on, though it has lapsed or been used up since.
    const bool in_time = rules::is_in_time(lot.config.rules, counted, means);
    means.visitor = {session.vehicle, session.tier, session.free_minutes_spent};
    means.member_tier = session.tier;
    means.codes = session.benefits;
    rules::Verdict right = right_of(lot, session, in_time ? counted : at);
    if (!right.tier.empty()) {
        means.visitor.tier = std::move(right.tier);
    }
    means.right = std::move(right.free);
    for (const auto& validation : session.validations) {
        means.validations.push_back({validation.id, worth_of(validation.worth)});
    }
    means.first_entry_of_day = session.first_of_day;
    const SiteTime drawn_at = in_time ? *session.settled_at : at;
    const StayMemory::Used* used_then = in_time ? lot.memory.find_used(session.id, drawn_at) : nullptr;
    means.used_today = used_then != nullptr ? *used_then : used_today(lot, session, drawn_at);
    if (with_benefits || session.settled_at) {
        add_coupon_and_points(context, session, drawn_at, in_time, means);
    }
    if (!with_benefits && session.settled_at) {
        keep_to_what_was_paid_with(lot, session, means);
    }
    return means;
}

rules::Means means_behind(const Context& context, const Session& session, const Quote& quote) {
    return means_of(context, session, by_site_clock(session, quote.priced_at), false);
}

std::optional<CouponWorth> coupon_behind(const LotState& lot, const Quote& quote) {
    const Coupon* coupon = lot.purse.find(quote.coupon);
    return coupon != nullptr ? std::optional(coupon->worth) : std::nullopt;
}

Quote quote_for(Context& context, const Session& session, SiteTime at, bool with_benefits) {
    const rules::RuleSet& rules = context.lot.config.rules;
    const rules::Means means = means_of(context, session, at, with_benefits);
    const SiteTime counted = by_its_clock(session, at);
    const Duration step = step_of_its_clock(session);
    context.lot.memory.note_used(session.id, counted, means.used_today);
    Quote quote = rules::price(rules, session.entered_at, counted, means);
    if (step != Duration{}) {
        // Nobody knows which of the clock's two readings was right: the driver has the cheaper one.
        const SiteTime entered = std::min(session.entered_at + step, counted);
        Quote moved = rules::price(rules, entered, counted, as_if_entered(context.lot, means, entered));
        if (std::tie(moved.fee, moved.due, moved.stay) < std::tie(quote.fee, quote.due, quote.stay)) {
            quote = std::move(moved);
        }
    }
    // Another look at a stay that owes the same asks for nothing new, so that a payment under way still fits.
    const auto& shown = session.quote;
    const bool same = shown && shown->priced_at == quote.priced_at && shown->stepped == step && shown->due == quote.due;
    quote.id = same ? shown->id : context.next_id<QuoteId>();
    quote.owed_before = owed_before(context.lot, session.hash);
    return quote;
}

Quote free_quote(Context& context, const Session& session, SiteTime at) {
    Quote quote = quote_for(context, session, at, false);
    // What was paid before the lane was opened for everybody has paid for the stay.
    std::erase_if(quote.steps, [](const QuoteStep& step) { return step.benefit != Benefit::payment; });
    quote.fee = quote.due = Fen{};
    quote.points = Points{};
    quote.bought = Minutes{};
    quote.coupon = {};
    for (const auto& step : quote.steps) {
        quote.fee += step.fen;
    }
    return quote;
}

} // namespace parkgate::core
