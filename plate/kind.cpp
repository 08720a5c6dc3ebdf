#include "plate/kind.hpp"

#include "plate/pseudo.hpp"
#include "plate/shapes.hpp"

#include <algorithm>
#include <array>

namespace parkgate::plate {

namespace {

constexpr std::array<std::string_view, 19> names{
    "ordinary", "new_energy_small", "new_energy_large", "trailer",   "learner",     "test",  "oversize",
    "police",   "emergency",        "embassy",          "consulate", "hong_kong",   "macau", "armed_police",
    "military", "civil_aviation",   "unlicensed",       "foreign",   "unclassified"};
static_assert(names.size() == static_cast<std::size_t>(PlateKind::unclassified) + 1);

// As other countries write them; a word without a digit is more often a badge than a plate.
bool looks_foreign(std::string_view plate) {
    constexpr std::size_t least = 3;
    constexpr std::size_t most = 10;
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    const auto is_latin = [&](char c) { return is_digit(c) || (c >= 'A' && c <= 'Z'); };
    return plate.size() >= least && plate.size() <= most && std::ranges::all_of(plate, is_latin) &&
           std::ranges::any_of(plate, is_digit);
}

} // namespace

PlateKind classify(std::string_view plate) {
    if (is_pseudo_plate(plate)) {
        return PlateKind::unlicensed;
    }
    const std::u32string characters = characters_of(plate);
    for (const Shape& shape : shapes) {
        if (fits(shape, characters)) {
            return shape.kind;
        }
    }
    return looks_foreign(plate) ? PlateKind::foreign : PlateKind::unclassified;
}

std::string_view to_text(PlateKind kind) {
    return names.at(static_cast<std::size_t>(kind));
}

} // namespace parkgate::plate
