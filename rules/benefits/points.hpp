// The price of points, and how many are held for a stay.
#pragma once

#include "rules/benefits/terms.hpp"
#include "rules/select.hpp"

namespace parkgate::rules {

bool fits(const PointsAtHours& price, const std::string& tier, const Moment& entry);

// Whole units of a balance, at most what may be held.
Points points_to_hold(const PointsPrice& price, Points balance);
Points most_to_hold(const PointsPrice& price);

} // namespace parkgate::rules
