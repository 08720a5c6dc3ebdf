// A mall at the house's prices (15 minutes free, 3.00 yuan a started half hour), for stays from ten in the morning.
#pragma once

#include "tests/unit/rules/house.hpp"

namespace parkgate::test {

using rules::Means;
using rules::RuleSet;

inline const SiteTime ten = site_time(0, 10, 0);

inline RuleSet mall() {
    RuleSet rules = house();
    rules.benefits = {};
    return rules;
}

// The order in which a payment counts before everything that the member has.
inline RuleSet payment_first() {
    RuleSet rules = mall();
    rules.benefits.order = {Benefit::grace, Benefit::payment, Benefit::coupon, Benefit::points};
    return rules;
}

inline Quote price(const RuleSet& rules, Duration stay, const Means& means) {
    return rules::price(rules, ten, ten + stay, means);
}

// Money takes off at most what it is.
inline Means coupon(const rules::Worth& worth, std::optional<Fen> most = {}) {
    const auto* money = std::get_if<Fen>(&worth);
    Means means;
    means.coupon = Means::CouponInHand{{"c1"}, worth, money != nullptr ? std::optional(*money) : most};
    return means;
}
inline Means points(std::int64_t count) {
    Means means;
    means.points = {count};
    return means;
}
inline Means validation(const rules::Worth& worth) {
    Means means;
    means.validations = {{{"v1"}, worth}};
    return means;
}

inline Fen taken(const Quote& quote, Benefit benefit) {
    Fen sum;
    for (const auto& step : quote.steps) {
        sum += step.benefit == benefit ? step.fen : Fen{};
    }
    return sum;
}

} // namespace parkgate::test
