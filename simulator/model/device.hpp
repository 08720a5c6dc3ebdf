#pragma once

#include "simulator/model/lane.hpp"
#include "simulator/watch/told.hpp"

#include <cstdint>
#include <span>

namespace parkgate::sim {

struct TableSizes {
    std::size_t coils = 0;
    std::size_t discrete = 0;
    std::size_t holding = 0;
    std::size_t input = 0;
};

/// One device's registers as a master sees them, by the addresses on the wire.
struct Registers {
    std::span<std::uint8_t> coils;
    std::span<std::uint8_t> discrete;
    std::span<std::uint16_t> holding;
    std::span<std::uint16_t> input{};
};

enum class Table { coils, discrete, holding, input };

struct Range {
    Table table;
    std::size_t first;
    std::size_t count;
    [[nodiscard]] bool covers(Table of, std::size_t address) const {
        return table == of && first <= address && address - first < count;
    }
    [[nodiscard]] bool covers(Table of, std::size_t address, std::size_t length) const {
        return covers(of, address) && covers(of, address + length - 1);
    }
};

[[nodiscard]] TableSizes table_sizes(DeviceKind kind);

/// Writes the device's state at `now` into its registers. The lane has been advanced to `now`.
void fill_registers(Lane& lane, DeviceKind kind, const Registers& registers, Instant now, Side side = Side::entry);

/// A master wrote this range, which lies inside the tables; the request had been received at `received`.
void apply_write(Lane& lane, DeviceKind kind, const Range& range, const Registers& registers, Instant now,
                 Instant received, Events& events, Side side = Side::entry);

/// What an answer with this range tells the master of the lane, as the registers are now.
[[nodiscard]] Told told_by(DeviceKind kind, const Range& range, const Registers& registers);

/// The answer with this range was sent at `sent`.
void note_read(Lane& lane, DeviceKind kind, const Range& range, Instant sent, Events& events, Side side = Side::entry);

} // namespace parkgate::sim
