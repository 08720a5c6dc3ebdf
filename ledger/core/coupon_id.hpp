// Ids of coupons that the ledger itself makes.
#pragma once

#include "protocol/ids.hpp"

#include <string>

namespace parkgate::ledger {

// What brought the coupon about, and a tail that tells it from all else that does; always the same for the same. A
// cause's id may be as long as a coupon's may be, and gates read no longer one: then a part of it and its hash stand
// for it.
CouponId coupon_id(const std::string& cause, const std::string& tail);

} // namespace parkgate::ledger
