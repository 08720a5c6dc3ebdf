// How much one sender may tell at a time, so that one who has gone mad keeps nobody else waiting. Pure: time comes in.
#pragma once

#include "protocol/units.hpp"

#include <cstdint>
#include <map>
#include <string>

namespace parkgate {

// So many at once, and so many a second from then on.
struct Rate {
    std::int64_t at_once = 0;
    std::int64_t a_second = 0;
};

class SenderQuota {
  public:
    // False: it is over what the sender may tell, and is to be left; he will say it again. A sender is the owner of a
    // key whose signature was good, so that there are few.
    [[nodiscard]] bool admits(const std::string& sender, Rate rate, MonotonicTime now);

  private:
    struct Left {
        std::int64_t thousandths = 0;
        MonotonicTime at;
    };
    std::map<std::string, Left> left_;
};

} // namespace parkgate
