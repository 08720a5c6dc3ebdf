// One line as a mall wrote it, cut into what stands and what is filled in. Pure.
#pragma once

#include "edge/core/text/catalogue.hpp"

#include <expected>
#include <string>
#include <vector>

namespace parkgate::core::texts {

struct Piece {
    std::string text; // as it stands, when there is no value
    std::optional<Placeholder> value;
    bool operator==(const Piece&) const = default;
};
using LineTemplate = std::vector<Piece>;

// Or what is wrong with it, as "what was expected". A brace is the beginning or the end of a placeholder and nothing
// else, and {line} stands alone.
[[nodiscard]] std::expected<LineTemplate, std::string> parse_line(std::string_view text, PlaceholderSet may_contain);

// In GBK: one byte for a character of ASCII, two for every other.
[[nodiscard]] std::size_t gbk_bytes(std::string_view text);
// What the line may take at most.
[[nodiscard]] std::size_t widest(const LineTemplate& line, Language language);
[[nodiscard]] bool is_slot(const LineTemplate& line); // {line}

} // namespace parkgate::core::texts
