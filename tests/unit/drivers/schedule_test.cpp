#include "drivers/modbus/load.hpp"
#include "tests/unit/drivers/schedule_runner.hpp"

#include <gtest/gtest.h>

namespace parkgate::drivers {
namespace {

using core::LineOutcome;
using std::chrono::milliseconds;
using test::Runner;
using test::start;
using test::timing;

TEST(Schedule, PollsAtItsInterval) {
    Schedule schedule;
    schedule.add_device(timing(20, 500), start);
    Runner runner(schedule, milliseconds{1});
    runner.run(start + milliseconds{1000});
    EXPECT_EQ(runner.count(job::Poll{0}), 50);
}

TEST(Schedule, PollsAnEmptyLaneSlowlyAndABusyOneAtOnce) {
    Schedule schedule;
    const DeviceIndex device = schedule.add_device(timing(20, 500), start);
    schedule.set_need(device, Need::little);
    Runner runner(schedule, milliseconds{1});
    runner.run(start + milliseconds{1000});
    EXPECT_EQ(runner.count(job::Poll{0}), 10);
    runner.run(start + milliseconds{1030});
    const auto before = runner.count(job::Poll{0});
    schedule.set_need(device, Need::full);
    EXPECT_EQ(schedule.next(runner.now), Job{job::Poll{0}}) << "due since 20 ms after the last";
    EXPECT_EQ(before, 11);
}

TEST(Schedule, NeverPollsMoreOftenThanEveryMillisecond) {
    Schedule schedule;
    schedule.add_device({.present = Interval{1}, .absent = Interval{1}, .stale_after = milliseconds{10}}, start);
    Runner runner(schedule, Interval{50});
    runner.run(start + milliseconds{100});
    EXPECT_EQ(runner.count(job::Poll{0}), 100);
}

TEST(Schedule, AFastDeviceDoesNotStarveAnother) {
    Schedule schedule;
    schedule.add_device(timing(1, 50), start);
    schedule.add_device(timing(20, 500), start);
    schedule.add_device(timing(1000, 5000), start);
    Runner runner(schedule, milliseconds{10}); // ten times too slow for the first
    runner.run(start + milliseconds{20'000});
    EXPECT_EQ(runner.count(job::Stale{0}), 0);
    EXPECT_EQ(runner.count(job::Stale{1}), 0);
    EXPECT_EQ(runner.count(job::Stale{2}), 0);
    EXPECT_GE(runner.count(job::Poll{2}), 4);
}

TEST(Schedule, ARefusingDeviceDoesNotStarveAnother) {
    Schedule schedule;
    schedule.add_device(timing(1, 50), start);
    schedule.add_device(timing(20, 500), start);
    Runner runner(schedule, milliseconds{10});
    runner.run(start + milliseconds{10'000},
               [](const Job& job) { return job == Job{job::Poll{0}} ? LineOutcome::exception : LineOutcome::ok; });
    EXPECT_EQ(runner.count(job::Stale{1}), 0);
    EXPECT_EQ(runner.count(job::Stale{0}), 1) << "told once";
}

TEST(Schedule, ACommandOvertakesFiftyPollsThatAreDue) {
    Schedule schedule;
    for (int i = 0; i < 50; ++i) {
        schedule.add_device(timing(20, 500), start);
    }
    ASSERT_TRUE(schedule.add_write(3, 9, start));
    ASSERT_TRUE(schedule.add_command(17, 0, start + milliseconds{100}));
    EXPECT_EQ(schedule.next(start), (Job{job::Write{17, 0, job::Class::command}}));
}

TEST(Schedule, CommandsKeepTheirOrder) {
    Schedule schedule;
    schedule.add_device(timing(20, 500), start);
    ASSERT_TRUE(schedule.add_command(0, 1, start + milliseconds{100}));
    ASSERT_TRUE(schedule.add_command(0, 0, start + milliseconds{100}));
    Runner runner(schedule, milliseconds{1});
    runner.run(start + milliseconds{2});
    EXPECT_EQ(runner.done[0].second, (Job{job::Write{0, 1, job::Class::command}}));
    EXPECT_EQ(runner.done[1].second, (Job{job::Write{0, 0, job::Class::command}}));
}

TEST(Schedule, WhatIsWithdrawnIsNotSentAndTheOthersAre) {
    Schedule schedule;
    schedule.add_device(timing(20, 500), start);
    schedule.add_device(timing(20, 500), start);
    for (const auto& [device, tag] : {std::pair{0U, 1U}, {1U, 1U}, {0U, 1U}, {0U, 0U}}) {
        ASSERT_TRUE(schedule.add_command(device, tag, start + milliseconds{100}));
    }
    EXPECT_EQ(schedule.withdraw(0, 1), 2U);
    EXPECT_EQ(schedule.withdraw(0, 1), 0U);
    Runner runner(schedule, milliseconds{1});
    runner.run(start + milliseconds{2});
    EXPECT_EQ(runner.done[0].second, (Job{job::Write{1, 1, job::Class::command}}));
    EXPECT_EQ(runner.done[1].second, (Job{job::Write{0, 0, job::Class::command}}));
}

TEST(Schedule, ACommandWhoseTimeHasPassedIsRefused) {
    Schedule schedule;
    schedule.add_device(timing(20, 500), start);
    ASSERT_TRUE(schedule.add_command(0, 1, start + milliseconds{5}));
    EXPECT_EQ(schedule.next(start + milliseconds{5}), (Job{job::Refuse{0, 1}}));
    EXPECT_EQ(schedule.next(start + milliseconds{5}), (Job{job::Poll{0}})) << "once";
}

TEST(Schedule, TheQueueIsBounded) {
    Schedule schedule;
    schedule.add_device(timing(20, 500), start);
    for (std::size_t i = 0; i < Schedule::most_queued; ++i) {
        EXPECT_TRUE(schedule.add_command(0, 1, start + milliseconds{5}));
    }
    EXPECT_FALSE(schedule.add_command(0, 1, start + milliseconds{5}));
}

TEST(Schedule, ASilentDeviceCostsOneTimeoutForEachBackOff) {
    Schedule schedule;
    schedule.add_device(timing(20, 1000), start);
    schedule.add_device(timing(20, 1000), start);
    Runner runner(schedule, milliseconds{1});
    const auto silent = [](const Job& job) {
        return job == Job{job::Poll{0}} ? LineOutcome::timeout : LineOutcome::ok;
    };
    runner.run(start + milliseconds{60'000}, silent);
    EXPECT_LE(runner.count(job::Poll{0}), 2 + 5 + 16) << "two tries, the doubling back-offs, then one in about 4 s";
    EXPECT_GE(runner.count(job::Poll{0}), 12) << "but it goes on being probed";
    EXPECT_EQ(runner.count(job::Stale{1}), 0);
    EXPECT_GE(runner.count(job::Poll{1}), 2500);
}

TEST(Schedule, BackOffGrowsWithJitterWithinItsBounds) {
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        Breaker breaker(2, 1, seed);
        breaker.bad(start);
        EXPECT_FALSE(breaker.open());
        breaker.bad(start);
        EXPECT_TRUE(breaker.open());
        for (int i = 0; i < 20; ++i) {
            const auto delay = breaker.probe_at() - start;
            EXPECT_GE(delay, milliseconds{200});
            EXPECT_LE(delay, milliseconds{5000});
            EXPECT_GE(delay, std::min(milliseconds{150} * (1 << std::min(i, 5)), milliseconds{3750}));
            breaker.bad(start);
        }
        breaker.good();
        EXPECT_FALSE(breaker.open());
    }
}

TEST(Schedule, NoCommandGoesToASilentDevice) {
    Schedule schedule;
    schedule.add_device(timing(20, 500, 1), start);
    schedule.finished(job::Poll{0}, LineOutcome::timeout, start);
    ASSERT_TRUE(schedule.silent(0));
    ASSERT_TRUE(schedule.add_command(0, 1, start + milliseconds{5000}));
    EXPECT_EQ(schedule.next(start), (Job{job::Refuse{0, 1}}));
}

TEST(Schedule, AnAnswerClosesTheBreaker) {
    Schedule schedule;
    schedule.add_device(timing(20, 500, 1), start);
    schedule.finished(job::Poll{0}, LineOutcome::timeout, start);
    schedule.finished(job::Poll{0}, LineOutcome::exception, start + milliseconds{300});
    EXPECT_FALSE(schedule.silent(0));
}

TEST(Schedule, StaleIsToldAtItsTimeAndAgainAfterARecovery) {
    Schedule schedule;
    schedule.add_device(timing(20, 500, 9), start);
    Runner runner(schedule, milliseconds{1});
    bool answers = false;
    const auto outcome = [&](const Job&) { return answers ? LineOutcome::ok : LineOutcome::exception; };
    runner.run(start + milliseconds{600}, outcome);
    ASSERT_EQ(runner.count(job::Stale{0}), 1);
    answers = true;
    runner.run(start + milliseconds{800}, outcome);
    answers = false;
    runner.run(start + milliseconds{2000}, outcome);
    EXPECT_EQ(runner.count(job::Stale{0}), 2);
}

TEST(Schedule, AContactIsReleasedBeforeTheNextCommandOfItsDevice) {
    Schedule schedule;
    schedule.add_device(timing(20, 500), start);
    schedule.add_release(0, 7, start + milliseconds{400});
    ASSERT_TRUE(schedule.add_command(0, 1, start + milliseconds{100}));
    EXPECT_EQ(schedule.next(start), (Job{job::Poll{0}})) << "the command waits for the release";
    schedule.hasten_releases(0, start);
    EXPECT_EQ(schedule.next(start), (Job{job::Write{0, 7, job::Class::release}}));
    schedule.finished(job::Write{0, 7, job::Class::release}, LineOutcome::ok, start);
    EXPECT_EQ(schedule.next(start), (Job{job::Write{0, 1, job::Class::command}}));
}

TEST(Schedule, AReleaseIsTriedUntilItSucceeds) {
    Schedule schedule;
    schedule.add_device(timing(20, 500, 3), start);
    schedule.add_release(0, 7, start);
    Runner runner(schedule, milliseconds{1});
    const Job release = job::Write{0, 7, job::Class::release};
    runner.run(start + milliseconds{1000}, [&](const Job& job) {
        return job == release && runner.count(release) < 4 ? LineOutcome::exception : LineOutcome::ok;
    });
    EXPECT_EQ(runner.count(release), 4);
}

TEST(Schedule, KeepsTheGapThatADeviceWants) {
    Schedule schedule;
    DeviceTiming slow = timing(1, 500);
    slow.minimum_gap = milliseconds{25};
    schedule.add_device(slow, start);
    schedule.add_device(timing(1, 500), start);
    Runner runner(schedule, Interval{200});
    runner.run(start + milliseconds{1000});
    EXPECT_LE(runner.count(job::Poll{0}), 40);
    EXPECT_GE(runner.count(job::Poll{0}), 35);
    EXPECT_GE(runner.count(job::Poll{1}), 900);
}

DeviceTiming idle_and_slow(int absent_ms, int stale_ms, int cost_ms) {
    return {.present = milliseconds{20},
            .absent = milliseconds{absent_ms},
            .stale_after = milliseconds{stale_ms},
            .poll_cost = milliseconds{cost_ms}};
}

TEST(Schedule, SomeNeedIsNotStretched) {
    Schedule schedule;
    schedule.set_budget(0.1);
    for (int i = 0; i < 2; ++i) {
        schedule.add_device(idle_and_slow(100, 5000, 10), start);
    }
    schedule.set_need(0, Need::some);
    schedule.set_need(1, Need::little);
    Runner runner(schedule, milliseconds{10});
    runner.run(start + milliseconds{5000});
    EXPECT_EQ(runner.count(job::Poll{0}), 50);
    EXPECT_LE(runner.count(job::Poll{1}), 2);
}

TEST(Schedule, IdleDevicesAreStretchedToTheBudget) {
    Schedule schedule;
    schedule.set_budget(0.5);
    for (int i = 0; i < 4; ++i) {
        schedule.add_device(idle_and_slow(50, 5000, 20), start); // 40 percent each
        schedule.set_need(static_cast<DeviceIndex>(i), Need::little);
    }
    Runner runner(schedule, milliseconds{20});
    runner.run(start + milliseconds{10'000});
    EXPECT_LE(runner.done.size() * 20, 5200U) << "milliseconds of ten seconds";
    EXPECT_GE(runner.done.size() * 20, 4500U);
}

TEST(Schedule, WithinTheBudgetNothingIsStretched) {
    Schedule schedule;
    schedule.set_budget(0.5);
    schedule.add_device(idle_and_slow(50, 5000, 20), start);
    schedule.set_need(0, Need::little);
    Runner runner(schedule, milliseconds{20});
    runner.run(start + milliseconds{10'000});
    EXPECT_EQ(runner.count(job::Poll{0}), 200);
}

TEST(Schedule, ABusyDeviceTakesWhatItNeedsAndNobodyGoesStale) {
    Schedule schedule;
    schedule.set_budget(0.3);
    for (int i = 0; i < 3; ++i) {
        schedule.add_device(idle_and_slow(50, 1000, 10), start);
    }
    schedule.set_need(1, Need::little);
    schedule.set_need(2, Need::little);
    Runner runner(schedule, milliseconds{10});
    runner.run(start + milliseconds{10'000});
    EXPECT_GE(runner.count(job::Poll{0}), 450) << "every 20 ms";
    EXPECT_LE(runner.count(job::Poll{1}), 21) << "as rarely as its stale-after allows";
    EXPECT_EQ(runner.count(job::Stale{1}) + runner.count(job::Stale{2}), 0);
}

TEST(Schedule, TwoDevicesOfOneSilentUnitCostOneTimeoutForEachBackOff) {
    Schedule schedule;
    DeviceTiming shared = timing(20, 1000);
    shared.unit = 5;
    schedule.add_device(shared, start);
    schedule.add_device(shared, start);
    schedule.add_device(timing(20, 1000), start);
    Runner runner(schedule, milliseconds{1});
    runner.run(start + milliseconds{60'000},
               [](const Job& job) { return job == Job{job::Poll{2}} ? LineOutcome::ok : LineOutcome::timeout; });
    EXPECT_LE(runner.count(job::Poll{0}) + runner.count(job::Poll{1}), 2 + 5 + 16);
    EXPECT_EQ(runner.count(job::Stale{2}), 0);
}

TEST(Schedule, OneUnitKeepsItsGapBetweenAllItsDevices) {
    Schedule schedule;
    DeviceTiming shared = timing(20, 1000);
    shared.unit = 5;
    shared.minimum_gap = milliseconds{5};
    schedule.add_device(shared, start);
    schedule.add_device(shared, start);
    const Job first = schedule.next(start);
    schedule.started(first, start);
    schedule.finished(first, LineOutcome::ok, start + milliseconds{1});
    EXPECT_EQ(schedule.next(start + milliseconds{1}), (Job{job::Wait{start + milliseconds{6}}}));
}

TEST(Schedule, TheTurnaroundOfADeviceHoldsTheWholeLine) {
    Schedule schedule(milliseconds{2});
    DeviceTiming slow = timing(20, 1000);
    slow.turnaround = milliseconds{7};
    schedule.add_device(slow, start);
    schedule.add_device(timing(20, 1000), start);
    schedule.started(job::Poll{0}, start);
    schedule.finished(job::Poll{0}, LineOutcome::ok, start);
    EXPECT_EQ(schedule.next(start), (Job{job::Wait{start + milliseconds{7}}}));
    schedule.started(job::Poll{1}, start + milliseconds{7});
    schedule.finished(job::Poll{1}, LineOutcome::ok, start + milliseconds{7});
    EXPECT_EQ(schedule.next(start + milliseconds{7}), (Job{job::Wait{start + milliseconds{9}}})) << "the line's gap";
}

TEST(LoadMeter, TellsTheLastWholeSecond) {
    LoadMeter meter;
    EXPECT_FALSE(meter.percent());
    for (int i = 0; i <= 100; ++i) {
        meter.add(milliseconds{6}, start + milliseconds{10 * i});
    }
    EXPECT_EQ(meter.percent(), 60);
}

} // namespace
} // namespace parkgate::drivers
