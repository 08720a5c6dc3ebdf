#include "edge/core/text/texts.hpp"

#include <algorithm>

namespace parkgate::core::texts {

namespace {

using Rows = std::array<LineTemplate, board_lines>;

std::string detail_text(const Texts& texts, const Detail& detail, Language language) {
    const auto index = static_cast<std::size_t>(detail.id);
    const auto& lines = texts.line_of.at(index).lines;
    return fill(lines.at(static_cast<std::size_t>(language)), detail.values, language);
}

// From `first` on, as many details as the board has room for. A farewell takes a line that nothing else wants.
void write_board(const Texts& texts, const Message& message, const Rows& rows, Language language, std::size_t first,
                 DisplayText& out) {
    std::size_t next = first;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (!is_slot(rows[i])) {
            out.lines[i] = fill(rows[i], message.values, language);
        } else if (next < message.details.size()) {
            out.lines[i] = detail_text(texts, message.details[next++], language);
        } else if (next++ == message.details.size() && message.id == BoardId::goodbye) {
            out.lines[i] = detail_text(texts, {LineId::farewell, message.values}, language);
        }
    }
}

std::vector<Phrase> spoken(const Texts& texts, const Message& message) {
    std::vector<Phrase> said;
    const auto say = [&said](std::optional<Phrase> phrase) {
        if (phrase) {
            said.push_back(*phrase);
        }
    };
    if (message.id == BoardId::goodbye) {
        for (const Detail& detail : message.details) {
            say(texts.line_of.at(static_cast<std::size_t>(detail.id)).phrase);
        }
    }
    say(texts.boards.at(static_cast<std::size_t>(message.id)).phrase);
    return said;
}

} // namespace

std::vector<DisplayText> boards_of(const Texts& texts, const Message& message) {
    const TextColour colour = row_of(message.id).colour;
    if (texts.boards.empty()) {
        return {DisplayText{colour, {}, {}}};
    }
    const auto& board = texts.boards.at(static_cast<std::size_t>(message.id));
    std::vector<DisplayText> out;
    std::size_t first = 0;
    std::size_t room = 0; // of the language that has the least
    do {
        room = board_lines;
        for (const Language language : texts.shown) {
            const Rows& rows = board.lines.at(static_cast<std::size_t>(language));
            room = std::min(room, static_cast<std::size_t>(std::ranges::count_if(rows, is_slot)));
        }
        for (const Language language : texts.shown) {
            DisplayText text{colour, {}, {}};
            write_board(texts, message, board.lines.at(static_cast<std::size_t>(language)), language, first, text);
            if (std::ranges::find(out, text) == out.end()) {
                out.push_back(std::move(text));
            }
        }
        first += room;
    } while (room > 0 && first < message.details.size());
    out.front().voice = spoken(texts, message);
    return out;
}

} // namespace parkgate::core::texts
