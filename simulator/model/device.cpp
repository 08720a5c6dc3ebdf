#include "simulator/model/device.hpp"

#include "simulator/gbk.hpp"
#include "simulator/model/text_registers.hpp"

#include <algorithm>

namespace parkgate::sim {

namespace {

// The reference devices.
constexpr std::size_t display_colour = 1;
constexpr std::size_t display_first_line = 2;
constexpr std::size_t display_line_size = 16;
constexpr std::size_t open_coil = 0;
constexpr std::size_t close_coil = 1;

// drivers/profiles/gbk-display.toml
constexpr std::size_t gbk_colour = 16;
constexpr std::size_t gbk_first_line = 17;
constexpr std::size_t gbk_line_size = 8;
constexpr std::size_t gbk_phrases = 64;
constexpr std::size_t gbk_phrase_count = 4;

// drivers/profiles/relay-board-*.toml
constexpr std::size_t board_inputs = 8;
constexpr std::size_t board_first_loop = 4;
constexpr std::size_t board_registers = 43;
constexpr std::size_t open_relay = 0;
constexpr std::size_t close_relay = 1;
/// Lies on the barrier's OPEN input too.
constexpr std::size_t hold_relay = 2;

// drivers/profiles/state-barrier.toml, by the addresses on the wire
constexpr std::uint16_t order_open = 1;
constexpr std::uint16_t order_close = 2;

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

DisplayText gbk_display_in(std::span<const std::uint16_t> holding) {
    constexpr std::array colours{DisplayColour::white, DisplayColour::red, DisplayColour::green, DisplayColour::yellow};
    DisplayText text;
    const std::uint16_t colour = holding[gbk_colour];
    text.colour = colour < colours.size() ? static_cast<std::uint16_t>(colours[colour]) : colour;
    for (std::size_t i = 0; i < text.lines.size(); ++i) {
        std::string line = gbk_to_utf8(take_text(holding.subspan(gbk_first_line + i * gbk_line_size, gbk_line_size)));
        line.erase(line.find_last_not_of(' ') + 1);
        text.lines[i] = std::move(line);
    }
    return text;
}

void fill_loops(const Lane& lane, std::span<std::uint8_t> inputs) {
    inputs[0] = lane.reported(Loop::arrival) ? 1 : 0;
    inputs[1] = lane.reported(Loop::safety) ? 1 : 0;
    // The photocell's input is on as long as its beam arrives.
    inputs[2] = lane.reported(Loop::photocell) ? 0 : 1;
    inputs[3] = lane.reported(Loop::beyond) ? 1 : 0;
}

void fill_limits(const Arm& arm, std::span<std::uint8_t> inputs, Instant now) {
    inputs[0] = arm.limit_up(now) ? 1 : 0;
    inputs[1] = arm.limit_down(now) ? 1 : 0;
    inputs[2] = arm.fault() ? 1 : 0;
}

std::uint16_t state_code(const Arm& arm) {
    enum : std::uint16_t { unknown, down, opening, up, part_open, closing, stopped, fault, torn_off };
    if (arm.contradicting()) {
        return unknown;
    }
    if (arm.torn_off()) {
        return torn_off;
    }
    if (arm.fault()) {
        return fault;
    }
    switch (arm.state()) {
    case ArmState::down: return down;
    case ArmState::opening: return opening;
    case ArmState::up: return up;
    case ArmState::closing: return closing;
    case ArmState::stopped: return stopped;
    }
    return unknown;
}

struct Write {
    Lane& lane;
    const Range& range;
    const Registers& registers;
    Instant now;
    Instant received;
    Events& events;
    Side side;

