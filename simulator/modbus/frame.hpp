#pragma once

#include "simulator/modbus/pdu.hpp"

namespace parkgate::sim {

enum class Framing { tcp, rtu };

/// A request or an answer with what surrounds it on its line.
struct Frame {
    std::uint8_t unit = 0;
    Bytes pdu;
    /// Modbus TCP only: the number that the answer repeats.
    std::uint16_t transaction = 0;
};

/// Modbus RTU's checksum, as it goes over the wire: low byte first.
[[nodiscard]] std::uint16_t crc16(std::span<const std::uint8_t> bytes);

[[nodiscard]] Bytes encode(Framing framing, const Frame& frame);

/// Everything that came between two silences on an RTU line; nothing where that is no whole frame with its checksum.
[[nodiscard]] std::optional<Frame> decode_rtu(std::span<const std::uint8_t> bytes);

enum class TcpState { more_to_come, frame, senseless };
/// Takes the next whole request off the front of what a TCP client has sent.
[[nodiscard]] TcpState take_tcp(Bytes& received, Frame& frame);

} // namespace parkgate::sim
