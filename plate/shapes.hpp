// The shapes of Chinese number plates: one pattern a shape, and what may stand at each place of it.
#pragma once

#include "plate/kind.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace parkgate::plate {

// In a pattern a lower-case letter stands for a set of characters, anything else for itself.
struct Shape {
    PlateKind kind;
    std::u32string_view pattern;
    bool repairable = true; // false: nothing tells its damaged form from a foreign plate's
};

inline constexpr std::array shapes{
    Shape{PlateKind::ordinary, U"passsss"},
    Shape{PlateKind::new_energy_small, U"paesdddd"},
    Shape{PlateKind::new_energy_large, U"paddddde"},
    Shape{PlateKind::trailer, U"passss挂"},
    Shape{PlateKind::learner, U"passss学"},
    Shape{PlateKind::test, U"passss试"},
    Shape{PlateKind::oversize, U"passss超"},
    Shape{PlateKind::police, U"pacddd警"},
    Shape{PlateKind::emergency, U"pfdddd应急"},
    Shape{PlateKind::embassy, U"dddsss使"},
    Shape{PlateKind::embassy, U"使dddsss"},
    Shape{PlateKind::consulate, U"padddd领"},
    Shape{PlateKind::consulate, U"领ddddd"},
    Shape{PlateKind::hong_kong, U"粤Zssss港"},
    Shape{PlateKind::macau, U"粤Zssss澳"},
    Shape{PlateKind::armed_police, U"WJpddddw"},
    Shape{PlateKind::armed_police, U"WJddddw", false},
    Shape{PlateKind::military, U"mnddddd", false},
    Shape{PlateKind::civil_aviation, U"民航sssss"},
};

[[nodiscard]] bool is_province(char32_t c);
[[nodiscard]] bool fits(char32_t place, char32_t c);
[[nodiscard]] bool fits(const Shape& shape, std::u32string_view plate);

// What `c`, which does not fit, can only have been at this place. Never a province.
[[nodiscard]] std::optional<char32_t> only_reading(char32_t place, char32_t c);

[[nodiscard]] std::u32string characters_of(std::string_view plate);

} // namespace parkgate::plate
