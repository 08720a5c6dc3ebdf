#include "tests/unit/simulator/watched.hpp"

namespace parkgate::sim {
namespace {

using namespace std::chrono_literals;
using Rules = Watched::Rules;

/// Its arm is up by a hand when the controller is started anew.
struct StartedAnew : Watched {
    StartedAnew() {
        pass();
        recorder.see_arm(ArmState::down, now);
        told(false);
        recorder.see_hand(true, now);
        recorder.see_arm(ArmState::up, now);
        start();
    }
    void start() {
        recorder.see_restart();
        now += 1s;
        told(false);
    }
};

TEST(Recorder, OneWhoWasStartedAnewDoesNotKnowOfAHandAndLowersTheArmForAPassageThatItHasSeen) {
    StartedAnew lane;
    lane.pass();
    EXPECT_EQ(lane.command(ArmCommand::close), Rules{});
}

TEST(Recorder, W2OneWhoWasStartedAnewLowersNoArmForWhatWasBeforeIt) {
    StartedAnew lane;
    EXPECT_EQ(lane.command(ArmCommand::close), Rules{"W2"});
    lane.pass();
    lane.start();
    EXPECT_EQ(lane.command(ArmCommand::close), Rules{"W2"});
    lane.recorder.see_operator(Recorder::OperatorWord::close, lane.now);
    EXPECT_EQ(lane.command(ArmCommand::close), Rules{});
}

TEST(Recorder, W4OneWhoWasStartedAnewAndHasSeenTheArmDownKnowsOfAHand) {
    StartedAnew lane;
    lane.recorder.see_hand(false, lane.now);
    lane.recorder.see_arm(ArmState::down, lane.now);
    lane.told(false);
    lane.recorder.see_hand(true, lane.now);
    lane.now += 1s;
    lane.told(false);
    lane.pass();
    EXPECT_EQ(lane.command(ArmCommand::close), Rules{"W4"});
}

TEST(Recorder, AHandBeforeTheFirstReadingAfterAStartIsNotSeen) {
    StartedAnew lane;
    lane.recorder.see_hand(false, lane.now);
    lane.recorder.see_arm(ArmState::down, lane.now);
    lane.recorder.see_restart();
    lane.recorder.see_hand(true, lane.now);
    lane.now += 1s;
    lane.told(false);
    lane.pass();
    EXPECT_EQ(lane.command(ArmCommand::close), Rules{});
}

} // namespace
} // namespace parkgate::sim
