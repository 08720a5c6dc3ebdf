#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace parkgate::sim {

/// Two bytes a register, high byte first, the rest NUL. Text that does not fit is cut.
void put_text(std::span<std::uint16_t> registers, std::string_view text);

/// The bytes before the first NUL.
[[nodiscard]] std::string take_text(std::span<const std::uint16_t> registers);

} // namespace parkgate::sim
