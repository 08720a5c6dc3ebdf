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

DeviceKind kind_at(const toml::table& table) {
    const std::string name = text_at(table, "kind");
    if (name == "camera") {
        return DeviceKind::camera;
    }
    if (name == "barrier") {
        return DeviceKind::barrier;
    }
    if (name == "loops") {
        return DeviceKind::loops;
    }
    if (name == "display") {
        return DeviceKind::display;
    }
    refuse(table.get("kind")->source(), "'kind' must be camera, barrier, loops or display, not '" + name + "'");
}

LineConfig read_line(const toml::table& table, const SiteFile& site) {
    check_keys(table, {"id", "port"});
    LineConfig line;
    line.id = text_at(table, "id");
    line.port = static_cast<std::uint16_t>(number_at(table, "port", 0, 65535));
    if (std::ranges::find(site.lines, line.id, &LineConfig::id) != site.lines.end()) {
        refuse(table.get("id")->source(), "a second line '" + line.id + "'");
    }
    return line;
}

void check_device(const toml::table& table, const DeviceConfig& device, const SiteFile& site) {
    if (std::ranges::find(site.lines, device.line, &LineConfig::id) == site.lines.end()) {
        refuse(table.get("line")->source(), "there is no line '" + device.line + "'");
    }
    constexpr std::array<std::string_view, 3> reserved{"all", "snapshot", "quit"};
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
        if (other.lane == device.lane && other.kind == device.kind) {
            refuse(table.get("kind")->source(), "lane '" + device.lane + "' already has this kind: '" + other.id + "'");
        }
    }
}

DeviceConfig read_device(const toml::table& table, const SiteFile& site) {
    check_keys(table, {"id", "line", "unit", "kind", "lane", "travel_ms"});
    DeviceConfig device;
    device.id = text_at(table, "id");
    device.line = text_at(table, "line");
    device.unit = static_cast<std::uint8_t>(number_at(table, "unit", 1, 247));
    device.kind = kind_at(table);
    device.lane = text_at(table, "lane");
    if (device.kind == DeviceKind::barrier) {
        device.travel = table.contains("travel_ms")
                            ? std::chrono::milliseconds{number_at(table, "travel_ms", 1, 600'000)}
                            : default_travel;
    } else if (const toml::node* travel = table.get("travel_ms")) {
        refuse(travel->source(), "only a barrier has 'travel_ms'");
    }
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
