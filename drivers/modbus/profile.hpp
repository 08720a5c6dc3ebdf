// A device's register map and timing as data: one TOML file for each model of device.
#pragma once

#include "drivers/modbus/point.hpp"
#include "platform/settings/reader.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace parkgate::drivers {

enum class Transport : std::uint8_t { tcp, rtu };

struct Link {
    std::set<Transport> transports;
    Order word_order = Order::high_first;
    std::chrono::milliseconds minimum_gap{0}; // silence that the device wants between two requests
    std::chrono::milliseconds response_timeout{0};
    int read_tries = 1;  // failures in a row before the device counts as silent
    int probe_tries = 1; // requests of one probe of a silent device
};

struct PollRates {
    std::chrono::milliseconds present{0}; // while a car is in the lane
    std::chrono::milliseconds absent{0};
    std::chrono::milliseconds stale_after{0};
};

// Events in a ring of slots: the slot of a sequence number is its remainder by the depth.
struct RingEvents {
    Point newest;
    Point acknowledge;
    std::optional<Point> lost; // the camera's own count of overwritten events
    Table table = Table::holding;
    std::uint16_t first_slot = 0;
    std::uint16_t slot_size = 0;
    std::uint16_t depth = 0;
    // Fields: their addresses are counted from the start of a slot.
    Point sequence;
    Point plate;
    Point confidence; // percent
    std::optional<Point> captured_s;
    std::optional<Point> captured_ms;
    std::optional<Point> colour;
    std::map<std::string, std::int64_t> colour_codes;
};

struct CameraMap {
    RingEvents events;
};

struct LimitPosition {
    Point up;
    Point down;
    std::optional<Point> fault;
};

// The device releases the coil itself.
struct SelfClearingCoil {
    std::uint16_t address = 0;
};

// A relay contact: set, and cleared by us after the pulse.
struct PulseCoil {
    std::uint16_t address = 0;
    std::chrono::milliseconds pulse{0};
};

struct WriteValue {
    std::uint16_t address = 0;
    std::uint16_t value = 0;
};

using CommandStyle = std::variant<SelfClearingCoil, PulseCoil, WriteValue>;

struct BarrierMap {
    LimitPosition position;
    CommandStyle open;
    CommandStyle close;
};

// At least one of the two is there.
struct LoopsMap {
    std::optional<Point> arrival;
    std::optional<Point> safety;
};

// A text goes out in one write that starts at the colour register, which the lines follow without a gap.
struct DisplayMap {
    std::uint16_t lines = 1;
    std::uint16_t first_register = 0;
    std::uint16_t registers_per_line = 0;
    Order bytes = Order::high_first;
    std::uint16_t colour_register = 0;
    std::uint16_t white = 0, green = 0, yellow = 0, red = 0; // codes of the colours
};

using DeviceMap = std::variant<CameraMap, BarrierMap, LoopsMap, DisplayMap>;

struct DeviceProfile {
    std::string name;
    Link link;
    PollRates poll;
    std::map<std::string, Point> points; // all of them are polled
    DeviceMap map;
};

using LoadedProfile = std::pair<DeviceProfile, std::vector<settings::Problem>>;

// Never throw. With problems the profile is incomplete and must not be used.
[[nodiscard]] LoadedProfile load_profile(const std::string& path);
[[nodiscard]] LoadedProfile parse_profile(std::string_view text, std::string file_name);

} // namespace parkgate::drivers
