#include "simulator/model/device.hpp"

#include "simulator/model/text_registers.hpp"

#include <algorithm>

namespace parkgate::sim {

namespace {

constexpr std::size_t display_colour = 1;
constexpr std::size_t display_first_line = 2;
constexpr std::size_t display_line_size = 16;
constexpr std::size_t open_coil = 0;
constexpr std::size_t close_coil = 1;

void fill_display(const DisplayText& text, std::span<std::uint16_t> holding) {
    holding[0] = 1;
    holding[display_colour] = text.colour;
    for (std::size_t i = 0; i < text.lines.size(); ++i) {
        put_text(holding.subspan(display_first_line + i * display_line_size, display_line_size), text.lines[i]);
    }
}

DisplayText display_in(std::span<const std::uint16_t> holding) {
    DisplayText text;
    text.colour = holding[display_colour];
    for (std::size_t i = 0; i < text.lines.size(); ++i) {
        text.lines[i] = take_text(holding.subspan(display_first_line + i * display_line_size, display_line_size));
    }
    return text;
}

} // namespace

TableSizes table_sizes(DeviceKind kind) {
    switch (kind) {
    case DeviceKind::camera: return {.holding = Camera::register_count};
    case DeviceKind::barrier: return {.coils = 2, .discrete = 3};
    case DeviceKind::loops: return {.discrete = 2};
    case DeviceKind::display: return {.holding = display_first_line + 4 * display_line_size};
    }
    return {};
}

void fill_registers(Lane& lane, DeviceKind kind, const Registers& registers, Instant now) {
    switch (kind) {
    case DeviceKind::camera: lane.camera().fill(registers.holding, now); return;
    case DeviceKind::barrier:
        std::ranges::fill(registers.coils, std::uint8_t{0});
        registers.discrete[0] = lane.arm().limit_up(now) ? 1 : 0;
        registers.discrete[1] = lane.arm().limit_down(now) ? 1 : 0;
        registers.discrete[2] = lane.arm().fault() ? 1 : 0;
        return;
    case DeviceKind::loops:
        registers.discrete[0] = lane.occupied(Loop::arrival) ? 1 : 0;
        registers.discrete[1] = lane.occupied(Loop::safety) ? 1 : 0;
        return;
    case DeviceKind::display: fill_display(lane.display(), registers.holding); return;
    }
}

void apply_write(Lane& lane, DeviceKind kind, const Range& range, const Registers& registers, Instant now,
                 Instant received, Events& events) {
    switch (kind) {
    case DeviceKind::camera:
        if (range.covers(Table::holding, Camera::acknowledge_register)) {
            lane.camera().acknowledge(registers.holding[Camera::acknowledge_register]);
        }
        return;
    case DeviceKind::barrier:
        // Close before open: a write that pulses both leaves the arm going up, which endangers nobody.
        if (range.covers(Table::coils, close_coil) && registers.coils[close_coil] != 0) {
            lane.command_arm(ArmCommand::close, now, received, events);
        }
        if (range.covers(Table::coils, open_coil) && registers.coils[open_coil] != 0) {
            lane.command_arm(ArmCommand::open, now, received, events);
        }
        return;
    case DeviceKind::loops: return;
    case DeviceKind::display: lane.write_display(display_in(registers.holding), now, events); return;
    }
}

void note_read(Lane& lane, DeviceKind kind, const Range& range, Instant sent, Events& events) {
    if (kind == DeviceKind::camera && range.table == Table::holding) {
        lane.note_camera_sent(range.first, range.count, sent, events);
    }
    if (kind == DeviceKind::loops && range.covers(Table::discrete, 0) && range.covers(Table::discrete, 1)) {
        lane.note_loops_polled();
    }
}

} // namespace parkgate::sim
