#pragma once

#include "simulator/line/faults.hpp"
#include "simulator/model/lane.hpp"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace parkgate::sim {

/// Where a device of a lane hangs.
struct Attachment {
    std::string lane;
    std::string line;
    std::uint8_t unit;
    DeviceKind kind;
    bool serial;
};

/// What scripts and traffic can do to the lines of a site. Filled before the first of them runs.
struct LineBoard {
    std::map<std::string, LineFaults, std::less<>> faults{};
    std::vector<Attachment> attachments{};
    /// Pulls out or puts in the adapter of a serial line.
    std::function<void(const std::string& line, bool in)> plug{};
};

} // namespace parkgate::sim
