// The one spelling of a number plate that is matched and hashed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace parkgate {

// What keeps a text from being the plate of any car. It is still text, and whoever takes it decides.
enum class PlateFlaw : std::uint8_t {
    empty,    // nothing is left of it
    not_utf8, // each byte that is no part of a character has become U+FFFD
    too_long, // more than `most_plate_characters`; nothing is cut off
};
[[nodiscard]] std::string_view to_text(PlateFlaw flaw);

inline constexpr std::size_t most_plate_characters = 64;

struct NormalisedPlate {
    std::string text; // always valid UTF-8
    std::optional<PlateFlaw> flaw;
    bool operator==(const NormalisedPlate&) const = default;
};

// Letters and digits of any width as ASCII in upper case, without spaces, dots of any height and hyphens of any length:
// "沪a·123 45" and "沪Ａ・１２３４５" become "沪A12345". What has been normalised stays as it is.
// Text only: whether it is a plate is not asked.
[[nodiscard]] NormalisedPlate examine_plate(std::string_view text);
[[nodiscard]] std::string normalise_plate(std::string_view text);

// Takes the first character off a text that is not empty. A byte that is no part of one is U+FFFD by itself.
char32_t take_character(std::string_view& text);
void append_character(std::string& text, char32_t character);

} // namespace parkgate
