// What the driver reads, in Chinese and English, in four lines of at most 32 bytes, and hears where a display can
// speak. The greetings of a lane at rest are silent: nobody is there to hear them.
#pragma once

#include "edge/core/hardware.hpp"
#include "protocol/quote.hpp"

#include <string>

namespace parkgate::core::texts {

DisplayText welcome();         // idle entry
DisplayText drive_carefully(); // idle exit
DisplayText one_moment();      // a car, not decided yet
DisplayText come_in(const std::string& plate);
DisplayText please_pay(const std::string& plate, const Quote& quote);
DisplayText goodbye(const std::string& plate, const Quote& quote, Minutes coupon); // coupon 0: none
DisplayText free_exit();
DisplayText call_staff();
DisplayText out_of_service();
DisplayText locked();
DisplayText leave_now(); // fire
DisplayText slowly();    // the way is open
DisplayText oncoming();  // a reversible lane is in use from the other side
DisplayText wrong_way(); // it takes nobody from this side
DisplayText unread();    // no camera can read this car's plate

std::string yuan(Fen fen); // 15.00

} // namespace parkgate::core::texts
