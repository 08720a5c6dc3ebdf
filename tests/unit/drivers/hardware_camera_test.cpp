// Cameras through the port: what is reported, and what is acknowledged.
#include "tests/unit/drivers/hardware_events.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>

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

} // namespace
} // namespace parkgate::drivers
