// Who pays for a stay: money that was paid, a coupon, points, and what is left. Pure; shared by gate and ledger.
// The order is fixed and total: grace, payment, coupon, points (docs/INVARIANTS.md G-06).
#pragma once

#include "protocol/quote.hpp"
#include "rules/tariff.hpp"

#include <optional>

namespace parkgate::rules {

struct PointsPrice {
    Minutes unit;         // what is bought, at least 1
    Points per_unit;      // at least 1
    Minutes most_to_hold; // the longest stay that points are kept for
};

struct CouponRule {
    CampaignId campaign;
    Minutes minutes;       // of the coupon that is given
    Minutes shortest_stay; // that earns one
    std::int64_t valid_days = 14;
};

struct RuleSet {
    RulesId id;
    Tariff tariff;
    PointsPrice points;
    CouponRule coupon;
};

// What this session may draw on.
struct Means {
    struct CouponInHand {
        CouponId id;
        Minutes minutes;
    };
    std::optional<CouponInHand> coupon;
    Points points; // held for the session
    Fen paid;
    // A payment covered everything that was due at `settled_at`; until `settled_until` nothing more falls due.
    std::optional<SiteTime> settled_at;
    std::optional<SiteTime> settled_until;
};

// The quote's id is left empty: ids are the caller's.
Quote price(const RuleSet& rules, SiteTime entered, SiteTime at, const Means& means);

// Whole units of a balance, at most what may be held.
Points points_to_hold(const PointsPrice& price, Points balance);
Points most_to_hold(const PointsPrice& price);

// A coupon is earned by a stay that is long enough, cost something, and was not paid by a coupon alone.
bool earns_coupon(const CouponRule& rule, const Quote& quote);

} // namespace parkgate::rules
