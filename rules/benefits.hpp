// Who pays for a stay: rights, stores, tiers, coupons, points, money, and what is left. Pure; shared by gate and
// ledger. The order is total and the rules' (docs/BENEFITS.md). All arithmetic is of integers.
#pragma once

#include "protocol/quote.hpp"
#include "rules/benefits/means.hpp"
#include "rules/benefits/points.hpp"
#include "rules/benefits/terms.hpp"
#include "rules/charge.hpp"

#include <functional>

namespace parkgate::rules {

struct RuleSet {
    RulesId id;
    Tariff tariff;
    PointsPrice points;
    std::vector<CouponRule> coupons; // at least one; of several the first that fits is given
    BenefitTerms benefits = {};
};

// The quote's id is left empty: ids are the caller's.
Quote price(const RuleSet& rules, SiteTime entered, SiteTime at, const Means& means);

// Whether he has paid and still may leave with that.
bool is_in_time(const RuleSet& rules, SiteTime at, const Means& means);

// Who has paid and still may leave is billed until the moment that he paid for; everybody else until `at`.
SiteTime billed_until(const RuleSet& rules, SiteTime at, const Means& means);

// What this benefit has taken off the fee, by all its steps.
Fen taken_by(const Quote& quote, Benefit benefit);

// Money that was paid and is more than the quote asks for; it is the driver's.
Fen overpaid(const Quote& quote, const Means& means);

// What a member of this tier, who entered then, pays for a unit. The moment of entry decides: the price is known as the
// driver comes in, it is what is held for him, and it does not change while he queues.
PointsPrice points_price(const RuleSet& rules, const std::string& tier, SiteTime entered);

// A coupon is earned by a stay that is long enough, cost something, and was not paid by a coupon alone.
bool earns_coupon(const CouponRule& rule, const Quote& quote);

// Whether its campaign runs on the site's day of `at`, whoever leaves then.
bool runs_on(const CouponRule& rule, const SiteCalendar& calendar, SiteTime at);

// A member who may leave with what this quote asks of him.
struct Leaving {
    const Quote& quote;
    const std::string& tier; // empty: none
    SiteTime at;
};

using CanGive = std::function<bool(const CampaignId&)>;

// The first coupon that he earns and that can be given; null: none.
const CouponRule* coupon_for(const RuleSet& rules, const Leaving& leaving, const CanGive& can_give);

// Null: these rules give none of this campaign.
const CouponRule* coupon_of(const RuleSet& rules, const CampaignId& campaign);

} // namespace parkgate::rules
