// What a camera or a person wrote, as a plate that the lot works with.
#pragma once

#include "drivers/hardware.hpp"
#include "edge/core/events.hpp"
#include "protocol/plate.hpp"
#include "protocol/signature.hpp"

#include <expected>
#include <string>

namespace parkgate::app {

// Normalised, put right where grammar leaves one reading, and only then hashed: both ends of a stay hash the same text.
std::expected<core::PlateRead, PlateFlaw> take_in(const core::PlateSeen& seen, const PlateHasher& plates);

// Commands and wishes come in with the plate as it was typed, or with a holder whose car has none: from here on the
// plate is normalised, a holder has his pseudo-plate, and its hash stands beside it. Other events stay as they are.
void add_plates(core::Event& event, const PlateHasher& plates);

// The name of the camera that looks there; the lane's where it is not known.
std::string camera_of(const drivers::HardwareSettings& hardware, const LaneId& lane, core::Side side);

} // namespace parkgate::app
