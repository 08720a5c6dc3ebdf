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
    PointsPrice dearest = price;
    for (const PointsAtHours& line : price.at_hours) {
        dearest.per_unit = std::max(dearest.per_unit, line.per_unit);
    }
    return std::min(balance, most_to_hold(dearest));
}

} // namespace parkgate::rules
