// What a coupon is worth to one stay.
#pragma once

#include "protocol/tokens.hpp"
#include "rules/benefits/means.hpp"
#include "rules/site_calendar.hpp"

namespace parkgate::rules {

// A time of the day is that of the day on which the car came in, by the site's clock. Who comes later gets nothing of
// it, so the coupon is kept.
Means::CouponInHand in_hand(const CouponId& id, const CouponWorth& worth, const SiteCalendar& calendar,
                            SiteTime entered);

// Whether a stay that began then can have anything of it.
bool is_of_use(const CouponWorth& worth, const SiteCalendar& calendar, SiteTime entered);

} // namespace parkgate::rules
