#include "rules/benefits/points.hpp"

#include <algorithm>

namespace parkgate::rules {

bool fits(const PointsAtHours& price, const std::string& tier, const Moment& entry) {
    const bool tier_fits = price.tiers.empty() || std::ranges::find(price.tiers, tier) != price.tiers.end();
    return tier_fits && price.days.contains(entry.day) && price.hours.contains(entry.of_day);
}

Points most_to_hold(const PointsPrice& price) {
    return price.per_unit * (price.most_to_hold.count / price.unit.count);
}

Points points_to_hold(const PointsPrice& price, Points balance) {
    const Points whole_units = price.per_unit * (balance.count / price.per_unit.count);
    return std::min(whole_units, most_to_hold(price));
}

} // namespace parkgate::rules
