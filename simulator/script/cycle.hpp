#pragma once

#include "simulator/script/lane_hands.hpp"

#include <cstdint>
#include <functional>
#include <string>

namespace parkgate::sim {

/// The times of one car's passage, CLOCK_MONOTONIC. `served` is 0 where the arm was opened before the plate was read.
struct Passage {
    std::uint32_t number;
    std::string plate;
    Instant occupied{0};
    Instant shown{0};
    Instant served{0};
    Instant command{0};
    Instant up{0};
};

/// Sends one car through the lane as fast as the controller lets it: every loop state is held until the controller has
/// had the chance to see it, which is two polls.
[[nodiscard]] std::expected<Passage, Unfinished> pass_one_car(LaneHands& hands, std::uint32_t number,
                                                              const std::string& plate);

} // namespace parkgate::sim
