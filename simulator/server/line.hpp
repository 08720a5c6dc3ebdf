#pragma once

#include "simulator/line/faults.hpp"
#include "simulator/line/transmission.hpp"
#include "simulator/plant.hpp"
#include "simulator/server/slave.hpp"

#include <map>
#include <string>

namespace parkgate::sim {

/// A line that answers from its constructor's end to its destructor's start, from a thread of its own.
class Line {
  public:
    Line() = default;
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;
    virtual ~Line() = default;

    /// Where a controller finds it: a TCP port, or the path of a serial device.
    [[nodiscard]] virtual std::string place() const = 0;
    /// A serial adapter is pulled out and put in again; nothing on TCP.
    virtual void plug(bool) {}
};

/// The devices of one line by their unit numbers.
class Slaves {
  public:
    Slaves(const LineConfig& line, const std::vector<DeviceConfig>& devices) {
        for (const DeviceConfig& device : devices) {
            if (device.line == line.id) {
                slaves_.try_emplace(device.unit, device);
            }
        }
    }
    [[nodiscard]] Slave* find(std::uint8_t unit) {
        const auto found = slaves_.find(unit);
        return found == slaves_.end() ? nullptr : &found->second;
    }

  private:
    std::map<std::uint8_t, Slave> slaves_;
};

/// An answer on its way, with what has to be noted when all of it has gone.
struct Reply {
    Slave* slave = nullptr;
    Slave::Answer answer;
    Transmission transmission;
    /// The master will take what was sent for the answer.
    bool credible = true;
};

/// What the unit answers to the request on this line, faults included; nothing where nothing at all is to be sent.
[[nodiscard]] std::optional<Reply> reply_to(const Frame& request, Framing framing, Slave& slave, LineFaults& faults,
                                            Lane& lane, Instant now, Instant received, Events& events);

} // namespace parkgate::sim
