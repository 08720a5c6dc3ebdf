#include "rules/benefits.hpp"

#include "rules/benefits/application.hpp"

#include <algorithm>

namespace parkgate::rules {

Fen taken_by(const Quote& quote, Benefit benefit) {
    Fen sum;
    for (const auto& step : quote.steps) {
        sum += step.benefit == benefit ? step.fen : Fen{};
    }
    return sum;
}

bool is_in_time(const RuleSet& rules, SiteTime at, const Means& means) {
    const auto courtesy = std::chrono::minutes(rules.benefits.courtesy.count);
    return means.settled_at && means.settled_until && at <= *means.settled_until + courtesy;
}

SiteTime billed_until(const RuleSet& rules, SiteTime at, const Means& means) {
    return is_in_time(rules, at, means) ? std::min(*means.settled_at, at) : at;
}

Quote price(const RuleSet& rules, SiteTime entered, SiteTime at, const Means& means) {
    Quote quote;
    quote.entered_at = entered;
    quote.priced_at = at;
    quote.stay = stay_between(entered, at);

    const auto charges = charges_of(rules.tariff, means.visitor, entered, billed_until(rules, at, means));
    quote.fee = fee_of(charges);
    if (quote.fee == Fen{}) {
        quote.steps.push_back({Benefit::grace, quote.stay, {}, {}});
        return quote;
    }
    Application(rules, means, quote, Owed(charges, rules.benefits.started_charge)).run();
    return quote;
}

Fen overpaid(const Quote& quote, const Means& means) {
    return std::max(means.paid - taken_by(quote, Benefit::payment), Fen{});
}

PointsPrice points_price(const RuleSet& rules, const std::string& tier, SiteTime entered) {
    PointsPrice price = rules.points;
    if (price.at_hours.empty()) {
        return price;
    }
    const Moment entry = moment_at(rules.tariff.calendar, local_time(rules.tariff.calendar, entered));
    const auto special =
        std::ranges::find_if(price.at_hours, [&](const auto& line) { return fits(line, tier, entry); });
    if (special != price.at_hours.end()) {
        price.per_unit = special->per_unit;
    }
    price.at_hours.clear();
    return price;
}

bool earns_coupon(const CouponRule& rule, const Quote& quote) {
    if (quote.stay < rule.shortest_stay) {
        return false;
    }
    const Fen cost = quote.fee - taken_by(quote, Benefit::grace) - taken_by(quote, Benefit::right);
    return taken_by(quote, Benefit::coupon) < cost;
}

bool runs_on(const CouponRule& rule, const SiteCalendar& calendar, SiteTime at) {
    const auto day = std::chrono::floor<std::chrono::days>(local_time(calendar, at));
    return (!rule.from || day >= *rule.from) && (!rule.until || day <= *rule.until);
}

const CouponRule* coupon_for(const RuleSet& rules, const Leaving& leaving, const CanGive& can_give) {
    const SiteCalendar& calendar = rules.tariff.calendar;
    const auto day = moment_at(calendar, local_time(calendar, leaving.at)).day;
    const auto found = std::ranges::find_if(rules.coupons, [&](const CouponRule& rule) {
        const bool is_for = rule.tiers.empty() || std::ranges::find(rule.tiers, leaving.tier) != rule.tiers.end();
        return is_for && rule.days.contains(day) && runs_on(rule, calendar, leaving.at) &&
               earns_coupon(rule, leaving.quote) && can_give(rule.campaign);
    });
    return found == rules.coupons.end() ? nullptr : &*found;
}

const CouponRule* coupon_of(const RuleSet& rules, const CampaignId& campaign) {
    const auto found = std::ranges::find(rules.coupons, campaign, &CouponRule::campaign);
    return found == rules.coupons.end() ? nullptr : &*found;
}

} // namespace parkgate::rules
