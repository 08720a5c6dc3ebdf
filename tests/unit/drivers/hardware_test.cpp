// Loops, displays and the fire contact through the port, and what is refused of the settings.
#include "tests/unit/drivers/hardware_events.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>

namespace parkgate::drivers {
namespace {

using core::HardwareEvent;
using test::Answer;
using test::device_of;
using test::Events;
using test::lane;
using test::one;
using test::profile;
using test::Request;
using test::Slave;
namespace answer = test::answer;

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
