// The clocks as the daemon reads them. Only main.cpp knows the real ones.
#pragma once

#include "protocol/units.hpp"

#include <algorithm>
#include <functional>

namespace parkgate::app {

struct RealClocks {
    std::function<MonotonicTime()> monotonic;
    std::function<WallTime()> wall;
    std::function<bool()> wall_is_trusted;
};

class Clocks {
  public:
    Clocks(RealClocks real, bool demo) : real_(std::move(real)), demo_(demo) {}

    // Wall time never reads earlier than the last committed fact.
    void not_before(WallTime floor) { floor_ = std::max(floor_, floor); }
    // Demo mode only: the site clock is this far ahead of the wall clock.
    void leap(Duration ahead) { ahead_ = ahead; }

    [[nodiscard]] Now now() const {
        const WallTime wall = std::max(real_.wall(), floor_);
        const bool trusted = demo_ || real_.wall_is_trusted();
        return {real_.monotonic(), SiteTime{wall.time_since_epoch() + ahead_}, wall,
                trusted ? ClockQuality::trusted : ClockQuality::unset};
    }
    [[nodiscard]] MonotonicTime monotonic() const { return real_.monotonic(); }

  private:
    RealClocks real_;
    bool demo_;
    WallTime floor_;
    Duration ahead_{0};
};

} // namespace parkgate::app
