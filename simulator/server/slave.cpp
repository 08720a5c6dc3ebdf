#include "simulator/server/slave.hpp"

namespace parkgate::sim {

Slave::Slave(const DeviceConfig& device) : lane_(device.lane), kind_(device.kind), side_(device.side) {
    const TableSizes sizes = table_sizes(kind_);
    coils_.resize(sizes.coils);
    discrete_.resize(sizes.discrete);
    holding_.resize(sizes.holding);
    input_.resize(sizes.input);
}

Registers Slave::registers() {
    return {.coils = coils_, .discrete = discrete_, .holding = holding_, .input = input_};
}

std::optional<Slave::Answer> Slave::answer(Lane& lane, std::span<const std::uint8_t> pdu, Instant now, Instant received,
                                           Events& events) {
    if (lane.silent(kind_)) {
        return std::nullopt;
    }
    const Registers tables = registers();
    fill_registers(lane, kind_, tables, now, side_);
    Answer answer{.pdu = execute(tables, pdu), .read = {}, .told = {}};
    if (is_exception(answer.pdu)) {
        return answer;
    }
    const RequestRanges ranges = ranges_of(pdu);
    if (ranges.write) {
        apply_write(lane, kind_, *ranges.write, tables, now, received, events, side_);
    }
    answer.read = ranges.read;
    if (ranges.read) {
        answer.told = told_by(kind_, *ranges.read, tables);
    }
    return answer;
}

void Slave::note_sent(Lane& lane, const Answer& answer, Instant sent, Events& events) const {
    if (answer.read) {
        lane.note_told(answer.told, sent, events);
        note_read(lane, kind_, *answer.read, sent, events, side_);
    }
}

} // namespace parkgate::sim
