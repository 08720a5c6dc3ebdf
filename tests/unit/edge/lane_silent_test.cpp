// A barrier that does not answer: unknown, and not stuck.
#include "tests/unit/edge/lane_world.hpp"

namespace parkgate::test {

namespace {

// The car has passed, the arm is up and was told to close once.
Lane closing() {
    Lane lane = Lane::with_open_arm();
    lane.safety(Presence::occupied).arrival(Presence::clear).safety(Presence::clear).after(500ms);
    EXPECT_EQ(lane.orders(), "c");
    lane.forget();
    return lane;
}

} // namespace

TEST(LaneS5, WhatWasNeverSentIsNoAttempt) {
    Lane lane = closing();
    for (int i = 0; i < 100; ++i) {
        lane.outcome(LineOutcome::not_sent).after(lane.settings.retry_after);
    }
    EXPECT_EQ(lane.state.phase, Phase::closing);
    EXPECT_EQ(lane.orders().size(), 100) << "once in each time to retry, and no busy loop";
    EXPECT_EQ(lane.signals(), Signals{});
    lane.outcome(LineOutcome::ok).arm(ArmPosition::moving).arm(ArmPosition::down);
    EXPECT_EQ(lane.state.phase, Phase::idle);
}

TEST(LaneS5, WhatWasNotSentIsRetriedByTheTimerAlone) {
    Lane lane = closing();
    lane.outcome(LineOutcome::not_sent);
    lane.arrival(Presence::occupied).arrival(Presence::clear).arm(ArmPosition::up);
    EXPECT_EQ(lane.orders(), "");
    lane.after(lane.settings.retry_after);
    EXPECT_EQ(lane.orders(), "c");
}

TEST(LaneS5, ClosingGoesOnWhenASilentBarrierIsHeardAgain) {
    Lane lane = closing();
    lane.outcome(LineOutcome::timeout).after(lane.settings.retry_after);
    lane.outcome(LineOutcome::timeout).after(lane.settings.retry_after);
    lane.outcome(LineOutcome::timeout).after(1s);
    EXPECT_EQ(lane.orders(), "cc") << "as many as may have reached it";
    lane.arm(ArmPosition::unknown).after(1h);
    EXPECT_EQ(lane.orders(), "") << "what is not seen is not lowered";
    EXPECT_EQ(lane.state.phase, Phase::closing);
    lane.arm(ArmPosition::up);
    EXPECT_EQ(lane.orders(), "c");
    lane.arm(ArmPosition::down);
    EXPECT_EQ(lane.signals(), Signals{Signal::came_down});
}

TEST(LaneS5, AnArmThatIsHeardAgainAndDoesNotFallIsStuck) {
    Lane lane = closing();
    lane.after(lane.settings.close_within * 2);
    lane.arm(ArmPosition::unknown).after(1h).arm(ArmPosition::up).after(1h);
    EXPECT_EQ(lane.orders(), "ccc");
    EXPECT_EQ(lane.signals(), Signals{Signal::stuck});
}

TEST(LaneS5, ALimitThatFlickersIsWorthOneAttemptAndNotOneEachTime) {
    Lane lane = closing();
    for (int i = 0; i < 20; ++i) {
        lane.after(lane.settings.close_within).arm(ArmPosition::unknown).after(1s).arm(ArmPosition::up);
    }
    EXPECT_EQ(lane.orders(), "ccc") << "with the one of the beginning, one beyond its three";
    EXPECT_EQ(lane.signals(), Signals{Signal::stuck});
}

TEST(LaneS5, AnOrderToCloseThatWasWithdrawnIsNoneOfTheOpening) {
    Lane lane = closing();
    lane.operator_opens();
    EXPECT_EQ(lane.orders(), "o");
    lane.arm(ArmPosition::moving).outcome(ArmCommand::close, LineOutcome::not_sent).after(lane.settings.retry_after);
    EXPECT_EQ(lane.orders(), "") << "the opening is under way and needs no second order yet";
    lane.after(1h);
    EXPECT_EQ(lane.orders(), "oo") << "three of them in all";
}

TEST(LaneS5, TheLastAttemptHasTheTimeOfAMovement) {
    Lane lane = closing();
    for (int i = 0; i < 3; ++i) {
        lane.outcome(LineOutcome::timeout).after(lane.settings.retry_after);
    }
    EXPECT_EQ(lane.state.phase, Phase::closing) << "it may be falling";
    lane.after(lane.settings.close_within);
    EXPECT_EQ(lane.signals(), Signals{Signal::stuck});
}

TEST(LaneS4, AHandThatRaisesAnArmBeforeTheOrderCouldLeaveIsNotFought) {
    Lane lane = Lane::with_open_arm();
    lane.safety(Presence::occupied).arrival(Presence::clear).arm(ArmPosition::down).safety(Presence::clear);
    lane.arm(ArmPosition::unknown).after(500ms);
    EXPECT_EQ(lane.state.phase, Phase::closing);
    lane.forget();
    lane.arm(ArmPosition::up).after(1h);
    EXPECT_EQ(lane.orders(), "");
    EXPECT_EQ(lane.state.phase, Phase::open);
}

TEST(LaneS10, AnOrderThatCouldNotLeaveIsDroppedWhenTheLaneIsGivenToATechnician) {
    Lane lane = Lane::with_open_arm();
    lane.safety(Presence::occupied).arrival(Presence::clear).safety(Presence::clear);
    lane.arm(ArmPosition::unknown).after(500ms);
    EXPECT_EQ(lane.state.phase, Phase::closing);
    lane.forget();
    lane.mode(core::lane::Mode::out_of_service).arm(ArmPosition::up).after(1h);
    EXPECT_EQ(lane.orders(), "");
    lane.arm(ArmPosition::unknown);
    EXPECT_FALSE(lane.operator_closes()) << "nor does a new one wait for an arm that nobody sees";
}

TEST(LaneS8, AnOperatorWhoOpensTwiceIsNotToldThatAFallingArmIsUp) {
    Lane lane = closing();
    lane.operator_opens().operator_opens();
    EXPECT_EQ(lane.signals(), Signals{});
    lane.arm(ArmPosition::moving).arm(ArmPosition::up);
    EXPECT_EQ(lane.signals(), Signals{Signal::came_up});
}

TEST(LaneS8, WhoWaitsBeforeABarrierThatStaysSilentGetsAPerson) {
    Lane lane = Lane::idle();
    lane.arrival(Presence::occupied).admit().arm(ArmPosition::unknown);
    for (int i = 0; i < 100; ++i) {
        lane.outcome(LineOutcome::not_sent).after(lane.settings.retry_after);
    }
    EXPECT_EQ(lane.state.phase, Phase::opening);
    lane.signals();
    lane.after(lane.settings.presumed_after).outcome(LineOutcome::not_sent);
    EXPECT_EQ(lane.signals(), Signals{Signal::stuck});
}

// ---- the loops are read, the arm's limits are not ----

namespace {

// Let in, told to open, and nobody can read where the arm is.
Lane let_in_under_an_unread_arm() {
    Lane lane = Lane::idle();
    lane.arrival(Presence::occupied).admit().arm(ArmPosition::unknown);
    lane.forget();
    return lane;
}

} // namespace

TEST(LaneS11, WhoHasPassedUnderAnUnreadArmLeavesItsAdmissionToNobody) {
    for (const ArmPosition position : {ArmPosition::unknown, ArmPosition::moving}) {
        Lane lane = let_in_under_an_unread_arm();
        lane.arm(position);
        lane.safety(Presence::occupied).arrival(Presence::clear).after(1s).arrival(Presence::occupied);
        lane.safety(Presence::clear).after(lane.settings.settle);
        EXPECT_EQ(lane.signals(), (Signals{Signal::passed, Signal::arrived}));
        lane.forget();
        lane.admit();
        EXPECT_EQ(lane.orders(), "o") << "the second one has an order of its own";
        lane.arm(ArmPosition::up).safety(Presence::occupied).arrival(Presence::clear);
        lane.safety(Presence::clear).after(lane.settings.settle);
        EXPECT_EQ(lane.signals(), (Signals{Signal::came_up, Signal::passed}));
        EXPECT_EQ(lane.orders(), "c");
    }
}

TEST(LaneS11, AnotherPlateIsAnotherCarUnderAnUnreadArm) {
    Lane lane = let_in_under_an_unread_arm();
    lane.another_car();
    EXPECT_EQ(lane.signals(), Signals{}) << "nobody has been under it";
    lane.safety(Presence::occupied).after(2s).safety(Presence::clear).after(lane.settings.settle);
    lane.another_car();
    EXPECT_EQ(lane.signals(), (Signals{Signal::passed, Signal::arrived}));
    lane.forget();
    lane.admit();
    EXPECT_EQ(lane.orders(), "o");
}

TEST(LaneS2, NothingIsLoweredBehindWhoPassedBeforeTheArmIsReadAgain) {
    Lane lane = let_in_under_an_unread_arm();
    lane.safety(Presence::occupied).arrival(Presence::clear).safety(Presence::clear).after(10s);
    EXPECT_EQ(lane.signals(), Signals{Signal::passed});
    EXPECT_EQ(lane.orders(), "");
    lane.arm(ArmPosition::up);
    EXPECT_EQ(lane.orders(), "c");
    lane.arm(ArmPosition::down);
    EXPECT_EQ(lane.signals(), Signals{Signal::came_down});
}

TEST(LaneS2, WhoRollsBackFromUnderAnUnreadArmAndThenAwayHasNotPassed) {
    Lane lane = let_in_under_an_unread_arm();
    lane.safety(Presence::occupied).safety(Presence::clear).after(lane.settings.settle + 50ms);
    lane.arrival(Presence::clear).after(40ms).arm(ArmPosition::up);
    EXPECT_EQ(lane.signals(), Signals{Signal::came_up});
    EXPECT_EQ(lane.orders(), "");
    lane.after(lane.settings.turned_back_after);
    EXPECT_EQ(lane.signals(), Signals{Signal::turned_back});
    EXPECT_EQ(lane.orders(), "c");
}

TEST(LaneS10, AnUnreadArmThatIsHeldOpenIsRaisedOnForEachCarThatPasses) {
    Lane lane = Lane::idle();
    lane.mode(core::lane::Mode::held_open).arm(ArmPosition::unknown);
    lane.forget();
    for (int car = 0; car < 2; ++car) {
        lane.arrival(Presence::occupied).admit();
        lane.safety(Presence::occupied).arrival(Presence::clear).safety(Presence::clear).after(1s);
        EXPECT_EQ(lane.signals(), (Signals{Signal::arrived, Signal::passed}));
        EXPECT_EQ(lane.state.phase, Phase::opening);
    }
    EXPECT_EQ(lane.orders(), "");
}

TEST(LaneS11, AnOperatorsWordEndsThePassageThatCameBeforeIt) {
    Lane lane = Lane::resumed(true);
    lane.safety(Presence::occupied).arrival(Presence::clear).safety(Presence::clear).after(1s);
    lane.forget();
    lane.operator_opens();
    EXPECT_EQ(lane.signals(), Signals{Signal::passed});
    EXPECT_EQ(lane.orders(), "o");
    lane.arm(ArmPosition::up).after(1s);
    EXPECT_EQ(lane.orders(), "") << "what was seen before his word is no evidence for closing";
}

} // namespace parkgate::test
