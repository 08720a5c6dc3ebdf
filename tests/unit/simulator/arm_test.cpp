#include "simulator/model/arm.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace parkgate::sim {
namespace {

using namespace std::chrono_literals;

class ArmTest : public testing::Test {
  protected:
    void advance(Instant now) { arm.advance(now, car, changes); }
    void command(ArmCommand what, Instant now) {
        advance(now);
        arm.command(what, now, changes);
    }
    /// The arm up at 1000 ms, with nothing told yet.
    void raise() {
        command(ArmCommand::open, 0ms);
        advance(1000ms);
        changes.clear();
    }
    [[nodiscard]] int hits() const {
        return static_cast<int>(
            std::ranges::count(changes, Arm::Signal::hit, [](const Arm::Change& change) { return change.signal; }));
    }

    Arm arm{1000ms};
    Arm::Changes changes;
    bool car = false;
};

TEST_F(ArmTest, RestsDown) {
    EXPECT_EQ(arm.state(), ArmState::down);
    EXPECT_TRUE(arm.limit_down(0ms));
    EXPECT_FALSE(arm.limit_up(0ms));
    EXPECT_FALSE(arm.next_change(false).has_value());
}

TEST_F(ArmTest, TravelsLinearlyAndClosesALimitOnlyAtTheEnd) {
    command(ArmCommand::open, 100ms);
    EXPECT_EQ(arm.state(), ArmState::opening);
    EXPECT_DOUBLE_EQ(arm.position(350ms), 0.25);
    EXPECT_FALSE(arm.limit_down(101ms));
    EXPECT_FALSE(arm.limit_up(1100ms - 1us));
    EXPECT_TRUE(arm.limit_up(1100ms));
    EXPECT_EQ(arm.next_change(false), Instant{1100ms});
    advance(2000ms);
    EXPECT_EQ(arm.state(), ArmState::up);
    ASSERT_EQ(changes.size(), 2U);
    EXPECT_EQ(changes.back().at, Instant{1100ms});
}

TEST_F(ArmTest, TurnsRoundWhereItIs) {
    command(ArmCommand::open, 0ms);
    command(ArmCommand::close, 400ms);
    EXPECT_DOUBLE_EQ(arm.position(500ms), 0.3);
    advance(800ms);
    EXPECT_EQ(arm.state(), ArmState::down);
}

TEST_F(ArmTest, IgnoresACommandToWhereItIs) {
    command(ArmCommand::close, 0ms);
    EXPECT_TRUE(changes.empty());
    command(ArmCommand::open, 0ms);
    command(ArmCommand::open, 500ms);
    advance(1000ms);
    EXPECT_EQ(arm.state(), ArmState::up);
}

TEST_F(ArmTest, HitsACarThatStandsThereAndStopsOnIt) {
    raise();
    car = true;
    command(ArmCommand::close, 2000ms);
    EXPECT_EQ(arm.next_change(true), Instant{2500ms});
    advance(2499ms);
    EXPECT_EQ(hits(), 0);
    advance(9000ms);
    EXPECT_EQ(hits(), 1);
    EXPECT_EQ(changes.back().at, Instant{2500ms});
    EXPECT_EQ(arm.state(), ArmState::stopped);
    EXPECT_FALSE(arm.limit_up(9000ms));
    EXPECT_FALSE(arm.limit_down(9000ms));
}

TEST_F(ArmTest, HitsAgainWhenClosedAgainOnTheSameCar) {
    raise();
    car = true;
    command(ArmCommand::close, 2000ms);
    command(ArmCommand::close, 3000ms);
    advance(3000ms);
    EXPECT_EQ(hits(), 2);
}

TEST_F(ArmTest, SparesACarWhenItTurnsInTime) {
    raise();
    car = true;
    command(ArmCommand::close, 2000ms);
    command(ArmCommand::open, 2400ms);
    advance(5000ms);
    EXPECT_EQ(hits(), 0);
    EXPECT_EQ(arm.state(), ArmState::up);
}

TEST_F(ArmTest, DoesNotHitACarThatComesBelowItsRoof) {
    raise();
    command(ArmCommand::close, 2000ms);
    advance(2700ms);
    car = true;
    EXPECT_EQ(arm.next_change(true), Instant{3000ms});
    advance(4000ms);
    EXPECT_EQ(hits(), 0);
    EXPECT_EQ(arm.state(), ArmState::down);
}

TEST_F(ArmTest, StuckStopsAndLosesCommandsUntilRepaired) {
    command(ArmCommand::open, 0ms);
    advance(300ms);
    arm.stick(300ms, changes);
    EXPECT_EQ(arm.state(), ArmState::stopped);
    command(ArmCommand::open, 400ms);
    EXPECT_DOUBLE_EQ(arm.position(5000ms), 0.3);
    arm.repair(5000ms);
    EXPECT_DOUBLE_EQ(arm.position(6000ms), 0.3);
    command(ArmCommand::open, 6000ms);
    advance(6700ms);
    EXPECT_EQ(arm.state(), ArmState::up);
}

TEST_F(ArmTest, SlowsInTheMiddleOfAMovement) {
    command(ArmCommand::open, 0ms);
    advance(500ms);
    arm.slow(4, 500ms);
    EXPECT_DOUBLE_EQ(arm.position(1500ms), 0.75);
    advance(2499ms);
    EXPECT_EQ(arm.state(), ArmState::opening);
    advance(2500ms);
    EXPECT_EQ(arm.state(), ArmState::up);
}

TEST_F(ArmTest, MovesByHandWithoutACommand) {
    arm.move_by_hand(true, 10ms, changes);
    EXPECT_TRUE(arm.limit_up(10ms));
    arm.move_by_hand(false, 20ms, changes);
    EXPECT_TRUE(arm.limit_down(20ms));
    EXPECT_EQ(changes.size(), 2U);
}

TEST_F(ArmTest, TornOffShowsAFaultAndHitsNobody) {
    raise();
    arm.tear_off();
    EXPECT_TRUE(arm.fault());
    car = true;
    command(ArmCommand::close, 2000ms);
    advance(3000ms);
    EXPECT_EQ(hits(), 0);
    EXPECT_EQ(arm.state(), ArmState::down);
    EXPECT_FALSE(arm.blocks_a_car(3000ms));
    arm.repair(3000ms);
    EXPECT_FALSE(arm.fault());
}

TEST_F(ArmTest, ThatFallsComesDownOnACarThatStandsThere) {
    raise();
    car = true;
    advance(2000ms);
    arm.fall(2000ms, changes);
    advance(3000ms);
    EXPECT_EQ(hits(), 1);
    EXPECT_EQ(arm.state(), ArmState::stopped);
}

TEST_F(ArmTest, ThatHasFallenIsRaisedAgainAndThatIsDownDoesNotFall) {
    arm.fall(0ms, changes);
    EXPECT_TRUE(changes.empty());
    raise();
    arm.fall(1500ms, changes);
    command(ArmCommand::open, 2000ms);
    advance(3000ms);
    EXPECT_EQ(arm.state(), ArmState::up);
}

TEST_F(ArmTest, ClosesByItselfSoLongAfterItHasComeUp) {
    arm.close_by_itself_after(5000ms, 0ms);
    command(ArmCommand::open, 0ms);
    advance(1000ms);
    EXPECT_EQ(arm.next_change(false), Instant{6000ms});
    advance(5999ms);
    EXPECT_EQ(arm.state(), ArmState::up);
    advance(8000ms);
    EXPECT_EQ(arm.state(), ArmState::down);
    EXPECT_EQ(changes.back().at, Instant{7000ms});
    EXPECT_FALSE(arm.next_change(false).has_value()) << "until it has come up again";
}

TEST_F(ArmTest, ThatIsSetToCloseByItselfWhileItIsUpHasItsTimeFromThen) {
    raise();
    advance(9000ms);
    arm.close_by_itself_after(5000ms, 9000ms);
    EXPECT_EQ(arm.next_change(false), Instant{14'000ms});
}

TEST_F(ArmTest, ThatClosesByItselfWaitsForACarUnderIt) {
    arm.close_by_itself_after(5000ms, 0ms);
    raise();
    advance(3000ms);
    car = true;
    EXPECT_FALSE(arm.next_change(true).has_value());
    advance(20'000ms);
    EXPECT_EQ(arm.state(), ArmState::up);
    car = false;
    EXPECT_EQ(arm.next_change(false), Instant{25'000ms}) << "its time begins anew";
}

TEST_F(ArmTest, ThatClosesByItselfIsTurnedByItsEdgeBeforeItHitsACar) {
    arm.close_by_itself_after(5000ms, 0ms);
    raise();
    advance(6300ms);
    EXPECT_EQ(arm.state(), ArmState::closing);
    car = true;
    EXPECT_EQ(arm.next_change(true), Instant{6300ms});
    advance(7000ms);
    EXPECT_EQ(hits(), 0);
    EXPECT_EQ(arm.state(), ArmState::up);
    EXPECT_TRUE(arm.limit_up(6601ms));
}

TEST_F(ArmTest, ACloseThatItIsToldOfHasNoEdge) {
    arm.close_by_itself_after(5000ms, 0ms);
    raise();
    car = true;
    command(ArmCommand::close, 2000ms);
    advance(3000ms);
    EXPECT_EQ(hits(), 1);
}

TEST_F(ArmTest, ThatIsHeldOrStuckOrRepairedDoesNotCloseByItself) {
    arm.close_by_itself_after(5000ms, 0ms);
    raise();
    arm.hold(true, 2000ms, changes);
    EXPECT_FALSE(arm.next_change(false).has_value());
    advance(9000ms);
    arm.hold(false, 9000ms, changes);
    EXPECT_EQ(arm.next_change(false), Instant{14'000ms});
    arm.stick(9000ms, changes);
    EXPECT_FALSE(arm.next_change(false).has_value());
    arm.repair(9000ms);
    EXPECT_FALSE(arm.next_change(false).has_value());
}

} // namespace
} // namespace parkgate::sim
