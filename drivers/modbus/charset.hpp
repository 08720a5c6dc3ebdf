// The characters of devices and ours, which are UTF-8.
#pragma once

#include "drivers/modbus/point.hpp"

#include <optional>
#include <string_view>

namespace parkgate::drivers {

// The length in bytes of the UTF-8 character at the start of `text`; 0: there is none.
[[nodiscard]] std::size_t utf8_character(std::string_view text);
// UTF-8 throughout and without control characters.
[[nodiscard]] bool is_printable(std::string_view text);

// Nothing when the bytes are no text of this encoding, or have control characters in it.
[[nodiscard]] std::optional<std::string> to_utf8(std::string_view raw, Encoding encoding);
// At most `bytes` bytes, cut between two characters; what the encoding does not have becomes a question mark, and what
// follows a byte that is not UTF-8 is left out.
[[nodiscard]] std::string from_utf8(std::string_view text, Encoding encoding, std::size_t bytes);

} // namespace parkgate::drivers
