#include "edge/core/text/line.hpp"

#include "protocol/plate.hpp"

namespace parkgate::core::texts {

namespace {

std::string list_of(PlaceholderSet set) {
    std::string list;
    for (std::size_t i = 0; i < placeholders; ++i) {
        const auto one = static_cast<Placeholder>(i);
        if (set.contains(one)) {
            list += (list.empty() ? "{" : ", {") + std::string(row_of(one).name) + "}";
        }
    }
    return list.empty() ? "a line without placeholders, which this text has none of"
                        : "no other placeholder than " + list;
}

} // namespace

std::expected<LineTemplate, std::string> parse_line(std::string_view text, PlaceholderSet may_contain) {
    LineTemplate line;
    while (!text.empty()) {
        const std::size_t brace = std::min(text.find_first_of("{}"), text.size());
        if (brace > 0) {
            line.push_back({std::string(text.substr(0, brace)), std::nullopt});
            text.remove_prefix(brace);
            continue;
        }
        const std::size_t end = text.find('}');
        const auto value = text.front() == '{' && end != std::string_view::npos
                               ? placeholder_of(text.substr(1, end - 1))
                               : std::nullopt;
        if (!value || !may_contain.contains(*value)) {
            return std::unexpected(list_of(may_contain));
        }
        line.push_back({"", value});
        text.remove_prefix(end + 1);
    }
    for (const Piece& piece : line) {
        if (piece.value == Placeholder::line && line.size() > 1) {
            return std::unexpected("{line} alone, because it is a whole line");
        }
    }
    return line;
}

std::size_t gbk_bytes(std::string_view text) {
    std::size_t bytes = 0;
    while (!text.empty()) {
        bytes += take_character(text) < 0x80 ? 1 : 2;
    }
    return bytes;
}

std::size_t widest(const LineTemplate& line, Language language) {
    std::size_t bytes = 0;
    for (const Piece& piece : line) {
        bytes +=
            piece.value ? row_of(*piece.value).widest.at(static_cast<std::size_t>(language)) : gbk_bytes(piece.text);
    }
    return bytes;
}

bool is_slot(const LineTemplate& line) {
    return line.size() == 1 && line.front().value == Placeholder::line;
}

} // namespace parkgate::core::texts
