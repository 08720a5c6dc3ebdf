// Lanes of one, two and three loops, with and without a photocell, and in both directions; the field's bugs by name.
#include "tests/unit/edge/lane_world.hpp"

namespace parkgate::test {
namespace {

using core::lane::Way;

Lane lane_with(core::lane::Sensors fitted, bool reversible = false) {
    Lane lane;
    lane.settings.fitted = fitted;
    lane.settings.reversible = reversible;
    lane.outcome(ArmCommand::release, LineOutcome::ok);
    if (fitted.photocell) {
        lane.photocell(Presence::clear);
    }
    if (fitted.beyond) {
        lane.beyond(Presence::clear);
    }
    if (fitted.safety) {
        lane.safety(Presence::clear);
    }
    if (fitted.arrival) {
        lane.arrival(Presence::clear);
    }
    lane.arm(ArmPosition::down);
    lane.forget();
    return lane;
}

constexpr core::lane::Sensors one_loop{false, true, false, false};
constexpr core::lane::Sensors three_loops{true, true, false, true};
constexpr core::lane::Sensors with_photocell{true, true, true, false};

// ---- under the arm ----

TEST(LaneS1, LoopAndPhotocellUnderTheArmCountTogether) {
    Lane lane = lane_with(with_photocell);
    const auto under = [&](Presence loop, Presence beam) {
        lane.safety(loop).photocell(beam);
        return lane.state.under;
    };
    EXPECT_EQ(under(Presence::clear, Presence::clear), Presence::clear);
    EXPECT_EQ(under(Presence::clear, Presence::occupied), Presence::occupied);
    EXPECT_EQ(under(Presence::unknown, Presence::occupied), Presence::occupied);
    EXPECT_EQ(under(Presence::clear, Presence::unknown), Presence::unknown);
    EXPECT_EQ(under(Presence::unknown, Presence::clear), Presence::unknown);
}

TEST(LaneS1, ABeamThatIsBrokenKeepsTheArmUp) {
    Lane lane = lane_with(with_photocell);
    lane.arrival(Presence::occupied).admit().arm(ArmPosition::up).safety(Presence::occupied);
    lane.photocell(Presence::occupied).arrival(Presence::clear).safety(Presence::clear).after(1min);
    EXPECT_EQ(lane.orders(), "o");
    lane.photocell(Presence::unknown).after(1min);
    EXPECT_EQ(lane.orders(), "");
    lane.photocell(Presence::clear).after(1s);
    EXPECT_EQ(lane.orders(), "c");
}

TEST(LaneS7, WhatIsNotFittedIsNotUnknown) {
    EXPECT_EQ(lane_with(one_loop).state.phase, Phase::idle) << "no arrival loop, no photocell, no third loop";
}

// ---- one loop ----

TEST(LaneOneLoop, AReadStandsForTheArrivalAndTheLoopForThePassage) {
    Lane lane = lane_with(one_loop);
    lane.assume_arrival();
    EXPECT_EQ(lane.signals(), Signals{Signal::arrived});
    lane.admit().arm(ArmPosition::up).safety(Presence::occupied).after(2s).safety(Presence::clear).after(1s);
    EXPECT_EQ(lane.signals(), (Signals{Signal::came_up, Signal::passed}));
    EXPECT_EQ(lane.orders(), "oc");
}

TEST(LaneOneLoop, ACarThatNeverCameIsNotChargedAndTheArmStaysUp) {
    Lane lane = lane_with(one_loop);
    lane.assume_arrival().admit().arm(ArmPosition::up);
    lane.forget();
    lane.after(lane.settings.presumed_after);
    EXPECT_EQ(lane.signals(), (Signals{Signal::turned_back, Signal::left_open}));
    EXPECT_EQ(lane.orders(), "") << "nobody has seen it leave";
}

TEST(LaneOneLoop, ACarBeforeAnArmThatHasBeenUpForLongHasItsOwnTime) {
    Lane lane = lane_with(one_loop);
    lane.arm(ArmPosition::up).after(1h).assume_arrival();
    lane.forget();
    lane.after(1min).admit().after(1min);
    EXPECT_EQ(lane.signals(), Signals{Signal::came_up});
}

TEST(LaneOneLoop, ACarThatIsNotAdmittedIsForgottenInTheEnd) {
    Lane lane = lane_with(one_loop);
    lane.assume_arrival();
    lane.forget();
    lane.after(lane.settings.standing_after);
    EXPECT_EQ(lane.signals(), Signals{Signal::went_away});
    EXPECT_EQ(lane.state.phase, Phase::idle);
}

// ---- three loops ----

Lane passing_three_loops() {
    Lane lane = lane_with(three_loops);
    lane.arrival(Presence::occupied).admit().arm(ArmPosition::up).safety(Presence::occupied);
    lane.forget();
    return lane;
}

TEST(LaneThreeLoops, APassageIsProvenBySafetyAndThenBeyond) {
    Lane lane = passing_three_loops();
    lane.arrival(Presence::clear).safety(Presence::clear).after(5s);
    EXPECT_EQ(lane.signals(), Signals{}) << "between the arm and the third loop";
    lane.beyond(Presence::occupied).after(5s);
    EXPECT_EQ(lane.orders(), "") << "a trailer may follow";
    lane.beyond(Presence::clear).after(1s);
    EXPECT_EQ(lane.signals(), Signals{Signal::passed});
    EXPECT_EQ(lane.orders(), "c");
}

TEST(LaneThreeLoops, AQueueThatNeverClearsTheFirstLoopIsOnePassageACar) {
    Lane lane = passing_three_loops();
    for (int car = 0; car < 3; ++car) {
        lane.beyond(Presence::occupied).safety(Presence::clear).after(1s).beyond(Presence::clear).after(1s);
        EXPECT_EQ(lane.signals(), (Signals{Signal::passed, Signal::arrived}));
        lane.admit().after(1s).safety(Presence::occupied);
        lane.forget();
    }
}

TEST(LaneThreeLoops, ACarThatFollowsCloselyIsTailgatingAndTheArmStaysUp) {
    Lane lane = passing_three_loops();
    lane.arrival(Presence::clear).beyond(Presence::occupied).safety(Presence::clear).after(1s);
    lane.safety(Presence::occupied).after(1s);
    EXPECT_EQ(lane.signals(), (Signals{Signal::passed, Signal::tailgated}));
    EXPECT_EQ(lane.orders(), "");
    lane.safety(Presence::clear).beyond(Presence::clear).after(1s);
    EXPECT_EQ(lane.signals(), Signals{Signal::passed});
    EXPECT_EQ(lane.orders(), "c");
}

TEST(LaneThreeLoops, AMotorcycleBetweenTheLoopsIsNotClosedUpon) {
    Lane lane = passing_three_loops();
    lane.arrival(Presence::clear).safety(Presence::clear).after(lane.settings.turned_back_after - 1s);
    EXPECT_EQ(lane.orders(), "");
    lane.beyond(Presence::occupied).after(1s).beyond(Presence::clear).after(1s);
    EXPECT_EQ(lane.signals(), Signals{Signal::passed});
}

TEST(LaneThreeLoops, AMotorcycleThatTheThirdLoopMissesHasPassedAfterAWhile) {
    Lane lane = passing_three_loops();
    lane.arrival(Presence::clear).safety(Presence::clear).after(lane.settings.turned_back_after);
    EXPECT_EQ(lane.signals(), Signals{Signal::passed});
}

TEST(LaneThreeLoops, AMotorcycleThatOnlyTheThirdLoopSeesIsPresumedGoneAndTheArmStaysUp) {
    Lane lane = lane_with(three_loops);
    lane.arrival(Presence::occupied).admit().arm(ArmPosition::up).arrival(Presence::clear).after(1s);
    lane.beyond(Presence::occupied).after(1s).beyond(Presence::clear);
    lane.forget();
    lane.after(lane.settings.turned_back_after);
    EXPECT_EQ(lane.signals(), (Signals{Signal::presumed, Signal::left_open}));
    EXPECT_EQ(lane.orders(), "");
}

TEST(LaneThreeLoops, ADeadThirdLoopLeavesTheProofToTheOthers) {
    Lane lane = passing_three_loops();
    lane.beyond(Presence::unknown).arrival(Presence::clear).safety(Presence::clear).after(1s);
    EXPECT_EQ(lane.signals(), Signals{Signal::passed});
}

// ---- reversible ----

TEST(LaneReversible, TheLoopThatIsCoveredFirstSaysFromWhereTheCarComes) {
    Lane lane = lane_with(three_loops, true);
    lane.beyond(Presence::occupied);
    EXPECT_TRUE(lane.state.from_beyond);
    EXPECT_EQ(lane.signals(), Signals{Signal::arrived});
    lane.admit().arm(ArmPosition::up).safety(Presence::occupied).beyond(Presence::clear);
    lane.arrival(Presence::occupied).safety(Presence::clear).after(1s).arrival(Presence::clear).after(1s);
    EXPECT_EQ(lane.signals(), (Signals{Signal::came_up, Signal::passed}));
    EXPECT_EQ(lane.orders(), "oc");
}

TEST(LaneS11, WhoComesFromTheOtherSideWaitsForTheCarInTheLane) {
    Lane lane = lane_with(three_loops, true);
    lane.arrival(Presence::occupied).beyond(Presence::occupied);
    EXPECT_EQ(lane.signals(), Signals{Signal::arrived});
    EXPECT_FALSE(lane.state.from_beyond);
    lane.arrival(Presence::clear).after(1s);
    EXPECT_EQ(lane.signals(), (Signals{Signal::went_away, Signal::arrived}));
    EXPECT_TRUE(lane.state.from_beyond);
}

TEST(LaneS11, OfThoseWhoWaitOnBothSidesTheFirstIsTakenHoweverLongTheyWait) {
    Lane lane = lane_with(three_loops, true);
    lane.arrival(Presence::occupied).admit().arm(ArmPosition::up);
    lane.safety(Presence::occupied).arrival(Presence::clear).safety(Presence::clear);
    lane.beyond(Presence::occupied).after(1h).arrival(Presence::occupied).after(1h);
    EXPECT_TRUE(lane.state.beyond_first);
    lane.beyond(Presence::clear).beyond(Presence::occupied);
    EXPECT_FALSE(lane.state.beyond_first);
}

TEST(LaneS11, WhoWaitsOnTheOtherSideIsTakenAtOnceWhenTheFirstGoesAwayFromAnOpenArm) {
    Lane lane = lane_with(three_loops, true);
    lane.arm(ArmPosition::up).arrival(Presence::occupied).beyond(Presence::occupied);
    lane.forget();
    lane.arrival(Presence::clear).after(lane.settings.settle);
    EXPECT_EQ(lane.signals(), (Signals{Signal::went_away, Signal::arrived}));
}

TEST(LaneS11, WhoComesUnderATornArmHasComeFromTheSideThatIsOpen) {
    Lane lane = lane_with(three_loops, true);
    core::lane::Output out;
    core::lane::set_way(lane.state, lane.settings, Way::backwards, lane.now, out);
    lane.arm(ArmPosition::torn_off).safety(Presence::occupied);
    EXPECT_TRUE(lane.state.from_beyond);
}

TEST(LaneS11, AFixedDirectionTakesNobodyFromTheOtherSide) {
    Lane lane = lane_with(three_loops, true);
    core::lane::Output out;
    core::lane::set_way(lane.state, lane.settings, Way::forwards, lane.now, out);
    lane.beyond(Presence::occupied).after(1min);
    EXPECT_EQ(lane.signals(), Signals{});
    core::lane::set_way(lane.state, lane.settings, Way::both, lane.now, out);
    EXPECT_EQ(out.signals, Signals{Signal::arrived});
}

// ---- the field's bugs ----

TEST(LaneField, CloseIsNotSentForACarThatNeverReachedTheSecondLoop) {
    Lane lane = Lane::with_open_arm();
    lane.after(1h);
    EXPECT_EQ(lane.orders(), "");
}

TEST(LaneField, CloseIsNotRepeatedThoughTheArmIsDown) {
    Lane lane = Lane::with_open_arm();
    lane.safety(Presence::occupied).arrival(Presence::clear).arm(ArmPosition::down);
    lane.safety(Presence::clear).after(1h);
    EXPECT_EQ(lane.orders(), "") << "somebody lowered it over the loop";
    EXPECT_EQ(lane.state.phase, Phase::idle);
}

TEST(LaneField, AnInputThatIsStuckOccupiedCallsAPerson) {
    Lane lane = Lane::idle();
    lane.arrival(Presence::occupied).after(lane.settings.standing_after);
    EXPECT_EQ(lane.signals(), (Signals{Signal::arrived, Signal::standing}));
    EXPECT_EQ(lane.orders(), "") << "and nothing moves";
    lane.arrival(Presence::clear);
    EXPECT_EQ(lane.signals(), Signals{Signal::moved_on});
}

TEST(LaneField, TheNextCarsAdmissionStopsTheFallingArm) {
    Lane lane = Lane::with_open_arm();
    lane.safety(Presence::occupied).arrival(Presence::clear).safety(Presence::clear).after(500ms);
    lane.arm(ArmPosition::moving);
    lane.forget();
    lane.arrival(Presence::occupied);
    EXPECT_EQ(lane.signals(), Signals{Signal::arrived});
    lane.admit();
    EXPECT_EQ(lane.orders(), "o") << "not after the whole way down";
}

TEST(LaneField, TheNextCarThatGivesUpWhileTheArmFallsIsForgotten) {
    Lane lane = Lane::with_open_arm();
    lane.safety(Presence::occupied).arrival(Presence::clear).safety(Presence::clear).after(500ms);
    lane.arrival(Presence::occupied).after(1s).arrival(Presence::clear);
    lane.forget();
    lane.after(1s);
    EXPECT_EQ(lane.signals(), Signals{Signal::went_away});
    lane.arm(ArmPosition::down);
    EXPECT_EQ(lane.state.phase, Phase::idle);
}

TEST(LaneField, ADriverAfterARestartIsNotTrappedBeforeALoweredArm) {
    Lane lane = Lane::resumed(true);
    lane.sees(Presence::occupied, Presence::clear, ArmPosition::down).after(lane.settings.presumed_after);
    EXPECT_EQ(lane.signals(), (Signals{Signal::presumed, Signal::arrived}));
    lane.admit();
    EXPECT_EQ(lane.orders(), "o");
}

} // namespace
} // namespace parkgate::test
