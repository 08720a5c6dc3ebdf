// The arm's position from its limit switches. Pure.
#pragma once

#include "drivers/modbus/profile.hpp"
#include "drivers/modbus/span.hpp"
#include "edge/core/hardware.hpp"

namespace parkgate::drivers {

struct PositionReading {
    core::ArmPosition position = core::ArmPosition::unknown;
    bool contradiction = false; // both limits at once
    bool operator==(const PositionReading&) const = default;
};

[[nodiscard]] PositionReading read_position(const LimitPosition& limits, const Image& image);

} // namespace parkgate::drivers
