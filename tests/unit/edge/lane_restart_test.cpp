// S3: after a start the lane looks before it moves anything.
#include "tests/unit/edge/lane_world.hpp"

namespace parkgate::test {
namespace {

TEST(LaneS3, NothingMovesBeforeTheHardwareHasBeenSeen) {
    for (const bool came_up : {false, true}) {
        Lane lane = Lane::resumed(came_up);
        lane.after(10min);
        EXPECT_EQ(lane.orders(), "");
        EXPECT_EQ(lane.signals(), Signals{});
        EXPECT_EQ(lane.state.phase, Phase::recovering);
        lane.arm(ArmPosition::up).after(1s);
        EXPECT_EQ(lane.orders(), "");
    }
}

TEST(LaneS3, ArmDownAndNobodyThereIsIdleWithoutACommand) {
    Lane lane;
    lane.sees(Presence::clear, Presence::clear, ArmPosition::down);
    EXPECT_EQ(lane.state.phase, Phase::idle);
    EXPECT_EQ(lane.orders(), "");
}

TEST(LaneS3, ArmUpWithoutAnAdmissionStaysUp) {
    Lane lane;
    lane.sees(Presence::clear, Presence::clear, ArmPosition::up).after(1h);
    EXPECT_EQ(lane.orders(), "");
    EXPECT_EQ(lane.signals(), Signals{Signal::left_open});
}

TEST(LaneS3, ACarUnderTheArmIsWaitedFor) {
    for (const auto arm : {ArmPosition::up, ArmPosition::down}) {
        Lane lane = Lane::resumed(true);
        lane.sees(Presence::clear, Presence::occupied, arm).after(4min);
        EXPECT_EQ(lane.orders(), "");
        EXPECT_EQ(lane.signals(), Signals{});
        EXPECT_EQ(lane.state.phase, Phase::recovering);
    }
}

TEST(LaneS3, ACarThatIsSeenToLeaveTheLoopAfterTheStartHasPassed) {
    Lane lane = Lane::resumed(true);
    lane.sees(Presence::clear, Presence::occupied, ArmPosition::up).after(2s).safety(Presence::clear).after(1s);
    EXPECT_EQ(lane.signals(), Signals{Signal::passed});
    EXPECT_EQ(lane.orders(), "rc") << "the run before may have held it";
}

TEST(LaneS3, AnAdmittedCarThatStillWaitsIsLetThrough) {
    Lane lane = Lane::resumed(false);
    lane.sees(Presence::occupied, Presence::clear, ArmPosition::down);
    EXPECT_EQ(lane.orders(), "o");
    EXPECT_EQ(lane.state.phase, Phase::opening);
}

TEST(LaneS3, AnAdmittedCarBeforeAnOpenArmNeedsNoCommand) {
    Lane lane = Lane::resumed(false);
    lane.sees(Presence::occupied, Presence::clear, ArmPosition::up);
    EXPECT_EQ(lane.orders(), "");
    EXPECT_EQ(lane.state.phase, Phase::open);
}

TEST(LaneS3, TheArmNeverRoseAndTheCarIsGoneSoItTurnedBack) {
    Lane lane = Lane::resumed(false);
    lane.sees(Presence::clear, Presence::clear, ArmPosition::down).after(1s);
    EXPECT_EQ(lane.signals(), Signals{Signal::turned_back});
    EXPECT_EQ(lane.state.phase, Phase::idle);
}

TEST(LaneS2, AnOperatorsOpenAfterAStartIsNotClosedForACarThatNobodyHasSeenLeave) {
    Lane lane = Lane::resumed(false);
    lane.sees(Presence::clear, Presence::clear, ArmPosition::down).operator_opens();
    EXPECT_EQ(lane.signals(), Signals{Signal::turned_back}) << "the admission of the run before";
    EXPECT_EQ(lane.orders(), "o");
    lane.arm(ArmPosition::up).after(1h);
    EXPECT_EQ(lane.orders(), "") << "whoever he opened for has not been seen yet";

    Lane waits = Lane::resumed(false);
    waits.arrival(Presence::occupied).operator_opens();
    EXPECT_TRUE(waits.state.admitted);
}

TEST(LaneS3, TheArmHadRisenAndTheCarIsGoneSoItIsPresumedGone) {
    for (const auto arm : {ArmPosition::up, ArmPosition::down}) {
        Lane lane = Lane::resumed(true);
        lane.sees(Presence::clear, Presence::clear, arm).after(lane.settings.presumed_after - 1ms);
        EXPECT_EQ(lane.signals(), Signals{});
        lane.after(1s);
        const auto signals = lane.signals();
        ASSERT_FALSE(signals.empty());
        EXPECT_EQ(signals.front(), Signal::presumed);
        EXPECT_EQ(lane.orders(), "");
    }
}

TEST(LaneS3, AnArmBetweenItsLimitsIsGivenTimeAndThenAPerson) {
    Lane lane;
    lane.sees(Presence::clear, Presence::clear, ArmPosition::moving).after(lane.settings.close_within - 1ms);
    EXPECT_EQ(lane.state.phase, Phase::recovering);
    lane.after(1s);
    EXPECT_EQ(lane.state.phase, Phase::out_of_service);
    EXPECT_EQ(lane.orders(), "");
}

TEST(LaneS3, ALoopThatWasDeadBeforeTheStartDoesNotKeepTheLaneShut) {
    Lane lane;
    lane.sees(Presence::unknown, Presence::unknown, ArmPosition::down);
    EXPECT_EQ(lane.state.phase, Phase::recovering);
    lane.after(lane.settings.presumed_after);
    EXPECT_EQ(lane.state.phase, Phase::idle);
    EXPECT_EQ(lane.orders(), "");
    lane.assume_arrival().admit();
    EXPECT_EQ(lane.orders(), "o");
}

TEST(LaneS3, ADeadLoopAndAnAdmissionEndAfterTheTimeOfPresumption) {
    Lane risen = Lane::resumed(true);
    risen.sees(Presence::unknown, Presence::clear, ArmPosition::up).after(risen.settings.presumed_after);
    EXPECT_EQ(risen.signals(), (Signals{Signal::presumed, Signal::left_open}));
    EXPECT_EQ(risen.orders(), "");
    Lane shut = Lane::resumed(false);
    shut.sees(Presence::unknown, Presence::clear, ArmPosition::down).after(shut.settings.presumed_after);
    EXPECT_EQ(shut.signals(), Signals{Signal::turned_back});
    EXPECT_EQ(shut.state.phase, Phase::idle);
    EXPECT_EQ(shut.orders(), "");
}

TEST(LaneS3, AnOperatorMayOpenALaneThatIsStillLooking) {
    Lane lane;
    lane.operator_opens();
    EXPECT_EQ(lane.orders(), "o");
}

} // namespace
} // namespace parkgate::test
