// The price of points, and how many are held for a stay.
#pragma once

#include "rules/benefits/terms.hpp"
#include "rules/select.hpp"

namespace parkgate::rules {

bool fits(const PointsAtHours& price, const std::string& tier, const Moment& entry);

// At the usual price; of a price that points_price() has chosen: at that one.
Points most_to_hold(const PointsPrice& price);

// Of a balance, what may be held by whoever does not know which of the prices the stay has: not rounded to units of any
// of them, and at most what the dearest lets be held. What a stay does not use goes back.
Points points_to_hold(const PointsPrice& price, Points balance);

} // namespace parkgate::rules
