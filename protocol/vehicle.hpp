// What a vehicle is to a tariff and to a counter.
#pragma once

#include <cstddef>
#include <cstdint>

namespace parkgate {

enum class VehicleKind : std::uint8_t { car, new_energy_car, large, new_energy_large, motorcycle, emergency };
inline constexpr std::size_t vehicle_kinds = 6;

} // namespace parkgate
