#include "simulator/modbus/pdu.hpp"

#include <algorithm>

namespace parkgate::sim {

namespace {

enum : std::uint8_t {
    read_coils = 1,
    read_discrete = 2,
    read_holding = 3,
    read_input = 4,
    write_coil = 5,
    write_register = 6,
    write_coils = 15,
    write_registers = 16,
    mask_write = 22,
    read_write = 23,
};
enum : std::uint8_t { illegal_function = 1, illegal_address = 2, illegal_value = 3 };

constexpr std::size_t most_bits = 2000;
constexpr std::size_t most_registers = 125;
constexpr std::uint16_t coil_on = 0xFF00;

/// One request and the tables that it works on. Members return the answer.
class Execution {
  public:
    Execution(const Registers& registers, std::span<const std::uint8_t> pdu) : registers_(registers), pdu_(pdu) {}

    Bytes run() {
        const RequestRanges ranges = ranges_of(pdu_);
        if (!ranges.read && !ranges.write) {
            return refuse(illegal_function);
        }
        if (!whole() || (ranges.read && !sensible(*ranges.read)) || (ranges.write && !sensible(*ranges.write))) {
            return refuse(illegal_value);
        }
        if ((ranges.read && !inside(*ranges.read)) || (ranges.write && !inside(*ranges.write))) {
            return refuse(illegal_address);
        }
        if (ranges.write) {
            write(*ranges.write);
        }
        return ranges.read ? read(*ranges.read) : Bytes(pdu_.begin(), pdu_.begin() + echoed());
    }

  private:
    [[nodiscard]] std::uint16_t word(std::size_t at) const {
        return static_cast<std::uint16_t>(pdu_[at] << 8U | pdu_[at + 1]);
    }
    [[nodiscard]] std::ptrdiff_t echoed() const { return pdu_[0] == mask_write ? 7 : 5; }
    [[nodiscard]] Bytes refuse(std::uint8_t code) const { return exception_answer(pdu_[0], code); }

    [[nodiscard]] bool whole() const {
        switch (pdu_[0]) {
        case write_coil: return pdu_.size() == 5 && (word(3) == coil_on || word(3) == 0);
        case write_coils: return pdu_.size() > 5 && pdu_.size() == 6U + pdu_[5] && pdu_[5] == (word(3) + 7U) / 8U;
        case write_registers: return pdu_.size() > 5 && pdu_.size() == 6U + pdu_[5] && pdu_[5] == word(3) * 2U;
        case mask_write: return pdu_.size() == 7;
        case read_write: return pdu_.size() > 9 && pdu_.size() == 10U + pdu_[9] && pdu_[9] == word(7) * 2U;
        default: return pdu_.size() == 5;
        }
    }
    [[nodiscard]] static bool sensible(const Range& range) {
        const bool bits = range.table == Table::coils || range.table == Table::discrete;
        return range.count >= 1 && range.count <= (bits ? most_bits : most_registers);
    }
    [[nodiscard]] std::size_t size(Table table) const {
        switch (table) {
        case Table::coils: return registers_.coils.size();
        case Table::discrete: return registers_.discrete.size();
        case Table::holding: return registers_.holding.size();
        case Table::input: return registers_.input.size();
        }
        return 0;
    }
    [[nodiscard]] bool inside(const Range& range) const { return range.first + range.count <= size(range.table); }

    [[nodiscard]] Bytes read(const Range& range) const {
        Bytes answer{pdu_[0]};
        if (range.table == Table::coils || range.table == Table::discrete) {
            const auto bits = range.table == Table::coils ? registers_.coils : registers_.discrete;
            answer.resize(2 + (range.count + 7) / 8);
            for (std::size_t i = 0; i < range.count; ++i) {
                const unsigned bit = bits[range.first + i] != 0 ? 1U : 0U;
                answer[2 + i / 8] = static_cast<std::uint8_t>(answer[2 + i / 8] | bit << (i % 8));
            }
        } else {
            const auto words = range.table == Table::holding ? registers_.holding : registers_.input;
            answer.push_back(0);
            for (const std::uint16_t value : words.subspan(range.first, range.count)) {
                answer.push_back(static_cast<std::uint8_t>(value >> 8U));
                answer.push_back(static_cast<std::uint8_t>(value & 0xFFU));
            }
        }
        answer[1] = static_cast<std::uint8_t>(answer.size() - 2);
        return answer;
    }

    void write(const Range& range) {
        switch (pdu_[0]) {
        case write_coil: registers_.coils[range.first] = word(3) == coil_on ? 1 : 0; return;
        case write_register: registers_.holding[range.first] = word(3); return;
        case write_coils:
            for (std::size_t i = 0; i < range.count; ++i) {
                registers_.coils[range.first + i] = static_cast<std::uint8_t>(pdu_[6 + i / 8] >> (i % 8) & 1U);
            }
            return;
        case mask_write: {
            std::uint16_t& value = registers_.holding[range.first];
            value = static_cast<std::uint16_t>((value & word(3)) | (word(5) & ~unsigned{word(3)}));
            return;
        }
        default:
            for (std::size_t i = 0; i < range.count; ++i) {
                registers_.holding[range.first + i] = word((pdu_[0] == read_write ? 10 : 6) + 2 * i);
            }
        }
    }

    const Registers& registers_;
    std::span<const std::uint8_t> pdu_;
};

} // namespace

RequestRanges ranges_of(std::span<const std::uint8_t> pdu) {
    const auto word = [pdu](std::size_t at) -> std::size_t {
        return at + 1 < pdu.size() ? static_cast<std::size_t>(pdu[at]) << 8U | pdu[at + 1] : 0U;
    };
    const std::size_t first = word(1);
    const std::size_t count = word(3);
    switch (pdu.empty() ? 0 : pdu[0]) {
    case read_coils: return {.read = Range{Table::coils, first, count}, .write = {}};
    case read_discrete: return {.read = Range{Table::discrete, first, count}, .write = {}};
    case read_holding: return {.read = Range{Table::holding, first, count}, .write = {}};
    case read_input: return {.read = Range{Table::input, first, count}, .write = {}};
    case write_coil: return {.read = {}, .write = Range{Table::coils, first, 1}};
    case write_register:
    case mask_write: return {.read = {}, .write = Range{Table::holding, first, 1}};
    case write_coils: return {.read = {}, .write = Range{Table::coils, first, count}};
    case write_registers: return {.read = {}, .write = Range{Table::holding, first, count}};
    case read_write:
        return {.read = Range{Table::holding, first, count}, .write = Range{Table::holding, word(5), word(7)}};
    default: return {};
    }
}

Bytes exception_answer(std::uint8_t function, std::uint8_t code) {
    return {static_cast<std::uint8_t>(function | 0x80U), code};
}

Bytes execute(const Registers& registers, std::span<const std::uint8_t> pdu) {
    if (pdu.empty()) {
        return exception_answer(0, illegal_function);
    }
    return Execution(registers, pdu).run();
}

} // namespace parkgate::sim
