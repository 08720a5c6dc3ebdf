// Whether the lines go on: a thread that hangs is seen though its neighbours work.
#pragma once

#include "drivers/hardware.hpp"
#include "protocol/units.hpp"

#include <map>
#include <string>
#include <vector>

namespace parkgate::drivers {

// A line with a device makes a request, answered or not, at least once in the longest stale-after of its devices.
class LineProgress {
  public:
    // `settings`: with their profiles read. `hung_after`: what is allowed beyond that.
    LineProgress(const HardwareSettings& settings, Duration hung_after);

    // False: a line has made no request for too long. The first call only begins to watch.
    [[nodiscard]] bool all_move_on(const std::vector<NamedLine>& lines, MonotonicTime now);

  private:
    struct Watched {
        Duration at_most{};
        std::optional<std::uint64_t> requests{};
        MonotonicTime since{};
    };
    std::map<std::string, Watched> lines_; // that have a device
};

} // namespace parkgate::drivers
