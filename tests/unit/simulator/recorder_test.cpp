#include "tests/unit/simulator/watched.hpp"

namespace parkgate::sim {
namespace {

using namespace std::chrono_literals;
using Rules = Watched::Rules;

TEST(Recorder, AnOrdinaryPassageBreaksNothing) {
    Watched lane;
    lane.pass();
    EXPECT_EQ(lane.command(ArmCommand::close), Rules{});
    EXPECT_EQ(lane.recorder.counts().passages, 1U);
    EXPECT_EQ(lane.recorder.counts().violations, 0U);
}

TEST(Recorder, W1ACloseOnACarThatTheControllerWasToldOf) {
    Watched lane;
    lane.pass();
    lane.loop(Loop::safety, true);
    lane.told(true);
    lane.now += 50ms;
    EXPECT_EQ(lane.command(ArmCommand::close), Rules{}) << "it was on its way while the answer came";
    lane.now += 60ms;
    EXPECT_EQ(lane.command(ArmCommand::close), Rules{"W1"});
    lane.now += 400ms;
    EXPECT_EQ(lane.command(ArmCommand::close), (Rules{"W1", "W2"}));
}

TEST(Recorder, W1ACloseOnACarThatTheControllerDidNotAskAfter) {
    Watched lane;
    lane.loop(Loop::photocell, true);
    lane.now += 2'600ms;
    lane.told(false);
    const auto broken = lane.command(ArmCommand::close);
    EXPECT_EQ(broken.front(), "W1");
}

TEST(Recorder, ACarThatNoSensorTellsOfIsNotTheControllersFault) {
    Watched lane;
    lane.recorder.see_blind(true, lane.now);
    lane.loop(Loop::safety, true);
    lane.now += 2'600ms;
    lane.told(false);
    EXPECT_EQ(lane.command(ArmCommand::close), Rules{});
    EXPECT_FALSE(lane.recorder.see_hit(lane.now).excuse.empty());
    EXPECT_EQ(lane.recorder.counts().unseeable, 2U);
    lane.recorder.see_blind(false, lane.now);
    EXPECT_EQ(lane.command(ArmCommand::close), Rules{"W2"}) << "it is told of from now on";
}

TEST(Recorder, W2ACloseThatNothingExplains) {
    Watched lane;
    EXPECT_EQ(lane.command(ArmCommand::close), Rules{"W2"});
    lane.recorder.see_operator(Recorder::OperatorWord::close, lane.now);
    EXPECT_EQ(lane.command(ArmCommand::close), Rules{});
}

TEST(Recorder, ACloseIsSaidOnceMoreByWhoHasNotHeardOfIt) {
    Watched lane;
    lane.pass();
    EXPECT_EQ(lane.command(ArmCommand::close), Rules{});
    lane.recorder.see_arm(ArmState::down, lane.now);
    lane.recorder.see_loop(Loop::arrival, true, true, lane.now);
    lane.now += 1s;
    EXPECT_EQ(lane.command(ArmCommand::close), Rules{}) << "it does not know that the arm is down";
    lane.told(false);
    lane.now += 1s;
    EXPECT_EQ(lane.command(ArmCommand::close), Rules{"W2"}) << "now it does";
}

TEST(Recorder, ACarThatBackedOutExplainsAClose) {
    Watched lane;
    lane.recorder.see_left_backwards();
    lane.loop(Loop::arrival, false);
    EXPECT_EQ(lane.command(ArmCommand::close), Rules{});
}

TEST(Recorder, ACarBetweenTheLoopsDoesNotExplainACloseUntilItHasBeenOutOfSightForLong) {
    Watched lane;
    lane.loop(Loop::arrival, false);
    lane.now += 300ms;
    EXPECT_EQ(lane.command(ArmCommand::close), Rules{"W2"});
    lane.now += 200ms;
    EXPECT_EQ(lane.command(ArmCommand::close), Rules{});
    lane.loop(Loop::safety, true);
    EXPECT_EQ(lane.command(ArmCommand::close), Rules{}) << "it was on its way when the car came into sight again";
    lane.told(true);
    lane.now += 400ms;
    EXPECT_EQ(lane.command(ArmCommand::close), (Rules{"W1", "W2"}));
}

TEST(Recorder, OfACarFromTheOtherSideTooOnlyItsDriverTellsThatItHasLeftBackwards) {
    Watched lane;
    lane.recorder.see_plate("沪B00002", Side::exit, lane.now);
    lane.loop(Loop::arrival, false);
    lane.recorder.see_loop(Loop::beyond, true, true, lane.now);
    lane.loop(Loop::beyond, false);
    EXPECT_EQ(lane.command(ArmCommand::close), Rules{"W2"});
    lane.recorder.see_left_backwards();
    EXPECT_EQ(lane.command(ArmCommand::close), Rules{});
}

TEST(Recorder, W3NoCommandBeforeTheHardwareWasRead) {
    Watched lane;
    lane.recorder.see_restart();
    EXPECT_EQ(lane.command(ArmCommand::open), Rules{"W3"});
    lane.told(false);
    EXPECT_EQ(lane.command(ArmCommand::open), Rules{});
    lane.pass();
    lane.now += 3s;
    EXPECT_EQ(lane.command(ArmCommand::close), Rules{"W3"}) << "what it has read is old";
}

TEST(Recorder, W4NobodyFightsAHand) {
    Watched lane;
    lane.pass();
    lane.recorder.see_arm(ArmState::down, lane.now);
    lane.told(false);
    lane.recorder.see_hand(true, lane.now);
    lane.now += 1s;
    lane.told(false);
    EXPECT_EQ(lane.command(ArmCommand::close), Rules{"W4"});
    lane.recorder.see_operator(Recorder::OperatorWord::close, lane.now);
    EXPECT_EQ(lane.command(ArmCommand::close), Rules{});
}

TEST(Recorder, AnOperatorsCloseIsOfOneArmAndNotOfTheNextOne) {
    Watched lane;
    lane.recorder.see_operator(Recorder::OperatorWord::close, lane.now);
    EXPECT_EQ(lane.command(ArmCommand::close), Rules{});
    lane.loop(Loop::arrival, false);
    lane.recorder.see_loop(Loop::arrival, true, true, lane.now);
    EXPECT_EQ(lane.command(ArmCommand::close), Rules{"W2"});
}

TEST(Recorder, AHandThatHelpsAnArmOnItsWayUpIsNotSeen) {
    Watched lane;
    lane.recorder.see_hand(true, lane.now);
    lane.pass();
    lane.now += 1s;
    EXPECT_EQ(lane.command(ArmCommand::close), Rules{});
}

TEST(Recorder, W5EndlessCommands) {
    Watched lane;
    Rules broken;
    for (int i = 0; i < 20; ++i) {
        lane.now += 100ms;
        for (std::string& rule : lane.command(ArmCommand::open)) {
            broken.push_back(std::move(rule));
        }
    }
    EXPECT_EQ(broken, Rules{"W5"});
}

TEST(Recorder, W6AHitThatCouldHaveBeenAvoided) {
    Watched lane;
    lane.loop(Loop::safety, true);
    lane.told(true);
    const auto excused = lane.recorder.see_hit(lane.now + 100ms);
    EXPECT_TRUE(excused.broken.empty());
    EXPECT_FALSE(excused.excuse.empty());
    const auto hit = lane.recorder.see_hit(lane.now + 500ms);
    EXPECT_EQ(Watched::rules(hit.broken), Rules{"W6"});
    EXPECT_EQ(hit.excuse, "");
    EXPECT_EQ(lane.recorder.counts().hits, 2U);
}

TEST(Recorder, AHitByACloseThatLeftKnowinglyHasNoExcuseHoweverSoonItCame) {
    Watched lane;
    lane.pass();
    lane.loop(Loop::safety, true);
    lane.told(true);
    lane.now += 150ms;
    EXPECT_EQ(lane.command(ArmCommand::close), Rules{"W1"});
    lane.now += 100ms;
    EXPECT_EQ(lane.recorder.see_hit(lane.now).excuse, "");
}

TEST(Recorder, ABarrierThatHearsNothingCannotBeToldToSpareACar) {
    Watched lane;
    lane.loop(Loop::safety, true);
    lane.told(true);
    lane.recorder.see_deaf(true, lane.now);
    lane.now += 500ms;
    EXPECT_FALSE(lane.recorder.see_hit(lane.now).excuse.empty());
    lane.recorder.see_deaf(false, lane.now);
    lane.now += 500ms;
    EXPECT_EQ(Watched::rules(lane.recorder.see_hit(lane.now).broken), Rules{"W6"});
}

TEST(Recorder, AnArmThatFallsByItselfIsTheControllersWhereItHasNotRaisedIt) {
    Watched lane;
    lane.loop(Loop::safety, true);
    lane.told(true);
    lane.now += 1s;
    lane.recorder.see_fall(lane.now);
    EXPECT_FALSE(lane.recorder.see_hit(lane.now + 100ms).excuse.empty());
    EXPECT_EQ(Watched::rules(lane.recorder.see_hit(lane.now + 500ms).broken), Rules{"W6"});
}

TEST(Recorder, W7AnOpenThatNobodyCaused) {
    Watched lane;
    lane.pass();
    lane.now += 61s;
    EXPECT_EQ(lane.command(ArmCommand::open), Rules{"W7"});
    lane.recorder.see_operator(Recorder::OperatorWord::open, lane.now);
    EXPECT_EQ(lane.command(ArmCommand::open), Rules{});
    lane.now += 61s;
    lane.recorder.see_fire(true, lane.now - 61s);
    EXPECT_EQ(lane.command(ArmCommand::open), Rules{});
}

TEST(Recorder, NothingClosesDuringAFire) {
    Watched lane;
    lane.pass();
    lane.recorder.see_fire(true, lane.now);
    EXPECT_EQ(lane.command(ArmCommand::close), Rules{"W2"});
    lane.recorder.see_fire(false, lane.now);
    EXPECT_EQ(lane.command(ArmCommand::close), Rules{});
}

TEST(Recorder, ALoopThatSaidFalselyThatACarWasThereExcusesTheClose) {
    Watched lane;
    const auto say = [&](bool occupied) {
        Told told{.limits = true, .loops = true, .under_arm_occupied = false};
        told.seen[0] = occupied;
        EXPECT_TRUE(lane.recorder.see_told(told, lane.now).empty());
    };
    say(true);
    say(false);
    EXPECT_EQ(lane.command(ArmCommand::close), Rules{"W2"}) << "it has told the truth, as of a car that drives on";
    lane.recorder.see_lie(Loop::arrival, true);
    say(true);
    EXPECT_EQ(lane.command(ArmCommand::close), Rules{"W2"});
    lane.recorder.see_lie(Loop::arrival, false);
    say(false);
    EXPECT_EQ(lane.command(ArmCommand::close), Rules{});
}

TEST(Recorder, W8DriversOnBothSidesAreToldToGo) {
    Watched lane;
    lane.loop(Loop::beyond, true);
    lane.recorder.see_plate("沪B00002", Side::exit, lane.now);
    lane.recorder.see_display(green_for("沪A00001"), Side::entry);
    lane.recorder.see_display({.colour = static_cast<std::uint16_t>(DisplayColour::red), .lines = {}}, Side::exit);
    lane.told(false);
    lane.now += 3s;
    EXPECT_EQ(lane.told(false), Rules{}) << "only one may go";
    lane.recorder.see_display(green_for("沪B00002"), Side::exit);
    EXPECT_EQ(lane.told(false), Rules{}) << "the other display may be about to change";
    lane.now += 3s;
    EXPECT_EQ(lane.told(false), Rules{"W8"});
    EXPECT_EQ(lane.told(false), Rules{}) << "once";
}

TEST(Recorder, W8ACarFromOneSideIsNotMetByOneFromTheOther) {
    Watched lane;
    lane.recorder.see_display(green_for("沪A00001"), Side::entry);
    lane.loop(Loop::safety, true);
    lane.loop(Loop::arrival, false);
    lane.loop(Loop::beyond, true);
    lane.recorder.see_plate("沪B00002", Side::exit, lane.now);
    lane.recorder.see_display(green_for("沪B00002"), Side::exit);
    lane.told(true);
    lane.now += 3s;
    EXPECT_EQ(lane.told(true), Rules{"W8"});
}

TEST(Recorder, W8NobodyIsMetWhereTheDriverHasLeft) {
    Watched lane;
    lane.recorder.see_display(green_for("沪A00001"), Side::entry);
    lane.loop(Loop::arrival, false);
    lane.loop(Loop::beyond, true);
    lane.recorder.see_plate("沪B00002", Side::exit, lane.now);
    lane.recorder.see_display(green_for("沪B00002"), Side::exit);
    lane.told(false);
    lane.now += 3s;
    EXPECT_EQ(lane.told(false), Rules{});
}

} // namespace
} // namespace parkgate::sim
