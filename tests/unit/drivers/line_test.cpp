#include "drivers/modbus/line.hpp"
#include "tests/unit/drivers/slave.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <future>
#include <limits>

namespace parkgate::drivers {
namespace {

using core::LineOutcome;
using std::chrono::milliseconds;
using test::Answer;
using test::Request;
using test::Slave;
namespace answer = test::answer;

constexpr std::chrono::seconds generous{30};

// Reads holding register 0 and keeps what it saw.
class Probe final : public LineDevice {
  public:
    std::vector<Span> first_spans() override { return {{Table::holding, 0, 1}}; }
    void on_read(const Image& image, Orders&) override {
        const std::lock_guard lock(mutex_);
        values_.push_back(image.at({Table::holding, 0, 1})[0]);
        changed_.notify_all();
    }
    void on_stale() override {
        const std::lock_guard lock(mutex_);
        ++stale_;
        changed_.notify_all();
    }
    void on_ring(Orders& orders) override {
        const std::lock_guard lock(mutex_);
        for (const auto expires : asked_) {
            EXPECT_TRUE(orders.command(1, WriteCoil{5, true}, expires));
        }
        asked_.clear();
    }
    void on_written(WriteTag, LineOutcome outcome, Orders&) override {
        const std::lock_guard lock(mutex_);
        outcomes_.push_back(outcome);
        changed_.notify_all();
    }

    void ask(Time expires) {
        const std::lock_guard lock(mutex_);
        asked_.push_back(expires);
    }
    bool wait(const std::function<bool(const Probe&)>& satisfied) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, generous, [&] { return satisfied(*this); });
    }

    std::vector<int> values_;
    std::vector<LineOutcome> outcomes_;
    int stale_ = 0;

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Time> asked_;
};

// Long enough for every answer that comes on a busy machine.
constexpr milliseconds patience{400};

DeviceTiming timing(int tries = 2, int present_ms = 5) {
    return {.present = milliseconds{present_ms},
            .absent = milliseconds{present_ms},
            .stale_after = milliseconds{1000},
            .read_tries = tries};
}

LineAddress address(const Slave& slave) {
    return TcpAddress{"127.0.0.1", slave.port()};
}

// Asks for a command when its connection is lost, and takes it back while the next one is made for it.
class Hesitant final : public LineDevice {
  public:
    std::vector<Span> first_spans() override { return {{Table::holding, 0, 1}}; }
    void on_read(const Image&, Orders&) override {
        if (lost_ > 0) {
            read_.set_value();
            lost_ = std::numeric_limits<int>::min();
        }
    }
    void on_stale() override {}
    void on_lost() override {
        ++lost_;
        line->ring(0);
    }
    void on_ring(Orders& orders) override {
        if (lost_ == 1) {
            EXPECT_TRUE(orders.command(1, WriteCoil{5, true}, orders.now() + generous));
        } else if (lost_ == 2) {
            withdrawn = orders.withdraw(1);
        }
    }
    void on_written(WriteTag, LineOutcome, Orders&) override { written = true; }
    std::future<void> read() { return read_.get_future(); }

    Line* line = nullptr;
    std::size_t withdrawn = 0;
    bool written = false;

  private:
    int lost_ = 0;
    std::promise<void> read_;
};

TEST(Line, ACommandIsLookedAtOnceMoreAfterAConnectionWasMadeForIt) {
    int served = 0;
    Slave slave(
        [&](const Request&) -> Answer { return ++served == 2 ? Answer{answer::Close{}} : Answer{answer::Normal{}}; });
    Hesitant device;
    {
        Line line(address(slave));
        device.line = &line;
        line.add(device, 1, timing(), milliseconds{1000});
        line.start();
        EXPECT_EQ(device.read().wait_for(generous), std::future_status::ready);
    }
    EXPECT_EQ(device.withdrawn, 1U);
    EXPECT_FALSE(device.written);
    EXPECT_TRUE(std::ranges::none_of(slave.requests(), &Request::writes));
}

