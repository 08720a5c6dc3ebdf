#include "drivers/modbus/profile_reader.hpp"

#include <array>

namespace parkgate::drivers::profile_reader {

namespace {

constexpr std::int64_t address_space = 65'536;
// One read or write must be able to carry a text whole.
constexpr std::int64_t longest_text = 120;

struct TypeName {
    const char* name;
    PointType type;
    std::uint16_t width;
};

constexpr std::array<TypeName, 7> type_names{{{"bit", PointType::bit, 1},
                                              {"u16", PointType::u16, 1},
                                              {"i16", PointType::i16, 1},
                                              {"u32", PointType::u32, 2},
                                              {"i32", PointType::i32, 2},
                                              {"f32", PointType::f32, 2},
                                              {"text", PointType::text, 0}}};

void read_text_keys(settings::Table& table, Point& point) {
    point.width = static_cast<std::uint16_t>(table.integer("registers", 1, longest_text));
    (void)table.one_of("encoding", {"utf-8"});
    point.bytes = read_order(table, "byte_order");
}

void read_type(settings::Table& table, Point& point) {
    const std::string name = table.one_of("type", {"bit", "u16", "i16", "u32", "i32", "f32", "text"});
    for (const TypeName& known : type_names) {
        if (name == known.name) {
            point.type = known.type;
            point.width = known.width;
        }
    }
    if (point.type == PointType::text) {
        read_text_keys(table, point);
    }
    if (!name.empty() && is_bits(point.table) != (point.type == PointType::bit)) {
        table.fault("type", is_bits(point.table) ? "\"bit\" in a table of bits" : "anything but \"bit\" in a register");
    }
}

Table read_table(settings::Table& table) {
    const std::string name = table.one_of("table", {"holding", "input", "discrete", "coil"});
    if (name == "input") {
        return Table::input;
    }
    if (name == "discrete") {
        return Table::discrete;
    }
    return name == "coil" ? Table::coil : Table::holding;
}

} // namespace

Order read_order(settings::Table& table, std::string_view key) {
    return table.one_of(key, {"high_first", "low_first"}) == "low_first" ? Order::low_first : Order::high_first;
}

std::uint16_t read_address(settings::Table& table, std::string_view key, const Context& context) {
    const std::int64_t base = context.address_base;
    const std::int64_t address = table.integer(key, base, address_space - 1 + base);
    return static_cast<std::uint16_t>(address >= base ? address - base : 0);
}

Point read_point(settings::Table table, const Context& context) {
    Point point;
    point.words = context.word_order;
    point.table = read_table(table);
    point.address = read_address(table, "address", context);
    read_type(table, point);
    if (table.one_of_or("access", {"read", "write"}, "read") == "write") {
        point.access = Access::write;
        if (point.table == Table::discrete || point.table == Table::input) {
            table.fault("access", "\"read\": this table cannot be written");
        }
    }
    (void)table.text_or("unit", "");
    if (point.address + point.width > address_space) {
        table.fault("address", "an address from which the whole value lies below 65536");
    }
    table.done();
    return point;
}

Point read_field(settings::Table table, const Context& context, Table of, std::uint16_t slot_size) {
    Point point;
    point.words = context.word_order;
    point.table = of;
    point.address = static_cast<std::uint16_t>(table.integer("address", 0, address_space - 1));
    read_type(table, point);
    (void)table.text_or("unit", "");
    // A slot size of 0 has been reported already.
    if (slot_size > 0 && point.address + point.width > slot_size) {
        table.fault("address", "a value that lies inside its slot of " + std::to_string(slot_size) + " registers");
    }
    return point;
}

} // namespace parkgate::drivers::profile_reader
