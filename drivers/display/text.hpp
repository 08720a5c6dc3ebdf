// A text as a display's registers. Pure.
#pragma once

#include "drivers/modbus/profile.hpp"
#include "edge/core/hardware.hpp"

namespace parkgate::drivers {

// The colour and the lines behind it. What does not fit is cut between two characters, lines too many are left out.
[[nodiscard]] std::vector<std::uint16_t> text_registers(const DisplayMap& map, const core::DisplayText& text);
// The phrases that the display has, filled up; empty: it can say none of them.
[[nodiscard]] std::vector<std::uint16_t> voice_registers(const VoiceMap& map, const std::vector<core::Phrase>& said);

} // namespace parkgate::drivers
