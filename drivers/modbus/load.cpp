#include "drivers/modbus/load.hpp"

#include <algorithm>

namespace parkgate::drivers {

void LoadMeter::add(Interval occupied, Time now) {
    constexpr Interval window = std::chrono::seconds{1};
    if (begun_ == Time{}) {
        begun_ = now;
    }
    const auto passed = std::chrono::duration_cast<Interval>(now - begun_);
    if (passed >= window) {
        percent_ = static_cast<int>(std::clamp<std::int64_t>(100 * occupied_.count() / passed.count(), 0, 100));
        begun_ = now;
        occupied_ = Interval{0};
    }
    occupied_ += occupied;
}

} // namespace parkgate::drivers
