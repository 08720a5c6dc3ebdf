// What stands for a plate where a car has none: 无 and an id.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace parkgate::plate {

// Of an id that the caller has made sure to be unique. Different ids give different pseudo-plates, nothing is cut off,
// and normalising leaves them as they are: what normalising would change or drop is written as Z and two hexadecimal
// digits. No real plate and no reading of a camera begins with 无. Nothing: the id is empty.
[[nodiscard]] std::optional<std::string> make_pseudo_plate(std::string_view id);

[[nodiscard]] bool is_pseudo_plate(std::string_view plate);

} // namespace parkgate::plate
