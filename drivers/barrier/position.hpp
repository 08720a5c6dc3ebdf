// The arm's position from its limit switches or its state register. Pure.
#pragma once

#include "drivers/modbus/profile.hpp"
#include "drivers/modbus/span.hpp"
#include "edge/core/hardware.hpp"

namespace parkgate::drivers {

struct PositionReading {
    core::ArmPosition position = core::ArmPosition::unknown;
    bool contradiction = false; // both limits at once, or a state that the profile does not name
    bool operator==(const PositionReading&) const = default;
};

// Whatever the position depends on and was not read makes it unknown, unless the boom is known to be off.
[[nodiscard]] PositionReading read_position(const PositionMap& map, const Image& image);

} // namespace parkgate::drivers
