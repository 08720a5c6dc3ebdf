#include "simulator/server/answer.hpp"

#include <new>

namespace parkgate::sim {

namespace {

constexpr std::size_t function_at = 7;
constexpr std::size_t body_at = 8;
/// Header, function code and exception code: every ordinary answer is longer.
constexpr int exception_length = 9;
constexpr int mask_write_register = 0x16;

} // namespace

RequestRanges ranges_of(std::span<const std::uint8_t> adu) {
    const auto word = [adu](std::size_t at) -> std::size_t {
        return at + 1 < adu.size() ? static_cast<std::size_t>(adu[at]) << 8U | adu[at + 1] : 0U;
    };
    const std::size_t first = word(body_at);
    const std::size_t count = word(body_at + 2);
    switch (adu.size() > function_at ? adu[function_at] : 0) {
    case MODBUS_FC_READ_COILS: return {.read = Range{Table::coils, first, count}, .write = {}};
    case MODBUS_FC_READ_DISCRETE_INPUTS: return {.read = Range{Table::discrete, first, count}, .write = {}};
    case MODBUS_FC_READ_HOLDING_REGISTERS: return {.read = Range{Table::holding, first, count}, .write = {}};
    case MODBUS_FC_READ_INPUT_REGISTERS: return {.read = Range{Table::input, first, count}, .write = {}};
    case MODBUS_FC_WRITE_SINGLE_COIL: return {.read = {}, .write = Range{Table::coils, first, 1}};
    case MODBUS_FC_WRITE_SINGLE_REGISTER:
    case mask_write_register: return {.read = {}, .write = Range{Table::holding, first, 1}};
    case MODBUS_FC_WRITE_MULTIPLE_COILS: return {.read = {}, .write = Range{Table::coils, first, count}};
    case MODBUS_FC_WRITE_MULTIPLE_REGISTERS: return {.read = {}, .write = Range{Table::holding, first, count}};
    case MODBUS_FC_WRITE_AND_READ_REGISTERS:
        return {.read = Range{Table::holding, first, count},
                .write = Range{Table::holding, word(body_at + 4), word(body_at + 6)}};
    default: return {};
    }
}

Slave::Slave(Plant& plant, const DeviceConfig& device) : plant_(plant), lane_(device.lane), kind_(device.kind) {
    const TableSizes sizes = table_sizes(kind_);
    mapping_.reset(modbus_mapping_new(static_cast<int>(sizes.coils), static_cast<int>(sizes.discrete),
                                      static_cast<int>(sizes.holding), 0));
    if (mapping_ == nullptr) {
        throw std::bad_alloc();
    }
}

Registers Slave::registers() const {
    const TableSizes sizes = table_sizes(kind_);
    return {.coils = {mapping_->tab_bits, sizes.coils},
            .discrete = {mapping_->tab_input_bits, sizes.discrete},
            .holding = {mapping_->tab_registers, sizes.holding}};
}

bool Slave::inside(const Range& range) const {
    const TableSizes sizes = table_sizes(kind_);
    const std::size_t size = range.table == Table::coils     ? sizes.coils
                             : range.table == Table::holding ? sizes.holding
                                                             : sizes.discrete;
    return range.table != Table::input && range.first + range.count <= size;
}

bool Slave::answer(modbus_t* context, std::span<const std::uint8_t> adu, Instant received) {
    return plant_.with(lane_, [&](Lane& lane, Instant now, Events& events) {
        if (lane.silent(kind_)) {
            return true;
        }
        fill_registers(lane, kind_, registers(), now);
        const int sent = modbus_reply(context, adu.data(), static_cast<int>(adu.size()), mapping_.get());
        const Instant sent_at = monotonic_now();
        if (sent <= exception_length) {
            return sent > 0;
        }
        const RequestRanges ranges = ranges_of(adu);
        if (ranges.write && inside(*ranges.write)) {
            apply_write(lane, kind_, *ranges.write, registers(), now, received, events);
        }
        if (ranges.read && inside(*ranges.read)) {
            note_read(lane, kind_, *ranges.read, sent_at, events);
        }
        return true;
    });
}

} // namespace parkgate::sim
