// What a line with several devices counts, and how often it looks at each of them.
#include "tests/unit/drivers/hardware_events.hpp"

#include <algorithm>
#include <atomic>

namespace parkgate::drivers {
namespace {

using test::Answer;
using test::Events;
using test::lane;
using test::one;
using test::profile;
using test::Request;
using test::Slave;
namespace answer = test::answer;

TEST(Hardware, CountersAreNamed) {
    Slave slave;
    Events events;
    const auto hardware = make_hardware(one(slave, profile("reference-loops.toml")), events.sink());
    ASSERT_TRUE(slave.wait([](const auto& log) { return log.size() >= 3; }));
    const auto counters = hardware->hardware_counters();
    ASSERT_EQ(counters.size(), 1U);
    EXPECT_EQ(counters[0].device, "device");
    EXPECT_GE(counters[0].counters.ok, 2U);
}

TEST(Hardware, ALineCountsForAllItsDevicesAndWhatACameraHasOverwritten) {
    std::atomic<int> refused{0};
    Slave slave([&](const Request& request) -> Answer {
        return request.unit == 2 && ++refused <= 3 ? Answer{answer::Exception{4}} : Answer{answer::Normal{}};
    });
    Events events;
    auto settings = one(slave, profile("reference-camera.toml"));
    settings.devices.push_back({"loops", lane, "field", 2, profile("reference-loops.toml")});
    std::atomic<const Hardware*> all{nullptr};
    std::atomic<std::uint64_t> lost_when_told{0};
    const auto hardware = make_hardware(std::move(settings), [&, sink = events.sink()](core::HardwareEvent event) {
        if (std::holds_alternative<core::PlateSeen>(event)) {
            lost_when_told = all.load()->line_counters()[0].counters.events_lost;
        }
        sink(std::move(event));
    });
    all = hardware.get();
    ASSERT_TRUE(events.wait<core::DeviceSeen>([](const auto& seen) { return seen.size() == 2; }));
    // Six readings came between two polls; the ring holds four.
    for (std::uint16_t sequence = 3; sequence <= 6; ++sequence) {
        slave.set_word(1, 16 + 16 * (sequence % 4) + 1, 0x4142);
        slave.set_word(1, 16 + 16 * (sequence % 4), sequence);
    }
    slave.set_word(1, 1, 6);
    ASSERT_TRUE(events.wait<core::PlateSeen>([](const auto& seen) { return seen.size() == 4; }));
    EXPECT_EQ(lost_when_told, 2U);
    const auto lines = hardware->line_counters();
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_EQ(lines[0].line, "field");
    EXPECT_EQ(lines[0].counters.events_lost, 2U);
    EXPECT_EQ(lines[0].counters.all.exception, 3U);
    EXPECT_GE(lines[0].counters.all.ok, 2U);
    EXPECT_EQ(lines[0].counters.budget_percent, 0) << "of no concern on TCP";
    EXPECT_TRUE(lines[0].counters.open);
}

// The polls of the barrier while the loops beside it are polled forty times.
std::ptrdiff_t polls_of_the_barrier(Slave& slave) {
    const std::size_t before = slave.requests().size();
    const auto polled = [before](const std::vector<Request>& log, int unit) {
        return std::ranges::count_if(log.begin() + static_cast<std::ptrdiff_t>(before), log.end(),
                                     [unit](const Request& one) { return one.unit == unit && !one.writes(); });
    };
    EXPECT_TRUE(slave.wait([&](const auto& log) { return polled(log, 2) >= 40; }));
    return polled(slave.requests(), 1);
}

TEST(Hardware, AnArmThatIsDownAndWasToldNothingIsLookedAtRarely) {
    Slave slave; // the arm is between its limits
    auto settings = one(slave, profile("reference-barrier.toml"));
    settings.devices.push_back({"loops", lane, "field", 2, profile("reference-loops.toml")});
    auto& barrier = std::get<DeviceProfile>(settings.devices[0].profile);
    auto& loops = std::get<DeviceProfile>(settings.devices[1].profile);
    barrier.poll.absent = std::chrono::milliseconds{500};
    loops.poll.present = loops.poll.absent = std::chrono::milliseconds{5};
    Events events;
    const auto hardware = make_hardware(std::move(settings), events.sink());
    hardware->set_busy(lane, true);
    ASSERT_TRUE(events.wait<core::ArmSeen>([](const auto& seen) { return seen.size() == 1; }));
    EXPECT_GE(polls_of_the_barrier(slave), 20) << "it moves";
    slave.set_bit(1, 1, true); // down
    ASSERT_TRUE(events.wait<core::ArmSeen>([](const auto& seen) { return seen.size() == 2; }));
    (void)polls_of_the_barrier(slave);
    EXPECT_LE(polls_of_the_barrier(slave), 10) << "a car is there and nothing was decided";
    hardware->command_arm(lane, core::ArmCommand::open, Duration{10'000});
    ASSERT_TRUE(events.wait<core::ArmCommandDone>([](const auto& done) { return done.size() == 1; }));
    EXPECT_GE(polls_of_the_barrier(slave), 20) << "it was told to move";
}

} // namespace
} // namespace parkgate::drivers
