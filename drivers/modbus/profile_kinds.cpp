#include "drivers/modbus/profile_reader.hpp"

namespace parkgate::drivers::profile_reader {

namespace {

constexpr std::int64_t longest_write = 123;
constexpr std::int64_t address_space = 65'536;

const std::vector<PointType> bit{PointType::bit};

std::uint16_t read_word(settings::Table& table, std::string_view key) {
    return static_cast<std::uint16_t>(table.integer(key, 0, 65'535));
}

void read_colour(settings::Table colour, const Context& context, DisplayMap& display) {
    display.colour_register = read_address(colour, "address", context);
    (void)colour.one_of("type", {"u16"});
    settings::Table codes = colour.table("codes");
    display.white = read_word(codes, "white");
    display.green = read_word(codes, "green");
    display.yellow = read_word(codes, "yellow");
    display.red = read_word(codes, "red");
    codes.done();
    colour.done();
}

void check_one_write(settings::Table& table, const DisplayMap& display) {
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
}

VoiceMap read_voice(settings::Table table, const Context& context) {
    VoiceMap voice;
    voice.first_register = read_address(table, "first_register", context);
    voice.registers = static_cast<std::uint16_t>(table.integer("registers", 1, longest_write));
    voice.none = static_cast<std::uint16_t>(table.integer_or("none", 0, 65'535, 0));
    if (voice.first_register + voice.registers > address_space) {
        table.fault("first_register", "an address from which every phrase lies below 65536");
    }
    settings::Table phrases = table.table("phrases");
    for (const auto& [phrase, name] : core::phrases) {
        if (phrases.has(name)) {
            voice.phrases.emplace(phrase, read_word(phrases, name));
        }
    }
    phrases.done();
    table.done();
    return voice;
}

} // namespace

LoopsMap read_loops(settings::Table& root, const Points& points) {
    LoopsMap loops;
    settings::Table table = root.table("loops");
    loops.arrival = referred_if(table, "arrival", points, bit);
    loops.safety = referred_if(table, "safety", points, bit);
    loops.photocell = referred_if(table, "photocell", points, bit);
    loops.beyond = referred_if(table, "beyond", points, bit);
    if (root.has("loops") && !loops.arrival && !loops.safety && !loops.photocell && !loops.beyond) {
        root.fault("loops", "at least one of arrival, safety, photocell and beyond");
    }
    table.done();
    return loops;
}

AlarmMap read_alarm(settings::Table& root, const Points& points) {
    AlarmMap alarm;
    settings::Table table = root.table("alarm");
    alarm.fire = referred(table, "fire", points, bit);
    table.done();
    return alarm;
}

DisplayMap read_display(settings::Table& root, const Context& context) {
    DisplayMap display;
    settings::Table table = root.table("text");
    display.lines = static_cast<std::uint16_t>(table.integer("lines", 1, 4));
    display.first_register = read_address(table, "first_register", context);
    display.registers_per_line = static_cast<std::uint16_t>(table.integer("registers_per_line", 1, longest_write - 1));
    display.encoding = read_encoding(table);
    display.bytes = read_order(table, "byte_order");
    display.pad = table.one_of_or("pad", {"nul", "space"}, "nul") == "space" ? ' ' : '\0';
    read_colour(table.table("colour"), context, display);
    check_one_write(table, display);
    table.done();
    if (auto voice = root.table_if("voice")) {
        display.voice = read_voice(*voice, context);
    }
    return display;
}

} // namespace parkgate::drivers::profile_reader
