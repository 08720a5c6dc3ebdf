// The share of its time that a line is occupied. Pure.
#pragma once

#include "drivers/modbus/point.hpp"

#include <optional>

namespace parkgate::drivers {

// Over windows of one second, the last whole one of which is told.
class LoadMeter {
  public:
    void add(Interval occupied, Time now);
    // Nothing before the first window is over. A line on which nothing happens is told as it was.
    [[nodiscard]] std::optional<int> percent() const { return percent_; }

  private:
    Time begun_{};
    Interval occupied_{0};
    std::optional<int> percent_;
};

} // namespace parkgate::drivers
