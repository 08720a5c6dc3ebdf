// Decides what a line does next, and when. Pure: time is an argument, and the line's thread only carries it out.
#pragma once

#include "drivers/modbus/breaker.hpp"
#include "edge/core/hardware.hpp"

#include <deque>
#include <optional>
#include <variant>
#include <vector>

namespace parkgate::drivers {

using DeviceIndex = std::size_t;
// The device's own number of one of its writes.
using WriteTag = std::uint32_t;

// How often a device is read: as with a car before it; as in an empty lane; or so, and more rarely where the line's
// budget asks for it.
enum class Need : std::uint8_t { full, some, little };

struct DeviceTiming {
    Interval present{};
    Interval absent{};
    Interval stale_after{};
    Interval minimum_gap{};
    int read_tries = 1;
    int probe_tries = 1;
    int unit = 0;          // devices of one unit, but 0, fall silent together and share their gap
    Interval turnaround{}; // that the whole line needs after an answer of the device
    Interval poll_cost{};  // for how long one poll occupies the line; 0: that is of no concern
    bool patient = false;  // it only shows: nobody decides by it, and it waits while a car waits for a decision
};

namespace job {
struct Poll {
    DeviceIndex device = 0;
    bool operator==(const Poll&) const = default;
};
enum class Class : std::uint8_t { command, release, other };
struct Write {
    DeviceIndex device = 0;
    WriteTag tag = 0;
    Class kind = Class::other;
    bool operator==(const Write&) const = default;
};
// A command that must not be sent any more.
struct Refuse {
    DeviceIndex device = 0;
    WriteTag tag = 0;
    bool operator==(const Refuse&) const = default;
};
// Nothing was read from the device for its stale-after.
struct Stale {
    DeviceIndex device = 0;
    bool operator==(const Stale&) const = default;
};
struct Wait {
    Time until;
    bool operator==(const Wait&) const = default;
};
} // namespace job

using Job = std::variant<job::Poll, job::Write, job::Refuse, job::Stale, job::Wait>;

// Polls of devices of little need are stretched so that the computed time of all polls stays within the line's budget,
// but never so far that a value would go stale. The others take what they need.
//
// Order: releases of pulsed contacts that are due, arm commands as they came (but see withdraw), polls whose last
// attempt is half a stale-after old, then polls and other writes by earliest deadline. A poll's deadline is one period
// from its last attempt, so that on a line that is too slow for all of them each is late by the same time, and none is
// read over and over before another has had its turn. Deadlines move on with every attempt: neither a fast nor a
// failing device can keep another waiting for longer than its stale-after when there is time for all.
class Schedule {
  public:
    static constexpr std::size_t most_queued = 64; // commands, releases and other writes, each

    // `line_gap`: the silence between any two requests (RTU).
    explicit Schedule(Interval line_gap = Interval{0}, std::uint64_t seed = 1) : line_gap_(line_gap), seed_(seed) {}

    // The share of its time that the line may be occupied by polls; 1: all of it.
    void set_budget(double share);

    DeviceIndex add_device(const DeviceTiming& timing, Time now);
    void set_need(DeviceIndex device, Need need);

    // False: the queue is full.
    [[nodiscard]] bool add_command(DeviceIndex device, WriteTag tag, Time expires);
    // Takes back what waits of these commands. How many they were.
    [[nodiscard]] std::size_t withdraw(DeviceIndex device, WriteTag tag);
    [[nodiscard]] bool add_write(DeviceIndex device, WriteTag tag, Time now);
    // A write that must happen, tried until it succeeds. Until then no command of the same device is sent.
    void add_release(DeviceIndex device, WriteTag tag, Time not_before);
    // The device's releases are due at once, because another command follows.
    void hasten_releases(DeviceIndex device, Time now);
    [[nodiscard]] const auto& releases() const { return releases_; }

    // Stale and Refuse are given once, without an attempt.
    [[nodiscard]] Job next(Time now);

    void started(const Job& job, Time now);
    // One request of a poll was answered and another one of the same poll follows.
    void continued(DeviceIndex device, Time now);
    void finished(const Job& job, core::LineOutcome outcome, Time now);
    // Nothing is sent before: a late answer may still be under way (RTU).
    void hold(Time until) { hold_until_ = std::max(hold_until_, until); }

    // A car waits for a decision: patient devices wait with it, until then or until a command is sent. A poll that
    // would go stale and a write that has waited for `longest_patience` do not.
    void await_command(Time until) { awaited_until_ = until; }
    // A command is about to come: until then, or until it is sent, nothing else is begun.
    void keep_free(Time until) { free_until_ = until; }
    static constexpr Interval longest_patience = std::chrono::seconds{1};

    [[nodiscard]] bool silent(DeviceIndex device) const { return breaker_of(devices_[device]).open(); }

  private:
    struct Device {
        DeviceTiming timing;
        std::size_t breaker = 0; // which one
        Need need = Need::full;  // until told otherwise: a car may stand there at start
        bool under_way = false;  // a poll that takes several requests
        Time due{};
        Time started{};
        Time stale_at{};
        bool stale = false;
        Time gap_until{};
    };
    struct Queued {
        DeviceIndex device = 0;
        WriteTag tag = 0;
        Time time; // of a command: expires; of a release: not before; else when it was asked for
    };
    // What is smaller goes first.
    struct Turn {
        bool in_time = true; // nothing goes stale if it waits
        Time deadline = Time::max();
        auto operator<=>(const Turn&) const = default;
    };

    std::optional<Job> next_refusal(Time now);
    std::optional<Job> next_urgent(Time now);
    std::optional<Job> next_by_deadline(Time now);
    [[nodiscard]] Breaker& breaker_of(const Device& device) { return breakers_[device.breaker]; }
    [[nodiscard]] const Breaker& breaker_of(const Device& device) const { return breakers_[device.breaker]; }
    std::size_t breaker_for(const DeviceTiming& timing);
    void quiet(Device& device, Time now);
    void stretch();
    [[nodiscard]] Time wake_up() const;
    [[nodiscard]] Interval period(const Device& device) const;
    [[nodiscard]] Time free_at(const Device& device) const;
    [[nodiscard]] Time half_stale(const Device& device) const;
    [[nodiscard]] Time poll_at(const Device& device) const;
    [[nodiscard]] Time write_at(const Queued& write) const;
    [[nodiscard]] Turn turn_of(const Device& device, Time now) const;
    void settle_poll(Device& device, core::LineOutcome outcome, Time now);
    void settle_write(const job::Write& write, core::LineOutcome outcome, Time now);

    Interval line_gap_;
    std::uint64_t seed_;
    Time hold_until_;
    Time awaited_until_;
    Time free_until_;
    double budget_ = 1;
    double idle_factor_ = 1; // by which the polls of devices of little need are stretched
    std::vector<Device> devices_;
    std::vector<Breaker> breakers_; // one a unit
    std::deque<Queued> commands_;
    std::deque<Queued> releases_;
    std::deque<Queued> writes_;
};

} // namespace parkgate::drivers
