// Barriers through the port: what is written for each command, and what is never written.
#include "tests/unit/drivers/hardware_events.hpp"
#include "tests/unit/drivers/serial_slave.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <future>

namespace parkgate::drivers {
namespace {

using test::Answer;
using test::device_of;
using test::Events;
using test::lane;
using test::one;
using test::profile;
using test::Request;
using test::Slave;
namespace answer = test::answer;

TEST(Hardware, TheBarrierIsCommandedAndNeverUnasked) {
    Slave slave;
    slave.set_bit(1, 1, true);
    Events events;
    const auto hardware = make_hardware(one(slave, profile("reference-barrier.toml")), events.sink());
    ASSERT_TRUE(slave.wait([](const auto& log) { return log.size() >= 5; }));
    EXPECT_TRUE(std::ranges::none_of(slave.requests(), &Request::writes)) << "nothing is commanded at start";
    EXPECT_EQ(events.of<core::ArmSeen>()[0].position, core::ArmPosition::down);
    hardware->command_arm(lane, core::ArmCommand::close, Duration{10'000});
    ASSERT_TRUE(events.wait<core::ArmCommandDone>([](const auto& done) { return done.size() == 1; }));
    const auto log = slave.requests();
    const auto write = *std::ranges::find_if(log, &Request::writes);
    EXPECT_EQ(write.function, 5);
    EXPECT_EQ(write.first(), 1);
    EXPECT_EQ(write.second(), 0xFF00);
    hardware->command_arm(lane, core::ArmCommand::open, Duration{0});
    ASSERT_TRUE(events.wait<core::ArmCommandDone>([](const auto& done) { return done.size() == 2; }));
    EXPECT_EQ(events.of<core::ArmCommandDone>()[1].outcome, core::LineOutcome::not_sent);
    slave.set_bit(1, 0, true);
    ASSERT_TRUE(events.wait<core::BadReading>([](const auto& bad) { return bad.size() == 1; }));
    EXPECT_EQ(events.of<core::ArmSeen>()[1].position, core::ArmPosition::unknown);
}

class Opening : public testing::TestWithParam<core::ArmCommand> {};

// The line waits for an answer of the loops while the arm is told to close and then, for a car, to open.
TEST_P(Opening, WithdrawsACloseThatStillWaits) {
    std::promise<void> busy;
    std::promise<void> decided;
    std::atomic<bool> asked{false};
    Slave slave([&](const Request& request) -> Answer {
        if (request.unit == 2 && !asked.exchange(true)) {
            busy.set_value();
            decided.get_future().wait();
        }
        return answer::Normal{};
    });
    auto settings = one(slave, profile("reference-barrier.toml"));
    settings.devices.push_back({"loops", lane, "field", 2, profile("reference-loops.toml")});
    for (DeviceSettings& device : settings.devices) {
        auto& patient = std::get<DeviceProfile>(device.profile);
        patient.link.response_timeout = patient.poll.stale_after = test::generous;
    }
    auto& barrier = std::get<BarrierMap>(std::get<DeviceProfile>(settings.devices[0].profile).map);
    barrier.open = PulseCoil{10, std::chrono::seconds{60}};
    barrier.close = PulseCoil{11, std::chrono::seconds{60}};
    Events events;
    const auto hardware = make_hardware(std::move(settings), events.sink());
    const auto waiting = busy.get_future().wait_for(test::generous);
    hardware->command_arm(lane, core::ArmCommand::close, Duration{60'000});
    hardware->command_arm(lane, GetParam(), Duration{60'000});
    decided.set_value();
    ASSERT_EQ(waiting, std::future_status::ready);
    ASSERT_TRUE(events.wait<core::ArmCommandDone>([](const auto& done) { return done.size() == 2; }));
    const auto done = events.of<core::ArmCommandDone>();
    EXPECT_EQ(done[0].command, core::ArmCommand::close);
    EXPECT_EQ(done[0].outcome, core::LineOutcome::not_sent);
    EXPECT_EQ(done[1].command, GetParam());
    EXPECT_EQ(done[1].outcome, core::LineOutcome::ok);
    for (const Request& request : slave.requests()) {
        EXPECT_FALSE(request.writes() && request.first() == 11 && request.second() != 0);
    }
}

INSTANTIATE_TEST_SUITE_P(OfTheArm, Opening, testing::Values(core::ArmCommand::open, core::ArmCommand::hold));

TEST(Hardware, APulsedContactIsReleasedBeforeTheOtherIsClosedAndAtTheEnd) {
    Slave slave;
    DeviceProfile barrier = profile("reference-barrier.toml");
    std::get<BarrierMap>(barrier.map).open = PulseCoil{10, std::chrono::seconds{60}};
    std::get<BarrierMap>(barrier.map).close = PulseCoil{11, std::chrono::seconds{60}};
    Events events;
    {
        const auto hardware = make_hardware(one(slave, barrier), events.sink());
        hardware->command_arm(lane, core::ArmCommand::open, Duration{10'000});
        ASSERT_TRUE(events.wait<core::ArmCommandDone>([](const auto& done) { return done.size() == 1; }));
        hardware->command_arm(lane, core::ArmCommand::close, Duration{10'000});
        ASSERT_TRUE(events.wait<core::ArmCommandDone>([](const auto& done) { return done.size() == 2; }));
    }
    std::vector<std::pair<int, int>> writes;
    for (const Request& request : slave.requests()) {
        if (request.writes()) {
            writes.emplace_back(request.first(), request.second());
        }
    }
    // The first two are of whoever may have left them closed.
    EXPECT_EQ(writes,
              (std::vector<std::pair<int, int>>{{10, 0}, {11, 0}, {10, 0xFF00}, {10, 0}, {11, 0xFF00}, {11, 0}}));
}

// Killed in the midst of a pulse, a process leaves the contact closed.
TEST(Hardware, AContactThatWasLeftClosedIsOpenedAtTheFirstContact) {
    Slave slave;
    DeviceProfile barrier = profile("reference-barrier.toml");
    auto& map = std::get<BarrierMap>(barrier.map);
    Events events;
    const auto opened = [](const auto& log) {
        return std::ranges::count_if(log, [](const Request& one) { return one.writes() && one.second() == 0; });
    };
    map.open = SelfClearingCoil{10};
    map.close = SelfClearingCoil{11};
    {
        const auto killed = make_hardware(one(slave, barrier), events.sink());
        killed->command_arm(lane, core::ArmCommand::close, Duration{60'000});
        ASSERT_TRUE(events.wait<core::ArmCommandDone>([](const auto& done) { return done.size() == 1; }));
    }
    ASSERT_EQ(opened(slave.requests()), 0);
    map.open = PulseCoil{10, std::chrono::seconds{10}};
    map.close = PulseCoil{11, std::chrono::seconds{10}};
    const auto hardware = make_hardware(one(slave, barrier), events.sink());
    ASSERT_TRUE(slave.wait([&](const auto& log) { return opened(log) == 2; }));
    const auto log = slave.requests();
    EXPECT_EQ(std::ranges::count_if(log, &Request::writes), 3) << "and nothing is moved";
    EXPECT_TRUE(std::ranges::any_of(
        log, [](const Request& one) { return one.writes() && one.first() == 11 && one.second() == 0; }));
}

// The board is a barrier and a loop detector at once, under one unit on a serial line.
TEST(Hardware, TheRelayBoardIsTwoDevicesOfOneUnitOnASerialLine) {
    test::SerialSlave board;
    board.set_bit(1, true); // limit down
    board.set_bit(6, true); // the beam arrives
    HardwareSettings settings{.lines = {{"field", RtuPort{board.path(), 115'200, Parity::none, 1}, 100}},
                              .devices = {device_of("barrier", lane, 1, "relay-board-barrier.toml"),
                                          device_of("loops", lane, 1, "relay-board-loops.toml")}};
    Events events;
    const auto hardware = make_hardware(std::move(settings), events.sink());
    ASSERT_TRUE(events.wait<core::LoopSeen>([](const auto& seen) { return seen.size() == 4; }));
    for (const core::LoopSeen& seen : events.of<core::LoopSeen>()) {
        EXPECT_EQ(seen.presence, core::Presence::clear) << static_cast<int>(seen.loop);
    }
    ASSERT_TRUE(events.wait<core::ArmSeen>([](const auto& seen) { return seen.size() == 1; }));
    EXPECT_EQ(events.of<core::ArmSeen>()[0].position, core::ArmPosition::down);
    board.set_bit(6, false);
    ASSERT_TRUE(events.wait<core::LoopSeen>([](const auto& seen) { return seen.size() == 5; }));
    EXPECT_EQ(events.of<core::LoopSeen>()[4].loop, core::Loop::photocell);
    EXPECT_EQ(events.of<core::LoopSeen>()[4].presence, core::Presence::occupied);
    const auto done = [&](core::ArmCommand command, std::size_t count) {
        hardware->command_arm(lane, command, Duration{10'000});
        return events.wait<core::ArmCommandDone>([count](const auto& all) { return all.size() == count; });
    };
    ASSERT_TRUE(done(core::ArmCommand::open, 1));
    EXPECT_EQ(board.word(3), 4);
    EXPECT_EQ(board.word(4), 5);
    ASSERT_TRUE(done(core::ArmCommand::hold, 2));
    EXPECT_TRUE(board.coil(2));
    ASSERT_TRUE(done(core::ArmCommand::release, 3));
    EXPECT_FALSE(board.coil(2));
    for (const auto& each : events.of<core::ArmCommandDone>()) {
        EXPECT_EQ(each.outcome, core::LineOutcome::ok);
    }
    const auto counters = hardware->line_counters();
    ASSERT_EQ(counters.size(), 1U);
    EXPECT_TRUE(counters[0].counters.open);
}

TEST(Hardware, AHoldIsAnOpenWhereTheBarrierHasNothingElseAndItsReleaseWritesNothing) {
    Slave slave;
    Events events;
    const auto hardware = make_hardware(one(slave, profile("reference-barrier.toml")), events.sink());
    hardware->command_arm(lane, core::ArmCommand::hold, Duration{10'000});
    hardware->command_arm(lane, core::ArmCommand::release, Duration{10'000});
    ASSERT_TRUE(events.wait<core::ArmCommandDone>([](const auto& done) { return done.size() == 2; }));
    EXPECT_EQ(std::ranges::count_if(slave.requests(), &Request::writes), 1);
}

} // namespace
} // namespace parkgate::drivers
