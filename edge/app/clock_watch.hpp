// Notices that the wall clock was set. A leap of the demo moves the site's clock alone, and is none.
#pragma once

#include "protocol/units.hpp"

#include <chrono>
#include <optional>

namespace parkgate::app {

class ClockWatch {
  public:
    // How far the clock has gone another way than time did since the last look; none: no further than it is corrected
    // in silence.
    std::optional<Duration> look(MonotonicTime monotonic, WallTime wall) {
        const std::optional<Reading> before = last_;
        last_ = Reading{monotonic, wall};
        if (!before) {
            return std::nullopt;
        }
        const Duration moved = (wall - before->wall) - (monotonic - before->monotonic);
        return std::chrono::abs(moved) > in_silence ? std::optional(moved) : std::nullopt;
    }

  private:
    static constexpr Duration in_silence{2'000};
    struct Reading {
        MonotonicTime monotonic;
        WallTime wall;
    };
    std::optional<Reading> last_;
};

} // namespace parkgate::app
