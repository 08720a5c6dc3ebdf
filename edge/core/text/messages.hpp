// What the gate tells a driver, from what it knows of him.
#pragma once

#include "edge/core/text/texts.hpp"
#include "protocol/quote.hpp"
#include "protocol/worth.hpp"

namespace parkgate::core::texts {

// The coupon that comes with leaving.
struct Gift {
    CouponWorth worth;
    std::chrono::year_month_day last_day; // on the site's clock
};

Message welcome(std::optional<std::int64_t> free_spaces);
// `earns_percent`: what his purchases earn of the usual points; none: as usual.
Message come_in(const std::string& plate, const std::string& tier, std::optional<std::int64_t> free_spaces,
                std::optional<std::int64_t> earns_percent = {});
Message please_pay(const std::string& plate, const Quote& quote);
// `points_left`: on the member's account, when the ledger has told.
Message goodbye(const std::string& plate, const Quote& quote, const std::optional<Gift>& gift,
                std::optional<Points> points_left = {});
// No entry was found of this car: a fee is asked that no stay has.
Message minimum_fee(const std::string& plate, const Quote& quote);
Message drive_carefully();
Message one_moment();
Message free_exit();
Message call_staff();
Message wait_for_staff(); // who have been asked whose stay this is
Message out_of_service();
Message locked();
Message leave_now();
Message slowly();
Message oncoming();
Message wrong_way();
Message unread();
Message full();           // to nobody: the sign of an idle entry
Message wait_for_space(); // to a car that may come in when another one has left
Message refused();        // to a car that may not come in
Message locked_by_owner();

} // namespace parkgate::core::texts
