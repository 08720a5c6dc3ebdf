// The one spelling of a number plate that is matched and hashed.
#pragma once

#include <string>
#include <string_view>

namespace parkgate {

// Without spaces, middle dots and hyphens, ASCII letters in upper case: "沪a·123 45" becomes "沪A12345".
// Text only: whether it is a plate is not asked.
std::string normalise_plate(std::string_view text);

} // namespace parkgate
