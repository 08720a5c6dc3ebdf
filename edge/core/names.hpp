// What operators, evidence and proofs call the values of the hardware and of the lane.
#pragma once

#include "edge/core/lane/lane.hpp"

namespace parkgate::core {

[[nodiscard]] const char* text_of(Matched matched);
const char* text_of(Presence presence);
[[nodiscard]] const char* text_of(ArmPosition position);
[[nodiscard]] const char* text_of(ArmCommand command);
[[nodiscard]] const char* text_of(Loop loop);
[[nodiscard]] const char* text_of(LineOutcome outcome);

namespace lane {

[[nodiscard]] const char* text_of(Phase phase);
[[nodiscard]] const char* text_of(Signal signal);
[[nodiscard]] const char* text_of(Mode mode);

} // namespace lane
} // namespace parkgate::core
