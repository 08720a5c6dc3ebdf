#include "simulator/watch/witness.hpp"

#include <gtest/gtest.h>

namespace parkgate::sim {
namespace {

using namespace std::chrono_literals;

/// A lane with a loop before the arm and one under it, and a controller that looks when it is told to.
struct Lane {
    Witness witness;
    Instant now{1s};
    std::array<bool, loop_count> loops{};
    bool four = false;

    Lane() {
        told();
        witness.begin();
    }
    void set(Loop loop, bool occupied) {
        now += 100ms;
        loops[static_cast<std::size_t>(loop)] = occupied;
        witness.see_loop(loop, occupied, now);
    }
    void told() {
        Told told{.loops = true};
        for (std::size_t i = 0; i < (four ? loop_count : 2); ++i) {
            told.seen[i] = loops[i];
        }
        witness.see_told(told);
    }
    void set_and_tell(Loop loop, bool occupied) {
        set(loop, occupied);
        told();
    }
    void pass() {
        set_and_tell(Loop::arrival, true);
        set_and_tell(Loop::safety, true);
        set_and_tell(Loop::arrival, false);
        set_and_tell(Loop::safety, false);
    }
};

TEST(Witness, EachStepWasTold) {
    Lane lane;
    lane.pass();
    lane.told();
    EXPECT_TRUE(lane.witness.was_told_all());
}

TEST(Witness, AStepThatNobodyLookedAt) {
    Lane lane;
    lane.set_and_tell(Loop::arrival, true);
    lane.set(Loop::safety, true);
    lane.set_and_tell(Loop::arrival, false);
    lane.set_and_tell(Loop::safety, false);
    EXPECT_FALSE(lane.witness.was_told_all());
}

TEST(Witness, TheLastStepCounts) {
    Lane lane;
    lane.pass();
    lane.set(Loop::arrival, true);
    EXPECT_FALSE(lane.witness.was_told_all());
    lane.witness.begin();
    lane.told();
    EXPECT_FALSE(lane.witness.was_told_all()) << "the controller came late to where it begins";
}

TEST(Witness, ADetectorThatLies) {
    Lane lane;
    lane.set_and_tell(Loop::arrival, true);
    lane.loops[0] = false;
    lane.told();
    lane.loops[0] = true;
    lane.told();
    EXPECT_FALSE(lane.witness.was_told_all());
}

TEST(Witness, WhatNoDetectorReportsIsNotMissed) {
    Lane lane;
    lane.set(Loop::beyond, true);
    lane.set(Loop::photocell, true);
    EXPECT_TRUE(lane.witness.was_told_all());
    EXPECT_FALSE(lane.witness.sees_beyond());
    lane.four = true;
    lane.told();
    EXPECT_FALSE(lane.witness.was_told_all());
    EXPECT_TRUE(lane.witness.sees_beyond());
}

TEST(Witness, LoopAndPhotocellAreOnePlaceUnderTheArm) {
    Lane lane;
    lane.four = true;
    lane.set_and_tell(Loop::safety, true);
    lane.set(Loop::photocell, true);
    lane.set(Loop::safety, false);
    lane.told();
    lane.set_and_tell(Loop::photocell, false);
    EXPECT_TRUE(lane.witness.was_told_all());
}

TEST(Witness, WhatHappensInOneMomentIsOneStep) {
    Lane lane;
    lane.set_and_tell(Loop::arrival, true);
    lane.set_and_tell(Loop::safety, true);
    lane.witness.see_loop(Loop::arrival, false, lane.now + 5ms);
    lane.witness.see_loop(Loop::safety, false, lane.now + 5ms);
    lane.loops = {};
    lane.told();
    EXPECT_TRUE(lane.witness.was_told_all());
}

} // namespace
} // namespace parkgate::sim
