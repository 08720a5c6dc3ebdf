#pragma once

#include "simulator/script/command.hpp"

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace parkgate::sim {

struct ScriptError {
    std::uint32_t line;
    std::string text;
    /// What would have been right in its place.
    std::string expected;
};

/// Parses one line of a script; nothing for an empty line or a comment. `lanes` are the lanes of the site.
[[nodiscard]] std::expected<std::optional<Statement>, ScriptError>
parse_statement(std::string_view text, std::uint32_t line, std::span<const std::string> lanes);

/// A plate as scripts write it: bytes as they are, \xHH for any byte, "" for no text. Nothing where that is malformed
/// or longer than the camera's field.
[[nodiscard]] std::optional<std::string> parse_plate(std::string_view word);

/// The n-th plate of a cycle: the prefix, and n in as many digits as make seven characters.
[[nodiscard]] std::string cycle_plate(std::string_view prefix, std::uint32_t n);

} // namespace parkgate::sim
