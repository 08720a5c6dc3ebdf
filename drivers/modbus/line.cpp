#include "drivers/modbus/line.hpp"

#include <algorithm>
#include <csignal>
#include <random>
#include <sys/prctl.h>
#include <utility>

namespace parkgate::drivers {

using core::LineOutcome;

struct Line::Member {
    LineDevice& device;
    int unit = 0;
    std::chrono::milliseconds response_timeout{0};
    std::unique_ptr<Orders> orders{};

    // Requests by tag; a command's tag may wait several times, always with the same request.
    std::map<WriteTag, WriteRequest> requests{};

    // The poll under way; empty: none.
    std::vector<Span> parts{};
    std::size_t part = 0;
    bool asked_more = false;
    Image image{};

    std::atomic<std::uint64_t> ok = 0, timeout = 0, exception = 0, garbled = 0, reconnects = 0;
};

class Line::MemberOrders final : public Orders {
  public:
    MemberOrders(Line& line, DeviceIndex index) : line_(line), index_(index) {}

    bool command(WriteTag tag, WriteRequest request, Time expires) override {
        keep(tag, std::move(request));
        return line_.schedule_.add_command(index_, tag, expires);
    }
    std::size_t withdraw(WriteTag tag) override { return line_.schedule_.withdraw(index_, tag); }
    bool write(WriteTag tag, WriteRequest request) override {
        keep(tag, std::move(request));
        return line_.schedule_.add_write(index_, tag, line_.now_());
    }
    void replace(WriteTag tag, WriteRequest request) override { keep(tag, std::move(request)); }
    void release(WriteTag tag, WriteRequest request, Time not_before) override {
        keep(tag, std::move(request));
        line_.schedule_.add_release(index_, tag, not_before);
    }
    void hasten_releases() override { line_.schedule_.hasten_releases(index_, line_.now_()); }
    void set_need(Need need) override { line_.schedule_.set_need(index_, need); }
    void await_command(Interval most) override {
        if (line_.is_serial()) {
            line_.schedule_.await_command(line_.now_() + most);
        }
    }
    void keep_free(Interval most) override {
        if (line_.is_serial()) {
            line_.schedule_.keep_free(line_.now_() + most);
        }
    }
    [[nodiscard]] Time now() const override { return line_.now_(); }

  private:
    void keep(WriteTag tag, WriteRequest request) {
        line_.members_[index_]->requests.insert_or_assign(tag, std::move(request));
    }

    Line& line_;
    DeviceIndex index_;
};

Line::Line(LineAddress address, Now now)
    : now_(std::move(now)), port_(std::move(address)), schedule_(port_.gap(), std::random_device{}()) {}

Line::~Line() {
    stop();
}

DeviceIndex Line::add(LineDevice& device, int unit, const DeviceTiming& timing,
                      std::chrono::milliseconds response_timeout) {
    DeviceTiming known = timing;
    known.unit = unit;
    for (const Span& span : device.first_spans()) {
        known.poll_cost += port_.wire_time(span) + (is_serial() ? known.turnaround : Interval{0});
    }
    const DeviceIndex index = schedule_.add_device(known, now_());
    auto member = std::make_unique<Member>(device, unit, response_timeout);
    member->orders = std::make_unique<MemberOrders>(*this, index);
    members_.push_back(std::move(member));
    return index;
}

void Line::set_budget(int percent) {
    budget_percent_ = percent;
    schedule_.set_budget(percent / 100.0);
}

void Line::start() {
    thread_ = std::jthread([this] { run(); });
}

void Line::ring(DeviceIndex device) {
    {
        const std::lock_guard lock(mutex_);
        if (std::ranges::find(rung_, device) == rung_.end()) {
            rung_.push_back(device);
        }
    }
    woken_.notify_one();
}

void Line::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    woken_.notify_one();
}

