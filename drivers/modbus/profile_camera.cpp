#include "drivers/modbus/profile_reader.hpp"

#include <algorithm>

namespace parkgate::drivers::profile_reader {

namespace {

constexpr std::int64_t longest_read = 125;
constexpr std::int64_t address_space = 65'536;
constexpr std::int64_t longest_ms = 60'000;

const std::vector<PointType> word{PointType::u16};

// Whatever counts something: never signed, never a fraction.
void need_count(settings::Table& fields, std::string_view key, const Point& point) {
    if (point.type != PointType::u16 && point.type != PointType::u32) {
        fields.fault(key, "a field of type \"u16\" or \"u32\"");
    }
}

Point field(settings::Table& fields, std::string_view key, const Context& context, const SlotLayout& slots) {
    return read_field(fields.table(key), context, slots.table, slots.slot_size);
}

std::optional<Point> count_if(settings::Table& fields, std::string_view key, const Context& context,
                              const SlotLayout& slots) {
    if (!fields.has(key)) {
        return std::nullopt;
    }
    Point point = field(fields, key, context, slots);
    need_count(fields, key, point);
    return point;
}

void read_slots(settings::Table& table, const Context& context, std::int64_t depth, SlotLayout& slots) {
    slots.table = table.one_of("table", {"holding", "input"}) == "input" ? Table::input : Table::holding;
    slots.first_slot = read_address(table, "first_slot", context);
    slots.slot_size = static_cast<std::uint16_t>(table.integer("slot_size", 1, longest_read));
    if (slots.first_slot + slots.slot_size * depth > address_space) {
        table.fault("first_slot", "an address from which every slot lies below 65536");
    }
}

void read_fields(settings::Table& fields, const Context& context, SlotLayout& slots) {
    slots.plate = field(fields, "plate", context, slots);
    if (fields.has("plate") && slots.plate.type != PointType::text) {
        fields.fault("plate", "a field of type \"text\"");
    }
    if (fields.has("confidence")) {
        slots.confidence = field(fields, "confidence", context, slots);
        if (slots.confidence->type == PointType::text || slots.confidence->type == PointType::bit) {
            fields.fault("confidence", "a field that is a number");
        }
    }
    slots.captured_s = count_if(fields, "captured_s", context, slots);
    slots.captured_ms = count_if(fields, "captured_ms", context, slots);
    slots.colour = count_if(fields, "colour", context, slots);
    fields.done();
}

Point read_sequence(settings::Table& fields, const Context& context, const SlotLayout& slots) {
    Point point = field(fields, "sequence", context, slots);
    if (fields.has("sequence") && point.type != PointType::u16) {
        fields.fault("sequence", "a field of type \"u16\"");
    }
    return point;
}

Point writable(settings::Table& table, std::string_view key, const Points& points) {
    Point point = referred(table, key, points, word);
    if (point.access != Access::write && points.contains(table.text_or(key, ""))) {
        table.fault(key, "a point with access = \"write\"");
    }
    return point;
}

RingEvents read_ring(settings::Table& table, const Points& points, const Context& context) {
    RingEvents events;
    events.newest = referred(table, "newest", points, word);
    events.acknowledge = writable(table, "acknowledge", points);
    events.lost = referred_if(table, "lost", points, word);
    events.depth = static_cast<std::uint16_t>(table.integer("depth", 1, 256));
    read_slots(table, context, events.depth, events);
    settings::Table fields = table.table("fields");
    events.sequence = read_sequence(fields, context, events);
    read_fields(fields, context, events);
    return events;
}

SlotEvents read_slot(settings::Table& table, const Points& points, const Context& context) {
    SlotEvents events;
    if (table.has("acknowledge")) {
        events.acknowledge = writable(table, "acknowledge", points);
    }
    events.lost = referred_if(table, "lost", points, word);
    read_slots(table, context, 1, events);
    settings::Table fields = table.table("fields");
    events.sequence = read_sequence(fields, context, events);
    read_fields(fields, context, events);
    return events;
}

TriggerEvents read_trigger(settings::Table& table, const Points& points, const Context& context) {
    TriggerEvents events;
    const auto ms = [&table](std::string_view key, std::int64_t least, std::int64_t fallback) {
        return std::chrono::milliseconds{table.integer_or(key, least, longest_ms, fallback)};
    };
    events.trigger = writable(table, "trigger", points);
    events.status = referred(table, "status", points, word);
    for (const char* name : {"ready", "busy", "ok", "error"}) {
        if (points.contains(table.text_or("status", "")) &&
            std::ranges::find(events.status.codes, name, &Code::name) == events.status.codes.end()) {
            table.fault("status", "a point with the codes ready, busy, ok and error");
            break;
        }
    }
    events.trigger_value = static_cast<std::uint16_t>(table.integer_or("trigger_value", 0, 65'535, 1));
    events.clear_value = static_cast<std::uint16_t>(table.integer_or("clear_value", 0, 65'535, 0));
    if (events.trigger_value == events.clear_value) {
        table.fault("clear_value", "another value than trigger_value");
    }
    events.give_up = ms("give_up_ms", 10, 2000);
    events.pause = ms("pause_ms", 10, 300);
    events.again = ms("again_ms", 0, 0);
    read_slots(table, context, 1, events);
    settings::Table fields = table.table("fields");
    read_fields(fields, context, events);
    return events;
}

} // namespace

CameraMap read_camera(settings::Table& root, const Points& points, const Context& context) {
    CameraMap camera;
    settings::Table table = root.table("events");
    const std::string style = table.one_of("style", {"ring", "slot", "trigger"});
    if (style == "ring") {
        camera.events = read_ring(table, points, context);
    } else if (style == "slot") {
        camera.events = read_slot(table, points, context);
    } else if (style == "trigger") {
        camera.events = read_trigger(table, points, context);
    }
    // Which keys belong there is told by the style.
    if (!style.empty()) {
        table.done();
    }
    return camera;
}

} // namespace parkgate::drivers::profile_reader
