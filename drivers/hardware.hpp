// The gate's hardware over Modbus: lines, the devices behind them, and the core's port to both.
#pragma once

#include "drivers/modbus/line.hpp"
#include "drivers/modbus/profile.hpp"
#include "edge/core/hardware.hpp"

#include <filesystem>

namespace parkgate::drivers {

struct LineSettings {
    std::string id;
    LineAddress address;
    int max_load_percent = 60; // of a serial line's time, for polls; of no concern on TCP
};

struct DeviceSettings {
    std::string name;
    LaneId lane;      // empty: the whole lot, as for a fire alarm
    std::string line; // LineSettings::id
    int unit = 1;     // 0 is broadcast and nobody answers it
    // A path is taken from the working directory unless it is absolute: resolve it against its own file before.
    std::variant<std::filesystem::path, DeviceProfile> profile;
    core::Side side = core::Side::entry; // where a camera or a display looks; of a lane in one direction always its own
};

// A lane has at most one camera a side and one barrier, each of its loops once, and any number of displays. One unit
// may be several devices, with profiles that differ.
struct HardwareSettings {
    std::vector<LineSettings> lines;
    std::vector<DeviceSettings> devices;
};

// Reads the profiles that are given as paths, in place, and checks the whole. Problems of a profile have its file and
// line; others have an empty file and the device's or line's name as their key.
[[nodiscard]] std::vector<settings::Problem> resolve(HardwareSettings& settings);

struct NamedCounters {
    std::string device;
    DeviceCounters counters;
};

struct NamedLine {
    std::string line;
    LineCounters counters;
};

class Hardware : public core::Hardware {
  public:
    // Any thread; in the order of the settings.
    [[nodiscard]] virtual std::vector<NamedCounters> hardware_counters() const = 0;
    [[nodiscard]] virtual std::vector<NamedLine> line_counters() const = 0;
};

// How a line is to poll a device with this profile.
[[nodiscard]] DeviceTiming timing_of(const DeviceProfile& profile);

// Starts the lines. Nothing is written to a device until it is asked for, but that pulsed contacts of a barrier are
// opened, which moves nothing. The sink is called on the lines' threads, several at a time, and must return at once:
// post to a queue. A command for a lane without a barrier is answered with not_sent on the caller's own thread. The
// port's functions may be called on any thread. Destroying it joins every thread: within one response time-out, and one
// more for each relay contact that is still held. After that the sink is not called. Throws std::invalid_argument with
// the first problem when resolve() finds any.
[[nodiscard]] std::unique_ptr<Hardware> make_hardware(HardwareSettings settings,
                                                      std::function<void(core::HardwareEvent)> sink);

} // namespace parkgate::drivers
