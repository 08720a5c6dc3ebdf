// Reads the coupon's part of a rules file. docs/BENEFITS.md is its page. Faults are reported to the table's document.
#pragma once

#include "platform/settings/reader.hpp"
#include "rules/benefits/terms.hpp"

namespace parkgate::rules {

// One table `[coupon]`, or several `[[coupon]]`, each of a campaign of its own.
std::vector<CouponRule> read_coupons(settings::Table& root);
CouponRule read_coupon(settings::Table& table);

// Exactly one of `minutes`, `money_fen`, `percent`, `free = true`, `free_until = "22:00"`; of the last three
// `most_fen`.
CouponWorth read_coupon_worth(settings::Table& table);

} // namespace parkgate::rules
