#include "drivers/modbus/profile_reader.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace parkgate::drivers::profile_reader {

namespace {

constexpr std::int64_t address_space = 65'536;
// One read or write must be able to carry a text whole.
constexpr std::int64_t longest_text = 120;
constexpr std::int64_t least_raw = -2'147'483'648;
constexpr std::int64_t most_raw = 4'294'967'295;

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

std::string name_of(PointType type) {
    return std::ranges::find(type_names, type, &TypeName::type)->name;
}

void read_text_keys(settings::Table& table, Point& point) {
    point.width = static_cast<std::uint16_t>(table.integer("registers", 1, longest_text));
    point.encoding = read_encoding(table);
    point.bytes = read_order(table, "byte_order");
    point.unknown_texts = table.texts_or("unknown", {});
}

void read_bit_keys(settings::Table& table, Point& point) {
    if (!is_bits(point.table)) {
        point.bit = static_cast<std::uint8_t>(table.integer("bit", 0, 15));
    }
    point.active_low = table.one_of_or("active", {"high", "low"}, "high") == "low";
}

void read_codes(settings::Table codes, Point& point) {
    for (const std::string& name : codes.keys()) {
        for (const std::int64_t value : codes.integers_or(name, least_raw, most_raw, {})) {
            const auto other = std::ranges::find(point.codes, value, &Code::value);
            if (other != point.codes.end()) {
                codes.fault(name, "a value that " + other->name + " does not have");
            }
            point.codes.push_back({name, value});
        }
    }
    codes.done();
}

void read_number_keys(settings::Table& table, Point& point) {
    constexpr double largest_scale = 1e6;
    point.scale = table.number_or("scale", -largest_scale, largest_scale, 1);
    if (point.scale == 0) {
        table.fault("scale", "anything but 0, which would make every value the same");
    }
    point.unknown = table.integers_or("unknown", least_raw, most_raw, {});
    if (point.type == PointType::u32 || point.type == PointType::i32 || point.type == PointType::f32) {
        if (table.has("word_order")) {
            point.words = read_order(table, "word_order");
        }
    }
    if (point.type != PointType::f32) {
        if (auto codes = table.table_if("codes")) {
            read_codes(*codes, point);
        }
    }
}

void read_type(settings::Table& table, Point& point) {
    std::vector<std::string> names;
    for (const TypeName& known : type_names) {
        names.emplace_back(known.name);
    }
    const std::string name = table.one_of("type", names);
    for (const TypeName& known : type_names) {
        if (name == known.name) {
            point.type = known.type;
            point.width = known.width;
        }
    }
    if (!name.empty() && is_bits(point.table) && point.type != PointType::bit) {
        table.fault("type", "\"bit\" in a table of bits");
    }
    if (point.type == PointType::text) {
        read_text_keys(table, point);
    } else if (point.type == PointType::bit) {
        read_bit_keys(table, point);
    } else {
        read_number_keys(table, point);
    }
    point.unit = table.text_or("unit", "");
}

drivers::Table read_table(settings::Table& table) {
    const std::string name = table.one_of("table", {"holding", "input", "discrete", "coil"});
    if (name == "input") {
        return Table::input;
    }
    if (name == "discrete") {
        return Table::discrete;
    }
    return name == "coil" ? Table::coil : Table::holding;
}

std::string list_of(const std::vector<PointType>& types) {
    std::string list;
    for (std::size_t i = 0; i < types.size(); ++i) {
        list += (i == 0 ? "\"" : i + 1 == types.size() ? " or \"" : ", \"") + name_of(types[i]) + '"';
    }
    return list;
}

} // namespace

Encoding read_encoding(settings::Table& table) {
    const std::string name = table.one_of("encoding", {"utf-8", "gbk", "ascii"});
    if (name == "gbk") {
        return Encoding::gbk;
    }
    return name == "ascii" ? Encoding::ascii : Encoding::utf_8;
}

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
    // A slot size of 0 has been reported already.
    if (slot_size > 0 && point.address + point.width > slot_size) {
        table.fault("address", "a value that lies inside its slot of " + std::to_string(slot_size) + " registers");
    }
    table.done();
    return point;
}

Point referred(settings::Table& table, std::string_view key, const Points& points,
               const std::vector<PointType>& types) {
    const std::string name = table.text(key);
    const auto found = points.find(name);
    if (found != points.end()) {
        if (std::ranges::find(types, found->second.type) == types.end()) {
            table.fault(key, "a point of type " + list_of(types));
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

std::optional<Point> referred_if(settings::Table& table, std::string_view key, const Points& points,
                                 const std::vector<PointType>& types) {
    return table.has(key) ? std::optional{referred(table, key, points, types)} : std::nullopt;
}

} // namespace parkgate::drivers::profile_reader
