// A Modbus line as an actor: one thread, one connection, the devices behind it.
#pragma once

#include "drivers/modbus/device.hpp"
#include "drivers/modbus/load.hpp"

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

    [[nodiscard]] std::uint64_t requests() const { return ok + timeout + exception + garbled; }
};

struct LineCounters {
    int load_percent = 0;          // of the last second: computed from bytes, baud and gaps (RTU), measured (TCP)
    int budget_percent = 0;        // that polls may take; 0: of no concern
    std::uint64_t noise = 0;       // bytes on a serial line that nobody had asked for
    bool open = false;             // the port or the connection
    DeviceCounters all{};          // of its devices
    std::uint64_t events_lost = 0; // that its cameras overwrote before they were read
};

class Line {
  public:
    using Now = std::function<Time()>;

    // `now` must not run behind the steady clock that the thread waits by.
    explicit Line(LineAddress address, Now now = [] { return Clock::now(); });
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;
    ~Line(); // stop() and join: within one response time-out, and one more for each contact that is still held

    // Before start() only: the share of its time, in percent, that polls may occupy a serial line.
    void set_budget(int percent);
    // Before start() only. What the line itself knows of the timing (unit, cost of a poll) is filled in. The device
    // must outlive the line's thread.
    DeviceIndex add(LineDevice& device, int unit, const DeviceTiming& timing,
                    std::chrono::milliseconds response_timeout);
    void start();

    // Any thread: the device's on_ring() is called before the next request.
    void ring(DeviceIndex device);
    // Any thread. Returns at once; the destructor waits.
    void stop();
    // Any thread.
    [[nodiscard]] DeviceCounters counters(DeviceIndex device) const;
    [[nodiscard]] LineCounters line_counters() const;

  private:
    struct Member;
    class MemberOrders;

    [[nodiscard]] bool is_serial() const { return port_.gap().count() > 0; }
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
    void account(Interval on_wire, core::LineOutcome outcome, Time begun);

    Now now_;
    Port port_;
    Schedule schedule_;
    std::vector<std::unique_ptr<Member>> members_;
    int budget_percent_ = 100;
    bool connected_before_ = false;
    bool made_anew_ = false;   // the connection, for the request that is to be sent now
    bool asked_again_ = false; // whether the command that it was made for is still wanted
    LoadMeter load_;
    std::atomic<int> load_percent_ = 0;
    std::atomic<std::uint64_t> noise_ = 0;
    std::atomic<bool> open_ = false;

    std::mutex mutex_; // guards rung_ and stopping_
    std::condition_variable woken_;
    std::vector<DeviceIndex> rung_; // each device once
    std::vector<DeviceIndex> taken_;
    bool stopping_ = false;
    std::jthread thread_;
};

} // namespace parkgate::drivers
