#include "tests/unit/drivers/hardware_events.hpp"
#include "tests/unit/drivers/serial_slave.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <future>

namespace parkgate::drivers {
namespace {

using core::HardwareEvent;
using test::Answer;
using test::Events;
using test::lane;
using test::one;
using test::profile;
using test::Request;
using test::Slave;
namespace answer = test::answer;

void show(Slave& slave, std::uint16_t sequence, std::uint16_t word) {
    const int slot = 16 + 16 * (sequence % 4);
    slave.set_word(1, slot + 1, word);
    slave.set_word(1, slot + 9, 95);
    slave.set_word(1, slot, sequence);
    slave.set_word(1, 1, sequence);
}

class CameraOf : public testing::TestWithParam<std::uint16_t> {};

// With the ring near its header it is read by one request, far from it by two.
TEST_P(CameraOf, DeliversAndAcknowledgesWhenToldTo) {
    Slave slave;
    DeviceProfile camera = profile("reference-camera.toml");
    auto settings = one(slave, camera);
    if (GetParam() != 0) {
        auto& map = std::get<CameraMap>(std::get<DeviceProfile>(settings.devices[0].profile).map);
        std::get<RingEvents>(map.events).first_slot = GetParam();
    }
    const int first = GetParam() == 0 ? 16 : GetParam();
    Events events;
    const auto hardware = make_hardware(std::move(settings), events.sink());
    ASSERT_TRUE(events.wait<core::DeviceSeen>([](const auto& seen) { return seen.size() == 1; }));
    const int slot = first + 16;
    slave.set_word(1, slot + 1, 0x4142);
    slave.set_word(1, slot + 9, 95);
    slave.set_word(1, slot, 1);
    slave.set_word(1, 1, 1);
    ASSERT_TRUE(events.wait<core::PlateSeen>([](const auto& seen) { return !seen.empty(); }));
    const auto reading = events.of<core::PlateSeen>()[0];
    EXPECT_EQ(reading.plate, "AB");
    EXPECT_EQ(reading.lane, lane);
    EXPECT_EQ(reading.confidence, 95);
    EXPECT_TRUE(std::ranges::none_of(slave.requests(), &Request::writes)) << "not before it is durable";
    hardware->acknowledge_plate(lane, core::Side::exit, 1);
    ASSERT_TRUE(slave.wait([](const auto& log) { return std::ranges::any_of(log, &Request::writes); }));
    EXPECT_EQ(slave.word(1, 2), 1);
    EXPECT_EQ(events.of<core::PlateSeen>().size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(NearAndFar, CameraOf, testing::Values(std::uint16_t{0}, std::uint16_t{400}));

TEST(Hardware, AnAcknowledgementThatWasNotAnsweredIsWrittenAgain) {
    std::atomic<int> writes{0};
    Slave slave([&](const Request& request) -> Answer {
        return request.writes() && ++writes == 1 ? Answer{answer::Silent{}} : Answer{answer::Normal{}};
    });
    Events events;
    const auto hardware = make_hardware(one(slave, profile("reference-camera.toml")), events.sink());
    show(slave, 1, 0x4142);
    ASSERT_TRUE(events.wait<core::PlateSeen>([](const auto& seen) { return !seen.empty(); }));
    hardware->acknowledge_plate(lane, core::Side::exit, 1);
    ASSERT_TRUE(slave.wait([](const auto& log) { return std::ranges::count_if(log, &Request::writes) == 2; }));
    EXPECT_EQ(slave.word(1, 2), 1);
    EXPECT_EQ(events.of<core::PlateSeen>().size(), 1U) << "a new connection is no reason to deliver it again";
}

TEST(Hardware, OfTheReadingsThatAreFoundAfterASilenceOnlyTheNewestMayBeOfWhoIsThereNow) {
    std::atomic<bool> silent{false};
    Slave slave([&](const Request&) -> Answer { return silent ? Answer{answer::Silent{}} : Answer{answer::Normal{}}; });
    DeviceProfile camera = profile("reference-camera.toml");
    camera.link.response_timeout = std::chrono::milliseconds{50};
    Events events;
    const auto hardware = make_hardware(one(slave, camera), events.sink());
    ASSERT_TRUE(events.wait<core::DeviceSeen>([](const auto& seen) { return seen.size() == 1; }));
    silent = true;
    ASSERT_TRUE(events.wait<core::DeviceSeen>([](const auto& seen) { return seen.size() == 2; }));
    show(slave, 1, 0x4142);
    show(slave, 2, 0x4344);
    silent = false;
    ASSERT_TRUE(events.wait<core::PlateSeen>([](const auto& seen) { return seen.size() == 2; }));
    show(slave, 3, 0x4546);
    ASSERT_TRUE(events.wait<core::PlateSeen>([](const auto& seen) { return seen.size() == 3; }));
    const auto seen = events.of<core::PlateSeen>();
    EXPECT_EQ(seen[0].age, core::ReadAge::overtaken);
    EXPECT_EQ(seen[1].age, core::ReadAge::kept);
    EXPECT_EQ(seen[2].age, core::ReadAge::fresh);
}

TEST(Hardware, GarbageIsReportedAndAcknowledged) {
    Slave slave;
    Events events;
    const auto hardware = make_hardware(one(slave, profile("reference-camera.toml")), events.sink());
    show(slave, 1, 0xFFFF);
    ASSERT_TRUE(slave.wait([](const auto& log) { return std::ranges::any_of(log, &Request::writes); }));
    ASSERT_EQ(events.of<core::BadReading>().size(), 1U);
    EXPECT_EQ(events.of<core::BadReading>()[0].cause, "bad_plate");
    EXPECT_TRUE(events.of<core::PlateSeen>().empty());
}

TEST(Hardware, LoopsReportChangesThenUnknownThenTheValueAgain) {
    std::atomic<bool> silent{false};
    Slave slave([&](const Request&) -> Answer { return silent ? Answer{answer::Silent{}} : Answer{answer::Normal{}}; });
    DeviceProfile loops = profile("reference-loops.toml");
    loops.link.response_timeout = std::chrono::milliseconds{50};
    Events events;
    const auto hardware = make_hardware(one(slave, loops), events.sink());
    ASSERT_TRUE(slave.wait([](const auto& log) { return log.size() >= 10; }));
    EXPECT_EQ(events.of<core::LoopSeen>().size(), 2U) << "the first values, and no repetition";
    slave.set_bit(1, 1, true);
    ASSERT_TRUE(events.wait<core::LoopSeen>([](const auto& seen) { return seen.size() == 3; }));
    silent = true;
    ASSERT_TRUE(events.wait<core::DeviceSeen>([](const auto& seen) { return seen.size() == 2; }));
    silent = false;
    ASSERT_TRUE(events.wait<core::LoopSeen>([](const auto& seen) { return seen.size() == 7; }));
    const auto seen = events.of<core::LoopSeen>();
    EXPECT_EQ(seen[2].presence, core::Presence::occupied);
    EXPECT_EQ(seen[3].presence, core::Presence::unknown);
    EXPECT_EQ(seen[4].presence, core::Presence::unknown);
    EXPECT_EQ(seen[5].presence, core::Presence::clear);
    EXPECT_EQ(seen[6].presence, core::Presence::occupied);
    EXPECT_TRUE(events.of<core::DeviceSeen>()[2].answers);
}

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

TEST(Hardware, TheDisplayGetsTheNewestTextAndGetsItAgainAfterItWasLost) {
    std::atomic<bool> close{false};
    Slave slave([&](const Request&) -> Answer {
        return close.exchange(false) ? Answer{answer::Close{}} : Answer{answer::Normal{}};
    });
    Events events;
    const auto hardware = make_hardware(one(slave, profile("reference-display.toml")), events.sink());
    for (const char* text : {"one", "two", "欢迎"}) {
        hardware->show(lane, core::Side::exit, {core::TextColour::green, {text, "", "", ""}});
    }
    const auto shows = [](const std::vector<Request>& log, std::size_t least) {
        std::size_t count = 0;
        for (const Request& request : log) {
            count += request.function == 16 && request.body[7] == 0xE6 ? 1U : 0U;
        }
        return count >= least;
    };
    ASSERT_TRUE(slave.wait([&](const auto& log) { return shows(log, 1); }));
    EXPECT_EQ(slave.word(1, 1), 1);
    EXPECT_EQ(slave.word(1, 2), 0xE6AC);
    close = true;
    ASSERT_TRUE(slave.wait([&](const auto& log) { return shows(log, 2); })) << "a display that was away shows nothing";
}

TEST(Hardware, ADisplayIsWrittenAgainWhenItsNeighboursRequestFindsTheConnectionClosed) {
    std::atomic<bool> close{false};
    Slave slave([&](const Request& request) -> Answer {
        return request.unit == 2 && close.exchange(false) ? Answer{answer::Close{}} : Answer{answer::Normal{}};
    });
    Events events;
    auto settings = one(slave, profile("reference-display.toml"));
    settings.devices.push_back({"loops", lane, "field", 2, profile("reference-loops.toml")});
    const auto hardware = make_hardware(std::move(settings), events.sink());
    hardware->show(lane, core::Side::exit, {core::TextColour::green, {"text", "", "", ""}});
    const auto writes = [](const auto& log) { return std::ranges::count(log, 16, &Request::function); };
    ASSERT_TRUE(slave.wait([&](const auto& log) { return writes(log) == 1; }));
    close = true;
    ASSERT_TRUE(slave.wait([&](const auto& log) { return writes(log) == 2; }));
}

TEST(Hardware, SettingsAreChecked) {
    const DeviceProfile barrier = profile("reference-barrier.toml");
    HardwareSettings settings{
        .lines = {{"a", TcpAddress{"gate.local", 502}}, {"a", RtuPort{"/dev/ttyS0", 12, Parity::even, 1}}},
        .devices = {{"x", lane, "a", 1, barrier},
                    {"x", lane, "b", 0, barrier},
                    {"y", lane, "a", 1, std::filesystem::path("/nowhere.toml")}}};
    std::string all;
    for (const auto& problem : resolve(settings)) {
        all += settings::to_text(problem) + "\n";
    }
    for (const char* part : {"gate.local", "a.baud", "second line", "x.line", "x.unit", "second device",
                             "second barrier", "/nowhere.toml"}) {
        EXPECT_NE(all.find(part), std::string::npos) << part << " in\n" << all;
    }
    EXPECT_THROW((void)make_hardware(settings, [](const HardwareEvent&) {}), std::invalid_argument);
}

TEST(Hardware, NoDeviceMayBeWaitedForLongerThanAnotherOfItsLineIsKnown) {
    HardwareSettings settings{.lines = {{"a", TcpAddress{"127.0.0.1", 502}}, {"b", TcpAddress{"127.0.0.1", 503}}},
                              .devices = {{"arm", lane, "a", 1, profile("reference-barrier.toml")},
                                          {"loops", lane, "a", 2, profile("reference-loops.toml")},
                                          {"text", lane, "b", 1, profile("reference-display.toml")}}};
    const auto wait_for = [&settings](std::size_t device, int ms) {
        std::get<DeviceProfile>(settings.devices[device].profile).link.response_timeout = std::chrono::milliseconds{ms};
    };
    wait_for(0, 500);
    wait_for(2, 5000);
    EXPECT_TRUE(resolve(settings).empty());
    wait_for(0, 501);
    const auto problems = resolve(settings);
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_EQ(problems[0].key, "arm.profile");
    EXPECT_EQ(problems[0].found, "link.response_timeout_ms = 501");
    EXPECT_EQ(problems[0].expected, "at most poll.stale_after_ms of loops on the same line, 500");
}

DeviceSettings device_of(const std::string& name, LaneId its_lane, int unit, const std::string& file,
                         core::Side side = core::Side::exit) {
    DeviceProfile made = profile(file);
    made.poll.present = made.poll.absent = std::chrono::milliseconds{10};
    return {name, std::move(its_lane), "field", unit, std::move(made), side};
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

TEST(Hardware, TheFireContactIsOfTheWholeLotAndSaysNothingWhenItIsNotRead) {
    std::atomic<bool> silent{false};
    Slave slave([&](const Request&) -> Answer { return silent ? Answer{answer::Silent{}} : Answer{answer::Normal{}}; });
    slave.set_bit(1, 0, true);
    DeviceProfile alarm = profile("reference-alarm.toml");
    alarm.link.response_timeout = std::chrono::milliseconds{50};
    alarm.poll.stale_after = std::chrono::milliseconds{300};
    auto settings = one(slave, alarm);
    settings.devices[0].lane = {};
    Events events;
    const auto hardware = make_hardware(std::move(settings), events.sink());
    ASSERT_TRUE(events.wait<core::FireSeen>([](const auto& seen) { return seen.size() == 1; }));
    EXPECT_FALSE(events.of<core::FireSeen>()[0].alarm);
    silent = true;
    ASSERT_TRUE(events.wait<core::DeviceSeen>([](const auto& seen) { return seen.size() == 2; }));
    EXPECT_EQ(events.of<core::FireSeen>().size(), 1U);
    slave.set_bit(1, 0, false);
    silent = false;
    ASSERT_TRUE(events.wait<core::FireSeen>([](const auto& seen) { return seen.size() == 2; }));
    EXPECT_TRUE(events.of<core::FireSeen>()[1].alarm) << "a cut wire is an alarm";
}

TEST(Hardware, EachSideOfAReversibleLaneHasItsOwnCameraAndDisplay) {
    Slave slave;
    HardwareSettings settings{.lines = {{"field", TcpAddress{"127.0.0.1", slave.port()}}},
                              .devices = {device_of("in", lane, 1, "reference-camera.toml", core::Side::entry),
                                          device_of("out", lane, 2, "reference-camera.toml", core::Side::exit),
                                          device_of("text", lane, 3, "reference-display.toml", core::Side::exit)}};
    slave.set_word(2, 33, 0x4142);
    slave.set_word(2, 41, 95);
    slave.set_word(2, 32, 1);
    slave.set_word(2, 1, 1);
    Events events;
    const auto hardware = make_hardware(std::move(settings), events.sink());
    ASSERT_TRUE(events.wait<core::PlateSeen>([](const auto& seen) { return seen.size() == 1; }));
    EXPECT_EQ(events.of<core::PlateSeen>()[0].side, core::Side::exit);
    hardware->acknowledge_plate(lane, core::Side::entry, 1);
    hardware->acknowledge_plate(lane, core::Side::exit, 1);
    ASSERT_TRUE(slave.wait([](const auto& log) { return std::ranges::any_of(log, &Request::writes); }));
    EXPECT_EQ(slave.word(1, 2), 0);
    EXPECT_EQ(slave.word(2, 2), 1);
}

TEST(Hardware, ATriggeredCameraIsTriggeredWhenTheLaneIsBusyAndReadOnce) {
    Slave* self = nullptr;
    Slave slave([&](const Request& request) -> Answer {
        if (request.writes()) {
            self->set_word(1, 0, request.second() == 1 ? 2 : 0); // ok at once, ready when cleared
        }
        return answer::Normal{};
    });
    self = &slave;
    slave.set_word(1, 2, 0x4142);
    slave.set_word(1, 6, 90);
    Events events;
    const auto hardware = make_hardware(one(slave, profile("trigger-camera.toml")), events.sink());
    ASSERT_TRUE(slave.wait([](const auto& log) { return log.size() >= 3; }));
    EXPECT_TRUE(std::ranges::none_of(slave.requests(), &Request::writes));
    hardware->set_busy(lane, true);
    ASSERT_TRUE(events.wait<core::PlateSeen>([](const auto& seen) { return seen.size() == 1; }));
    EXPECT_EQ(events.of<core::PlateSeen>()[0].plate, "AB");
    ASSERT_TRUE(slave.wait([](const auto& log) { return std::ranges::count_if(log, &Request::writes) == 2; }));
    EXPECT_EQ(slave.word(1, 1), 0) << "cleared";
}

// Field: a loop's input stands still until somebody restarts the station. What is not read any more is unknown.
TEST(Hardware, AFrozenLoopInputIsUnknownAndItsNeighbourGoesOn) {
    std::atomic<bool> frozen{false};
    Slave slave([&](const Request& request) -> Answer {
        return frozen && request.unit == 1 ? Answer{answer::Exception{6}} : Answer{answer::Normal{}};
    });
    auto settings = one(slave, profile("reference-loops.toml"));
    settings.devices.push_back(device_of("barrier", lane, 2, "reference-barrier.toml"));
    Events events;
    const auto hardware = make_hardware(std::move(settings), events.sink());
    ASSERT_TRUE(events.wait<core::LoopSeen>([](const auto& seen) { return seen.size() == 2; }));
    frozen = true;
    ASSERT_TRUE(events.wait<core::LoopSeen>([](const auto& seen) { return seen.size() == 4; }));
    EXPECT_EQ(events.of<core::LoopSeen>()[3].presence, core::Presence::unknown);
    slave.set_bit(2, 0, true);
    ASSERT_TRUE(
        events.wait<core::ArmSeen>([](const auto& seen) { return seen.back().position == core::ArmPosition::up; }));
}

} // namespace
} // namespace parkgate::drivers
