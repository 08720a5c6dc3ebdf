#include "drivers/probe.hpp"
#include "tests/unit/drivers/slave.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace parkgate::drivers {
namespace {

using test::Request;
using test::Slave;

HardwareSettings site(const Slave& slave, const std::vector<std::string>& profiles) {
    HardwareSettings settings{.lines = {{"field", TcpAddress{"127.0.0.1", slave.port()}}}, .devices = {}};
    int unit = 0;
    for (const std::string& name : profiles) {
        const LaneId lane{"lane-" + std::to_string(++unit)};
        settings.devices.push_back({name, lane, "field", unit, std::filesystem::path(PROFILES + name + ".toml")});
    }
    EXPECT_TRUE(resolve(settings).empty());
    return settings;
}

std::string value(const Prober& prober, const std::string& device, const std::string& point) {
    for (const ProbedDevice& each : prober.devices()) {
        for (const ProbedPoint& one : each.points) {
            if (each.name == device && one.name == point) {
                return one.value;
            }
        }
    }
    return "nothing";
}

TEST(Probe, ShowsEveryPointDecodedAndWritesNothing) {
    Slave slave;
    slave.set_bit(1, 0, true); // limit up
    const int slot = 16 + 16 * (5 % 4);
    for (const auto& [address, word] : {std::pair{1, 5}, {slot, 5}, {slot + 1, 0xFFFF}, {slot + 9, 95}}) {
        slave.set_word(2, address, static_cast<std::uint16_t>(word)); // an event whose plate is garbage
    }
    slave.set_word(3, 0, 3);
    slave.set_bit(3, 0, true);
    const auto prober = make_prober(site(slave, {"reference-barrier", "reference-camera", "state-barrier"}), "", false);
    for (int unit = 1; unit <= 3; ++unit) {
        ASSERT_TRUE(slave.wait([&](const auto& log) { return std::ranges::count(log, unit, &Request::unit) >= 12; }));
    }
    EXPECT_EQ(value(*prober, "reference-barrier", "limit_up"), "yes");
    EXPECT_EQ(value(*prober, "reference-barrier", "position"), "up");
    EXPECT_EQ(value(*prober, "reference-camera", "newest"), "5");
    EXPECT_EQ(value(*prober, "reference-camera", "event.plate"), "? no text of this encoding");
    EXPECT_EQ(value(*prober, "reference-camera", "event.confidence"), "95 percent");
    EXPECT_EQ(value(*prober, "state-barrier", "state"), "3 (up)");
    EXPECT_EQ(value(*prober, "state-barrier", "boom"), "no") << "active low: it is in place";
    EXPECT_TRUE(prober->devices()[0].points[0].age);
    EXPECT_TRUE(prober->lines()[0].counters.open);
    EXPECT_FALSE(prober->command(core::ArmCommand::open));
    ASSERT_TRUE(slave.wait([](const auto& log) { return std::ranges::count(log, 1, &Request::unit) >= 20; }));
    EXPECT_TRUE(std::ranges::none_of(slave.requests(), &Request::writes));
}

TEST(Probe, MovesTheArmWhenItMay) {
    Slave slave;
    const auto prober = make_prober(site(slave, {"reference-barrier"}), "reference-barrier", true);
    ASSERT_TRUE(slave.wait([](const auto& log) { return log.size() >= 3; }));
    EXPECT_TRUE(std::ranges::none_of(slave.requests(), &Request::writes)) << "not before it is told to";
    EXPECT_TRUE(prober->command(core::ArmCommand::close));
    ASSERT_TRUE(slave.wait([](const auto& log) { return std::ranges::any_of(log, &Request::writes); }));
    const auto log = slave.requests();
    EXPECT_EQ(std::ranges::find_if(log, &Request::writes)->first(), 1);
}

TEST(Probe, ASilentDeviceIsNeverReadAndCounted) {
    Slave slave([](const Request&) -> test::Answer { return test::answer::Silent{}; });
    const auto prober = make_prober(site(slave, {"reference-loops", "reference-barrier"}), "reference-loops", false);
    ASSERT_TRUE(slave.wait([](const auto& log) { return log.size() >= 3; }));
    ASSERT_EQ(prober->devices().size(), 1U) << "the other one was not asked for";
    const auto device = prober->devices()[0];
    EXPECT_FALSE(device.points[0].age);
    EXPECT_GE(device.counters.timeout, 2U);
}

} // namespace
} // namespace parkgate::drivers
