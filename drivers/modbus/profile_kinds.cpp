#include "drivers/modbus/profile_reader.hpp"

#include <algorithm>

namespace parkgate::drivers::profile_reader {

namespace {

constexpr std::int64_t longest_read = 125;
constexpr std::int64_t longest_write = 123;
constexpr std::int64_t address_space = 65'536;

// The point that `key` names. `type` is what the caller can use.
Point referred(settings::Table& table, std::string_view key, const Points& points, PointType type) {
    const std::string name = table.text(key);
    const auto found = points.find(name);
    if (found != points.end()) {
        if (found->second.type != type) {
            table.fault(key, type == PointType::bit ? "a point of type \"bit\"" : "a point of type \"u16\"");
        }
        return found->second;
    }
    if (!name.empty()) {
        std::string known;
        for (const auto& [other, point] : points) {
            known += (known.empty() ? "" : ", ") + other;
        }
        table.fault(key, "one of the points (" + known + ")");
    }
    return {};
}

std::optional<Point> referred_if(settings::Table& table, std::string_view key, const Points& points, PointType type) {
    return table.has(key) ? std::optional{referred(table, key, points, type)} : std::nullopt;
}

std::map<std::string, std::int64_t> read_codes(settings::Table codes) {
    std::map<std::string, std::int64_t> values;
    for (const std::string& name : codes.keys()) {
        values.emplace(name, codes.integer(name, 0, 65'535));
    }
    codes.done();
    return values;
}

void need_type(settings::Table& fields, std::string_view key, const Point& point, PointType type) {
    if (fields.has(key) && point.type != type) {
        fields.fault(key, type == PointType::text ? "a field of type \"text\"" : "a field of type \"u16\" or \"u32\"");
    }
}

// Whatever counts something: never signed, never a fraction.
void need_count(settings::Table& fields, std::string_view key, const Point& point) {
    if (point.type != PointType::u32) {
        need_type(fields, key, point, PointType::u16);
    }
}

std::optional<Point> field_if(settings::Table& fields, std::string_view key, const Context& context,
                              const RingEvents& events) {
    if (!fields.has(key)) {
        return std::nullopt;
    }
    settings::Table entry = fields.table(key);
    Point point = read_field(entry, context, events.table, events.slot_size);
    entry.done();
    need_count(fields, key, point);
    return point;
}

Point field(settings::Table& fields, std::string_view key, const Context& context, const RingEvents& events) {
    settings::Table entry = fields.table(key);
    Point point = read_field(entry, context, events.table, events.slot_size);
    entry.done();
    return point;
}

void read_fields(settings::Table fields, const Context& context, RingEvents& events) {
    events.sequence = field(fields, "sequence", context, events);
    need_type(fields, "sequence", events.sequence, PointType::u16);
    events.plate = field(fields, "plate", context, events);
    need_type(fields, "plate", events.plate, PointType::text);
    events.confidence = field(fields, "confidence", context, events);
    need_count(fields, "confidence", events.confidence);
    events.captured_s = field_if(fields, "captured_s", context, events);
    events.captured_ms = field_if(fields, "captured_ms", context, events);
    if (fields.has("colour")) {
        settings::Table colour = fields.table("colour");
        events.colour = read_field(colour, context, events.table, events.slot_size);
        events.colour_codes = read_codes(colour.table("codes"));
        colour.done();
        need_count(fields, "colour", *events.colour);
    }
    fields.done();
}

CommandStyle read_command(settings::Table table, const Context& context) {
    const std::string style = table.one_of("style", {"self_clearing_coil", "pulse_coil", "write_register"});
    const std::uint16_t address = read_address(table, "address", context);
    CommandStyle command = SelfClearingCoil{address};
    if (style == "pulse_coil") {
        command = PulseCoil{address, std::chrono::milliseconds{table.integer("pulse_ms", 50, 10'000)}};
    } else if (style == "write_register") {
        command = WriteValue{address, static_cast<std::uint16_t>(table.integer("value", 0, 65'535))};
    }
    if (!style.empty()) {
        table.done();
    }
    return command;
}

bool same_target(const CommandStyle& open, const CommandStyle& close) {
    if (open.index() != close.index()) {
        return false;
    }
    if (const auto* value = std::get_if<WriteValue>(&open)) {
        const auto& other = std::get<WriteValue>(close);
        return value->address == other.address && value->value == other.value;
    }
    const auto address = [](const CommandStyle& style) {
        return std::visit([](const auto& one) { return one.address; }, style);
    };
    return address(open) == address(close);
}

} // namespace

CameraMap read_camera(settings::Table& root, const Points& points, const Context& context) {
    CameraMap camera;
    RingEvents& events = camera.events;
    settings::Table table = root.table("events");
    (void)table.one_of("style", {"ring"});
    events.newest = referred(table, "newest", points, PointType::u16);
    events.acknowledge = referred(table, "acknowledge", points, PointType::u16);
    if (events.acknowledge.access != Access::write && points.contains(table.text_or("acknowledge", ""))) {
        table.fault("acknowledge", "a point with access = \"write\"");
    }
    events.lost = referred_if(table, "lost", points, PointType::u16);
    events.table = table.one_of("table", {"holding", "input"}) == "input" ? Table::input : Table::holding;
    events.first_slot = read_address(table, "first_slot", context);
    events.slot_size = static_cast<std::uint16_t>(table.integer("slot_size", 1, longest_read));
    events.depth = static_cast<std::uint16_t>(table.integer("depth", 1, 256));
    if (events.first_slot + events.slot_size * events.depth > address_space) {
        table.fault("first_slot", "an address from which the whole ring lies below 65536");
    }
    read_fields(table.table("fields"), context, events);
    table.done();
    return camera;
}

BarrierMap read_barrier(settings::Table& root, const Points& points, const Context& context) {
    BarrierMap barrier;
    settings::Table position = root.table("position");
    (void)position.one_of("style", {"limits"});
    barrier.position.up = referred(position, "up", points, PointType::bit);
    barrier.position.down = referred(position, "down", points, PointType::bit);
    barrier.position.fault = referred_if(position, "fault", points, PointType::bit);
    if (position.has("up") && position.text_or("up", "") == position.text_or("down", "")) {
        position.fault("down", "another point than up");
    }
    position.done();
    settings::Table commands = root.table("commands");
    const bool both = commands.has("open") && commands.has("close");
    barrier.open = read_command(commands.table("open"), context);
    barrier.close = read_command(commands.table("close"), context);
    if (both && same_target(barrier.open, barrier.close)) {
        commands.fault("close", "another coil or value than open's");
    }
    commands.done();
    return barrier;
}

LoopsMap read_loops(settings::Table& root, const Points& points) {
    LoopsMap loops;
    settings::Table table = root.table("loops");
    loops.arrival = referred_if(table, "arrival", points, PointType::bit);
    loops.safety = referred_if(table, "safety", points, PointType::bit);
    if (root.has("loops") && !loops.arrival && !loops.safety) {
        root.fault("loops", "arrival, safety or both");
    }
    table.done();
    return loops;
}

DisplayMap read_display(settings::Table& root, const Context& context) {
    DisplayMap display;
    settings::Table table = root.table("text");
    display.lines = static_cast<std::uint16_t>(table.integer("lines", 1, 4));
    display.first_register = read_address(table, "first_register", context);
    display.registers_per_line = static_cast<std::uint16_t>(table.integer("registers_per_line", 1, longest_write - 1));
    (void)table.one_of("encoding", {"utf-8"});
    display.bytes = read_order(table, "byte_order");
    settings::Table colour = table.table("colour");
    display.colour_register = read_address(colour, "address", context);
    (void)colour.one_of("type", {"u16"});
    settings::Table codes = colour.table("codes");
    const auto code = [&codes](std::string_view key) {
        return static_cast<std::uint16_t>(codes.integer(key, 0, 65'535));
    };
    display.white = code("white");
    display.green = code("green");
    display.yellow = code("yellow");
    display.red = code("red");
    codes.done();
    colour.done();
    const int registers = display.lines * display.registers_per_line;
    if (registers + 1 > longest_write) {
        table.fault("registers_per_line",
                    "colour and lines in one write, at most " + std::to_string(longest_write) + " registers");
    } else if (table.has("first_register") && table.has("colour") &&
               display.colour_register + 1 != display.first_register) {
        table.fault("first_register", "the register after the colour's, since both go out in one write");
    } else if (display.first_register + registers > address_space) {
        table.fault("first_register", "an address from which the whole text lies below 65536");
    }
    table.done();
    return display;
}

} // namespace parkgate::drivers::profile_reader