    void command(ArmCommand what) const { lane.command_arm(what, now, received, events); }
};

/// Close before open: a write that does both leaves the arm going up, which endangers nobody.
void write_reference_barrier(const Write& write) {
    if (write.range.covers(Table::coils, close_coil) && write.registers.coils[close_coil] != 0) {
        write.command(ArmCommand::close);
    }
    if (write.range.covers(Table::coils, open_coil) && write.registers.coils[open_coil] != 0) {
        write.command(ArmCommand::open);
    }
}

bool holds_open(const Relays& relays) {
    return relays.held(open_relay) || relays.held(hold_relay);
}

void write_relays(const Write& write) {
    Relays& relays = write.lane.relays();
    for (std::size_t relay = 0; relay < Relays::count; ++relay) {
        if (!write.range.covers(Table::coils, relay)) {
            continue;
        }
        const bool on = write.registers.coils[relay] != 0;
        const bool was_held = holds_open(relays);
        const bool closes = relays.hold(relay, on, write.now);
        if (holds_open(relays) != was_held) {
            write.command(!was_held ? ArmCommand::hold : ArmCommand::release);
        } else if (relay == close_relay && closes) {
            write.command(ArmCommand::close);
        }
    }
    for (std::size_t i = 0; write.range.table == Table::holding && i + 1 < write.range.count; ++i) {
        const std::size_t at = write.range.first + i;
        const auto relay = Relays::relay_at(at);
        if (relay && write.registers.holding[at] == Relays::flash_on) {
            const bool closes = relays.flash(*relay, write.registers.holding[at + 1], write.now);
            if (closes && *relay <= close_relay) {
                write.command(*relay == open_relay ? ArmCommand::open : ArmCommand::close);
            }
        }
    }
}

void write_state_barrier(const Write& write) {
    if (write.range.covers(Table::holding, 0)) {
        const std::uint16_t order = write.registers.holding[0];
        if (order == order_open || order == order_close) {
            write.command(order == order_open ? ArmCommand::open : ArmCommand::close);
        }
    }
    if (write.range.covers(Table::coils, 0) && (write.registers.coils[0] != 0) != write.lane.arm().held()) {
        write.command(write.registers.coils[0] != 0 ? ArmCommand::hold : ArmCommand::release);
    }
}

void write_gbk_display(const Write& write) {
    const std::size_t text_end = gbk_first_line + 4 * gbk_line_size;
    if (write.range.first < text_end && write.range.first + write.range.count > gbk_colour) {
        write.lane.write_display(gbk_display_in(write.registers.holding), write.now, write.events, write.side);
    }
    if (write.range.first + write.range.count > gbk_phrases) {
        std::vector<std::uint16_t> phrases;
        for (const std::uint16_t phrase : write.registers.holding.subspan(gbk_phrases, gbk_phrase_count)) {
            if (phrase != 0) {
                phrases.push_back(phrase);
            }
        }
        write.lane.speak(std::move(phrases), write.now, write.events);
    }
}

} // namespace

TableSizes table_sizes(DeviceKind kind) {
    switch (kind) {
    case DeviceKind::camera: return {.holding = Camera::register_count};
    case DeviceKind::barrier: return {.coils = 2, .discrete = 3};
    case DeviceKind::loops: return {.discrete = loop_count};
    case DeviceKind::display: return {.holding = display_first_line + 4 * display_line_size};
    case DeviceKind::alarm: return {.discrete = 1};
    case DeviceKind::trigger_camera: return {.holding = TriggerCamera::holding_count};
    case DeviceKind::slot_camera: return {.holding = SlotCamera::holding_count, .input = SlotCamera::input_count};
    case DeviceKind::relay_board: return {.coils = Relays::count, .discrete = board_inputs, .holding = board_registers};
    case DeviceKind::state_barrier: return {.coils = 1, .discrete = 1, .holding = 1, .input = 2};
    case DeviceKind::gbk_display: return {.holding = gbk_phrases + gbk_phrase_count};
    }
    return {};
}

void fill_registers(Lane& lane, DeviceKind kind, const Registers& registers, Instant now, Side side) {
    switch (kind) {
    case DeviceKind::camera: lane.eyes(side).camera.fill(registers.holding, now); return;
    case DeviceKind::trigger_camera: lane.eyes(side).trigger_camera.fill(registers.holding, now); return;
    case DeviceKind::slot_camera: lane.eyes(side).slot_camera.fill(registers.input, registers.holding); return;
    case DeviceKind::barrier:
        std::ranges::fill(registers.coils, std::uint8_t{0});
        fill_limits(lane.arm(), registers.discrete, now);
        return;
    case DeviceKind::loops: fill_loops(lane, registers.discrete); return;
    case DeviceKind::relay_board:
        for (std::size_t relay = 0; relay < Relays::count; ++relay) {
            registers.coils[relay] = lane.relays().closed(relay, now) ? 1 : 0;
        }
        fill_limits(lane.arm(), registers.discrete, now);
        fill_loops(lane, registers.discrete.subspan(board_first_loop));
        return;
    case DeviceKind::state_barrier:
        registers.input[0] = state_code(lane.arm());
        registers.input[1] = lane.arm().fault() ? 1 : 0;
        registers.discrete[0] = lane.arm().torn_off() ? 0 : 1;
        registers.coils[0] = lane.arm().held() ? 1 : 0;
        return;
    case DeviceKind::alarm: registers.discrete[0] = lane.fire() ? 0 : 1; return;
    case DeviceKind::display: fill_display(lane.display(side), registers.holding); return;
    case DeviceKind::gbk_display:
        registers.holding[0] =
            static_cast<std::uint16_t>(std::chrono::duration_cast<std::chrono::seconds>(now).count());
        return;
    }
}

void apply_write(Lane& lane, DeviceKind kind, const Range& range, const Registers& registers, Instant now,
                 Instant received, Events& events, Side side) {
    const Write write{lane, range, registers, now, received, events, side};
    switch (kind) {
    case DeviceKind::camera:
        if (range.covers(Table::holding, Camera::acknowledge_register)) {
            lane.eyes(side).camera.acknowledge(registers.holding[Camera::acknowledge_register]);
        }
        return;
    case DeviceKind::trigger_camera:
        if (range.covers(Table::holding, TriggerCamera::trigger_register)) {
            lane.eyes(side).trigger_camera.write_trigger(registers.holding[TriggerCamera::trigger_register], now);
        }
        return;
    case DeviceKind::slot_camera: lane.eyes(side).slot_camera.acknowledge(registers.holding[0]); return;
    case DeviceKind::barrier: write_reference_barrier(write); return;
    case DeviceKind::relay_board: write_relays(write); return;
    case DeviceKind::state_barrier: write_state_barrier(write); return;
    case DeviceKind::loops:
    case DeviceKind::alarm: return;
    case DeviceKind::display: lane.write_display(display_in(registers.holding), now, events, side); return;
    case DeviceKind::gbk_display: write_gbk_display(write); return;
    }
}

Told told_by(DeviceKind kind, const Range& range, const Registers& registers) {
    Told told;
    const auto loops_from = [&](std::size_t first) {
        told.loops = range.covers(Table::discrete, first, 2);
        if (!told.loops) {
            return;
        }
        for (std::size_t i = 0; i < loop_count; ++i) {
            if (range.covers(Table::discrete, first + i)) {
                const bool on = registers.discrete[first + i] != 0;
                told.seen[i] = static_cast<Loop>(i) == Loop::photocell ? !on : on;
            }
        }
        told.under_arm_occupied = *told.seen[1] || told.seen[2].value_or(false);
    };
    switch (kind) {
    case DeviceKind::barrier: told.limits = range.covers(Table::discrete, 0, 2); break;
    case DeviceKind::loops: loops_from(0); break;
    case DeviceKind::relay_board:
        told.limits = range.covers(Table::discrete, 0, 2);
        loops_from(board_first_loop);
        break;
    case DeviceKind::state_barrier: told.limits = range.covers(Table::input, 0); break;
    default: break;
    }
    return told;
}

void note_read(Lane& lane, DeviceKind kind, const Range& range, Instant sent, Events& events, Side side) {
    if (kind == DeviceKind::camera && range.table == Table::holding) {
        lane.note_camera_sent(range.first, range.count, sent, events, side);
    }
    std::optional<std::uint16_t> served;
    if (kind == DeviceKind::slot_camera && range.table == Table::input) {
        served = lane.eyes(side).slot_camera.note_sent(range.first, range.count);
    }
    if (kind == DeviceKind::trigger_camera && range.table == Table::holding) {
        served = lane.eyes(side).trigger_camera.note_sent(range.first, range.count);
    }
    if (served) {
        lane.note_served(*served, sent, events, side);
    }
}

} // namespace parkgate::sim
