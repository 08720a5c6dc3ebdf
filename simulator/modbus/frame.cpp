#include "simulator/modbus/frame.hpp"

namespace parkgate::sim {

namespace {

constexpr std::size_t header_size = 7;
constexpr std::size_t longest_pdu = 253;

std::uint8_t high(std::size_t value) {
    return static_cast<std::uint8_t>(value >> 8U & 0xFFU);
}
std::uint8_t low(std::size_t value) {
    return static_cast<std::uint8_t>(value & 0xFFU);
}

} // namespace

std::uint16_t crc16(std::span<const std::uint8_t> bytes) {
    unsigned crc = 0xFFFF;
    for (const std::uint8_t byte : bytes) {
        crc ^= byte;
        for (int bit = 0; bit < 8; ++bit) {
            crc = (crc & 1U) != 0 ? crc >> 1U ^ 0xA001U : crc >> 1U;
        }
    }
    return static_cast<std::uint16_t>(crc);
}

Bytes encode(Framing framing, const Frame& frame) {
    Bytes bytes;
    if (framing == Framing::tcp) {
        const std::size_t length = frame.pdu.size() + 1;
        bytes = {high(frame.transaction), low(frame.transaction), 0, 0, high(length), low(length), frame.unit};
        bytes.insert(bytes.end(), frame.pdu.begin(), frame.pdu.end());
        return bytes;
    }
    bytes.push_back(frame.unit);
    bytes.insert(bytes.end(), frame.pdu.begin(), frame.pdu.end());
    const std::uint16_t crc = crc16(bytes);
    bytes.push_back(low(crc));
    bytes.push_back(high(crc));
    return bytes;
}

std::optional<Frame> decode_rtu(std::span<const std::uint8_t> bytes) {
    // The checksum of a frame with its checksum is zero.
    if (bytes.size() < 4 || crc16(bytes) != 0) {
        return std::nullopt;
    }
    return Frame{bytes[0], Bytes(bytes.begin() + 1, bytes.end() - 2), 0};
}

TcpState take_tcp(Bytes& received, Frame& frame) {
    if (received.size() < header_size) {
        return TcpState::more_to_come;
    }
    const std::size_t length = static_cast<std::size_t>(received[4]) << 8U | received[5];
    if (received[2] != 0 || received[3] != 0 || length < 2 || length > longest_pdu + 1) {
        return TcpState::senseless;
    }
    if (received.size() < length + header_size - 1) {
        return TcpState::more_to_come;
    }
    frame.transaction = static_cast<std::uint16_t>(received[0] << 8U | received[1]);
    frame.unit = received[6];
    const auto end = received.begin() + static_cast<std::ptrdiff_t>(length + header_size - 1);
    frame.pdu.assign(received.begin() + header_size, end);
    received.erase(received.begin(), end);
    return TcpState::frame;
}

} // namespace parkgate::sim
