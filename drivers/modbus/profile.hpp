// A device's register map and timing as data: one TOML file for each model of device.
#pragma once

#include "drivers/modbus/point.hpp"
#include "edge/core/hardware.hpp"
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
    std::chrono::milliseconds minimum_gap{0};      // silence that the device wants between two requests
    std::chrono::milliseconds turnaround{0};       // that the whole line needs after an answer of the device
    std::chrono::milliseconds response_timeout{0}; // until the answer begins; a serial line's own time is added
    int read_tries = 1;                            // failures in a row before the device counts as silent
    int probe_tries = 1;                           // requests of one probe of a silent device
};

struct PollRates {
    std::chrono::milliseconds present{0}; // while a car is in the lane
    std::chrono::milliseconds absent{0};
    std::chrono::milliseconds stale_after{0};
};

// Where a reading lies. Addresses of the fields are counted from the start of a slot.
struct SlotLayout {
    Table table = Table::holding;
    std::uint16_t first_slot = 0;
    std::uint16_t slot_size = 0;
    Point plate;
    std::optional<Point> confidence; // percent when scaled; without it a reading has 0
    std::optional<Point> captured_s;
    std::optional<Point> captured_ms;
    std::optional<Point> colour;
};

// Events in a ring of slots: the slot of a sequence number is its remainder by the depth.
struct RingEvents : SlotLayout {
    Point newest;
    Point acknowledge;
    std::optional<Point> lost; // the camera's own count of events that it overwrote before they were acknowledged
    std::uint16_t depth = 0;
    Point sequence; // a field
};

// The newest event overwrites the one before it.
struct SlotEvents : SlotLayout {
    std::optional<Point> acknowledge;
    std::optional<Point> lost;
    Point sequence; // a field
};

// The camera reads when it is told to: trigger, poll the status, read, clear.
struct TriggerEvents : SlotLayout {
    Point trigger;
    Point status; // with the codes ready, busy, ok and error
    std::uint16_t trigger_value = 1;
    std::uint16_t clear_value = 0;
    std::chrono::milliseconds give_up{0}; // without a result
    std::chrono::milliseconds pause{0};   // before another trigger when no plate was read
    std::chrono::milliseconds again{0};   // before another trigger after a plate; 0: not before the lane was empty
};

struct CameraMap {
    std::variant<RingEvents, SlotEvents, TriggerEvents> events;
};

// A fault or a torn-off boom overrides what the limits or the state say.
struct PositionExtras {
    std::optional<Point> fault;
    std::optional<Point> torn_off;
};

struct LimitPosition : PositionExtras {
    Point up;
    Point down;
};

// The names of the state's codes are those of position_names.
struct StatePosition : PositionExtras {
    Point state;
};

using PositionMap = std::variant<LimitPosition, StatePosition>;

// The device releases the coil itself.
struct SelfClearingCoil {
    std::uint16_t address = 0;
};

// A relay contact: set, and cleared by us after the pulse.
struct PulseCoil {
    std::uint16_t address = 0;
    std::chrono::milliseconds pulse{0};
};

// The device times the pulse. The duration goes out as the value of a coil's or a register's write; with an action it
// goes to the register after the action's, in one write.
struct TimedPulse {
    bool coil = false;
    std::uint16_t address = 0;
    std::optional<std::uint16_t> action;
    std::uint16_t duration = 0; // in the device's own unit
};

struct WriteValue {
    std::uint16_t address = 0;
    std::uint16_t value = 0;
};

// Stays until it is taken back; what it is at start is not touched.
struct Level {
    bool coil = true;
    std::uint16_t address = 0;
    std::uint16_t set = 1;
    std::uint16_t clear = 0;
};

using CommandStyle = std::variant<SelfClearingCoil, PulseCoil, TimedPulse, WriteValue, Level>;

struct BarrierMap {
    PositionMap position;
    CommandStyle open;
    CommandStyle close;
    std::optional<CommandStyle> hold;    // without it a hold is an open
    std::optional<CommandStyle> release; // of a level: its other value; without it there is nothing to be released
};

// At least one is there.
struct LoopsMap {
    std::optional<Point> arrival;
    std::optional<Point> safety;
    std::optional<Point> photocell;
    std::optional<Point> beyond;
};

struct AlarmMap {
    Point fire;
};

// Spoken as they are written, in one write, which is filled up with `none`.
struct VoiceMap {
    std::uint16_t first_register = 0;
    std::uint16_t registers = 0;
    std::uint16_t none = 0;
    std::map<core::Phrase, std::uint16_t> phrases;
};

// A text goes out in one write that starts at the colour register, which the lines follow without a gap.
struct DisplayMap {
    std::uint16_t lines = 1;
    std::uint16_t first_register = 0;
    std::uint16_t registers_per_line = 0;
    Encoding encoding = Encoding::utf_8;
    Order bytes = Order::high_first;
    char pad = '\0';
    std::uint16_t colour_register = 0;
    std::uint16_t white = 0, green = 0, yellow = 0, red = 0; // codes of the colours
    std::optional<VoiceMap> voice = {};
};

using DeviceMap = std::variant<CameraMap, BarrierMap, LoopsMap, DisplayMap, AlarmMap>;

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
