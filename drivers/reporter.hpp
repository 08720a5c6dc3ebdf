// What every device reports in the same way: changes only, the first value always.
#pragma once

#include "edge/core/hardware.hpp"

#include <optional>

namespace parkgate::drivers {

// Called on the threads of the lines, several at a time.
using Sink = std::function<void(core::HardwareEvent)>;

class Reporter {
  public:
    Reporter(LaneId lane, std::string device, Sink sink)
        : lane_(std::move(lane)), device_(std::move(device)), sink_(std::move(sink)) {}

    [[nodiscard]] const LaneId& lane() const { return lane_; }
    void send(core::HardwareEvent event) const { sink_(std::move(event)); }
    void bad_reading(std::string cause) const { sink_(core::BadReading{lane_, device_, std::move(cause)}); }
    void answers(bool yes) {
        if (answers_ != yes) {
            answers_ = yes;
            sink_(core::DeviceSeen{lane_, device_, yes});
        }
    }

  private:
    LaneId lane_;
    std::string device_;
    Sink sink_;
    std::optional<bool> answers_;
};

} // namespace parkgate::drivers
