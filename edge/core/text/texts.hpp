// All texts of a gate as its mall has them, and a message as the boards that show it. Pure.
#pragma once

#include "edge/core/text/values.hpp"

#include <array>

namespace parkgate::core::texts {

struct BoardText {
    std::array<std::array<LineTemplate, board_lines>, languages> lines;
    std::optional<Phrase> phrase;
};

struct LineText {
    std::array<LineTemplate, languages> lines;
    std::optional<Phrase> phrase;
};

// Only texts that edge/app/text_file.hpp finds no fault with are shown; without any the boards stay dark.
struct Texts {
    std::vector<Language> shown;   // in this order
    Duration turn{3'000};          // between two boards of one message
    std::vector<BoardText> boards; // by BoardId
    std::vector<LineText> line_of; // by LineId
};

struct Detail {
    LineId id = LineId::stay;
    Values values;
    bool operator==(const Detail&) const = default;
};

// What a driver is told, in no language yet.
struct Message {
    BoardId id = BoardId::welcome;
    Values values = {};
    std::vector<Detail> details = {}; // for the board's {line}s, in this order
    bool operator==(const Message&) const = default;
};

// The boards that show a message in turn, at least one: as many as its details need, each in every language, those that
// look alike once. The first one speaks.
[[nodiscard]] std::vector<DisplayText> boards_of(const Texts& texts, const Message& message);

// A display in a lane: what it says, and which of its boards it shows.
struct Shown {
    std::optional<Message> message; // none: nothing yet
    std::vector<DisplayText> boards;
    std::size_t at = 0;
    MonotonicTime next; // board, when there are several
};

} // namespace parkgate::core::texts
