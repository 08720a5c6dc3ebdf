#include "plate/repair.hpp"

#include "plate/shapes.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace parkgate::plate {

namespace {

std::optional<std::u32string> as_shape(const Shape& shape, std::u32string plate) {
    if (!shape.repairable || shape.pattern.size() != plate.size()) {
        return std::nullopt;
    }
    for (std::size_t i = 0; i < plate.size(); ++i) {
        if (fits(shape.pattern[i], plate[i])) {
            continue;
        }
        const auto reading = only_reading(shape.pattern[i], plate[i]);
        if (!reading) {
            return std::nullopt;
        }
        plate[i] = *reading;
    }
    return plate;
}

std::optional<std::u32string> only_plate(const std::u32string& read) {
    std::optional<std::u32string> only;
    for (const Shape& shape : shapes) {
        const auto reading = as_shape(shape, read);
        if (reading && only && *reading != *only) {
            return std::nullopt;
        }
        only = reading ? reading : only;
    }
    return only;
}

} // namespace

Repaired repair(std::string_view plate) {
    Repaired out{std::string(plate), {}};
    const std::u32string read = characters_of(plate);
    if (std::ranges::any_of(shapes, [&](const Shape& shape) { return fits(shape, read); })) {
        return out;
    }
    const auto reading = only_plate(read);
    if (!reading) {
        return out;
    }
    out.plate.clear();
    for (std::size_t i = 0; i < read.size(); ++i) {
        append_character(out.plate, (*reading)[i]);
        if ((*reading)[i] != read[i]) {
            out.changes.push_back({i, read[i], (*reading)[i]});
        }
    }
    return out;
}

std::expected<Spelled, PlateFlaw> spell(std::string_view written) {
    NormalisedPlate normalised = examine_plate(written);
    if (normalised.flaw) {
        return std::unexpected(*normalised.flaw);
    }
    Repaired repaired = repair(normalised.text);
    return Spelled{std::move(repaired.plate), std::move(normalised.text), std::move(repaired.changes)};
}

} // namespace parkgate::plate
