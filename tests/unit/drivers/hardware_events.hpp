// Hardware on a simulated line, and what it reports.
#pragma once

#include "drivers/hardware.hpp"
#include "tests/unit/drivers/slave.hpp"

#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>

namespace parkgate::test {

inline constexpr std::chrono::seconds generous{30};
inline const LaneId lane{"exit-1"};

class Events {
  public:
    std::function<void(core::HardwareEvent)> sink() {
        return [this](core::HardwareEvent event) {
            const std::lock_guard lock(mutex_);
            all_.push_back(std::move(event));
            changed_.notify_all();
        };
    }
    template <typename Kind>
    std::vector<Kind> of() {
        const std::lock_guard lock(mutex_);
        return chosen<Kind>();
    }
    template <typename Kind>
    bool wait(const std::function<bool(const std::vector<Kind>&)>& satisfied) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, generous, [&] { return satisfied(chosen<Kind>()); });
    }

  private:
    template <typename Kind>
    std::vector<Kind> chosen() {
        std::vector<Kind> kinds;
        for (const core::HardwareEvent& event : all_) {
            if (const auto* one = std::get_if<Kind>(&event)) {
                kinds.push_back(*one);
            }
        }
        return kinds;
    }
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<core::HardwareEvent> all_;
};

inline drivers::DeviceProfile profile(const std::string& name) {
    auto loaded = drivers::load_profile(PROFILES + name);
    EXPECT_TRUE(loaded.second.empty());
    return loaded.first;
}

inline drivers::HardwareSettings one(const Slave& slave, drivers::DeviceProfile device) {
    device.poll.present = device.poll.absent = std::chrono::milliseconds{5};
    return {.lines = {{"field", drivers::TcpAddress{"127.0.0.1", slave.port()}}},
            .devices = {{"device", lane, "field", 1, std::move(device)}}};
}

// Polled often, on a line named `field`.
inline drivers::DeviceSettings device_of(const std::string& name, LaneId its_lane, int unit, const std::string& file,
                                         core::Side side = core::Side::exit) {
    drivers::DeviceProfile made = profile(file);
    made.poll.present = made.poll.absent = std::chrono::milliseconds{10};
    return {name, std::move(its_lane), "field", unit, std::move(made), side};
}

} // namespace parkgate::test
