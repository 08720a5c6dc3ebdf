#include "simulator/gbk.hpp"
#include "simulator/server/slave.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace parkgate::sim {
namespace {

using namespace std::chrono_literals;

/// One device of a lane, asked by request and answer as over a line.
struct Device {
    explicit Device(DeviceKind kind) : slave({"d", "io", 1, kind, "entry-1", Side::entry, std::nullopt}) {}

    Bytes ask(const Bytes& pdu) {
        lane.advance(now, events);
        const auto answer = slave.answer(lane, pdu, now, now, events);
        if (!answer) {
            return {};
        }
        slave.note_sent(lane, *answer, now, events);
        return answer->pdu;
    }
    [[nodiscard]] std::vector<ArmCommand> commands() const {
        std::vector<ArmCommand> found;
        for (const Event& event : events) {
            if (const auto* command = std::get_if<ArmCommanded>(&event.what)) {
                found.push_back(command->command);
            }
        }
        return found;
    }
    template <class What>
    [[nodiscard]] long count() const {
        return std::ranges::count_if(events, [](const Event& e) { return std::holds_alternative<What>(e.what); });
    }

    Lane lane{"entry-1", 1000ms};
    Slave slave;
    Events events;
    Instant now{10s};
};

using Commands = std::vector<ArmCommand>;

TEST(RelayBoard, ATimedPulseIsOneCommandAndEndsByItself) {
    Device board(DeviceKind::relay_board);
    const Bytes flash_open{16, 0, 3, 0, 2, 4, 0, 4, 0, 5};
    EXPECT_EQ(board.ask(flash_open), (Bytes{16, 0, 3, 0, 2}));
    EXPECT_EQ(board.ask({1, 0, 0, 0, 8}), (Bytes{1, 1, 0x01}));
    board.ask(flash_open);
    EXPECT_EQ(board.commands(), Commands{ArmCommand::open}) << "a contact that is closed already tells nothing";
    board.now += 500ms;
    EXPECT_EQ(board.ask({1, 0, 0, 0, 8}), (Bytes{1, 1, 0x00}));
    board.now += 600ms;
    EXPECT_EQ(board.ask({2, 0, 0, 0, 3}), (Bytes{2, 1, 0x01}));
    EXPECT_EQ(board.ask({16, 0, 8, 0, 2, 4, 0, 4, 0, 5}), (Bytes{16, 0, 8, 0, 2}));
    EXPECT_EQ(board.commands(), (Commands{ArmCommand::open, ArmCommand::close}));
}

TEST(RelayBoard, AHeldContactHoldsTheArmOpen) {
    Device board(DeviceKind::relay_board);
    board.ask({5, 0, 0, 0xFF, 0});
    board.now += 2s;
    board.ask({16, 0, 8, 0, 2, 4, 0, 4, 0, 5});
    board.now += 2s;
    EXPECT_EQ(board.ask({2, 0, 0, 0, 3}), (Bytes{2, 1, 0x01}));
    board.ask({5, 0, 0, 0, 0});
    EXPECT_EQ(board.commands(), (Commands{ArmCommand::hold, ArmCommand::close, ArmCommand::release}));
    board.ask({16, 0, 8, 0, 2, 4, 0, 4, 0, 5});
    board.now += 2s;
    EXPECT_EQ(board.ask({2, 0, 0, 0, 3}), (Bytes{2, 1, 0x02}));
}

TEST(RelayBoard, ARelayBesideTheOneThatOpensHoldsToo) {
    Device board(DeviceKind::relay_board);
    board.ask({5, 0, 2, 0xFF, 0});
    board.ask({16, 0, 3, 0, 2, 4, 0, 4, 0, 5});
    board.now += 2s;
    board.ask({16, 0, 8, 0, 2, 4, 0, 4, 0, 5});
    board.now += 2s;
    EXPECT_EQ(board.ask({2, 0, 0, 0, 3}), (Bytes{2, 1, 0x01})) << "the end of a pulse does not end the hold";
    board.ask({5, 0, 2, 0, 0});
    EXPECT_EQ(board.commands(), (Commands{ArmCommand::hold, ArmCommand::open, ArmCommand::close, ArmCommand::release}));
}

TEST(RelayBoard, ItsInputsAreTheLoops) {
    Device board(DeviceKind::relay_board);
    EXPECT_EQ(board.ask({2, 0, 4, 0, 4}), (Bytes{2, 1, 0x04})) << "the photocell's beam arrives";
    board.lane.set_loop(Loop::photocell, true, board.now, board.events);
    board.lane.set_loop(Loop::beyond, true, board.now, board.events);
    EXPECT_EQ(board.ask({2, 0, 4, 0, 4}), (Bytes{2, 1, 0x08}));
    EXPECT_EQ(board.lane.record().loop_polls, 2U);
    board.lane.set_silent(DeviceKind::loops, true, board.now);
    EXPECT_TRUE(board.ask({2, 0, 0, 0, 3}).empty()) << "one board, one silence";
}

TEST(StateBarrier, TellsWhereItIsByItsCodes) {
    Device barrier(DeviceKind::state_barrier);
    const Bytes state{4, 0, 0, 0, 1};
    const auto code = [&] { return barrier.ask(state).back(); };
    EXPECT_EQ(code(), 1);
    EXPECT_EQ(barrier.ask({6, 0, 0, 0, 1}), (Bytes{6, 0, 0, 0, 1}));
    EXPECT_EQ(code(), 2);
    barrier.now += 2s;
    EXPECT_EQ(code(), 3);
    barrier.ask({5, 0, 0, 0xFF, 0});
    barrier.ask({6, 0, 0, 0, 2});
    EXPECT_EQ(code(), 3) << "a close is not heard while it is held";
    barrier.ask({5, 0, 0, 0, 0});
    barrier.ask({6, 0, 0, 0, 2});
    EXPECT_EQ(code(), 5);
    EXPECT_EQ(barrier.ask({2, 0, 0, 0, 1}), (Bytes{2, 1, 1}));
    barrier.lane.trouble_arm(ArmTrouble::torn_off, barrier.now, barrier.events);
    EXPECT_EQ(barrier.ask({2, 0, 0, 0, 1}), (Bytes{2, 1, 0}));
    EXPECT_EQ(code(), 8);
}

TEST(SlotCamera, HoldsTheNewestInGbkLowByteFirst) {
    Device camera(DeviceKind::slot_camera);
    camera.lane.show_plate({.plate = "沪A1"}, 5000ms, camera.now, camera.events);
    EXPECT_EQ(camera.ask({4, 0, 0, 0, 4}), (Bytes{4, 8, 0, 1, 0xA6, 0xBB, '1', 'A', 0, 0}));
    EXPECT_EQ(camera.count<PlateServed>(), 0);
    camera.lane.show_plate({.plate = "B"}, 6000ms, camera.now, camera.events);
    EXPECT_EQ(camera.ask({4, 0, 12, 0, 1}), (Bytes{4, 2, 0, 1})) << "one was overwritten unread";
    EXPECT_EQ(camera.ask({4, 0, 9, 0, 3}), (Bytes{4, 6, 3, 0xD4, 0, 6, 0, 0}));
    camera.ask({4, 0, 0, 0, 13});
    EXPECT_EQ(camera.count<PlateServed>(), 1);
}

TEST(TriggerCamera, ReadsWhatStandsThereWhenItIsTold) {
    Device camera(DeviceKind::trigger_camera);
    const Bytes status{3, 0, 0, 0, 1};
    camera.ask({6, 0, 1, 0, 1});
    EXPECT_EQ(camera.ask(status).back(), 1);
    camera.now += 200ms;
    EXPECT_EQ(camera.ask(status).back(), 3) << "no plate there";
    camera.ask({6, 0, 1, 0, 0});
    camera.lane.show_plate({.plate = "沪B12345"}, 0ms, camera.now, camera.events);
    camera.ask({6, 0, 1, 0, 1});
    camera.now += 200ms;
    EXPECT_EQ(camera.ask({3, 0, 0, 0, 7}), (Bytes{3, 14, 0, 2, 0, 1, 'B', '1', '2', '3', '4', '5', 0, 0, 0, 98}));
    EXPECT_EQ(camera.count<PlateServed>(), 1);
    camera.ask({6, 0, 1, 0, 0});
    EXPECT_EQ(camera.ask(status).back(), 0);
}

TEST(GbkDisplay, ShowsAndSpeaks) {
    Device display(DeviceKind::gbk_display);
    Bytes write{16, 0, 16, 0, 33, 66, 0, 2};
    const std::string line = utf8_to_gbk("欢迎") + std::string(12, ' ');
    for (int i = 0; i < 4; ++i) {
        write.insert(write.end(), line.begin(), line.end());
    }
    EXPECT_EQ(display.ask(write), (Bytes{16, 0, 16, 0, 33}));
    EXPECT_EQ(display.lane.display().lines[3], "欢迎");
    EXPECT_EQ(display.lane.display().colour, static_cast<std::uint16_t>(DisplayColour::green));
    EXPECT_EQ(display.count<PhrasesSpoken>(), 0);
    display.ask({16, 0, 64, 0, 4, 8, 0, 1, 0, 2, 0, 0, 0, 0});
    ASSERT_EQ(display.count<PhrasesSpoken>(), 1);
    EXPECT_EQ(std::get<PhrasesSpoken>(display.events.back().what).numbers, (std::vector<std::uint16_t>{1, 2}));
}

TEST(Alarm, ACutWireReadsAsFire) {
    Device alarm(DeviceKind::alarm);
    EXPECT_EQ(alarm.ask({2, 0, 0, 0, 1}), (Bytes{2, 1, 1}));
    alarm.lane.set_fire(true, alarm.now, alarm.events);
    EXPECT_EQ(alarm.ask({2, 0, 0, 0, 1}), (Bytes{2, 1, 0}));
}

TEST(Loops, LieWhenTheyAreToldTo) {
    Device loops(DeviceKind::loops);
    const Bytes read{2, 0, 0, 0, 2};
    loops.lane.trouble_loop(Loop::safety, LoopTrouble::stuck, loops.now);
    EXPECT_EQ(loops.ask(read).back(), 0x02);
    loops.lane.trouble_loop(Loop::safety, LoopTrouble::none, loops.now);
    loops.lane.trouble_loop(Loop::arrival, LoopTrouble::frozen, loops.now);
    loops.lane.set_loop(Loop::arrival, true, loops.now, loops.events);
    EXPECT_EQ(loops.ask(read).back(), 0x00);
    loops.lane.trouble_loop(Loop::arrival, LoopTrouble::none, loops.now);
    EXPECT_EQ(loops.ask(read).back(), 0x01);
}

TEST(Barrier, LimitsCanContradictEachOther) {
    Device barrier(DeviceKind::barrier);
    barrier.lane.trouble_arm(ArmTrouble::contradict, barrier.now, barrier.events);
    EXPECT_EQ(barrier.ask({2, 0, 0, 0, 3}).back(), 0x03);
}

TEST(Camera, AnEndlessRingIsAlwaysNew) {
    Device camera(DeviceKind::camera);
    camera.lane.endless_readings(true);
    EXPECT_EQ(camera.ask({3, 0, 1, 0, 1}).back(), 5);
    EXPECT_EQ(camera.ask({3, 0, 1, 0, 1}).back(), 10);
    camera.lane.restart_cameras();
    EXPECT_EQ(camera.ask({3, 0, 1, 0, 1}).back(), 0);
}

} // namespace
} // namespace parkgate::sim
