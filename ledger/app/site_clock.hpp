// Whether this machine's clock can be believed: by what the books hold. What a wrong clock refuses or ends, it would
// refuse or end for good.
#pragma once

#include "ledger/store/store.hpp"

#include <string_view>

namespace parkgate::ledger {

enum class ClockFault : std::uint8_t {
    none,
    behind, // the books hold a later time
    ahead,  // of anything that the books have known for longer than a mall is closed
};
// As it is logged and counted.
std::string_view name_of(ClockFault fault);
// What is the matter and what to do, for a person.
std::string_view remedy_of(ClockFault fault);

class SiteClock {
  public:
    // `longest_closed`: for so long nothing may have been booked and no ledger may have run. `trusted`: a person says
    // that the clock is right.
    SiteClock(Store& store, Duration longest_closed, bool trusted)
        : store_(store), longest_closed_(longest_closed), trusted_(trusted) {}

    // Remembers a time that it believes, once an hour: a ledger that runs in a closed mall knows how late it is.
    ClockFault look(SiteTime now);

  private:
    [[nodiscard]] ClockFault judge(SiteTime now) const;

    Store& store_;
    Duration longest_closed_;
    bool trusted_;
};

} // namespace parkgate::ledger
