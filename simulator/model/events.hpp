#pragma once

#include "simulator/model/time.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace parkgate::sim {

enum class ArmState { down, opening, up, closing, stopped };
/// Hold opens and keeps open; release ends that and moves nothing.
enum class ArmCommand { open, close, hold, release };
/// In the order in which a car on its way in meets them.
enum class Loop { arrival, safety, photocell, beyond };
inline constexpr std::size_t loop_count = 4;
/// Where a camera or a display looks: to those who meet the arrival loop first, or to those who meet `beyond` first.
enum class Side { entry, exit };
inline constexpr std::array both_sides{Side::entry, Side::exit};
[[nodiscard]] constexpr Side other(Side side) {
    return side == Side::entry ? Side::exit : Side::entry;
}
/// The loop that a car from this side meets first.
[[nodiscard]] constexpr Loop in_front(Side side) {
    return side == Side::entry ? Loop::arrival : Loop::beyond;
}
enum class DisplayColour : std::uint16_t { white = 0, green = 1, yellow = 2, red = 3 };

/// Lines are raw bytes as the master wrote them, without the NUL padding; they need not be UTF-8.
struct DisplayText {
    std::uint16_t colour = 0;
    std::array<std::string, 4> lines;
    bool operator==(const DisplayText&) const = default;
};

struct ArmMoved {
    ArmState state;
};
/// `at` of this event is when the request had been received, before anything was done with it.
struct ArmCommanded {
    ArmCommand command;
    bool safety_occupied;
};
struct LoopChanged {
    Loop loop;
    bool occupied;
};
struct PlateShown {
    std::string plate;
    std::uint16_t sequence;
    Side side = Side::entry;
};
/// `at` of this event is when the answer that held the plate for the first time had been sent.
struct PlateServed {
    std::uint16_t sequence;
    Side side = Side::entry;
};
struct DisplayChanged {
    DisplayText text;
    Side side = Side::entry;
};
struct PhrasesSpoken {
    std::vector<std::uint16_t> numbers;
};
/// The building's fire alarm, as every lane sees it.
struct FireChanged {
    bool alarm;
};
/// A safety rule that the controller broke, as seen from outside; what it is called and why it counts as broken.
struct Violation {
    std::string rule;
    std::string why;
};
/// The closing arm came down on a car: a fault of the controller, unless there is an excuse.
struct CarHit {
    std::string excuse{};
};
/// A car drove into an arm that was not up: a fault of the driver, or of the script.
struct ArmRammed {};

using Happening = std::variant<ArmMoved, ArmCommanded, LoopChanged, PlateShown, PlateServed, DisplayChanged,
                               PhrasesSpoken, FireChanged, Violation, CarHit, ArmRammed>;

struct Event {
    Instant at;
    std::string lane;
    Happening what;
};

/// Where the models put what happened, in the order in which it happened.
using Events = std::vector<Event>;

} // namespace parkgate::sim