TEST(Line, ALateReplyIsNeverTakenForTheNext) {
    Slave* self = nullptr;
    std::optional<Request> unanswered;
    int served = 0;
    Slave slave([&](const Request& request) -> Answer {
        if (++served == 3) {
            unanswered = request;
            self->set_word(1, 0, 222); // what an honest later answer carries
            return answer::Silent{};
        }
        if (unanswered) {
            self->set_word(1, 0, 111);
            self->answer_late(*unanswered); // arrives ahead of the answer to this request, if anybody still listens
            unanswered.reset();
            self->set_word(1, 0, 222);
        }
        return answer::Normal{};
    });
    self = &slave;
    slave.set_word(1, 0, 100);
    Probe probe;
    Line line(address(slave));
    const DeviceIndex device = line.add(probe, 1, timing(), patience);
    line.start();
    ASSERT_TRUE(probe.wait([](const Probe& seen) { return seen.values_.size() >= 5; }));
    line.stop();
    EXPECT_EQ((std::vector(probe.values_.begin(), probe.values_.begin() + 5)), (std::vector{100, 100, 222, 222, 222}));
    EXPECT_EQ(line.counters(device).timeout, 1U);
    EXPECT_EQ(line.counters(device).garbled, 0U);
    EXPECT_EQ(line.counters(device).reconnects, 1U);
    const auto log = slave.requests();
    EXPECT_EQ(log[2].connection, 1);
    EXPECT_EQ(log[3].connection, 2);
}

struct BadReply {
    Answer reply;
    std::uint64_t DeviceCounters::* counter;
    bool reconnects;
};

class LineBadReply : public testing::TestWithParam<BadReply> {};

TEST_P(LineBadReply, IsCountedAndGotOver) {
    const BadReply& parameter = GetParam();
    int served = 0;
    Slave slave([&](const Request&) -> Answer { return ++served == 2 ? parameter.reply : Answer{answer::Normal{}}; });
    slave.set_word(1, 0, 7);
    Probe probe;
    Line line(address(slave));
    const DeviceIndex device = line.add(probe, 1, timing(), patience);
    line.start();
    ASSERT_TRUE(probe.wait([](const Probe& seen) { return seen.values_.size() >= 3; }));
    EXPECT_EQ(line.counters(device).*parameter.counter, 1U);
    EXPECT_EQ(line.counters(device).reconnects, parameter.reconnects ? 1U : 0U);
    EXPECT_TRUE(std::ranges::all_of(probe.values_, [](int value) { return value == 7; }));
}

INSTANTIATE_TEST_SUITE_P(All, LineBadReply,
                         testing::Values(BadReply{answer::Half{}, &DeviceCounters::timeout, true},
                                         BadReply{answer::Silent{}, &DeviceCounters::timeout, true},
                                         BadReply{answer::Garbage{}, &DeviceCounters::garbled, true},
                                         BadReply{answer::Close{}, &DeviceCounters::timeout, true},
                                         BadReply{answer::Exception{2}, &DeviceCounters::exception, false},
                                         BadReply{answer::Exception{11}, &DeviceCounters::timeout, false}));

TEST(Line, ASilentUnitDoesNotKeepItsNeighbourFromBeingPolled) {
    Slave slave([](const Request& request) -> Answer {
        return request.unit == 1 ? Answer{answer::Silent{}} : Answer{answer::Normal{}};
    });
    Probe silent;
    Probe neighbour;
    Line line(address(slave));
    const DeviceIndex first = line.add(silent, 1, timing(), milliseconds{100});
    line.add(neighbour, 2, timing(), milliseconds{100});
    line.start();
    ASSERT_TRUE(slave.wait([](const auto& log) { return std::ranges::count(log, 2, &Request::unit) >= 300; }));
    ASSERT_TRUE(silent.wait([](const Probe& seen) { return seen.stale_ == 1; }));
    line.stop();
    // 300 polls of 5 ms take 1.5 s: a breaker lets through two tries and at most four probes in that time.
    EXPECT_LE(slave.count(1) * 20, slave.count(2));
    EXPECT_GE(line.counters(first).timeout, 2U);
    EXPECT_EQ(neighbour.stale_, 0);
}

