// A mall whose terms have one of everything, and times by its clock.
#pragma once

#include "rules/earning/earning.hpp"

#include <string>

namespace parkgate::test {

rules::EarnTerms membership();

// Eight hours east of UTC.
const rules::SiteCalendar& mall_calendar();
SiteTime by_the_clock(int year, unsigned month, unsigned day, int hour = 0, int minute = 0);
rules::LocalDay the_day(int year, unsigned month, unsigned day);

// On 21 November 2026, a day of nothing special, by a member without qualifying points.
rules::Sale sale_of(const std::string& category, Fen net);

} // namespace parkgate::test
