// Whose turn it is on a line that cannot serve everybody at once.
#include "tests/unit/drivers/schedule_runner.hpp"

#include <array>

namespace parkgate::drivers {
namespace {

using core::LineOutcome;
using std::chrono::milliseconds;
using test::Runner;
using test::start;
using test::timing;

TEST(Turns, WhatWillGoStaleIsPolledFirst) {
    Schedule schedule;
    schedule.add_device(timing(20, 5000), start);
    schedule.add_device(timing(20, 500), start + milliseconds{10});
    EXPECT_EQ(schedule.next(start + milliseconds{10}), (Job{job::Poll{0}})) << "which was due before";
    EXPECT_EQ(schedule.next(start + milliseconds{260}), (Job{job::Poll{1}})) << "half of its stale-after is gone";
}

// A loop detector whose values live shorter than a camera's was once read over and over before the camera was.
TEST(Turns, OnASlowLineEachHasItsTurn) {
    Schedule schedule;
    schedule.add_device(timing(20, 500), start);
    schedule.add_device(timing(20, 1000), start);
    schedule.add_device(timing(60, 1000), start);
    Runner runner(schedule, milliseconds{30});
    runner.run(start + milliseconds{9000});
    std::array<Time, 3> last{start, start, start};
    for (const auto& [at, job] : runner.done) {
        const DeviceIndex device = std::get<job::Poll>(job).device;
        EXPECT_LE(at - last[device], milliseconds{device == 2 ? 120 : 90}) << device;
        last[device] = at;
    }
}

DeviceTiming display() {
    DeviceTiming shows = timing(20, 5000);
    shows.patient = true;
    return shows;
}

TEST(Turns, WhatOnlyShowsWaitsWhileACarWaitsForADecision) {
    Schedule schedule;
    schedule.add_device(timing(1000, 5000), start);
    schedule.add_device(display(), start);
    ASSERT_TRUE(schedule.add_write(1, 9, start));
    schedule.await_command(start + milliseconds{300});
    EXPECT_EQ(schedule.next(start), (Job{job::Poll{0}}));
    schedule.started(job::Poll{0}, start);
    schedule.finished(job::Poll{0}, LineOutcome::ok, start + milliseconds{1});
    EXPECT_EQ(schedule.next(start + milliseconds{1}), (Job{job::Wait{start + milliseconds{300}}}));
    EXPECT_EQ(schedule.next(start + milliseconds{300}), (Job{job::Write{1, 9, job::Class::other}}));
    ASSERT_TRUE(schedule.add_command(0, 1, start + milliseconds{500}));
    schedule.await_command(start + milliseconds{900});
    schedule.started(schedule.next(start + milliseconds{301}), start + milliseconds{301});
    schedule.finished(job::Write{0, 1, job::Class::command}, LineOutcome::ok, start + milliseconds{302});
    EXPECT_EQ(schedule.next(start + milliseconds{302}), (Job{job::Write{1, 9, job::Class::other}})) << "it was decided";
}

TEST(Turns, NoPatienceLastsForEver) {
    Schedule schedule;
    schedule.add_device(display(), start);
    ASSERT_TRUE(schedule.add_write(0, 9, start));
    Runner runner(schedule, milliseconds{1});
    for (int i = 0; i < 100; ++i) {
        schedule.await_command(runner.now + milliseconds{1000});
        runner.run(runner.now + milliseconds{100});
    }
    EXPECT_EQ(runner.count(job::Write{0, 9, job::Class::other}), 1);
    EXPECT_EQ(runner.count(job::Stale{0}), 0);
    EXPECT_LE(runner.count(job::Poll{0}), 5) << "as rarely as its stale-after allows";
}

TEST(Turns, ALineIsKeptFreeForTheCommandThatComes) {
    Schedule schedule;
    schedule.add_device(timing(20, 500), start);
    schedule.keep_free(start + milliseconds{6});
    EXPECT_EQ(schedule.next(start), (Job{job::Wait{start + milliseconds{6}}}));
    ASSERT_TRUE(schedule.add_command(0, 1, start + milliseconds{100}));
    const Job command = schedule.next(start + milliseconds{2});
    EXPECT_EQ(command, (Job{job::Write{0, 1, job::Class::command}}));
    schedule.started(command, start + milliseconds{2});
    schedule.finished(command, LineOutcome::ok, start + milliseconds{3});
    EXPECT_EQ(schedule.next(start + milliseconds{3}), (Job{job::Poll{0}})) << "it has come";
}

TEST(Turns, APollOfTwoRequestsIsNotInterrupted) {
    Schedule schedule;
    schedule.add_device(timing(20, 500), start);
    schedule.add_device(timing(20, 500), start);
    schedule.started(job::Poll{1}, start + milliseconds{10});
    schedule.continued(1, start + milliseconds{30});
    EXPECT_EQ(schedule.next(start + milliseconds{30}), (Job{job::Poll{1}})) << "the other has waited for longer";
    schedule.finished(job::Poll{1}, LineOutcome::ok, start + milliseconds{60});
    EXPECT_EQ(schedule.next(start + milliseconds{60}), (Job{job::Poll{0}}));
}

} // namespace
} // namespace parkgate::drivers