TEST(Line, ACommandOvertakesFiftyPollsThatWait) {
    std::promise<void> asked;
    auto ready = asked.get_future();
    std::atomic<bool> hold{true};
    Slave slave([&](const Request&) -> Answer {
        if (hold.exchange(false)) {
            ready.wait(); // all other polls are due by now, behind this one
        }
        return answer::Normal{};
    });
    std::vector<std::unique_ptr<Probe>> probes;
    Line line(address(slave));
    for (int unit = 1; unit <= 51; ++unit) {
        probes.push_back(std::make_unique<Probe>());
        line.add(*probes.back(), unit, timing(), milliseconds{5000});
    }
    line.start();
    probes[40]->ask(Clock::now() + generous);
    line.ring(40);
    asked.set_value();
    ASSERT_TRUE(slave.wait([](const auto& log) { return std::ranges::any_of(log, &Request::writes); }));
    line.stop();
    const auto log = slave.requests();
    const auto command = std::ranges::find_if(log, &Request::writes);
    EXPECT_LE(command - log.begin(), 1) << "only the request that was under way is ahead of it";
    EXPECT_EQ(command->unit, 41);
    ASSERT_TRUE(probes[40]->wait([](const Probe& seen) { return seen.outcomes_.size() == 1; }));
    EXPECT_EQ(probes[40]->outcomes_[0], LineOutcome::ok);
}

TEST(Line, ACommandIsSentWhileTheLineWaitsForTheNextPoll) {
    Slave slave;
    Probe probe;
    DeviceTiming slow = timing(2, 60'000);
    slow.stale_after = std::chrono::hours{1};
    Line line(address(slave));
    line.add(probe, 1, slow, milliseconds{5000});
    line.start();
    ASSERT_TRUE(probe.wait([](const Probe& seen) { return seen.values_.size() == 1; }));
    probe.ask(Clock::now() + generous);
    line.ring(0);
    ASSERT_TRUE(probe.wait([](const Probe& seen) { return seen.outcomes_.size() == 1; }));
    EXPECT_EQ(slave.requests().size(), 2U);
}

TEST(Line, ACommandWhoseTimeHasPassedIsNotSent) {
    Slave slave;
    Probe probe;
    Line line(address(slave));
    line.add(probe, 1, timing(), milliseconds{5000});
    line.start();
    probe.ask(Clock::now());
    line.ring(0);
    ASSERT_TRUE(probe.wait([](const Probe& seen) { return seen.outcomes_.size() == 1 && seen.values_.size() >= 3; }));
    EXPECT_EQ(probe.outcomes_[0], LineOutcome::not_sent);
    EXPECT_TRUE(std::ranges::none_of(slave.requests(), &Request::writes));
}

TEST(Line, ACommandThatIsNotAnsweredIsNeverRepeated) {
    Slave slave([](const Request& request) -> Answer {
        return request.writes() ? Answer{answer::Silent{}} : Answer{answer::Normal{}};
    });
    Probe probe;
    Line line(address(slave));
    line.add(probe, 1, timing(), milliseconds{50});
    line.start();
    probe.ask(Clock::now() + generous);
    line.ring(0);
    ASSERT_TRUE(probe.wait([](const Probe& seen) { return seen.outcomes_.size() == 1; }));
    const auto polls = probe.values_.size();
    ASSERT_TRUE(probe.wait([polls](const Probe& seen) { return seen.values_.size() >= polls + 5; }));
    EXPECT_EQ(probe.outcomes_[0], LineOutcome::timeout);
    EXPECT_EQ(std::ranges::count_if(slave.requests(), &Request::writes), 1);
}

TEST(Line, NobodyThereIsStaleAndACommandIsNotSent) {
    std::uint16_t port = 0;
    {
        const Slave gone;
        port = gone.port();
    }
    Probe probe;
    Line line(TcpAddress{"127.0.0.1", port});
    line.add(probe, 1, timing(), milliseconds{50});
    line.start();
    probe.ask(Clock::now() + generous);
    line.ring(0);
    ASSERT_TRUE(probe.wait([](const Probe& seen) { return seen.outcomes_.size() == 1 && seen.stale_ == 1; }));
    EXPECT_EQ(probe.outcomes_[0], LineOutcome::not_sent);
}

} // namespace
} // namespace parkgate::drivers
