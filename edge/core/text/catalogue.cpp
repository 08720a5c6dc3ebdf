#include "edge/core/text/catalogue.hpp"

#include <algorithm>
#include <initializer_list>

namespace parkgate::core::texts {

namespace {

constexpr PlaceholderSet any_of(std::initializer_list<Placeholder> list) {
    PlaceholderSet set;
    for (const Placeholder one : list) {
        set.bits = static_cast<std::uint32_t>(set.bits | (1U << static_cast<unsigned>(one)));
    }
    return set;
}

using enum Placeholder;

constexpr std::array boards{
    BoardRow{BoardId::welcome, "welcome", TextColour::green, {}, any_of({free})},
    BoardRow{BoardId::drive_carefully, "drive_carefully", TextColour::green, {}, {}},
    BoardRow{BoardId::one_moment, "one_moment", TextColour::yellow, {}, {}},
    BoardRow{BoardId::come_in, "come_in", TextColour::green, Phrase::welcome, any_of({plate, free})},
    BoardRow{BoardId::come_in_member, "come_in_member", TextColour::green, Phrase::welcome,
             any_of({plate, tier, free})},
    BoardRow{BoardId::come_in_step, "come_in_step", TextColour::green, Phrase::welcome,
             any_of({plate, tier, times, free})},
    BoardRow{BoardId::please_pay, "please_pay", TextColour::red, Phrase::please_pay,
             any_of({plate, stay, fee, due, line})},
    BoardRow{BoardId::goodbye, "goodbye", TextColour::green, Phrase::goodbye, any_of({plate, stay, fee, line})},
    BoardRow{BoardId::free_exit, "free_exit", TextColour::green, Phrase::goodbye, {}},
    BoardRow{BoardId::call_staff, "call_staff", TextColour::red, Phrase::call_for_help, {}},
    BoardRow{BoardId::wait_for_staff, "wait_for_staff", TextColour::yellow, Phrase::please_wait, {}},
    BoardRow{BoardId::minimum_fee, "minimum_fee", TextColour::red, Phrase::please_pay, any_of({plate, due})},
    BoardRow{BoardId::out_of_service, "out_of_service", TextColour::red, Phrase::call_for_help, {}},
    BoardRow{BoardId::locked, "locked", TextColour::red, Phrase::lane_closed, {}},
    BoardRow{BoardId::leave_now, "leave_now", TextColour::green, {}, {}},
    BoardRow{BoardId::slowly, "slowly", TextColour::green, {}, {}},
    BoardRow{BoardId::oncoming, "oncoming", TextColour::red, Phrase::please_wait, {}},
    BoardRow{BoardId::wrong_way, "wrong_way", TextColour::red, {}, {}},
    BoardRow{BoardId::unread, "unread", TextColour::yellow, Phrase::call_for_help, {}},
    BoardRow{BoardId::full, "full", TextColour::red, {}, {}},
    BoardRow{BoardId::wait_for_space, "wait_for_space", TextColour::red, Phrase::please_wait, any_of({plate})},
    BoardRow{BoardId::refused, "refused", TextColour::red, Phrase::call_for_help, any_of({plate})},
    BoardRow{BoardId::locked_by_owner, "locked_by_owner", TextColour::red, Phrase::call_for_help, any_of({plate})},
};

constexpr std::array lines{
    LineRow{LineId::stay, "stay", {}, any_of({stay})},
    LineRow{LineId::fee, "fee", {}, any_of({fee})},
    LineRow{LineId::grace, "grace", {}, {}},
    LineRow{LineId::right, "right", {}, any_of({off})},
    LineRow{LineId::store, "store", {}, any_of({off})},
    LineRow{LineId::tier_hours, "tier_hours", {}, any_of({off})},
    LineRow{LineId::coupon_used, "coupon_used", {}, any_of({off, coupon_minutes})},
    LineRow{LineId::points_used, "points_used", Phrase::points_used, any_of({off, points})},
    LineRow{LineId::points_left, "points_left", {}, any_of({points_left})},
    LineRow{LineId::paid, "paid", Phrase::paid, any_of({paid})},
    LineRow{LineId::owed, "owed", {}, any_of({owed})},
    LineRow{LineId::coupon_given, "coupon_given", Phrase::coupon_given, any_of({coupon_minutes})},
    LineRow{LineId::coupon_given_money, "coupon_given_money", Phrase::coupon_given, any_of({coupon_money})},
    LineRow{LineId::coupon_given_percent, "coupon_given_percent", Phrase::coupon_given, any_of({coupon_percent})},
    LineRow{LineId::coupon_given_full, "coupon_given_full", Phrase::coupon_given, {}},
    LineRow{LineId::coupon_given_until, "coupon_given_until", Phrase::coupon_given, any_of({coupon_clock})},
    LineRow{LineId::coupon_most, "coupon_most", {}, any_of({coupon_money})},
    LineRow{LineId::coupon_until, "coupon_until", {}, any_of({coupon_until})},
    LineRow{LineId::farewell, "farewell", {}, {}},
};

constexpr std::array values{
    PlaceholderRow{plate, "plate", {11, 11}}, // 沪X1234应急 is the widest of all shapes; what is longer is cut
    PlaceholderRow{stay, "stay", {10, 7}},    // 23小时59分, 23h 59m
    PlaceholderRow{fee, "fee", {7, 7}},       // 9999.99
    PlaceholderRow{due, "due", {7, 7}},
    PlaceholderRow{off, "off", {7, 7}},
    PlaceholderRow{paid, "paid", {7, 7}},
    PlaceholderRow{points, "points", {7, 7}},
    PlaceholderRow{points_left, "points_left", {7, 7}},
    PlaceholderRow{tier, "tier", {10, 10}},
    PlaceholderRow{times, "times", {4, 4}}, // 1.25
    PlaceholderRow{free, "free", {4, 4}},
    PlaceholderRow{coupon_minutes, "coupon_minutes", {4, 4}},
    PlaceholderRow{coupon_money, "coupon_money", {6, 6}}, // 999.99
    PlaceholderRow{coupon_percent, "coupon_percent", {3, 3}},
    PlaceholderRow{coupon_clock, "coupon_clock", {5, 5}},   // 22:00
    PlaceholderRow{coupon_until, "coupon_until", {10, 10}}, // 2026-12-31
    PlaceholderRow{owed, "owed", {7, 7}},
    PlaceholderRow{line, "line", {line_bytes, line_bytes}},
};

// So that an id is the index of its row.
consteval bool in_order(const auto& rows) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (static_cast<std::size_t>(rows[i].id) != i) {
            return false;
        }
    }
    return true;
}
static_assert(in_order(boards) && in_order(lines) && in_order(values) && values.size() == placeholders);

} // namespace

std::span<const BoardRow> board_rows() {
    return boards;
}
std::span<const LineRow> line_rows() {
    return lines;
}
const BoardRow& row_of(BoardId id) {
    return boards.at(static_cast<std::size_t>(id));
}
const LineRow& row_of(LineId id) {
    return lines.at(static_cast<std::size_t>(id));
}
const PlaceholderRow& row_of(Placeholder id) {
    return values.at(static_cast<std::size_t>(id));
}

std::optional<Placeholder> placeholder_of(std::string_view name) {
    const auto* found = std::ranges::find_if(values, [name](const auto& row) { return row.name == name; });
    return found != values.end() ? std::optional(found->id) : std::nullopt;
}

} // namespace parkgate::core::texts
