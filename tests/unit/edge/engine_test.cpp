// What reaches the outside, and when: after its commit, in order, and only while it is still right.
#include "edge/app/engine.hpp"
#include "tests/unit/edge/scenario.hpp"

#include <algorithm>

namespace parkgate::test {
namespace {

using core::Loop;
using core::Presence;

// An engine whose store answers when the test says so, and whose outside is a list.
class Bench {
  public:
    std::vector<std::string> out;
    std::vector<std::size_t> submitted; // sizes of batches
    std::vector<bool> busy;
    std::vector<LaneState> told;
    std::vector<std::string> announced;
    Now now{MonotonicTime{1h}, SiteTime{10h}, WallTime{10h}, ClockQuality::trusted};
    app::Engine engine{core::make_lot(house_config(), 1, now),
                       300ms,
                       {[this] { return now; },
                        [this](std::int64_t ticket, const core::Effects& durable) {
                            EXPECT_EQ(ticket, static_cast<std::int64_t>(submitted.size()) + 1);
                            submitted.push_back(durable.size());
                            for (const auto& effect : durable) {
                                EXPECT_TRUE(core::is_durable(effect));
                            }
                        },
                        [this](const core::Effect& effect) { note(effect); },
                        [this](const LaneState& state) { told.push_back(state); },
                        [this](const LaneId& lane, bool is_busy) {
                            if (lane == in_lane) {
                                busy.push_back(is_busy);
                            }
                        }}};

    Bench() {
        engine.begin();
        engine.handle(core::BrokerSeen{true});
        for (const auto& lane : {in_lane, out_lane, out2_lane}) {
            engine.handle(core::LoopSeen{lane, Loop::arrival, Presence::clear});
            engine.handle(core::LoopSeen{lane, Loop::safety, Presence::clear});
            engine.handle(core::ArmSeen{lane, core::ArmPosition::down});
        }
        out.clear();
    }
    void car(const std::string& plate) {
        engine.handle(core::LoopSeen{in_lane, Loop::arrival, Presence::occupied});
        engine.handle(core::PlateRead{in_lane, core::Side::entry, plate, hash_of_plate(plate), 99, 5});
    }
    void after(Duration length) {
        now.monotonic += length;
        now.site += length;
        now.wall += length;
        engine.tick();
    }
    [[nodiscard]] int count(const std::string& what) const { return static_cast<int>(std::ranges::count(out, what)); }

