// Corrects what a camera cannot have seen: a letter or digit where the shape of the plate allows only another one.
#pragma once

#include "protocol/plate.hpp"

#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace parkgate::plate {

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

struct Spelled {
    std::string plate;
    std::string as_written; // normalised, not yet repaired
    std::vector<Change> changes;
};

// Of a plate as a camera or a list has it: normalised and repaired. Only what comes from here is hashed, at the gate
// and in the ledger, or the two would not know the same car.
[[nodiscard]] std::expected<Spelled, PlateFlaw> spell(std::string_view written);

} // namespace parkgate::plate
