#pragma once

#include "simulator/model/time.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace parkgate::sim {

enum class ArmState { down, opening, up, closing, stopped };
enum class ArmCommand { open, close };
enum class Loop { arrival, safety };
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
};
/// `at` of this event is when the answer that held the plate for the first time had been sent.
struct PlateServed {
    std::uint16_t sequence;
};
struct DisplayChanged {
    DisplayText text;
};
/// The closing arm came down on a car: a fault of the controller.
struct CarHit {};
/// A car drove into an arm that was not up: a fault of the driver, or of the script.
struct ArmRammed {};

using Happening =
    std::variant<ArmMoved, ArmCommanded, LoopChanged, PlateShown, PlateServed, DisplayChanged, CarHit, ArmRammed>;

struct Event {
    Instant at;
    std::string lane;
    Happening what;
};

/// Where the models put what happened, in the order in which it happened.
using Events = std::vector<Event>;

} // namespace parkgate::sim