  private:
    void note(const core::Effect& effect) {
        if (const auto* move = std::get_if<core::MoveArm>(&effect)) {
            out.emplace_back(move->command == core::ArmCommand::open      ? "open"
                             : move->command == core::ArmCommand::release ? "release"
                                                                          : "close");
        } else if (const auto* show = std::get_if<core::Show>(&effect)) {
            out.push_back("show " + show->text.lines[0]);
        } else if (std::holds_alternative<core::AcknowledgePlate>(effect)) {
            out.emplace_back("ack");
        } else if (std::holds_alternative<core::AnswerCommand>(effect)) {
            out.emplace_back("answer");
        } else if (const auto* announce = std::get_if<core::Announce>(&effect)) {
            announced.push_back(announce->event.kind);
        } else {
            EXPECT_FALSE(core::is_durable(effect)) << "a record is for the store";
        }
    }
};

TEST(Engine, G01_NothingOfAStepLeavesBeforeItsCommit) {
    Bench bench;
    bench.car("沪A12345");
    ASSERT_EQ(bench.submitted.size(), 1U);
    EXPECT_EQ(bench.out, std::vector<std::string>{"show 请稍候"});
    bench.engine.committed(1);
    EXPECT_EQ(bench.out, (std::vector<std::string>{"show 请稍候", "open", "show 沪A12345", "ack"}));
    EXPECT_EQ(bench.busy.back(), true);
}

TEST(Engine, AStepWithoutRecordsDoesNotOvertakeOneThatWaits) {
    Bench bench;
    bench.car("沪A12345");
    bench.out.clear();
    bench.engine.handle(core::LoopSeen{out_lane, Loop::arrival, Presence::occupied});
    EXPECT_TRUE(bench.out.empty());
    bench.engine.committed(1);
    EXPECT_EQ(bench.out, (std::vector<std::string>{"open", "show 沪A12345", "ack", "show 请稍候"}));
}

TEST(Engine, CommitsReleaseOnlyWhatTheyCover) {
    Bench bench;
    bench.car("沪A12345");
    bench.engine.handle(
        core::Commanded{{{"c1"}, {"wang"}, out_lane, Verb::open, "x", bench.now.wall, bench.now.wall + 30s}});
    ASSERT_EQ(bench.submitted.size(), 2U);
    bench.engine.committed(1);
    EXPECT_EQ(bench.count("open"), 1);
    EXPECT_EQ(bench.count("answer"), 0);
    bench.engine.committed(2);
    EXPECT_EQ(bench.count("open"), 2);
}

TEST(Engine, NewsComeWhenTheArmHasBeenTold) {
    Bench bench;
    bench.after(50ms);
    bench.told.clear();
    bench.announced.clear();
    bench.car("沪A12345");
    bench.engine.committed(1);
    EXPECT_EQ(bench.count("open"), 1);
    EXPECT_TRUE(bench.told.empty());
    EXPECT_TRUE(bench.announced.empty());
    ASSERT_TRUE(bench.engine.next_deadline());
    EXPECT_LE(*bench.engine.next_deadline(), bench.now.monotonic + 50ms);
    bench.after(50ms);
    ASSERT_EQ(bench.told.size(), 1U) << "one state, however many steps";
    EXPECT_EQ(bench.told[0].lane, in_lane);
    EXPECT_FALSE(bench.announced.empty());
    bench.told.clear();
    bench.after(50ms);
    EXPECT_TRUE(bench.told.empty()) << "no change, no news";
}

TEST(Engine, ALateCommitIsToldOnceForEachLane) {
    Bench bench;
    bench.car("沪A12345");
    bench.after(50ms); // the news
    const auto late = bench.engine.next_deadline();
    ASSERT_TRUE(late);
    EXPECT_EQ(*late, bench.now.monotonic + 250ms);
    bench.after(249ms);
    EXPECT_EQ(bench.count("open"), 0);
    bench.after(1ms);
    EXPECT_EQ(bench.count("open"), 1) << "at once, before any commit";
    bench.after(1s);
    bench.after(1s);
    EXPECT_EQ(bench.count("open"), 1);
    EXPECT_EQ(bench.submitted.size(), 2U);
    bench.engine.committed(2);
    EXPECT_EQ(bench.count("open"), 1) << "the first order is not the newest any more";
}

TEST(Engine, WhatWasDecidedOfTheArmIsLookedAtAgainAfterTheCommit) {
    Bench bench;
    bench.car("沪A12345");
    bench.engine.committed(1);
    bench.engine.handle(core::ArmSeen{in_lane, core::ArmPosition::up});
    bench.engine.committed(2);
    bench.engine.handle(core::LoopSeen{in_lane, Loop::safety, Presence::occupied});
    bench.engine.handle(core::LoopSeen{in_lane, Loop::arrival, Presence::clear});
    bench.engine.handle(core::LoopSeen{in_lane, Loop::safety, Presence::clear});
    bench.after(300ms);
    ASSERT_EQ(bench.submitted.size(), 3U);
    EXPECT_EQ(bench.count("close"), 0);
    bench.engine.handle(core::LoopSeen{in_lane, Loop::safety, Presence::unknown});
    bench.engine.committed(3);
    EXPECT_EQ(bench.count("close"), 0) << "S1";
}

TEST(Engine, TheCloseThatIsStillRightIsSentAfterItsCommit) {
    Bench bench;
    bench.car("沪A12345");
    bench.engine.committed(1);
    bench.engine.handle(core::ArmSeen{in_lane, core::ArmPosition::up});
    bench.engine.handle(core::LoopSeen{in_lane, Loop::safety, Presence::occupied});
    bench.engine.handle(core::LoopSeen{in_lane, Loop::arrival, Presence::clear});
    bench.engine.handle(core::LoopSeen{in_lane, Loop::safety, Presence::clear});
    bench.after(300ms);
    bench.engine.committed(static_cast<std::int64_t>(bench.submitted.size()));
    EXPECT_EQ(bench.count("close"), 1);
}

} // namespace
} // namespace parkgate::test
