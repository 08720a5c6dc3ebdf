// The closed lists of what a driver may be told and of the values in it. What the texts say is data (docs/TEXTS.md);
// when each is shown, its colour and what it may contain are not.
#pragma once

#include "edge/core/hardware.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace parkgate::core::texts {

// The board that every text must fit: 4 lines of 8 Hanzi, and a Hanzi is two bytes in GBK.
inline constexpr std::size_t board_lines = 4;
inline constexpr std::size_t line_bytes = 16;

enum class Language : std::uint8_t { zh, en };
inline constexpr std::size_t languages = 2;

// The whole board.
enum class BoardId : std::uint8_t {
    welcome,         // idle entry
    drive_carefully, // idle exit
    one_moment,      // a car, not decided yet
    come_in,
    come_in_member, // whose tier is known
    come_in_step,   // whose points count for more than usual
    please_pay,
    goodbye,
    free_exit, // nothing is known of its stay
    call_staff,
    wait_for_staff, // who have been asked whose stay this is
    minimum_fee,    // no entry was found
    out_of_service,
    locked,
    leave_now, // fire
    slowly,    // the way is open
    oncoming,  // a reversible lane is in use from the other side
    wrong_way, // it takes nobody from this side
    unread,    // no camera can read this car's plate
    full,      // idle entry, and who has no right is not admitted
    wait_for_space,
    refused, // may not come in
    locked_by_owner,
};

// One line of a board that has {line}.
enum class LineId : std::uint8_t {
    stay,
    fee,
    grace,
    right,
    store,
    tier_hours,
    coupon_used,
    points_used,
    points_left,
    paid,
    owed,
    coupon_given, // of minutes
    coupon_given_money,
    coupon_given_percent,
    coupon_given_full,
    coupon_given_until,
    coupon_most, // of the last three: what they take off at most
    coupon_until,
    farewell, // only where a line is left over
};

enum class Placeholder : std::uint8_t {
    plate,
    stay,
    fee,
    due,
    off, // money that a benefit takes off the fee
    paid,
    points,
    points_left,
    tier,
    times, // that a point of a purchase counts for
    free,  // spaces
    coupon_minutes,
    coupon_money, // at most
    coupon_percent,
    coupon_clock, // until when it frees a stay
    coupon_until,
    owed, // by earlier stays
    line, // the next of the lines that apply
};
inline constexpr std::size_t placeholders = 18;

struct PlaceholderSet {
    std::uint32_t bits = 0;

    [[nodiscard]] constexpr bool contains(Placeholder one) const {
        return (bits & (1U << static_cast<unsigned>(one))) != 0;
    }
};

struct BoardRow {
    BoardId id;
    const char* name; // in the file
    TextColour colour;
    std::optional<Phrase> phrase; // that is spoken with it; where nobody listens: none
    PlaceholderSet may_contain;
};

struct LineRow {
    LineId id;
    const char* name;
    std::optional<Phrase> phrase; // ahead of the one of `goodbye`; on other boards lines are silent
    PlaceholderSet may_contain;
};

struct PlaceholderRow {
    Placeholder id;
    const char* name;
    std::array<std::size_t, languages> widest; // bytes in GBK; no value is ever wider
};

std::span<const BoardRow> board_rows();
std::span<const LineRow> line_rows();
const BoardRow& row_of(BoardId id);
const LineRow& row_of(LineId id);
const PlaceholderRow& row_of(Placeholder id);
std::optional<Placeholder> placeholder_of(std::string_view name);

} // namespace parkgate::core::texts
