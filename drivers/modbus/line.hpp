// A Modbus line as an actor: one thread, one connection, the devices behind it.
#pragma once

#include "drivers/modbus/device.hpp"

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

namespace parkgate::drivers {

struct DeviceCounters {
    std::uint64_t ok = 0;
    std::uint64_t timeout = 0;
    std::uint64_t exception = 0;
    std::uint64_t garbled = 0;
    std::uint64_t reconnects = 0; // connections made anew for a request of this device
};

class Line {
  public:
    using Now = std::function<Time()>;

    // `now` must not run behind the steady clock that the thread waits by.
    explicit Line(LineAddress address, Now now = [] { return Clock::now(); });
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;
    ~Line(); // stop() and join: within one response time-out, and one more for each contact that is still held

    // Before start() only. The device must outlive the line's thread.
    DeviceIndex add(LineDevice& device, int unit, const DeviceTiming& timing,
                    std::chrono::milliseconds response_timeout);
    void start();

    // Any thread: the device's on_ring() is called before the next request.
    void ring(DeviceIndex device);
    // Any thread. Returns at once; the destructor waits.
    void stop();
    // Any thread.
    [[nodiscard]] DeviceCounters counters(DeviceIndex device) const;

  private:
    struct Member;
    class MemberOrders;

    void run();
    bool take_rings();
    void wait(Time until);
    void carry_out(const Job& job);
    void poll(const job::Poll& poll);
    void write(const job::Write& write);
    bool make_ready(Member& member);
    void count(Member& member, core::LineOutcome outcome);
    void after_failure(Member& member, core::LineOutcome outcome);
    void next_part(const job::Poll& poll, Member& member);
    void release_all();

    Now now_;
    Port port_;
    Schedule schedule_;
    std::vector<std::unique_ptr<Member>> members_;
    bool connected_before_ = false;

    std::mutex mutex_; // guards rung_ and stopping_
    std::condition_variable woken_;
    std::vector<DeviceIndex> rung_; // each device once
    std::vector<DeviceIndex> taken_;
    bool stopping_ = false;
    std::jthread thread_;
};

} // namespace parkgate::drivers
