// An arm that others move, or that does not do what it is told: the rules S4, S5 and S8, and S1 for one that falls by
// itself (docs/HAZARDS.md).
#include "tests/unit/edge/lane_world.hpp"

namespace parkgate::test {
namespace {

// ---- S4 ----

TEST(LaneS4, AnArmThatWasOpenedByHandIsLeftAlone) {
    Lane lane = Lane::idle();
    lane.arm(ArmPosition::up);
    EXPECT_EQ(lane.signals(), Signals{Signal::left_open});
    lane.arrival(Presence::occupied).safety(Presence::occupied).arrival(Presence::clear).safety(Presence::clear);
    lane.after(1h);
    EXPECT_EQ(lane.orders(), "");
    lane.arm(ArmPosition::down);
    EXPECT_EQ(lane.state.phase, Phase::idle);
    EXPECT_FALSE(lane.state.by_hand);
}

TEST(LaneS4, ACarIsAdmittedThroughAHandOpenedArmWithoutACommand) {
    Lane lane = Lane::idle();
    lane.arm(ArmPosition::up).arrival(Presence::occupied);
    lane.forget();
    lane.admit();
    EXPECT_EQ(lane.signals(), Signals{Signal::came_up});
    lane.safety(Presence::occupied).arrival(Presence::clear).safety(Presence::clear).after(1s);
    EXPECT_EQ(lane.signals(), Signals{Signal::passed});
    EXPECT_EQ(lane.orders(), "");
}

TEST(LaneS4, AnOperatorsCloseEndsTheHandsRule) {
    Lane lane = Lane::idle();
    lane.arm(ArmPosition::up);
    EXPECT_TRUE(lane.operator_closes());
    EXPECT_EQ(lane.orders(), "c");
}

TEST(LaneS4, AnArmLoweredByHandInFrontOfAnAdmittedCarEndsTheAdmission) {
    Lane lane = Lane::with_open_arm();
    lane.arrival(Presence::clear).arm(ArmPosition::moving).arm(ArmPosition::down);
    EXPECT_EQ(lane.signals(), (Signals{Signal::turned_back, Signal::came_down}));
    EXPECT_EQ(lane.orders(), "");
}

// ---- an arm that comes down without an order ----

TEST(LaneS1, AnArmThatFallsByItselfOverACarIsRaised) {
    Lane before = Lane::with_open_arm();
    before.arm(ArmPosition::moving);
    EXPECT_EQ(before.orders(), "") << "nothing is under it: whoever lowers it is not fought";
    before.safety(Presence::occupied);
    ASSERT_EQ(before.out().orders.size(), 1);
    EXPECT_EQ(before.out().orders.front().cause, OpenCause::obstruction);
    EXPECT_EQ(before.orders(), "o");
    before.arrival(Presence::clear).arm(ArmPosition::up).safety(Presence::clear).after(1s);
    EXPECT_EQ(before.orders(), "c") << "its passage is seen all the same";

    Lane beneath = Lane::with_open_arm();
    beneath.safety(Presence::occupied).arm(ArmPosition::moving);
    EXPECT_EQ(beneath.orders(), "o");
    beneath.after(1h);
    EXPECT_EQ(beneath.orders(), "oo") << "a bounded number of times";
    EXPECT_EQ(beneath.state.phase, Phase::out_of_service);
}

TEST(LaneS1, AnArmThatATechnicianMovesOverACarIsHis) {
    Lane lane = Lane::with_open_arm();
    lane.mode(core::lane::Mode::out_of_service).safety(Presence::occupied).arm(ArmPosition::moving);
    EXPECT_EQ(lane.orders(), "");
}

TEST(LaneS8, AnOperatorOpensAnArmThatHasLeftItsLimitByItself) {
    Lane lane = Lane::with_open_arm();
    lane.arm(ArmPosition::moving).operator_opens();
    EXPECT_EQ(lane.orders(), "o");
    lane.arm(ArmPosition::up);
    EXPECT_EQ(lane.signals(), Signals{Signal::came_up});
}

TEST(LaneS8, WhoIsAdmittedUnderAnArmThatComesDownHasItRaised) {
    Lane lane = Lane::idle();
    lane.arm(ArmPosition::up).arrival(Presence::occupied).arm(ArmPosition::moving);
    lane.forget();
    lane.admit();
    EXPECT_EQ(lane.orders(), "o");
    lane.arm(ArmPosition::up);
    EXPECT_EQ(lane.signals(), Signals{Signal::came_up});
}

TEST(LaneS8, ABarrierThatClosesByItselfBeforeWhoWasLetInIsRaisedOnceMore) {
    Lane lane = Lane::with_open_arm();
    lane.arm(ArmPosition::moving).arm(ArmPosition::down);
    EXPECT_EQ(lane.signals(), Signals{}) << "he stands there, so he has not turned back";
    ASSERT_EQ(lane.out().orders.size(), 1);
    EXPECT_EQ(lane.out().orders.front().cause, std::nullopt) << "in the name of his admission";
    EXPECT_EQ(lane.orders(), "o");
    lane.arm(ArmPosition::up).safety(Presence::occupied).arrival(Presence::clear).safety(Presence::clear).after(1s);
    EXPECT_EQ(lane.signals(), (Signals{Signal::came_up, Signal::passed}));
    EXPECT_EQ(lane.orders(), "c");
}

TEST(LaneS8, LoweredBeforeHimAgainItTakesAPersonAndHisAdmissionStands) {
    Lane lane = Lane::with_open_arm();
    lane.arm(ArmPosition::down).arm(ArmPosition::up).arm(ArmPosition::down);
    EXPECT_EQ(lane.orders(), "o") << "a hand may be at it";
    EXPECT_EQ(lane.signals(), (Signals{Signal::came_up, Signal::stuck}));
    EXPECT_TRUE(lane.state.admitted);
    lane.operator_opens().arm(ArmPosition::up);
    lane.safety(Presence::occupied).arrival(Presence::clear).safety(Presence::clear).after(1s);
    EXPECT_EQ(lane.signals(), (Signals{Signal::came_up, Signal::passed}));
}

TEST(LaneS8, AnArmThatIsDownOverWhoWasLetInIsRaised) {
    Lane lane = Lane::with_open_arm();
    lane.safety(Presence::occupied).arm(ArmPosition::down);
    EXPECT_EQ(lane.orders(), "o");
}

TEST(LaneS8, WhoWaitsBeforeAnArmThatAHandLowersHasArrivedOnce) {
    Lane lane = Lane::idle();
    lane.arm(ArmPosition::up).arrival(Presence::occupied);
    lane.forget();
    lane.arm(ArmPosition::down);
    EXPECT_EQ(lane.signals(), Signals{Signal::came_down}) << "no second arrival: its plate is not read again";
    EXPECT_EQ(lane.state.phase, Phase::arrived);
}

TEST(LaneS8, ATechniciansArmIsNotRaisedForWhoWasLetIn) {
    Lane lane = Lane::with_open_arm();
    lane.mode(core::lane::Mode::out_of_service).arm(ArmPosition::down);
    EXPECT_EQ(lane.orders(), "");
    EXPECT_EQ(lane.signals(), Signals{Signal::stuck});
}

// ---- S5 ----

TEST(LaneS5, AnArmThatDoesNotRiseIsTriedThreeTimesAndThenOutOfService) {
    Lane lane = Lane::idle();
    lane.arrival(Presence::occupied).admit();
    lane.signals();
    lane.after(1min);
    EXPECT_EQ(lane.orders(), "ooo");
    EXPECT_EQ(lane.signals(), Signals{Signal::stuck});
    EXPECT_EQ(lane.state.phase, Phase::out_of_service);
}

TEST(LaneS5, AnArmThatDoesNotFallIsTriedThreeTimes) {
    Lane lane = Lane::with_open_arm();
    lane.safety(Presence::occupied).arrival(Presence::clear).safety(Presence::clear).after(500ms);
    lane.signals();
    lane.after(1h);
    EXPECT_EQ(lane.orders(), "ccc");
    EXPECT_EQ(lane.signals(), Signals{Signal::stuck});
}

TEST(LaneS5, ACommandThatWasNotTakenIsRepeatedSoonButNotWithoutEnd) {
    Lane lane = Lane::idle();
    lane.arrival(Presence::occupied).admit();
    for (int i = 0; i < 10; ++i) {
        lane.outcome(LineOutcome::exception).after(lane.settings.retry_after);
    }
    EXPECT_EQ(lane.orders(), "ooo");
    EXPECT_EQ(lane.state.phase, Phase::out_of_service);
}

TEST(LaneS5, ArmFaultIsOutOfServiceAtOnceAndRaisingItByHandLetsTheCarPass) {
    Lane lane = Lane::idle();
    lane.arrival(Presence::occupied).admit().arm(ArmPosition::fault);
    EXPECT_EQ(lane.state.phase, Phase::out_of_service);
    EXPECT_EQ(lane.orders(), "o");
    lane.forget();
    lane.arm(ArmPosition::up);
    lane.safety(Presence::occupied).arrival(Presence::clear).safety(Presence::clear).after(1s);
    EXPECT_EQ(lane.signals(), Signals{Signal::passed});
}

TEST(LaneS5, AnArmThatNeverMovedStaysOutOfServiceUntilItIsSeenToMove) {
    Lane lane = Lane::idle();
    lane.operator_opens().after(1h);
    EXPECT_EQ(lane.state.phase, Phase::out_of_service);
    EXPECT_EQ(lane.signals(), Signals{Signal::stuck});
    lane.arm(ArmPosition::down).after(1h);
    EXPECT_EQ(lane.state.phase, Phase::out_of_service);
    lane.arm(ArmPosition::moving).arm(ArmPosition::down);
    EXPECT_EQ(lane.state.phase, Phase::idle);
    EXPECT_EQ(lane.signals(), Signals{Signal::came_down});
}

TEST(LaneS5, AnAdmittedCarThatGivesUpBeforeAStuckArmIsNotKept) {
    Lane lane = Lane::idle();
    lane.arrival(Presence::occupied).admit().after(1min);
    lane.forget();
    lane.arrival(Presence::clear).after(lane.settings.turned_back_after);
    EXPECT_EQ(lane.signals(), Signals{Signal::turned_back});
    EXPECT_EQ(lane.state.phase, Phase::out_of_service);
    lane.arm(ArmPosition::moving).arm(ArmPosition::down);
    EXPECT_EQ(lane.state.phase, Phase::idle);
    EXPECT_EQ(lane.orders(), "");
}

TEST(LaneS5, ACarThatPassesABrokenArmIsSeenToPass) {
    Lane lane = Lane::idle();
    lane.arrival(Presence::occupied).admit().arm(ArmPosition::moving).after(1min); // its upper limit is broken
    lane.forget();
    lane.safety(Presence::occupied).arrival(Presence::clear).after(1s).safety(Presence::clear).after(1s);
    EXPECT_EQ(lane.signals(), Signals{Signal::passed});
    EXPECT_EQ(lane.orders(), "");
    EXPECT_EQ(lane.state.phase, Phase::out_of_service);
}

TEST(LaneS5, ACarThatWaitedThroughARepairIsStillTheSameCar) {
    Lane lane = Lane::idle();
    lane.arrival(Presence::occupied).arm(ArmPosition::fault);
    lane.forget();
    lane.arm(ArmPosition::down);
    EXPECT_EQ(lane.signals(), Signals{Signal::came_down}) << "no second arrival: its plate is not read again";
    EXPECT_EQ(lane.state.phase, Phase::arrived);
    lane.admit();
    EXPECT_EQ(lane.orders(), "o");
}

TEST(LaneS5, AnOperatorMayTryAStuckArmAgain) {
    Lane lane = Lane::idle();
    lane.arrival(Presence::occupied).admit().after(1h);
    lane.forget();
    lane.operator_opens();
    EXPECT_EQ(lane.orders(), "o");
    lane.arm(ArmPosition::up);
    EXPECT_EQ(lane.signals(), Signals{Signal::came_up});
}

TEST(LaneOperator, AnOpenWhileTheArmIsToldToCloseIsSent) {
    Lane lane = Lane::with_open_arm();
    lane.safety(Presence::occupied).arrival(Presence::clear).safety(Presence::clear).after(500ms);
    ASSERT_EQ(lane.orders(), "c");
    lane.operator_opens();
    EXPECT_EQ(lane.orders(), "o");
    EXPECT_TRUE(core::lane::may_still_open(lane.state));
    EXPECT_FALSE(core::lane::may_still_close(lane.state));
}

} // namespace
} // namespace parkgate::test
