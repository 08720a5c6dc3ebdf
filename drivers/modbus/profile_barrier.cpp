#include "drivers/modbus/profile_reader.hpp"

#include <algorithm>

namespace parkgate::drivers::profile_reader {

namespace {

const std::vector<PointType> bit{PointType::bit};
const std::vector<PointType> integer{PointType::u16, PointType::i16, PointType::u32, PointType::i32};

void read_extras(settings::Table& table, const Points& points, PositionExtras& extras) {
    extras.fault = referred_if(table, "fault", points, bit);
    extras.torn_off = referred_if(table, "torn_off", points, bit);
}

LimitPosition read_limits(settings::Table& table, const Points& points) {
    LimitPosition limits;
    limits.up = referred(table, "up", points, bit);
    limits.down = referred(table, "down", points, bit);
    read_extras(table, points, limits);
    if (table.has("up") && table.text_or("up", "") == table.text_or("down", "")) {
        table.fault("down", "another point than up");
    }
    return limits;
}

std::string position_list() {
    std::string list;
    for (const std::string& name : position_names()) {
        list += (list.empty() ? "" : ", ") + name;
    }
    return list;
}

StatePosition read_states(settings::Table& table, const Points& points) {
    StatePosition states;
    states.state = referred(table, "state", points, integer);
    read_extras(table, points, states);
    if (!points.contains(table.text_or("state", ""))) {
        return states; // reported
    }
    const auto has = [&](const char* name) {
        return std::ranges::find(states.state.codes, name, &Code::name) != states.state.codes.end();
    };
    if (!has("up") || !has("down")) {
        table.fault("state", "a point with codes, at least for up and down");
    }
    for (const Code& code : states.state.codes) {
        if (std::ranges::find(position_names(), code.name) == position_names().end()) {
            table.fault("state", "a point whose codes are named " + position_list() + ", not " + code.name);
        }
    }
    return states;
}

PositionMap read_position(settings::Table table, const Points& points) {
    const std::string style = table.one_of("style", {"limits", "codes"});
    PositionMap position;
    if (style == "codes") {
        position = read_states(table, points);
    } else {
        position = read_limits(table, points);
    }
    if (!style.empty()) {
        table.done();
    }
    return position;
}

std::uint16_t read_value(settings::Table& table, std::string_view key, std::int64_t least = 0) {
    return static_cast<std::uint16_t>(table.integer(key, least, 65'535));
}

TimedPulse read_timed_pulse(settings::Table& table, std::uint16_t address) {
    TimedPulse pulse{.coil = table.one_of("write", {"coil", "register"}) == "coil", .address = address, .action = {}};
    const std::int64_t whole = table.integer("pulse_ms", 50, 10'000);
    const std::int64_t unit = table.integer("unit_ms", 1, 10'000);
    if (whole > 0 && unit > 0 && whole % unit != 0) {
        table.fault("pulse_ms", "a multiple of unit_ms");
    } else if (unit > 0) {
        pulse.duration = static_cast<std::uint16_t>(whole / unit);
    }
    if (table.has("action")) {
        pulse.action = read_value(table, "action");
        if (pulse.coil) {
            table.fault("action", "none, or write = \"register\"");
        } else if (address == 65'535) {
            table.fault("address", "an address with another one after it, for the duration");
        }
    }
    return pulse;
}

Level read_level(settings::Table& table, std::uint16_t address) {
    Level level{.coil = table.one_of("write", {"coil", "register"}) == "coil", .address = address};
    if (!level.coil) {
        level.set = static_cast<std::uint16_t>(table.integer_or("set", 0, 65'535, 1));
        level.clear = static_cast<std::uint16_t>(table.integer_or("clear", 0, 65'535, 0));
        if (level.set == level.clear) {
            table.fault("clear", "another value than set");
        }
    }
    return level;
}

CommandStyle read_command(settings::Table table, const Context& context, bool may_be_level) {
    std::vector<std::string> styles{"self_clearing_coil", "pulse", "timed_pulse", "value"};
    if (may_be_level) {
        styles.emplace_back("level");
    }
    const std::string style = table.one_of("style", styles);
    const std::uint16_t address = read_address(table, "address", context);
    CommandStyle command = SelfClearingCoil{address};
    if (style == "pulse") {
        command = PulseCoil{address, std::chrono::milliseconds{table.integer("pulse_ms", 50, 10'000)}};
    } else if (style == "timed_pulse") {
        command = read_timed_pulse(table, address);
    } else if (style == "value") {
        command = WriteValue{address, read_value(table, "value")};
    } else if (style == "level") {
        command = read_level(table, address);
    }
    if (!style.empty()) {
        table.done();
    }
    return command;
}

// What a command writes, so that two that would be the same on the wire are seen.
struct Target {
    bool coil = false;
    std::uint16_t address = 0;
    std::optional<std::uint16_t> value; // of a register; a coil is a target of its own
    bool operator==(const Target&) const = default;
};

Target target_of(const CommandStyle& style) {
    struct Of {
        Target operator()(const SelfClearingCoil& one) const { return {true, one.address, std::nullopt}; }
        Target operator()(const PulseCoil& one) const { return {true, one.address, std::nullopt}; }
        Target operator()(const TimedPulse& one) const { return {one.coil, one.address, one.action}; }
        Target operator()(const WriteValue& one) const { return {false, one.address, one.value}; }
        Target operator()(const Level& one) const {
            return {one.coil, one.address, one.coil ? std::nullopt : std::optional{one.set}};
        }
    };
    return std::visit(Of{}, style);
}

// The end of a pulse would be the end of a hold by the same contact.
bool ends_hold(const CommandStyle& pulse, const CommandStyle& hold) {
    return std::holds_alternative<Level>(hold) && target_of(pulse).coil && target_of(pulse) == target_of(hold);
}

void read_hold(settings::Table& commands, const Context& context, BarrierMap& barrier) {
    if (!commands.has("hold")) {
        if (commands.has("release")) {
            commands.fault("release", "a hold beside it");
            (void)commands.table_if("release");
        }
        return;
    }
    barrier.hold = read_command(commands.table("hold"), context, true);
    if (target_of(*barrier.hold) == target_of(barrier.close)) {
        commands.fault("hold", "another coil or value than close's");
    } else if (ends_hold(barrier.open, *barrier.hold)) {
        commands.fault("hold", "another coil than open's, whose end would end the hold");
    }
    if (std::holds_alternative<Level>(*barrier.hold)) {
        if (commands.has("release")) {
            commands.fault("release", "nothing: a level is released by its other value");
            (void)commands.table_if("release");
        }
    } else if (commands.has("release")) {
        barrier.release = read_command(commands.table("release"), context, false);
        if (target_of(*barrier.release) == target_of(barrier.close)) {
            commands.fault("release", "another coil or value than close's: a release moves nothing");
        }
    }
}

} // namespace

const std::vector<std::string>& position_names() {
    static const std::vector<std::string> names{"unknown", "down",      "up",      "moving", "opening",
                                                "closing", "part_open", "stopped", "fault",  "torn_off"};
    return names;
}

BarrierMap read_barrier(settings::Table& root, const Points& points, const Context& context) {
    BarrierMap barrier;
    barrier.position = read_position(root.table("position"), points);
    settings::Table commands = root.table("commands");
    const bool both = commands.has("open") && commands.has("close");
    barrier.open = read_command(commands.table("open"), context, false);
    barrier.close = read_command(commands.table("close"), context, false);
    if (both && target_of(barrier.open) == target_of(barrier.close)) {
        commands.fault("close", "another coil or value than open's");
    }
    read_hold(commands, context, barrier);
    commands.done();
    return barrier;
}

} // namespace parkgate::drivers::profile_reader
