// The most that minutes can be worth under a tariff, whoever uses them, when, and in whichever hour of his stay.
#pragma once

#include "rules/benefits/terms.hpp"

namespace parkgate::rules {

// What so many minutes cover at most. Caps are not looked at: they only make it less.
Fen dearest(const Tariff& tariff, Minutes covered);

// The fewest points that any member pays for a unit, at any hour.
Points cheapest_unit(const PointsPrice& price);

} // namespace parkgate::rules
