#include "tests/unit/simulator/watched.hpp"

namespace parkgate::sim {
namespace {

using namespace std::chrono_literals;
using Rules = Watched::Rules;

/// Who was let in still stands there, and the arm has come down by itself.
struct Lowered : Watched {
    Lowered() {
        recorder.see_display(green_for("沪A00001"), Side::entry);
        told(false);
        recorder.see_arm(ArmState::closing, now);
        recorder.see_arm(ArmState::down, now);
    }
    std::vector<std::string> after(std::chrono::milliseconds time) {
        std::vector<std::string> found;
        for (const Instant end = now + time; now < end;) {
            now += 100ms;
            for (std::string& rule : told(false)) {
                found.push_back(std::move(rule));
            }
        }
        return found;
    }
};

TEST(Recorder, W9WhoWasLetInIsForgottenBeforeALoweredArm) {
    Lowered lane;
    EXPECT_EQ(lane.after(7s), Rules{});
    EXPECT_EQ(lane.after(7s), Rules{"W9"}) << "once";
}

TEST(Recorder, W9UnderTheArmTooHeIsForgotten) {
    Lowered lane;
    lane.loop(Loop::safety, true);
    lane.loop(Loop::arrival, false);
    EXPECT_EQ(lane.after(9s), Rules{"W9"});
}

TEST(Recorder, WhoHasTheArmRaisedOrAPersonCalledIsNotForgotten) {
    Lowered raised;
    EXPECT_EQ(raised.after(1s), Rules{});
    EXPECT_EQ(raised.command(ArmCommand::open), Rules{});
    EXPECT_EQ(raised.after(9s), Rules{}) << "an arm that does not follow is stuck, and counted as that";
    Lowered called;
    called.recorder.see_call(true);
    EXPECT_EQ(called.after(9s), Rules{});
}

TEST(Recorder, AnArmThatWasRaisedAndCameDownOnceMoreIsJudgedOnceMore) {
    Lowered lane;
    EXPECT_EQ(lane.command(ArmCommand::open), Rules{});
    lane.recorder.see_arm(ArmState::up, lane.now);
    lane.recorder.see_arm(ArmState::closing, lane.now);
    EXPECT_EQ(lane.after(9s), Rules{"W9"});
}

TEST(Recorder, WhoHasGoneOrWasNotToldToGoIsNotForgotten) {
    Lowered gone;
    gone.recorder.see_left_backwards();
    gone.loop(Loop::arrival, false);
    EXPECT_EQ(gone.after(9s), Rules{});
    Lowered through;
    through.pass();
    through.loop(Loop::arrival, true);
    EXPECT_EQ(through.after(9s), Rules{}) << "the next one has not been read";
    Watched waits;
    waits.told(false);
    waits.recorder.see_arm(ArmState::closing, waits.now);
    waits.now += 9s;
    EXPECT_EQ(waits.told(false), Rules{});
}

TEST(Recorder, WhomTheControllerMayHaveTakenForGoneIsNotForgotten) {
    Lowered unseen;
    unseen.now += 600ms;
    EXPECT_EQ(unseen.after(9s), Rules{}) << "its loop was not told of for so long";
    Lowered lied_of;
    lied_of.recorder.see_lie(Loop::arrival, true);
    lied_of.recorder.see_lie(Loop::arrival, false);
    EXPECT_EQ(lied_of.after(9s), Rules{});
    Lowered closed;
    closed.recorder.see_operator(Recorder::OperatorWord::close, closed.now);
    EXPECT_EQ(closed.after(9s), Rules{}) << "a person has ended it";
    Lowered restarted;
    restarted.recorder.see_restart();
    EXPECT_EQ(restarted.after(9s), Rules{});
}

} // namespace
} // namespace parkgate::sim
