// What operators and the fire alarm make of a lane, and arms that are torn off, flap or fail while they are up.
#include "tests/unit/edge/lane_world.hpp"

namespace parkgate::test {
namespace {

using core::lane::Mode;

Lane& pass(Lane& lane) {
    return lane.safety(Presence::occupied).arrival(Presence::clear).after(1s).safety(Presence::clear).after(1s);
}

// ---- held open ----

TEST(LaneS10, WhatIsHeldOpenIsNotClosedAfterAPassage) {
    Lane lane = Lane::idle();
    lane.mode(Mode::held_open);
    EXPECT_EQ(lane.orders(), "h");
    lane.arm(ArmPosition::up).arrival(Presence::occupied).admit();
    lane.forget();
    pass(lane).after(1h);
    EXPECT_EQ(lane.signals(), Signals{Signal::passed});
    EXPECT_EQ(lane.orders(), "");
    EXPECT_FALSE(lane.operator_closes());
}

TEST(LaneS10, TheEndOfAHoldClosesAnArmThatNobodyNeeds) {
    Lane lane = Lane::idle();
    lane.mode(Mode::held_open).arm(ArmPosition::up);
    Lane with_a_car = lane;
    with_a_car.arrival(Presence::occupied);
    lane.forget();
    lane.mode(Mode::normal);
    EXPECT_EQ(lane.orders(), "rc");
    with_a_car.forget();
    with_a_car.mode(Mode::normal).after(1min);
    EXPECT_EQ(with_a_car.orders(), "r");
}

TEST(LaneS10, TheEndOfAHoldThatWasLostIsSentAgainBeforeEachOrderToClose) {
    Lane lane = Lane::idle();
    lane.mode(Mode::held_open).arm(ArmPosition::up);
    lane.forget();
    lane.mode(Mode::normal).outcome(ArmCommand::release, LineOutcome::timeout);
    EXPECT_EQ(lane.orders(), "rc");
    lane.outcome(ArmCommand::close, LineOutcome::timeout).after(lane.settings.retry_after);
    EXPECT_EQ(lane.orders(), "rc");
    lane.outcome(ArmCommand::release, LineOutcome::ok).after(lane.settings.close_within);
    EXPECT_EQ(lane.orders(), "c") << "the barrier has taken it";
}

TEST(LaneS10, AHoldOfARunBeforeIsEndedBeforeTheFirstOrderToClose) {
    Lane lane;
    lane.sees(Presence::clear, Presence::clear, ArmPosition::up).after(1h);
    EXPECT_EQ(lane.orders(), "") << "a start alone sends nothing";
    EXPECT_TRUE(lane.operator_closes());
    EXPECT_EQ(lane.orders(), "rc");
}

TEST(LaneS10, TheEndOfOneHoldIsNotTheEndOfTheNext) {
    Lane lane = Lane::idle();
    lane.mode(Mode::held_open).arm(ArmPosition::up).mode(Mode::normal).mode(Mode::held_open);
    lane.outcome(ArmCommand::release, LineOutcome::ok).after(lane.settings.retry_after);
    lane.forget();
    lane.mode(Mode::normal);
    EXPECT_EQ(lane.orders(), "rc");
    lane.after(lane.settings.close_within);
    EXPECT_EQ(lane.orders(), "rc");
}

TEST(LaneS10, AHoldThatTheBarrierDidNotTakeIsRepeatedAndNotWithoutEnd) {
    Lane lane = Lane::with_open_arm();
    lane.mode(Mode::held_open);
    for (int i = 0; i < 10; ++i) {
        lane.outcome(LineOutcome::timeout).after(lane.settings.retry_after);
    }
    EXPECT_EQ(lane.orders(), "hhh");
}

TEST(LaneS10, TriesOfAHoldAreCountedOnWhileCarsPassBelow) {
    Lane lane = Lane::with_open_arm();
    lane.mode(Mode::held_open);
    for (int i = 0; i < 10; ++i) {
        lane.outcome(LineOutcome::timeout).after(lane.settings.retry_after);
        lane.safety(i % 2 == 0 ? Presence::occupied : Presence::clear);
    }
    EXPECT_EQ(lane.orders(), "hhh");
}

TEST(LaneS3, ARememberedHoldIsOrderedOnceTheArmHasBeenSeen) {
    Lane lane;
    lane.state.mode = Mode::held_open;
    lane.after(1min);
    EXPECT_EQ(lane.orders(), "");
    lane.arm(ArmPosition::down);
    EXPECT_EQ(lane.orders(), "h");
}

// ---- fire ----

TEST(LaneFire, TheArmGoesUpInEveryPhaseAndStaysUp) {
    Lane recovering;
    Lane idle = Lane::idle();
    Lane open = Lane::with_open_arm();
    Lane closing = Lane::with_open_arm();
    pass(closing);
    closing.forget();
    for (Lane* lane : {&recovering, &idle, &open, &closing}) {
        lane->fire();
        ASSERT_EQ(lane->out().orders.size(), 1U);
        EXPECT_EQ(lane->out().orders[0].cause, OpenCause::fire);
        EXPECT_EQ(lane->orders(), "h");
        lane->arm(ArmPosition::up).safety(Presence::clear);
        pass(*lane).after(1h);
        EXPECT_EQ(lane->orders(), "");
        lane->fire();
        EXPECT_EQ(lane->orders(), "") << "it burns once";
    }
}

TEST(LaneFire, TheEndOfItClosesNothing) {
    Lane lane = Lane::idle();
    lane.fire().arm(ArmPosition::up);
    lane.forget();
    lane.fire_over().after(1h);
    EXPECT_EQ(lane.orders(), "r");
    EXPECT_EQ(lane.signals(), Signals{Signal::left_open});
    lane.outcome(ArmCommand::release, LineOutcome::ok);
    EXPECT_TRUE(lane.operator_closes());
    EXPECT_EQ(lane.orders(), "c");
}

TEST(LaneFire, AnArmThatComesDownInAFireIsForAPersonAndIsNotFought) {
    Lane lane = Lane::idle();
    lane.fire().arm(ArmPosition::up);
    lane.forget();
    lane.arm(ArmPosition::down).after(1h);
    EXPECT_EQ(lane.orders(), "");
    EXPECT_EQ(lane.signals(), Signals{Signal::stuck});
}

// ---- locked, out of service ----

TEST(LaneLocked, NobodyIsAdmittedButByAPerson) {
    for (const auto mode : {Mode::locked, Mode::out_of_service}) {
        Lane lane = Lane::idle();
        lane.mode(mode).arrival(Presence::occupied).admit().after(1min);
        EXPECT_EQ(lane.orders(), "");
        lane.operator_opens();
        EXPECT_EQ(lane.orders(), "o");
    }
}

TEST(LaneS10, NothingMovesAnArmThatIsOutOfServiceButAPerson) {
    Lane lane = Lane::with_open_arm();
    lane.mode(Mode::out_of_service);
    pass(lane).after(1h);
    EXPECT_EQ(lane.signals(), Signals{Signal::passed});
    EXPECT_EQ(lane.orders(), "");
    EXPECT_TRUE(lane.operator_closes());
    EXPECT_EQ(lane.orders(), "c");
}

// ---- the arm ----

TEST(LaneTornOff, TheLaneIsOutOfServiceAndItsPassagesAreStillSeen) {
    Lane lane = Lane::idle();
    lane.arm(ArmPosition::torn_off);
    EXPECT_EQ(lane.signals(), Signals{Signal::torn_off});
    EXPECT_EQ(lane.state.phase, Phase::out_of_service);
    for (int car = 0; car < 2; ++car) {
        lane.arrival(Presence::occupied);
        EXPECT_EQ(lane.signals(), Signals{Signal::arrived});
        lane.admit();
        pass(lane);
        EXPECT_EQ(lane.signals(), Signals{Signal::passed});
    }
    lane.operator_opens();
    EXPECT_FALSE(lane.operator_closes());
    EXPECT_EQ(lane.orders(), "") << "no command changes it";
    lane.arm(ArmPosition::down);
    EXPECT_EQ(lane.state.phase, Phase::idle);
}

TEST(LaneTornOff, TheCarThatTookTheBoomHasPassed) {
    Lane lane = Lane::with_open_arm();
    lane.safety(Presence::occupied).arm(ArmPosition::torn_off).arrival(Presence::clear);
    lane.forget();
    lane.safety(Presence::clear).after(1s);
    EXPECT_EQ(lane.signals(), Signals{Signal::passed});
}

TEST(LaneTornOff, ADeviceThatThenFallsSilentChangesNothing) {
    Lane lane = Lane::idle();
    lane.arrival(Presence::occupied).arm(ArmPosition::torn_off).arm(ArmPosition::unknown);
    EXPECT_FALSE(lane.operator_closes());
    lane.forget();
    lane.arm(ArmPosition::torn_off);
    EXPECT_EQ(lane.signals(), Signals{});
    EXPECT_EQ(lane.state.phase, Phase::out_of_service);
}

TEST(LaneS5, AnArmThatFlapsStandsOpenUntilAPersonHasLooked) {
    Lane lane = Lane::with_open_arm();
    pass(lane);
    lane.forget();
    std::string orders;
    for (int i = 0; i < 20; ++i) {
        lane.arm(ArmPosition::moving).safety(Presence::occupied).arm(ArmPosition::up);
        lane.after(1s).safety(Presence::clear).after(1s);
        orders += lane.orders();
    }
    EXPECT_LE(std::ranges::count(orders, 'c'), lane.settings.closings);
    EXPECT_TRUE(lane.state.flapping);
    const auto signals = lane.signals();
    EXPECT_EQ(std::ranges::count(signals, Signal::flapping), 1);
    lane.after(1h);
    EXPECT_EQ(lane.orders(), "");
    EXPECT_TRUE(lane.operator_closes());
    EXPECT_EQ(lane.orders(), "c");
}

TEST(LaneS5, ABusyLaneDoesNotFlap) {
    Lane lane = Lane::idle();
    for (int car = 0; car < 50; ++car) {
        lane.arrival(Presence::occupied).admit().arm(ArmPosition::up);
        pass(lane).arm(ArmPosition::down);
    }
    EXPECT_FALSE(lane.state.flapping);
}

TEST(LaneS5, AnArmThatFallsToHalfItsWayBeforeACarIsForAPerson) {
    for (const auto position : {ArmPosition::fault, ArmPosition::moving, ArmPosition::unknown}) {
        Lane lane = Lane::with_open_arm();
        const bool unread = position == ArmPosition::unknown;
        lane.arm(position).after(unread ? lane.settings.presumed_after : lane.settings.close_within);
        EXPECT_EQ(lane.signals(), Signals{Signal::stuck});
        EXPECT_EQ(lane.state.phase, Phase::out_of_service);
    }
}

TEST(LaneS5, ABarrierThatIsSilentForAMomentIsNotStuck) {
    Lane lane = Lane::with_open_arm();
    lane.arm(ArmPosition::unknown).after(lane.settings.close_within).arm(ArmPosition::up);
    EXPECT_EQ(lane.state.phase, Phase::open);
    EXPECT_TRUE(lane.signals().empty());
}

TEST(LaneS4, AnArmThatAHandRaisesWhileTheLaneIsOutOfServiceIsLeftAlone) {
    Lane lane = Lane::idle();
    lane.arm(ArmPosition::fault).arm(ArmPosition::up).arrival(Presence::occupied).admit();
    lane.forget();
    pass(lane).after(1h);
    EXPECT_EQ(lane.signals(), Signals{Signal::passed});
    EXPECT_EQ(lane.orders(), "");
}

TEST(LaneS4, AHandIsNoticedAfterAnOperatorsCloseOfAnArmThatWasDown) {
    Lane lane = Lane::resumed(false);
    lane.safety(Presence::clear).arm(ArmPosition::fault).arm(ArmPosition::down);
    EXPECT_TRUE(lane.operator_closes());
    lane.safety(Presence::occupied).arm(ArmPosition::fault).arm(ArmPosition::up).arrival(Presence::clear);
    lane.forget();
    lane.safety(Presence::clear).after(1h);
    EXPECT_EQ(lane.orders(), "");
}

TEST(LaneS2, WhatWasSeenBeforeAFaultIsNoEvidenceAfterIt) {
    Lane lane;
    lane.arrival(Presence::clear).safety(Presence::occupied).safety(Presence::clear).after(1s);
    lane.arm(ArmPosition::fault);
    EXPECT_FALSE(lane.state.under_arm);
    lane.arm(ArmPosition::up).after(1h);
    EXPECT_EQ(lane.orders(), "");
}

TEST(LaneTailgating, ACarUnderTheFallingArmThatNobodyAdmittedIsTold) {
    Lane lane = Lane::with_open_arm();
    pass(lane).arm(ArmPosition::moving);
    lane.forget();
    lane.safety(Presence::occupied);
    EXPECT_EQ(lane.signals(), Signals{Signal::tailgated});
    EXPECT_EQ(lane.orders(), "o");
}

} // namespace
} // namespace parkgate::test
