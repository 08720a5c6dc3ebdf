// Requests and answers of the Modbus protocol without their frames. Whatever a device answers is taken as hostile.
// Pure.
#pragma once

#include "drivers/modbus/span.hpp"
#include "edge/core/hardware.hpp"

#include <variant>

namespace parkgate::drivers {

struct WriteCoil {
    std::uint16_t address = 0;
    bool value = false;
};
// A coil's write whose value is a time, as some relay boards want it.
struct WriteCoilTime {
    std::uint16_t address = 0;
    std::uint16_t duration = 0;
};
struct WriteRegister {
    std::uint16_t address = 0;
    std::uint16_t value = 0;
};
struct WriteRegisters {
    std::uint16_t first = 0;
    std::vector<std::uint16_t> values;
};
using WriteRequest = std::variant<WriteCoil, WriteCoilTime, WriteRegister, WriteRegisters>;

using Bytes = std::vector<std::uint8_t>;

[[nodiscard]] Bytes request_of(const Span& span);
[[nodiscard]] Bytes request_of(const WriteRequest& request);
// The length of the answer when all is well.
[[nodiscard]] std::size_t answer_length(const Span& span);
[[nodiscard]] std::size_t answer_length(const WriteRequest& request);

// ok, exception, timeout (a gateway says that it has waited in vain) or garbled. Only with ok are there values: as many
// as the span has, a bit as 0 or 1.
[[nodiscard]] core::LineOutcome check_read(const Span& span, std::span<const std::uint8_t> answer,
                                           std::vector<std::uint16_t>& values);
[[nodiscard]] core::LineOutcome check_write(const WriteRequest& request, std::span<const std::uint8_t> answer);

} // namespace parkgate::drivers
