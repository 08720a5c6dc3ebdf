#include "drivers/modbus/pdu.hpp"

#include <algorithm>

namespace parkgate::drivers {

namespace {

using core::LineOutcome;

constexpr std::uint8_t exception_bit = 0x80;
constexpr std::size_t echo_length = 5;

void put(Bytes& bytes, unsigned word) {
    bytes.push_back(static_cast<std::uint8_t>(word >> 8U));
    bytes.push_back(static_cast<std::uint8_t>(word & 0xFFU));
}

Bytes four(std::uint8_t function, unsigned first, unsigned second) {
    Bytes bytes{function};
    put(bytes, first);
    put(bytes, second);
    return bytes;
}

std::uint8_t function_of(Table table) {
    switch (table) {
    case Table::coil: return 1;
    case Table::discrete: return 2;
    case Table::input: return 4;
    case Table::holding: break;
    }
    return 3;
}

std::size_t payload_length(const Span& span) {
    return is_bits(span.table) ? (span.count + 7U) / 8U : 2U * span.count;
}

struct RequestOf {
    Bytes operator()(const WriteCoil& one) const { return four(5, one.address, one.value ? 0xFF00U : 0U); }
    Bytes operator()(const WriteCoilTime& one) const { return four(5, one.address, one.duration); }
    Bytes operator()(const WriteRegister& one) const { return four(6, one.address, one.value); }
    Bytes operator()(const WriteRegisters& many) const {
        Bytes bytes = four(16, many.first, static_cast<unsigned>(many.values.size()));
        bytes.push_back(static_cast<std::uint8_t>(2 * many.values.size()));
        for (const std::uint16_t value : many.values) {
            put(bytes, value);
        }
        return bytes;
    }
};

LineOutcome refusal(std::uint8_t code) {
    constexpr std::uint8_t no_path = 10;
    constexpr std::uint8_t no_answer = 11;
    return code == no_path || code == no_answer ? LineOutcome::timeout : LineOutcome::exception;
}

// What the first bytes tell of an answer to this function; ok: the rest is worth looking at.
LineOutcome check_function(std::uint8_t function, std::span<const std::uint8_t> answer) {
    if (answer.size() == 2 && answer[0] == (function | exception_bit)) {
        return refusal(answer[1]);
    }
    return answer.empty() || answer[0] != function ? LineOutcome::garbled : LineOutcome::ok;
}

} // namespace

Bytes request_of(const Span& span) {
    return four(function_of(span.table), span.first, span.count);
}

Bytes request_of(const WriteRequest& request) {
    return std::visit(RequestOf{}, request);
}

std::size_t answer_length(const Span& span) {
    return 2 + payload_length(span);
}

std::size_t answer_length(const WriteRequest& request) {
    (void)request;
    return echo_length;
}

LineOutcome check_read(const Span& span, std::span<const std::uint8_t> answer, std::vector<std::uint16_t>& values) {
    const LineOutcome outcome = check_function(function_of(span.table), answer);
    if (outcome != LineOutcome::ok) {
        return outcome;
    }
    if (answer.size() != answer_length(span) || answer[1] != payload_length(span)) {
        return LineOutcome::garbled;
    }
    const auto payload = answer.subspan(2);
    values.resize(span.count);
    for (std::size_t i = 0; i < span.count; ++i) {
        values[i] = is_bits(span.table) ? static_cast<std::uint16_t>(unsigned{payload[i / 8]} >> (i % 8) & 1U)
                                        : static_cast<std::uint16_t>(payload[2 * i] << 8U | payload[2 * i + 1]);
    }
    return LineOutcome::ok;
}

LineOutcome check_write(const WriteRequest& request, std::span<const std::uint8_t> answer) {
    const Bytes sent = request_of(request);
    const LineOutcome outcome = check_function(sent[0], answer);
    if (outcome != LineOutcome::ok) {
        return outcome;
    }
    const bool echoed = answer.size() == echo_length && std::equal(answer.begin(), answer.end(), sent.begin());
    return echoed ? LineOutcome::ok : LineOutcome::garbled;
}

} // namespace parkgate::drivers
