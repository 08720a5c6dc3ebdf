// How much one sender may tell at a time, so that a till that has gone mad keeps no gate waiting. Pure: time comes in.
#pragma once

#include "ledger/core/work.hpp"
#include "protocol/units.hpp"

#include <map>
#include <string>
#include <utility>

namespace parkgate::ledger {

// So many at once, and so many a second from then on.
struct Rate {
    std::int64_t at_once = 0;
    std::int64_t a_second = 0;
};
// A till repeats what it has sold while the line was down; the application speaks for all members.
Rate rate_of(Door door);

class Quota {
  public:
    // False: it is over what its sender may tell, and is to be left; he will say it again. Facts and asks always fit.
    [[nodiscard]] bool admits(const Work& work, MonotonicTime now);
    // Whatever else he says at this door, such as a question: out of the same quota.
    [[nodiscard]] bool admits(Door door, const std::string& owner, MonotonicTime now);

  private:
    struct Left {
        std::int64_t thousandths = 0;
        MonotonicTime at;
    };
    std::map<std::pair<Door, std::string>, Left> left_; // of the owners of keys, hence few
};

} // namespace parkgate::ledger
