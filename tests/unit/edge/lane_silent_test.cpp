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

} // namespace parkgate::test
