#pragma once

#include "simulator/model/device.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace parkgate::sim {

using Bytes = std::vector<std::uint8_t>;

/// What a request asks for, as far as the models have to know.
struct RequestRanges {
    std::optional<Range> read;
    std::optional<Range> write;
};

/// `pdu` is a request without unit and checksum. Functions that touch no table have neither range.
[[nodiscard]] RequestRanges ranges_of(std::span<const std::uint8_t> pdu);

/// Does in the registers what the request says and returns the answer, or the exception that refuses it; a refused
/// request has changed nothing.
[[nodiscard]] Bytes execute(const Registers& registers, std::span<const std::uint8_t> pdu);

[[nodiscard]] Bytes exception_answer(std::uint8_t function, std::uint8_t code);
[[nodiscard]] inline bool is_exception(const Bytes& pdu) {
    return !pdu.empty() && (pdu.front() & 0x80U) != 0;
}

} // namespace parkgate::sim