void Line::run() {
    // Signals belong to the main thread; and a poll of one millisecond needs a timer without the usual slack of 50 us.
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, nullptr);
    prctl(PR_SET_TIMERSLACK, 1000UL, 0UL, 0UL, 0UL);
    while (take_rings()) {
        const Job job = schedule_.next(now_());
        if (const auto* idle = std::get_if<job::Wait>(&job)) {
            wait(idle->until);
        } else {
            carry_out(job);
        }
    }
    release_all();
    port_.close();
}

bool Line::take_rings() {
    {
        const std::lock_guard lock(mutex_);
        if (stopping_) {
            return false;
        }
        taken_.clear();
        taken_.swap(rung_);
    }
    for (const DeviceIndex device : taken_) {
        members_[device]->device.on_ring(*members_[device]->orders);
    }
    return true;
}

void Line::wait(Time until) {
    std::unique_lock lock(mutex_);
    const auto woken = [this] { return stopping_ || !rung_.empty(); };
    if (until == Time::max()) {
        woken_.wait(lock, woken);
    } else {
        woken_.wait_until(lock, until, woken);
    }
}

void Line::carry_out(const Job& job) {
    if (const auto* poll_job = std::get_if<job::Poll>(&job)) {
        poll(*poll_job);
    } else if (const auto* write_job = std::get_if<job::Write>(&job)) {
        write(*write_job);
    } else if (const auto* refuse = std::get_if<job::Refuse>(&job)) {
        Member& member = *members_[refuse->device];
        member.device.on_written(refuse->tag, LineOutcome::not_sent, *member.orders);
    } else if (const auto* stale = std::get_if<job::Stale>(&job)) {
        members_[stale->device]->device.on_stale();
    }
}

void Line::poll(const job::Poll& poll) {
    Member& member = *members_[poll.device];
    if (member.parts.empty()) {
        member.parts = member.device.first_spans();
        member.part = 0;
        member.asked_more = false;
        member.image.clear();
        schedule_.started(poll, now_());
    }
    LineOutcome outcome = LineOutcome::not_sent;
    if (make_ready(member)) {
        const Span& span = member.parts[member.part];
        std::vector<std::uint16_t> values;
        const Time begun = now_();
        outcome = port_.read(member.unit, span, member.response_timeout, values);
        account(port_.wire_time(span), outcome, begun);
        if (outcome == LineOutcome::ok) {
            member.image.add(span, std::move(values));
            count(member, outcome);
            next_part(poll, member);
            return;
        }
    }
    member.parts.clear();
    schedule_.finished(poll, outcome, now_());
    after_failure(member, outcome);
}

void Line::next_part(const job::Poll& poll, Member& member) {
    ++member.part;
    if (member.part == member.parts.size() && !member.asked_more) {
        member.asked_more = true;
        const std::vector<Span> more = member.device.more_spans(member.image);
        member.parts.insert(member.parts.end(), more.begin(), more.end());
    }
    if (member.part < member.parts.size()) {
        schedule_.continued(poll.device, now_());
        return;
    }
    // What was read is handed on before anything else: every microsecond here is one before the arm moves.
    member.device.on_read(member.image, *member.orders);
    member.parts.clear();
    schedule_.finished(poll, LineOutcome::ok, now_());
}

void Line::write(const job::Write& write) {
    Member& member = *members_[write.device];
    const bool ready = make_ready(member);
    // To connect takes time, in which the command may have been withdrawn or its own time may have passed.
    if (ready && made_anew_ && write.kind == job::Class::command && !std::exchange(asked_again_, true)) {
        return;
    }
    asked_again_ = false;
    schedule_.started(write, now_());
    // Without a connection nothing was sent, so that the device cannot have acted.
    LineOutcome outcome = LineOutcome::not_sent;
    if (ready) {
        const Time begun = now_();
        const WriteRequest& request = member.requests.at(write.tag);
        outcome = port_.write(member.unit, request, member.response_timeout);
        account(port_.wire_time(request), outcome, begun);
    }
    schedule_.finished(write, outcome, now_());
    if (outcome == LineOutcome::ok) {
        count(member, outcome);
    } else {
        after_failure(member, outcome);
    }
    if (write.kind != job::Class::release) {
        member.device.on_written(write.tag, outcome, *member.orders);
    }
}

