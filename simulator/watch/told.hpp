#pragma once

#include "simulator/model/events.hpp"

#include <optional>

namespace parkgate::sim {

/// What one answer has told the controller about a lane.
struct Told {
    bool limits = false;                                ///< where the arm is
    bool loops = false;                                 ///< all that the lane's detector can see
    std::array<std::optional<bool>, loop_count> seen{}; ///< each loop, as its detector says; nothing: it was not asked
    std::optional<bool> under_arm_occupied{};           ///< of the loop or the photocell under the arm
};

} // namespace parkgate::sim
