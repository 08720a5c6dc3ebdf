#include "drivers/hardware.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

namespace parkgate::drivers {

namespace {

using settings::Problem;

void report(std::vector<Problem>& problems, std::string key, std::string found, std::string expected) {
    problems.push_back({.file = {},
                        .line = 0,
                        .column = 0,
                        .key = std::move(key),
                        .found = std::move(found),
                        .expected = std::move(expected)});
}

void check_address(const LineSettings& line, std::vector<Problem>& problems) {
    if (const auto* tcp = std::get_if<TcpAddress>(&line.address)) {
        if (!is_ipv4(tcp->host)) {
            report(problems, line.id + ".host", '"' + tcp->host + '"', "an IPv4 address such as 192.168.1.20");
        }
        if (tcp->port == 0) {
            report(problems, line.id + ".port", "0", "a port from 1 to 65535");
        }
        return;
    }
    const auto& rtu = std::get<RtuPort>(line.address);
    constexpr std::array bauds{1200, 2400, 4800, 9600, 19'200, 38'400, 57'600, 115'200, 230'400};
    if (std::ranges::find(bauds, rtu.baud) == bauds.end()) {
        report(problems, line.id + ".baud", std::to_string(rtu.baud), "a usual rate from 1200 to 230400");
    }
    if (line.max_load_percent < 1 || line.max_load_percent > 100) {
        report(problems, line.id + ".max_load_percent", std::to_string(line.max_load_percent), "from 1 to 100");
    }
    if (rtu.stop_bits != 1 && rtu.stop_bits != 2) {
        report(problems, line.id + ".stop_bits", std::to_string(rtu.stop_bits), "1 or 2");
    }
    if (rtu.path.empty()) {
        report(problems, line.id + ".path", "nothing", "the path of a serial port");
    }
}

const LineSettings* line_of(const HardwareSettings& settings, const DeviceSettings& device) {
    const auto found = std::ranges::find(settings.lines, device.line, &LineSettings::id);
    return found == settings.lines.end() ? nullptr : &*found;
}

void load(DeviceSettings& device, std::vector<Problem>& problems) {
    if (const auto* path = std::get_if<std::filesystem::path>(&device.profile)) {
        auto [profile, found] = load_profile(path->string());
        problems.insert(problems.end(), found.begin(), found.end());
        device.profile = std::move(profile);
    }
}

void check_line(const HardwareSettings& settings, const DeviceSettings& device, std::vector<Problem>& problems) {
    const LineSettings* line = line_of(settings, device);
    if (line == nullptr) {
        report(problems, device.name + ".line", '"' + device.line + '"', "the id of a line");
        return;
    }
    const bool tcp = std::holds_alternative<TcpAddress>(line->address);
    const auto& transports = std::get<DeviceProfile>(device.profile).link.transports;
    if (!transports.empty() && !transports.contains(tcp ? Transport::tcp : Transport::rtu)) {
        report(problems, device.name + ".profile", "a profile without this transport",
               tcp ? "one with \"tcp\" in link.transports" : "one with \"rtu\" in link.transports");
    }
}

// What a lane may have once only.
std::vector<std::string> roles(const DeviceProfile& profile, core::Side side) {
    if (std::holds_alternative<CameraMap>(profile.map)) {
        return {side == core::Side::entry ? "plate camera on the entry side" : "plate camera on the exit side"};
    }
    if (std::holds_alternative<BarrierMap>(profile.map)) {
        return {"barrier"};
    }
    std::vector<std::string> names;
    if (const auto* loops = std::get_if<LoopsMap>(&profile.map)) {
        const auto add = [&names](const std::optional<Point>& point, const char* name) {
            if (point) {
                names.emplace_back(name);
            }
        };
        add(loops->arrival, "arrival loop");
        add(loops->safety, "safety loop");
        add(loops->photocell, "photocell");
        add(loops->beyond, "loop beyond the arm");
    }
    return names;
}

void check_lane(const DeviceSettings& device, std::vector<Problem>& problems) {
    const bool of_lot = std::holds_alternative<AlarmMap>(std::get<DeviceProfile>(device.profile).map);
    if (of_lot && !device.lane.empty()) {
        report(problems, device.name + ".lane", '"' + device.lane.text + '"', "none: a fire alarm is of the whole lot");
    } else if (!of_lot && device.lane.empty()) {
        report(problems, device.name + ".lane", "nothing", "the id of a lane");
    }
}

using Units = std::set<std::tuple<std::string, int, std::string>>;

void check_unit(const DeviceSettings& device, Units& units, std::vector<Problem>& problems) {
    if (device.unit < 1 || device.unit > 255) {
        report(problems, device.name + ".unit", std::to_string(device.unit), "an integer from 1 to 255");
    } else if (!units.insert({device.line, device.unit, std::get<DeviceProfile>(device.profile).name}).second) {
        report(problems, device.name + ".unit", std::to_string(device.unit),
               "a unit that no other device of the line has with this profile");
    }
}

// While one device is waited for nobody else of its line is looked at. `known`: the devices of one line.
void check_patience(const std::vector<const DeviceSettings*>& known, std::vector<Problem>& problems) {
    const auto timeout_of = [](const DeviceSettings* device) {
        return std::get<DeviceProfile>(device->profile).link.response_timeout;
    };
    const auto stale_of = [](const DeviceSettings* device) {
        return std::get<DeviceProfile>(device->profile).poll.stale_after;
    };
    const DeviceSettings* slowest = *std::ranges::max_element(known, {}, timeout_of);
    const DeviceSettings* first_stale = *std::ranges::min_element(known, {}, stale_of);
    const auto stale = std::chrono::duration_cast<std::chrono::milliseconds>(stale_of(first_stale));
    if (timeout_of(slowest) > stale) {
        report(problems, slowest->name + ".profile",
               "link.response_timeout_ms = " + std::to_string(timeout_of(slowest).count()),
               "at most poll.stale_after_ms of " + first_stale->name + " on the same line, " +
                   std::to_string(stale.count()));
    }
}

} // namespace

std::vector<Problem> resolve(HardwareSettings& settings) {
    std::vector<Problem> problems;
    std::set<std::string> ids, names;
    for (const LineSettings& line : settings.lines) {
        check_address(line, problems);
        if (!ids.insert(line.id).second) {
            report(problems, line.id, "a second line of this id", "ids that differ");
        }
    }
    Units units;
    std::set<std::tuple<LaneId, std::string>> taken;
    std::map<std::string, std::vector<const DeviceSettings*>> known; // by line
    for (DeviceSettings& device : settings.devices) {
        const auto before = problems.size();
        load(device, problems);
        if (problems.size() != before) {
            continue; // nothing more can be said of a device whose profile is not known
        }
        known[device.line].push_back(&device);
        check_line(settings, device, problems);
        if (!names.insert(device.name).second) {
            report(problems, device.name, "a second device of this name", "names that differ");
        }
        check_lane(device, problems);
        check_unit(device, units, problems);
        for (const std::string& role : roles(std::get<DeviceProfile>(device.profile), device.side)) {
            if (!taken.insert({device.lane, role}).second) {
                report(problems, device.name, "a second " + role + " in lane " + device.lane.text,
                       "one of a kind in a lane");
            }
        }
    }
    for (const auto& [id, devices] : known) {
        if (ids.contains(id)) {
            check_patience(devices, problems);
        }
    }
    return problems;
}

} // namespace parkgate::drivers
