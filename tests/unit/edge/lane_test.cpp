// The phases of a lane, and the rules S1 and S2 (docs/HAZARDS.md).
#include "tests/unit/edge/lane_world.hpp"

namespace parkgate::test {
namespace {

TEST(Lane, OneCarFromArrivalToTheClosedArm) {
    Lane lane = Lane::idle();
    lane.arrival(Presence::occupied);
    EXPECT_EQ(lane.signals(), Signals{Signal::arrived});
    EXPECT_EQ(lane.state.phase, Phase::arrived);
    lane.admit();
    EXPECT_EQ(lane.orders(), "o");
    EXPECT_EQ(lane.state.phase, Phase::opening);
    lane.arm(ArmPosition::moving).arm(ArmPosition::up);
    EXPECT_EQ(lane.signals(), Signals{Signal::came_up});
    EXPECT_EQ(lane.state.phase, Phase::open);
    lane.safety(Presence::occupied);
    EXPECT_EQ(lane.state.phase, Phase::passing);
    lane.arrival(Presence::clear).after(1s).safety(Presence::clear);
    EXPECT_EQ(lane.signals(), Signals{});
    lane.after(lane.settings.settle);
    EXPECT_EQ(lane.signals(), Signals{Signal::passed});
    EXPECT_EQ(lane.orders(), "c");
    EXPECT_EQ(lane.state.phase, Phase::closing);
    lane.arm(ArmPosition::moving).arm(ArmPosition::down);
    EXPECT_EQ(lane.signals(), Signals{Signal::came_down});
    EXPECT_EQ(lane.state.phase, Phase::idle);
}

TEST(Lane, ACarThatIsNotAdmittedMovesNoArm) {
    Lane lane = Lane::idle();
    lane.arrival(Presence::occupied).after(1h);
    EXPECT_EQ(lane.orders(), "");
    EXPECT_EQ(lane.state.phase, Phase::arrived);
}

TEST(Lane, ACarThatLeavesBeforeItIsAdmittedIsForgotten) {
    Lane lane = Lane::idle();
    lane.arrival(Presence::occupied).after(2s).arrival(Presence::clear);
    lane.signals();
    lane.after(lane.settings.settle);
    EXPECT_EQ(lane.signals(), Signals{Signal::went_away});
    EXPECT_EQ(lane.state.phase, Phase::idle);
}

TEST(Lane, ACarThatLeavesIsForgottenThoughTheLoopUnderTheArmIsDead) {
    Lane lane = Lane::idle();
    lane.safety(Presence::unknown).arrival(Presence::occupied).after(2s).arrival(Presence::clear);
    lane.signals();
    lane.after(lane.settings.settle);
    EXPECT_EQ(lane.signals(), Signals{Signal::went_away});
}

TEST(Lane, AFlickeringLoopIsNotADeparture) {
    Lane lane = Lane::idle();
    lane.arrival(Presence::occupied);
    lane.signals();
    for (int i = 0; i < 5; ++i) {
        lane.arrival(Presence::clear).after(lane.settings.settle - 1ms).arrival(Presence::occupied).after(50ms);
    }
    EXPECT_EQ(lane.signals(), Signals{});
}

// ---- S1 ----

TEST(LaneS1, AnOrderToCloseThatHadToWaitIsWrongOnceSomethingIsUnderTheArm) {
    Lane lane = Lane::with_open_arm();
    lane.safety(Presence::occupied).arrival(Presence::clear).safety(Presence::clear).after(lane.settings.settle);
    ASSERT_EQ(lane.orders(), "c");
    EXPECT_TRUE(core::lane::may_still_close(lane.state));
    Lane unknown = lane;
    unknown.safety(Presence::unknown);
    EXPECT_FALSE(core::lane::may_still_close(unknown.state));
    lane.safety(Presence::occupied);
    EXPECT_FALSE(core::lane::may_still_close(lane.state));
}

TEST(LaneS1, UnknownUnderTheArmNeverClosesAndClearAgainGoesOn) {
    Lane lane = Lane::with_open_arm();
    lane.safety(Presence::occupied).arrival(Presence::clear).safety(Presence::unknown).after(30s);
    EXPECT_EQ(lane.orders(), "");
    EXPECT_EQ(lane.state.phase, Phase::passing);
    lane.safety(Presence::clear).after(lane.settings.settle);
    EXPECT_EQ(lane.orders(), "c");
}

TEST(LaneS1, RepeatedTriesToCloseStopWhileTheLoopIsUnknown) {
    Lane lane = Lane::with_open_arm();
    lane.safety(Presence::occupied).arrival(Presence::clear).safety(Presence::clear).after(lane.settings.settle);
    ASSERT_EQ(lane.orders(), "c");
    lane.safety(Presence::unknown).after(10min);
    EXPECT_EQ(lane.orders(), "");
    lane.safety(Presence::clear);
    EXPECT_EQ(lane.orders(), "c");
}

TEST(LaneS1, ACarUnderTheFallingArmReopensIt) {
    Lane lane = Lane::with_open_arm();
    lane.safety(Presence::occupied).arrival(Presence::clear).safety(Presence::clear).after(lane.settings.settle);
    lane.arm(ArmPosition::moving);
    lane.forget();
    lane.safety(Presence::occupied);
    ASSERT_EQ(lane.out().orders.size(), 1U);
    EXPECT_EQ(lane.out().orders[0].command, ArmCommand::open);
    EXPECT_EQ(lane.out().orders[0].cause, OpenCause::obstruction);
    EXPECT_EQ(lane.state.phase, Phase::opening);
    EXPECT_TRUE(core::lane::may_still_open(lane.state));
    lane.arm(ArmPosition::up);
    EXPECT_EQ(lane.state.phase, Phase::passing);
}

// The arm was told to close and has not been seen to move yet: "up" does not mean that it stays up.
TEST(LaneS1, ReopeningIsStillSentWhenTheArmHasNotBegunToFall) {
    Lane lane = Lane::with_open_arm();
    lane.safety(Presence::occupied).arrival(Presence::clear).safety(Presence::clear).after(lane.settings.settle);
    lane.forget();
    lane.safety(Presence::occupied);
    EXPECT_EQ(lane.orders(), "o");
    EXPECT_TRUE(core::lane::may_still_open(lane.state));
    // And it is retried when the barrier did not take it.
    lane.outcome(LineOutcome::timeout).after(lane.settings.retry_after);
    EXPECT_EQ(lane.orders(), "o");
}

// ---- S2 ----

TEST(LaneS2, AnArmThatIsUpForACarThatDoesNotMoveStaysUp) {
    Lane lane = Lane::with_open_arm();
    lane.after(2h);
    EXPECT_EQ(lane.orders(), "");
    EXPECT_EQ(lane.state.phase, Phase::open);
}

TEST(LaneS2, ACarThatNeverReachedTheSecondLoopIsNoPassage) {
    Lane lane = Lane::with_open_arm();
    lane.arrival(Presence::clear).after(lane.settings.turned_back_after - 1ms);
    EXPECT_EQ(lane.signals(), Signals{});
    EXPECT_EQ(lane.orders(), "");
    lane.after(1ms);
    EXPECT_EQ(lane.signals(), Signals{Signal::turned_back});
    EXPECT_EQ(lane.orders(), "c");
}

TEST(LaneS2, BothLoopsCoveredAtOnceByALongCarIsOnePassage) {
    Lane lane = Lane::with_open_arm();
    lane.safety(Presence::occupied).after(3s);
    EXPECT_EQ(lane.orders(), "");
    lane.arrival(Presence::clear).after(3s).safety(Presence::clear).after(lane.settings.settle);
    EXPECT_EQ(lane.signals(), Signals{Signal::passed});
    EXPECT_EQ(lane.orders(), "c");
}

TEST(LaneS2, ACarThatRollsBackOntoTheArrivalLoopHasNotPassed) {
    Lane lane = Lane::with_open_arm();
    lane.safety(Presence::occupied).after(1s).safety(Presence::clear).after(5s);
    EXPECT_EQ(lane.signals(), Signals{});
    EXPECT_EQ(lane.orders(), "");
    EXPECT_EQ(lane.state.phase, Phase::open);
    lane.safety(Presence::occupied).arrival(Presence::clear).safety(Presence::clear).after(lane.settings.settle);
    EXPECT_EQ(lane.signals(), Signals{Signal::passed});
}

TEST(LaneS2, AGapUnderATrailerIsNotTheEndOfTheCar) {
    Lane lane = Lane::with_open_arm();
    lane.safety(Presence::occupied).arrival(Presence::clear);
    lane.safety(Presence::clear).after(lane.settings.settle - 1ms).safety(Presence::occupied).after(1s);
    EXPECT_EQ(lane.signals(), Signals{});
    EXPECT_EQ(lane.orders(), "");
}

TEST(LaneS2, ACarThatIsFasterThanTheUpperLimitHasPassed) {
    Lane lane = Lane::idle();
    lane.arrival(Presence::occupied).admit().arm(ArmPosition::moving);
    lane.forget();
    lane.safety(Presence::occupied).arrival(Presence::clear).safety(Presence::clear).after(1s);
    EXPECT_EQ(lane.signals(), Signals{Signal::passed});
    EXPECT_EQ(lane.orders(), "c");
}

TEST(LaneS2, WithoutEvidenceTheCarIsPresumedGoneAndTheArmStaysUp) {
    Lane lane = Lane::with_open_arm();
    lane.safety(Presence::unknown).arrival(Presence::clear).after(lane.settings.presumed_after - 1ms);
    EXPECT_EQ(lane.signals(), Signals{});
    lane.after(1ms);
    EXPECT_EQ(lane.signals(), (Signals{Signal::presumed, Signal::left_open}));
    lane.after(1h);
    EXPECT_EQ(lane.orders(), "");
}

TEST(LaneS2, ALoopThatDiesUnderTheCarDoesNotKeepItForEver) {
    Lane lane = Lane::with_open_arm();
    lane.safety(Presence::occupied).arrival(Presence::clear).safety(Presence::unknown);
    lane.after(lane.settings.presumed_after);
    EXPECT_EQ(lane.signals(), (Signals{Signal::presumed, Signal::left_open}));
    EXPECT_EQ(lane.orders(), "");
    lane.arrival(Presence::occupied);
    EXPECT_EQ(lane.signals(), Signals{Signal::arrived});
}

TEST(LaneS2, AnOperatorClosesOnlyOverAClearLoop) {
    Lane lane = Lane::with_open_arm();
    for (const auto presence : {Presence::occupied, Presence::unknown}) {
        Lane other = lane;
        other.safety(presence);
        EXPECT_FALSE(other.operator_closes());
        EXPECT_EQ(other.orders(), "");
    }
    EXPECT_TRUE(lane.operator_closes());
    EXPECT_EQ(lane.orders(), "c");
    EXPECT_EQ(lane.signals(), (Signals{Signal::turned_back, Signal::arrived})) << "it still stands there";
}

// ---- queues ----

TEST(LaneQueue, AQueueThatNeverClearsTheArrivalLoopIsToldApartByPlates) {
    Lane lane = Lane::with_open_arm();
    for (int car = 0; car < 3; ++car) {
        lane.safety(Presence::occupied).after(2s).safety(Presence::clear).after(lane.settings.settle);
        EXPECT_EQ(lane.signals(), Signals{});
        lane.another_car();
        EXPECT_EQ(lane.signals(), (Signals{Signal::passed, Signal::arrived}));
        lane.admit();
        EXPECT_EQ(lane.signals(), Signals{Signal::came_up});
        EXPECT_EQ(lane.orders(), "") << "the arm is up already";
    }
}

TEST(LaneQueue, APlateReadBeforeTheFirstCarWasUnderTheArmProvesNothing) {
    Lane lane = Lane::with_open_arm();
    lane.another_car();
    EXPECT_EQ(lane.signals(), Signals{});
    lane.safety(Presence::occupied).another_car();
    EXPECT_EQ(lane.signals(), Signals{});
}

TEST(LaneQueue, TheNextCarComesWhileTheArmIsUp) {
    Lane lane = Lane::with_open_arm();
    lane.safety(Presence::occupied).arrival(Presence::clear).after(500ms).arrival(Presence::occupied);
    lane.safety(Presence::clear).after(lane.settings.settle);
    EXPECT_EQ(lane.signals(), (Signals{Signal::passed, Signal::arrived}));
    EXPECT_EQ(lane.orders(), "c");
    lane.arm(ArmPosition::moving).arm(ArmPosition::down);
    EXPECT_EQ(lane.signals(), Signals{Signal::came_down}) << "one car arrives once";
    EXPECT_EQ(lane.state.phase, Phase::arrived);
}

// ---- dead loops ----

TEST(LaneBlind, AReadStandsInForADeadArrivalLoop) {
    Lane lane = Lane::idle();
    lane.arrival(Presence::unknown).assume_arrival();
    EXPECT_EQ(lane.signals(), Signals{Signal::arrived});
    lane.admit();
    EXPECT_EQ(lane.orders(), "o");
    lane.arm(ArmPosition::up).safety(Presence::occupied).safety(Presence::clear).after(5s);
    lane.signals();
    EXPECT_EQ(lane.orders(), "") << "the arrival loop was never seen to be free";
    lane.another_car();
    EXPECT_EQ(lane.signals(), (Signals{Signal::passed, Signal::arrived}));
}

TEST(LaneBlind, APlateIsNoArrivalWhileTheLoopSaysThatNobodyIsThere) {
    Lane lane = Lane::idle();
    lane.assume_arrival();
    EXPECT_EQ(lane.signals(), Signals{});
    EXPECT_EQ(lane.state.phase, Phase::idle);
}

} // namespace
} // namespace parkgate::test