bool Line::make_ready(Member& member) {
    const Port::Ready ready = port_.make_ready(member.response_timeout);
    open_.store(ready != Port::Ready::failed, std::memory_order_relaxed);
    made_anew_ = ready != Port::Ready::same;
    if (ready == Port::Ready::same || ready == Port::Ready::failed) {
        return ready == Port::Ready::same;
    }
    if (connected_before_) {
        member.reconnects.fetch_add(1, std::memory_order_relaxed);
    }
    connected_before_ = true;
    if (ready == Port::Ready::reconnected_after_peer_closed) {
        for (const auto& each : members_) {
            each->device.on_lost();
        }
    }
    return true;
}

void Line::count(Member& member, LineOutcome outcome) {
    switch (outcome) {
    case LineOutcome::ok: member.ok.fetch_add(1, std::memory_order_relaxed); return;
    case LineOutcome::exception: member.exception.fetch_add(1, std::memory_order_relaxed); return;
    case LineOutcome::garbled: member.garbled.fetch_add(1, std::memory_order_relaxed); return;
    case LineOutcome::timeout:
    case LineOutcome::not_sent: member.timeout.fetch_add(1, std::memory_order_relaxed); return;
    }
}

void Line::after_failure(Member& member, LineOutcome outcome) {
    count(member, outcome);
    if (outcome != LineOutcome::exception) {
        schedule_.hold(now_() + port_.settle_time());
        member.device.on_lost();
    }
}

// Answered, a serial line was occupied as long as its bytes take; otherwise for as long as was waited.
void Line::account(Interval on_wire, LineOutcome outcome, Time begun) {
    const Time now = now_();
    const auto waited = std::chrono::duration_cast<Interval>(now - begun);
    const bool answered = outcome == LineOutcome::ok || outcome == LineOutcome::exception;
    load_.add(answered && on_wire.count() > 0 ? on_wire : waited, now);
    load_percent_.store(load_.percent().value_or(0), std::memory_order_relaxed);
    noise_.store(port_.noise(), std::memory_order_relaxed);
}

LineCounters Line::line_counters() const {
    LineCounters sum{.load_percent = load_percent_.load(std::memory_order_relaxed),
                     .budget_percent = is_serial() ? budget_percent_ : 0,
                     .noise = noise_.load(std::memory_order_relaxed),
                     .open = open_.load(std::memory_order_relaxed)};
    for (DeviceIndex i = 0; i < members_.size(); ++i) {
        const DeviceCounters one = counters(i);
        sum.all.ok += one.ok;
        sum.all.timeout += one.timeout;
        sum.all.exception += one.exception;
        sum.all.garbled += one.garbled;
        sum.all.reconnects += one.reconnects;
        sum.events_lost += members_[i]->device.events_lost();
    }
    return sum;
}

void Line::release_all() {
    const auto held = schedule_.releases();
    for (const auto& release : held) {
        Member& member = *members_[release.device];
        if (make_ready(member)) {
            (void)port_.write(member.unit, member.requests.at(release.tag), member.response_timeout);
        }
    }
}

DeviceCounters Line::counters(DeviceIndex device) const {
    const Member& member = *members_[device];
    const auto read = [](const std::atomic<std::uint64_t>& counter) { return counter.load(std::memory_order_relaxed); };
    return {.ok = read(member.ok),
            .timeout = read(member.timeout),
            .exception = read(member.exception),
            .garbled = read(member.garbled),
            .reconnects = read(member.reconnects)};
}

} // namespace parkgate::drivers
