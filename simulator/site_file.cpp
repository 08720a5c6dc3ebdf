#include "simulator/site_file.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <initializer_list>

namespace parkgate::sim {

namespace {

constexpr std::chrono::milliseconds default_travel{1200};

/// Thrown inside this file only, so that every check is one line; parse_site turns it into its result.
struct Refused {
    SiteError error;
};

[[noreturn]] void refuse(const toml::source_region& where, std::string text) {
    throw Refused{{where.begin.line, where.begin.column, std::move(text)}};
}

void check_keys(const toml::table& table, std::initializer_list<std::string_view> known) {
    for (const auto& [key, value] : table) {
        if (std::ranges::find(known, key.str()) == known.end()) {
            refuse(key.source(), "unknown key '" + std::string(key.str()) + "'");
        }
    }
}

std::string text_at(const toml::table& table, std::string_view key) {
    const toml::node* node = table.get(key);
    if (node == nullptr) {
        refuse(table.source(), "the key '" + std::string(key) + "' is missing");
    }
    const auto text = node->value_exact<std::string>();
    if (!text || text->empty() || text->find_first_of(" \t\n#") != std::string::npos) {
        refuse(node->source(), "'" + std::string(key) + "' must be a text that is not empty, without spaces and #");
    }
    return *text;
}

std::int64_t number_at(const toml::table& table, std::string_view key, std::int64_t low, std::int64_t high) {
    const toml::node* node = table.get(key);
    if (node == nullptr) {
        refuse(table.source(), "the key '" + std::string(key) + "' is missing");
    }
    const auto number = node->value_exact<std::int64_t>();
    if (!number || *number < low || *number > high) {
        refuse(node->source(), "'" + std::string(key) + "' must be a whole number from " + std::to_string(low) +
                                   " to " + std::to_string(high));
    }
    return *number;
}

constexpr std::array<std::pair<std::string_view, DeviceKind>, device_kinds> kinds{
    {{"camera", DeviceKind::camera},
     {"barrier", DeviceKind::barrier},
     {"loops", DeviceKind::loops},
     {"display", DeviceKind::display},
     {"alarm", DeviceKind::alarm},
     {"trigger-camera", DeviceKind::trigger_camera},
     {"slot-camera", DeviceKind::slot_camera},
     {"relay-board", DeviceKind::relay_board},
     {"state-barrier", DeviceKind::state_barrier},
     {"gbk-display", DeviceKind::gbk_display}}};

DeviceKind kind_at(const toml::table& table) {
    const std::string name = text_at(table, "kind");
    const auto found = std::ranges::find(kinds, name, &std::pair<std::string_view, DeviceKind>::first);
    if (found != kinds.end()) {
        return found->second;
    }
    std::string known;
    for (const auto& [word, kind] : kinds) {
        known += (known.empty() ? "" : ", ") + std::string(word);
    }
    refuse(table.get("kind")->source(), "'kind' must be one of " + known + ", not '" + name + "'");
}

bool share_a_role(DeviceKind one, DeviceKind other) {
    for (std::size_t role = 0; role < device_kinds; ++role) {
        if (plays(one, static_cast<DeviceKind>(role)) && plays(other, static_cast<DeviceKind>(role))) {
            return true;
        }
    }
    return false;
}

SerialSettings read_serial(const toml::table& table) {
    SerialSettings serial;
    const auto number = [&](std::string_view key, std::int64_t low, std::int64_t high, std::int64_t otherwise) {
        return table.contains(key) ? number_at(table, key, low, high) : otherwise;
    };
    serial.baud = static_cast<unsigned>(number("baud", 4800, 115'200, 9600));
    serial.stop_bits = static_cast<unsigned>(number("stop_bits", 1, 2, 1));
    serial.turnaround = std::chrono::milliseconds{number("turnaround_ms", 0, 1000, 2)};
    if (const toml::node* node = table.get("parity")) {
        const std::string name = text_at(table, "parity");
        if (name != "none" && name != "even" && name != "odd") {
            refuse(node->source(), "'parity' must be none, even or odd, not '" + name + "'");
        }
        serial.parity = name == "none" ? Parity::none : name == "even" ? Parity::even : Parity::odd;
    }
    return serial;
}

LineConfig read_line(const toml::table& table, const SiteFile& site) {
    LineConfig line;
    line.id = text_at(table, "id");
    if (table.contains("serial")) {
        check_keys(table, {"id", "serial", "baud", "parity", "stop_bits", "turnaround_ms"});
        line.link = text_at(table, "serial");
        line.serial = read_serial(table);
    } else {
        check_keys(table, {"id", "port"});
        line.port = static_cast<std::uint16_t>(number_at(table, "port", 0, 65535));
    }
    if (std::ranges::find(site.lines, line.id, &LineConfig::id) != site.lines.end()) {
        refuse(table.get("id")->source(), "a second line '" + line.id + "'");
    }
    return line;
}

void check_device(const toml::table& table, const DeviceConfig& device, const SiteFile& site) {
    if (std::ranges::find(site.lines, device.line, &LineConfig::id) == site.lines.end()) {
        refuse(table.get("line")->source(), "there is no line '" + device.line + "'");
    }
    constexpr std::array<std::string_view, 9> reserved{"all",  "snapshot",   "quit",    "line", "fire",
                                                       "word", "controller", "summary", "every"};
    if (std::ranges::find(reserved, device.lane) != reserved.end()) {
        refuse(table.get("lane")->source(), "'" + device.lane + "' is a word of the script language, not a lane");
    }
    for (const DeviceConfig& other : site.devices) {
        if (other.id == device.id) {
            refuse(table.get("id")->source(), "a second device '" + device.id + "'");
        }
        if (other.line == device.line && other.unit == device.unit) {
            refuse(table.get("unit")->source(), "unit " + std::to_string(device.unit) + " of line '" + device.line +
                                                    "' is already '" + other.id + "'");
        }
        if (other.lane == device.lane && other.side == device.side && share_a_role(other.kind, device.kind)) {
            refuse(table.get("kind")->source(), "lane '" + device.lane + "' already has this kind: '" + other.id + "'");
        }
    }
}

Side side_at(const toml::table& table, DeviceKind kind) {
    const toml::node* node = table.get("side");
    if (node == nullptr) {
        return Side::entry;
    }
    if (!plays(kind, DeviceKind::camera) && !plays(kind, DeviceKind::display)) {
        refuse(node->source(), "only a camera or a display has a 'side'");
    }
    const std::string name = text_at(table, "side");
    if (name != "entry" && name != "exit") {
        refuse(node->source(), "'side' must be entry or exit, not '" + name + "'");
    }
    return name == "exit" ? Side::exit : Side::entry;
}

DeviceConfig read_device(const toml::table& table, const SiteFile& site) {
    check_keys(table, {"id", "line", "unit", "kind", "lane", "side", "travel_ms"});
    DeviceConfig device;
    device.id = text_at(table, "id");
    device.line = text_at(table, "line");
    device.unit = static_cast<std::uint8_t>(number_at(table, "unit", 1, 247));
    device.kind = kind_at(table);
    device.lane = text_at(table, "lane");
    if (plays(device.kind, DeviceKind::barrier)) {
        device.travel = table.contains("travel_ms")
                            ? std::chrono::milliseconds{number_at(table, "travel_ms", 1, 600'000)}
                            : default_travel;
    } else if (const toml::node* travel = table.get("travel_ms")) {
        refuse(travel->source(), "only a barrier has 'travel_ms'");
    }
    device.side = side_at(table, device.kind);
    check_device(table, device, site);
    return device;
}

template <class Each>
void each_table(const toml::table& root, std::string_view key, Each&& each) {
    const toml::node* node = root.get(key);
    if (node == nullptr) {
        refuse(root.source(), "there is no [[" + std::string(key) + "]]");
    }
    if (!node->is_array_of_tables()) {
        refuse(node->source(), "'" + std::string(key) + "' must be written as [[" + std::string(key) + "]]");
    }
    for (const toml::node& entry : *node->as_array()) {
        each(*entry.as_table());
    }
}

} // namespace

std::expected<SiteFile, SiteError> parse_site(std::string_view toml_text) {
    try {
        const toml::table root = toml::parse(toml_text);
        check_keys(root, {"line", "device"});
        SiteFile site;
        each_table(root, "line", [&](const toml::table& table) { site.lines.push_back(read_line(table, site)); });
        each_table(root, "device", [&](const toml::table& table) { site.devices.push_back(read_device(table, site)); });
        return site;
    } catch (const toml::parse_error& error) {
        return std::unexpected(
            SiteError{error.source().begin.line, error.source().begin.column, std::string(error.description())});
    } catch (const Refused& refused) {
        return std::unexpected(refused.error);
    }
}

} // namespace parkgate::sim
