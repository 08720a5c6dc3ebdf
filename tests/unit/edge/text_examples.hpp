// What drivers are told in the tests of texts and on docs/TEXTS.md.
#pragma once

#include "edge/app/text_file.hpp"
#include "edge/core/text/messages.hpp"

#include <string>

namespace parkgate::test {

inline constexpr const char* example_plate = "沪A12345";

inline Quote quote_of_131_minutes(std::vector<QuoteStep> steps, Fen due = {}) {
    Quote quote;
    quote.stay = Minutes{131};
    quote.fee = Fen{1500};
    quote.steps = std::move(steps);
    quote.due = due;
    return quote;
}

inline Quote paid_by_points() {
    return quote_of_131_minutes({{Benefit::points, Minutes{150}, Points{1500}, Fen{1500}}});
}

inline core::texts::Gift gift_of(const CouponWorth& worth) {
    using namespace std::chrono_literals;
    return {worth, 2026y / 12 / 25};
}

inline core::texts::Gift an_hour_until_christmas() {
    return gift_of({WorthKind::minutes, 60, {}});
}

// A board as docs/TEXTS.md draws it.
inline std::string drawn(const core::DisplayText& board) {
    std::string edge;
    for (std::size_t i = 0; i < core::texts::line_bytes; ++i) {
        edge += "─";
    }
    std::string out = "┌" + edge + "┐\n";
    for (const auto& line : board.lines) {
        out += "│" + line + std::string(core::texts::line_bytes - core::texts::gbk_bytes(line), ' ') + "│\n";
    }
    return out + "└" + edge + "┘\n";
}

} // namespace parkgate::test
