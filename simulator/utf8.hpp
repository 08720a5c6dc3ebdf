#pragma once

#include <string>
#include <string_view>

namespace parkgate::sim {

/// The length in bytes of the UTF-8 character at the start of `text`, 0 where there is none.
[[nodiscard]] std::size_t utf8_character(std::string_view text);

[[nodiscard]] bool is_utf8(std::string_view text);

/// The text with every byte that is not UTF-8 replaced by U+FFFD, so that it can stand in JSON.
[[nodiscard]] std::string to_utf8(std::string_view bytes);

[[nodiscard]] std::string to_hex(std::string_view bytes);

} // namespace parkgate::sim
