#include "simulator/model/device.hpp"
#include "simulator/model/text_registers.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace parkgate::sim {
namespace {

using namespace std::chrono_literals;

template <class What>
int count_of(const Events& events) {
    return static_cast<int>(
        std::ranges::count_if(events, [](const Event& event) { return std::holds_alternative<What>(event.what); }));
}

struct Bench {
    Lane lane{"entry-1", 1000ms};
    Events events;
    std::array<std::uint8_t, 2> coils{};
    std::array<std::uint8_t, loop_count> discrete{};
    std::array<std::uint16_t, Camera::register_count> holding{};

    Registers registers() { return {coils, discrete, holding}; }
    void pulse(std::uint8_t open, std::uint8_t close, Instant now) {
        coils = {open, close};
        lane.advance(now, events);
        apply_write(lane, DeviceKind::barrier, {Table::coils, 0, 2}, registers(), now, now, events);
    }
};

TEST(Lane, PulseOpensAndClearsItself) {
    Bench bench;
    bench.pulse(1, 0, 10ms);
    EXPECT_EQ(bench.lane.record().opens, 1U);
    bench.lane.advance(500ms, bench.events);
    fill_registers(bench.lane, DeviceKind::barrier, bench.registers(), 500ms);
    EXPECT_EQ(bench.coils, (std::array<std::uint8_t, 2>{0, 0}));
    EXPECT_EQ(bench.discrete, (std::array<std::uint8_t, 4>{0, 0, 0, 0}));
    bench.lane.advance(1010ms, bench.events);
    fill_registers(bench.lane, DeviceKind::barrier, bench.registers(), 1010ms);
    EXPECT_EQ(bench.discrete, (std::array<std::uint8_t, 4>{1, 0, 0, 0}));
    EXPECT_EQ(bench.lane.record().last_up, Instant{1010ms});
}

TEST(Lane, WritingZeroToACoilIsNoPulse) {
    Bench bench;
    bench.pulse(0, 0, 10ms);
    EXPECT_TRUE(bench.events.empty());
}

TEST(Lane, BothPulsesAtOnceOpen) {
    Bench bench;
    bench.pulse(1, 1, 10ms);
    EXPECT_EQ(bench.lane.arm().state(), ArmState::opening);
}

TEST(Lane, ACloseOnACarIsAHitWithTheLoopToldInTheCommand) {
    Bench bench;
    bench.pulse(1, 0, 0ms);
    bench.lane.set_loop(Loop::safety, true, 1000ms, bench.events);
    EXPECT_EQ(count_of<ArmRammed>(bench.events), 0);
    bench.pulse(0, 1, 1100ms);
    EXPECT_TRUE(std::ranges::any_of(bench.events, [](const Event& event) {
        const auto* command = std::get_if<ArmCommanded>(&event.what);
        return command != nullptr && command->command == ArmCommand::close && command->safety_occupied;
    }));
    EXPECT_EQ(bench.lane.next_change(), Instant{1600ms});
    bench.lane.advance(3000ms, bench.events);
    EXPECT_EQ(count_of<CarHit>(bench.events), 1);
}

TEST(Lane, ACarThatLeftBeforeTheArmCameIsNotHit) {
    Bench bench;
    bench.pulse(1, 0, 0ms);
    bench.lane.set_loop(Loop::safety, true, 1000ms, bench.events);
    bench.pulse(0, 1, 1100ms);
    // Nobody looks between: the change itself must bring the arm up to the time at which the loop changed.
    bench.lane.set_loop(Loop::safety, false, 1500ms, bench.events);
    bench.lane.advance(3000ms, bench.events);
    EXPECT_EQ(count_of<CarHit>(bench.events), 0);
    EXPECT_EQ(bench.lane.arm().state(), ArmState::down);
}

TEST(Lane, ACarThatLeftAfterTheArmCameWasHit) {
    Bench bench;
    bench.pulse(1, 0, 0ms);
    bench.lane.set_loop(Loop::safety, true, 1000ms, bench.events);
    bench.pulse(0, 1, 1100ms);
    bench.lane.set_loop(Loop::safety, false, 1700ms, bench.events);
    EXPECT_EQ(count_of<CarHit>(bench.events), 1);
}

TEST(Lane, ALimitSwitchThatFlickersIsNoReasonForMoreCommands) {
    Bench bench;
    for (int i = 0; i < 10; ++i) {
        const Instant now = 10s + i * 2s;
        bench.lane.trouble_arm(i % 2 == 0 ? ArmTrouble::contradict : ArmTrouble::no_contradict, now, bench.events);
        bench.pulse(1, 0, now);
    }
    EXPECT_TRUE(std::ranges::any_of(bench.events, [](const Event& event) {
        const auto* violation = std::get_if<Violation>(&event.what);
        return violation != nullptr && violation->rule == "W5";
    }));
}

TEST(Lane, OneWhoBacksOutLeavesBackwardsAndOneWhoDrivesOnDoesNot) {
    for (const bool backs : {true, false}) {
        Bench bench;
        bench.lane.set_loop(Loop::arrival, true, 0ms, bench.events);
        bench.pulse(1, 0, 0ms);
        bench.lane.note_told({.limits = true, .loops = true}, 1100ms, bench.events);
        bench.events.clear();
        if (backs) {
            bench.lane.back_out(Side::entry, 1200ms, bench.events);
        } else {
            bench.lane.set_loop(Loop::arrival, false, 1200ms, bench.events);
        }
        bench.pulse(0, 1, 1300ms);
        EXPECT_EQ(count_of<Violation>(bench.events), backs ? 0 : 1);
    }
}

TEST(Lane, ALoopThatLiesAboutACarUnderTheArmExcusesTheHitUnlessAPhotocellIsFittedThere) {
    for (const bool fitted : {false, true}) {
        Bench bench;
        bench.pulse(1, 0, 0ms);
        Told told{.limits = true, .loops = true};
        told.seen = {false, false, fitted ? std::optional{false} : std::nullopt, std::nullopt};
        bench.lane.note_told(told, 1000ms, bench.events);
        bench.lane.trouble_loop(Loop::safety, LoopTrouble::dead, 1000ms);
        bench.lane.set_loop(Loop::safety, true, 1100ms, bench.events);
        bench.lane.set_loop(Loop::photocell, true, 1100ms, bench.events);
        bench.pulse(0, 1, 4000ms);
        bench.lane.advance(6s, bench.events);
        EXPECT_EQ(bench.lane.recorder().counts().unseeable, fitted ? 0U : 2U);
    }
}

TEST(Lane, TheEndOfACarThatOnlyAnUnfittedPhotocellCouldTellOfExcusesTheClose) {
    for (const bool fitted : {false, true}) {
        Bench bench;
        bench.pulse(1, 0, 0ms);
        bench.lane.set_loop(Loop::arrival, true, 100ms, bench.events);
        bench.lane.set_loop(Loop::safety, true, 1100ms, bench.events);
        bench.lane.set_loop(Loop::photocell, true, 1200ms, bench.events);
        bench.lane.set_loop(Loop::arrival, false, 1300ms, bench.events);
        Told told{.limits = true, .loops = true, .under_arm_occupied = true};
        told.seen = {false, true, fitted ? std::optional{true} : std::nullopt, std::nullopt};
        bench.lane.note_told(told, 1400ms, bench.events);
        bench.lane.set_loop(Loop::safety, false, 1500ms, bench.events);
        bench.events.clear();
        bench.pulse(0, 1, 1700ms);
        EXPECT_EQ(bench.lane.recorder().counts().unseeable, fitted ? 0U : 1U);
        EXPECT_EQ(count_of<Violation>(bench.events), fitted ? 2 : 0) << "of W1 and W2";
    }
}

TEST(Lane, AnArmThatFallsIsSeenToFallAndOneThatClosesByItselfIsSeenToClose) {
    Bench bench;
    bench.pulse(1, 0, 0ms);
    bench.lane.set_loop(Loop::safety, true, 1100ms, bench.events);
    bench.lane.trouble_arm(ArmTrouble::falls, 2000ms, bench.events);
    bench.lane.advance(3000ms, bench.events);
    ASSERT_EQ(count_of<CarHit>(bench.events), 1);
    const auto hit = std::ranges::find_if(
        bench.events, [](const Event& event) { return std::holds_alternative<CarHit>(event.what); });
    EXPECT_EQ(std::get<CarHit>(hit->what).excuse, "the car was not yet told of");
    bench.lane.set_loop(Loop::safety, false, 3000ms, bench.events);
    bench.pulse(1, 0, 3000ms);
    bench.lane.close_arm_by_itself(2000ms, 4000ms, bench.events);
    EXPECT_EQ(bench.lane.next_change(), Instant{6000ms});
}

TEST(Lane, DrivingIntoADownArmIsNotAHit) {
    Bench bench;
    bench.lane.set_loop(Loop::safety, true, 0ms, bench.events);
    EXPECT_EQ(count_of<ArmRammed>(bench.events), 1);
    EXPECT_EQ(count_of<CarHit>(bench.events), 0);
}

TEST(Lane, LoopsAreToldOnlyWhenTheyChange) {
    Bench bench;
    bench.lane.set_loop(Loop::arrival, true, 1ms, bench.events);
    bench.lane.set_loop(Loop::arrival, true, 2ms, bench.events);
    EXPECT_EQ(count_of<LoopChanged>(bench.events), 1);
    fill_registers(bench.lane, DeviceKind::loops, bench.registers(), 2ms);
    EXPECT_EQ(bench.discrete[0], 1);
    EXPECT_EQ(bench.discrete[1], 0);
}

TEST(Lane, CountsPollsOfBothLoopsOnly) {
    Bench bench;
    const auto read = [&](std::size_t count) {
        bench.lane.note_told(told_by(DeviceKind::loops, {Table::discrete, 0, count}, bench.registers()), 0ms,
                             bench.events);
    };
    read(1);
    EXPECT_EQ(bench.lane.record().loop_polls, 0U);
    read(2);
    EXPECT_EQ(bench.lane.record().loop_polls, 1U);
}

TEST(Lane, KeepsWhenAPlateWasServed) {
    Bench bench;
    bench.lane.show_plate({.plate = "A"}, 0ms, 1ms, bench.events);
    note_read(bench.lane, DeviceKind::camera, {Table::holding, 16, 64}, 5ms, bench.events);
    note_read(bench.lane, DeviceKind::camera, {Table::holding, 16, 64}, 6ms, bench.events);
    EXPECT_EQ(count_of<PlateServed>(bench.events), 1);
    EXPECT_EQ(bench.lane.record().served_by(Side::entry).sequence, 1);
    EXPECT_EQ(bench.lane.record().served_by(Side::entry).at, Instant{5ms});
}

TEST(Lane, AcknowledgeIsAWriteToItsRegisterOnly) {
    Bench bench;
    bench.lane.show_plate({.plate = "A"}, 0ms, 1ms, bench.events);
    bench.holding[2] = 1;
    apply_write(bench.lane, DeviceKind::camera, {Table::holding, 0, 2}, bench.registers(), 1ms, 1ms, bench.events);
    EXPECT_EQ(bench.lane.camera().acknowledged(), 0);
    apply_write(bench.lane, DeviceKind::camera, {Table::holding, 2, 1}, bench.registers(), 1ms, 1ms, bench.events);
    EXPECT_EQ(bench.lane.camera().acknowledged(), 1);
}

TEST(Lane, DisplayTellsATextOnlyWhenItChanges) {
    Bench bench;
    fill_registers(bench.lane, DeviceKind::display, bench.registers(), 0ms);
    EXPECT_EQ(bench.holding[0], 1);
    bench.holding[1] = 3;
    put_text(std::span{bench.holding}.subspan(2 + 16, 16), "请通行");
    const Range whole{Table::holding, 1, 65};
    apply_write(bench.lane, DeviceKind::display, whole, bench.registers(), 1ms, 1ms, bench.events);
    apply_write(bench.lane, DeviceKind::display, whole, bench.registers(), 2ms, 2ms, bench.events);
    ASSERT_EQ(count_of<DisplayChanged>(bench.events), 1);
    EXPECT_EQ(bench.lane.display().lines[1], "请通行");
    EXPECT_EQ(bench.lane.display().colour, 3);
}

} // namespace
} // namespace parkgate::sim
