// Corrects what a camera cannot have seen: a letter or digit where the shape of the plate allows only another one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace parkgate::core::plate {

struct Change {
    std::size_t position = 0; // of the character, from 0
    char32_t from = 0;
    char32_t to = 0;
    bool operator==(const Change&) const = default;
};

struct Repaired {
    std::string plate;
    std::vector<Change> changes; // none: as it was
    bool operator==(const Repaired&) const = default;
};

// Of a normalised plate. Only if all shapes that it may be a damaged form of agree on one reading; a province is never
// changed, and neither is what has a known shape already.
[[nodiscard]] Repaired repair(std::string_view plate);

} // namespace parkgate::core::plate
