#include "drivers/modbus/schedule.hpp"

#include <algorithm>

namespace parkgate::drivers {

namespace {

constexpr Interval shortest_poll = std::chrono::milliseconds{1};
// A relay that refuses to be released must not keep its neighbours from being polled.
constexpr Interval release_retry = std::chrono::milliseconds{50};

bool counts_as_silence(core::LineOutcome outcome) {
    return outcome != core::LineOutcome::ok && outcome != core::LineOutcome::exception;
}

template <typename Queue>
void remove(Queue& queue, DeviceIndex device, WriteTag tag) {
    const auto found =
        std::ranges::find_if(queue, [&](const auto& one) { return one.device == device && one.tag == tag; });
    if (found != queue.end()) {
        queue.erase(found);
    }
}

} // namespace

DeviceIndex Schedule::add_device(const DeviceTiming& timing, Time now) {
    Device device{.timing = timing, .breaker = breaker_for(timing)};
    device.due = now;
    device.started = now;
    device.stale_at = now + timing.stale_after;
    devices_.push_back(device);
    stretch();
    return devices_.size() - 1;
}

std::size_t Schedule::breaker_for(const DeviceTiming& timing) {
    const auto same = std::ranges::find_if(
        devices_, [&](const Device& other) { return timing.unit != 0 && other.timing.unit == timing.unit; });
    if (same != devices_.end()) {
        return same->breaker;
    }
    breakers_.emplace_back(timing.read_tries, timing.probe_tries, seed_ + breakers_.size());
    return breakers_.size() - 1;
}

void Schedule::set_budget(double share) {
    budget_ = share;
    stretch();
}

void Schedule::stretch() {
    double busy = 0;
    double idle = 0;
    for (const Device& device : devices_) {
        const Interval every =
            std::max(shortest_poll, device.need == Need::full ? device.timing.present : device.timing.absent);
        const double share = static_cast<double>(device.timing.poll_cost.count()) / static_cast<double>(every.count());
        (device.need == Need::little ? idle : busy) += share;
    }
    const double left = budget_ - busy;
    constexpr double longest = 1000; // the stale-after of each device ends it before
    idle_factor_ = busy + idle <= budget_ || idle <= 0 ? 1 : left > idle / longest ? idle / left : longest;
}

void Schedule::set_need(DeviceIndex index, Need need) {
    Device& device = devices_[index];
    if (device.need != need) {
        device.need = need;
        stretch();
    }
    device.due = std::min(device.due, device.started + period(device));
}

bool Schedule::add_command(DeviceIndex device, WriteTag tag, Time expires) {
    if (commands_.size() >= most_queued) {
        return false;
    }
    commands_.push_back({device, tag, expires});
    return true;
}

std::size_t Schedule::withdraw(DeviceIndex device, WriteTag tag) {
    return std::erase_if(commands_, [&](const Queued& one) { return one.device == device && one.tag == tag; });
}

bool Schedule::add_write(DeviceIndex device, WriteTag tag, Time now) {
    if (writes_.size() >= most_queued) {
        return false;
    }
    writes_.push_back({device, tag, now});
    return true;
}

void Schedule::add_release(DeviceIndex device, WriteTag tag, Time not_before) {
    remove(releases_, device, tag);
    releases_.push_back({device, tag, not_before});
}

void Schedule::hasten_releases(DeviceIndex device, Time now) {
    for (Queued& release : releases_) {
        if (release.device == device) {
            release.time = std::min(release.time, now);
        }
    }
}

Job Schedule::next(Time now) {
    for (DeviceIndex i = 0; i < devices_.size(); ++i) {
        if (!devices_[i].stale && now >= devices_[i].stale_at) {
            devices_[i].stale = true;
            return job::Stale{i};
        }
    }
    if (auto refusal = next_refusal(now)) {
        return *refusal;
    }
    if (now < hold_until_) {
        return job::Wait{std::min(hold_until_, wake_up())};
    }
    if (auto urgent = next_urgent(now)) {
        return *urgent;
    }
    if (auto other = next_by_deadline(now)) {
        return *other;
    }
    return job::Wait{wake_up()};
}

std::optional<Job> Schedule::next_refusal(Time now) {
    const auto refused = std::ranges::find_if(commands_, [&](const Queued& command) {
        return command.time <= now || breaker_of(devices_[command.device]).open();
    });
    if (refused == commands_.end()) {
        return std::nullopt;
    }
    const job::Refuse refusal{refused->device, refused->tag};
    commands_.erase(refused);
    return refusal;
}

std::optional<Job> Schedule::next_urgent(Time now) {
    for (const Queued& release : releases_) {
        const Breaker& breaker = breaker_of(devices_[release.device]);
        if (release.time <= now && (!breaker.open() || breaker.may_probe(now))) {
            const Time free = free_at(devices_[release.device]);
            return free <= now ? Job{job::Write{release.device, release.tag, job::Class::release}} : job::Wait{free};
        }
    }
    for (const Queued& command : commands_) {
        const bool contact_held = std::ranges::find(releases_, command.device, &Queued::device) != releases_.end();
        if (!contact_held) {
            // A few milliseconds of silence are waited out: another request would take longer.
            const Time free = free_at(devices_[command.device]);
            return free <= now ? Job{job::Write{command.device, command.tag, job::Class::command}}
                               : job::Wait{std::min(free, command.time)};
        }
    }
    return std::nullopt;
}

std::optional<Job> Schedule::next_by_deadline(Time now) {
    std::optional<Job> best;
    Turn first{false, Time::max()};
    for (DeviceIndex i = 0; i < devices_.size(); ++i) {
        const Turn turn = turn_of(devices_[i], now);
        if (poll_at(devices_[i]) <= now && (!best || turn < first)) {
            first = turn;
            best = job::Poll{i};
        }
    }
    for (const Queued& write : writes_) {
        const Turn turn{true, write.time};
        if (write_at(write) <= now && (!best || turn < first)) {
            first = turn;
            best = job::Write{write.device, write.tag, job::Class::other};
        }
    }
    return best;
}

Time Schedule::half_stale(const Device& device) const {
    return device.started + device.timing.stale_after / 2;
}

Schedule::Turn Schedule::turn_of(const Device& device, Time now) const {
    if (half_stale(device) <= now) {
        return {false, device.started + device.timing.stale_after};
    }
    // A poll that has begun is of one moment, and what it goes on for is mostly a plate.
    return {true, device.under_way ? Time::min() : device.started + period(device)};
}

Time Schedule::poll_at(const Device& device) const {
    Time at = breaker_of(device).open() ? breaker_of(device).probe_at() : device.due;
    if (device.timing.patient) {
        at = std::max(at, std::min(awaited_until_, half_stale(device)));
    }
    return std::max({at, free_at(device), free_until_});
}

Time Schedule::write_at(const Queued& write) const {
    const Device& device = devices_[write.device];
    if (breaker_of(device).open()) {
        return Time::max();
    }
    const Time at = device.timing.patient ? std::min(awaited_until_, write.time + longest_patience) : write.time;
    return std::max({at, free_at(device), free_until_});
}

Time Schedule::wake_up() const {
    Time until = Time::max();
    for (const Device& device : devices_) {
        until = std::min(until, poll_at(device));
        if (!device.stale) {
            until = std::min(until, device.stale_at);
        }
    }
    for (const Queued& write : writes_) {
        until = std::min(until, write_at(write));
    }
    for (const Queued& release : releases_) {
        const Device& device = devices_[release.device];
        until = std::min(until, breaker_of(device).open() ? breaker_of(device).probe_at()
                                                          : std::max(release.time, free_at(device)));
    }
    for (const Queued& command : commands_) {
        until = std::min(until, command.time);
    }
    return until;
}

Interval Schedule::period(const Device& device) const {
    const bool full = device.need == Need::full;
    const Interval wanted = std::max(shortest_poll, full ? device.timing.present : device.timing.absent);
    if (device.need != Need::little) {
        return wanted;
    }
    const auto stretched = Interval{static_cast<std::int64_t>(static_cast<double>(wanted.count()) * idle_factor_)};
    return std::clamp(stretched, wanted, std::max(wanted, device.timing.stale_after / 2));
}

// After a request, whatever became of it: silence of the line, and of the device's unit.
void Schedule::quiet(Device& device, Time now) {
    hold(now + std::max(line_gap_, device.timing.turnaround));
    for (Device& each : devices_) {
        if (&each == &device || (device.timing.unit != 0 && each.timing.unit == device.timing.unit)) {
            each.gap_until = now + device.timing.minimum_gap;
        }
    }
}

Time Schedule::free_at(const Device& device) const {
    return std::max(device.gap_until, hold_until_);
}

void Schedule::started(const Job& job, Time now) {
    const auto* write = std::get_if<job::Write>(&job);
    if (const auto* poll = std::get_if<job::Poll>(&job)) {
        devices_[poll->device].started = now;
    } else if (write != nullptr && write->kind == job::Class::command) {
        awaited_until_ = free_until_ = Time{};
    }
}

void Schedule::continued(DeviceIndex index, Time now) {
    Device& device = devices_[index];
    breaker_of(device).good();
    device.under_way = true;
    device.due = now;
    quiet(device, now);
}

void Schedule::finished(const Job& job, core::LineOutcome outcome, Time now) {
    DeviceIndex index = 0;
    if (const auto* poll = std::get_if<job::Poll>(&job)) {
        index = poll->device;
    } else if (const auto* write = std::get_if<job::Write>(&job)) {
        index = write->device;
    } else {
        return;
    }
    Device& device = devices_[index];
    quiet(device, now);
    if (counts_as_silence(outcome)) {
        breaker_of(device).bad(now);
    } else {
        breaker_of(device).good();
    }
    if (std::holds_alternative<job::Poll>(job)) {
        settle_poll(device, outcome, now);
    } else {
        settle_write(std::get<job::Write>(job), outcome, now);
    }
}

void Schedule::settle_poll(Device& device, core::LineOutcome outcome, Time now) {
    device.under_way = false;
    // A failure is tried again as soon as its turn comes; a refusal would only be repeated.
    device.due = counts_as_silence(outcome) ? now : std::max(now, device.started + period(device));
    if (outcome == core::LineOutcome::ok) {
        // What was read may be as old as the request.
        device.stale_at = device.started + device.timing.stale_after;
        device.stale = false;
    }
}

void Schedule::settle_write(const job::Write& write, core::LineOutcome outcome, Time now) {
    switch (write.kind) {
    case job::Class::command: remove(commands_, write.device, write.tag); return;
    case job::Class::other: remove(writes_, write.device, write.tag); return;
    case job::Class::release: break;
    }
    if (outcome == core::LineOutcome::ok) {
        remove(releases_, write.device, write.tag);
        return;
    }
    add_release(write.device, write.tag, now + release_retry);
}

} // namespace parkgate::drivers
