// What people write in their own words, before it is kept for good.
#pragma once

#include <string>
#include <string_view>

namespace parkgate::plate {

// `words` with the letters and digits of everything that could be a number plate or a telephone number as '*'. More
// than those may go: the words are for a person, and a stay or an event is named by its id. Never longer.
[[nodiscard]] std::string without_numbers(std::string_view words);

} // namespace parkgate::plate
