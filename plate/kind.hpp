// What kind of plate a text is by its shape alone.
#pragma once

#include <cstdint>
#include <string_view>

namespace parkgate::plate {

enum class PlateKind : std::uint8_t {
    ordinary,
    new_energy_small,
    new_energy_large,
    trailer,        // 挂
    learner,        // 学
    test,           // 试
    oversize,       // 超
    police,         // 警
    emergency,      // 应急, fire and rescue
    embassy,        // 使
    consulate,      // 领
    hong_kong,      // 粤Z...港
    macau,          // 粤Z...澳
    armed_police,   // WJ
    military,       // two letters and five digits
    civil_aviation, // 民航
    unlicensed,     // a pseudo-plate (pseudo.hpp)
    foreign,        // Latin letters and digits only: of another country, or a plate whose Hanzi was not read
    unclassified,   // anything else; a car all the same
};

// Of a normalised text. Every text is of some kind.
[[nodiscard]] PlateKind classify(std::string_view plate);

[[nodiscard]] std::string_view to_text(PlateKind kind);

} // namespace parkgate::plate
