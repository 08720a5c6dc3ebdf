#include "simulator/line/transmission.hpp"

namespace parkgate::sim {

namespace {

constexpr std::chrono::milliseconds pause_between_bytes{2};

Transmission whole(Bytes bytes) {
    return {.pieces = {{.bytes = std::move(bytes)}}};
}

Transmission in_single_bytes(const Bytes& bytes, std::uint16_t pause_ms) {
    Transmission transmission;
    const auto pause = pause_ms == 0 ? pause_between_bytes : std::chrono::milliseconds{pause_ms};
    for (const std::uint8_t byte : bytes) {
        transmission.pieces.push_back({.after = pause, .bytes = {byte}});
    }
    return transmission;
}

Bytes with_bad_check(Framing framing, Frame answer) {
    if (framing == Framing::tcp) {
        answer.transaction = static_cast<std::uint16_t>(answer.transaction + 7);
        return encode(framing, answer);
    }
    Bytes bytes = encode(framing, answer);
    bytes.back() = static_cast<std::uint8_t>(bytes.back() ^ 0x55U);
    return bytes;
}

} // namespace

Transmission distort(Framing framing, Frame answer, const std::optional<FaultHit>& fault) {
    if (!fault) {
        return whole(encode(framing, answer));
    }
    switch (fault->fault) {
    case LineFault::silent:
    case LineFault::unanswered: return {};
    case LineFault::closed: return {.pieces = {}, .then_close = framing == Framing::tcp};
    case LineFault::late: return {.pieces = {{std::chrono::milliseconds{fault->amount}, encode(framing, answer)}}};
    case LineFault::wrong_unit: answer.unit = static_cast<std::uint8_t>(answer.unit + 1); break;
    case LineFault::wrong_function: answer.pdu.front() = answer.pdu.front() == 4 ? 3 : 4; break;
    case LineFault::exception:
        answer.pdu = exception_answer(answer.pdu.front(), static_cast<std::uint8_t>(fault->amount));
        break;
    case LineFault::short_frame: {
        Bytes bytes = encode(framing, answer);
        bytes.resize(bytes.size() - 2);
        return whole(std::move(bytes));
    }
    case LineFault::long_frame: {
        Bytes bytes = encode(framing, answer);
        bytes.insert(bytes.end(), {0xA5, 0x5A, 0xFF});
        return whole(std::move(bytes));
    }
    case LineFault::bad_crc: return whole(with_bad_check(framing, std::move(answer)));
    case LineFault::noise: {
        Bytes bytes{0xFF, 0x00, 0x5A, 0xA5, 0x7E};
        const Bytes frame = encode(framing, answer);
        bytes.insert(bytes.end(), frame.begin(), frame.end());
        return whole(std::move(bytes));
    }
    case LineFault::byte_by_byte: return in_single_bytes(encode(framing, answer), fault->amount);
    }
    return whole(encode(framing, answer));
}

} // namespace parkgate::sim
