#include "drivers/progress.hpp"

#include <algorithm>

namespace parkgate::drivers {

LineProgress::LineProgress(const HardwareSettings& settings, Duration hung_after) {
    for (const DeviceSettings& device : settings.devices) {
        const Interval stale_after = std::get<DeviceProfile>(device.profile).poll.stale_after;
        Watched& line = lines_[device.line];
        line.at_most = std::max(line.at_most, hung_after + std::chrono::ceil<Duration>(stale_after));
    }
}

bool LineProgress::all_move_on(const std::vector<NamedLine>& lines, MonotonicTime now) {
    bool all = true;
    for (const NamedLine& line : lines) {
        const auto found = lines_.find(line.line);
        if (found == lines_.end()) {
            continue;
        }
        Watched& watched = found->second;
        const std::uint64_t requests = line.counters.all.requests();
        if (watched.requests != requests) {
            watched.requests = requests;
            watched.since = now;
        }
        all = all && now - watched.since < watched.at_most;
    }
    return all;
}

} // namespace parkgate::drivers
