// What a plate tells of the vehicle that carries it.
#pragma once

#include "plate/kind.hpp"
#include "protocol/vehicle.hpp"

namespace parkgate::plate {

// As far as letters tell: a lorry and a car have the same ones on another colour.
[[nodiscard]] VehicleKind vehicle_of(PlateKind kind);

} // namespace parkgate::plate
