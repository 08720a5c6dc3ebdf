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
    const std::uint64_t seed = seed_ + devices_.size();
    Device device{.timing = timing, .breaker = Breaker(timing.read_tries, timing.probe_tries, seed)};
    device.due = now;
    device.started = now;
    device.deadline = now + timing.stale_after;
    device.stale_at = now + timing.stale_after;
    devices_.push_back(device);
    return devices_.size() - 1;
}

void Schedule::set_busy(DeviceIndex index, bool busy) {
    Device& device = devices_[index];
    device.busy = busy;
    device.due = std::min(device.due, device.started + period(device));
}

bool Schedule::add_command(DeviceIndex device, WriteTag tag, Time expires) {
    if (commands_.size() >= most_queued) {
        return false;
    }
    commands_.push_back({device, tag, expires});
    return true;
}

bool Schedule::add_write(DeviceIndex device, WriteTag tag, Time now) {
    if (writes_.size() >= most_queued) {
        return false;
    }
    writes_.push_back({device, tag, now + devices_[device].timing.stale_after});
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
        return command.time <= now || devices_[command.device].breaker.open();
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
        const Breaker& breaker = devices_[release.device].breaker;
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
    Time earliest = Time::max();
    for (DeviceIndex i = 0; i < devices_.size(); ++i) {
        const Device& device = devices_[i];
        const Time due = device.breaker.open() ? device.breaker.probe_at() : device.due;
        if (due <= now && free_at(device) <= now && device.deadline < earliest) {
            earliest = device.deadline;
            best = job::Poll{i};
        }
    }
    for (const Queued& write : writes_) {
        const Device& device = devices_[write.device];
        if (!device.breaker.open() && free_at(device) <= now && write.time < earliest) {
            earliest = write.time;
            best = job::Write{write.device, write.tag, job::Class::other};
        }
    }
    return best;
}

Time Schedule::wake_up() const {
    Time until = Time::max();
    for (const Device& device : devices_) {
        const Time due = device.breaker.open() ? device.breaker.probe_at() : device.due;
        until = std::min(until, std::max(due, free_at(device)));
        if (!device.stale) {
            until = std::min(until, device.stale_at);
        }
    }
    for (const Queued& write : writes_) {
        if (!devices_[write.device].breaker.open()) {
            until = std::min(until, free_at(devices_[write.device]));
        }
    }
    for (const Queued& release : releases_) {
        const Device& device = devices_[release.device];
        until = std::min(until,
                         device.breaker.open() ? device.breaker.probe_at() : std::max(release.time, free_at(device)));
    }
    for (const Queued& command : commands_) {
        until = std::min(until, command.time);
    }
    return until;
}

Interval Schedule::period(const Device& device) const {
    return std::max(shortest_poll, device.busy ? device.timing.present : device.timing.absent);
}

Time Schedule::free_at(const Device& device) const {
    return std::max(device.gap_until, hold_until_);
}

void Schedule::started(const Job& job, Time now) {
    if (const auto* poll = std::get_if<job::Poll>(&job)) {
        devices_[poll->device].started = now;
    }
}

void Schedule::continued(DeviceIndex index, Time now) {
    Device& device = devices_[index];
    device.breaker.good();
    device.due = now;
    device.gap_until = now + device.timing.minimum_gap;
    hold(now + line_gap_);
}

void Schedule::finished(const Job& job, core::LineOutcome outcome, Time now) {
    hold(now + line_gap_);
    DeviceIndex index = 0;
    if (const auto* poll = std::get_if<job::Poll>(&job)) {
        index = poll->device;
    } else if (const auto* write = std::get_if<job::Write>(&job)) {
        index = write->device;
    } else {
        return;
    }
    Device& device = devices_[index];
    device.gap_until = now + device.timing.minimum_gap;
    if (counts_as_silence(outcome)) {
        device.breaker.bad(now);
    } else {
        device.breaker.good();
    }
    if (std::holds_alternative<job::Poll>(job)) {
        settle_poll(device, outcome, now);
    } else {
        settle_write(std::get<job::Write>(job), outcome, now);
    }
}

void Schedule::settle_poll(Device& device, core::LineOutcome outcome, Time now) {
    // What was read may be as old as the request.
    device.deadline = device.started + device.timing.stale_after;
    // A failure is tried again as soon as its turn comes; a refusal would only be repeated.
    device.due = counts_as_silence(outcome) ? now : std::max(now, device.started + period(device));
    if (outcome == core::LineOutcome::ok) {
        device.stale_at = device.deadline;
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
