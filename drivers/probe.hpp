// What an installer sees of the hardware: every point of every device, decoded, with its age. It reads and nothing
// else, unless it was made to move arms.
#pragma once

#include "drivers/hardware.hpp"

#include <memory>
#include <optional>

namespace parkgate::drivers {

struct ProbedPoint {
    std::string name;  // as in the profile; a field of the newest event after "event."
    std::string value; // for people; empty: never read
    std::optional<std::chrono::milliseconds> age;
};

struct ProbedDevice {
    std::string name;
    std::string profile;
    std::string line;
    int unit = 0;
    std::vector<ProbedPoint> points;
    DeviceCounters counters;
    std::string last_command; // and what became of it on the wire
};

class Prober {
  public:
    Prober() = default;
    Prober(const Prober&) = delete;
    Prober& operator=(const Prober&) = delete;
    virtual ~Prober() = default;

    // Any thread.
    [[nodiscard]] virtual std::vector<ProbedDevice> devices() const = 0;
    [[nodiscard]] virtual std::vector<NamedLine> lines() const = 0;
    // To every barrier that is probed. False: there is none, or no arm may be moved.
    virtual bool command(core::ArmCommand command) = 0;
};

// Of one device, or of all when `device` is empty. `settings` must be resolved and without problems.
[[nodiscard]] std::unique_ptr<Prober> make_prober(const HardwareSettings& settings, const std::string& device,
                                                  bool may_command);

} // namespace parkgate::drivers
