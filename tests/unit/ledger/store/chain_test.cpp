#include "tests/unit/ledger/support/world.hpp"

#include <gtest/gtest.h>

namespace parkgate::ledger::test {
namespace {

LeaveCancelled nothing() {
    return {{"out"}, {"q"}};
}

TEST(LedgerChain, the_watermark_is_the_last_seq_without_a_gap) {
    World world;
    Box box("b1");
    std::vector<FactWork> facts;
    for (int i = 0; i < 5; ++i) {
        facts.push_back(box.fact({"s1"}, nothing()));
    }
    EXPECT_EQ(world.take(facts[1]).watermark, 0);
    EXPECT_EQ(world.take(facts[0]).watermark, 2);
    EXPECT_EQ(world.take(facts[4]).watermark, 2);
    EXPECT_EQ(world.take(facts[3]).watermark, 2);
    EXPECT_EQ(world.take(facts[2]).watermark, 5);
    box.begin_epoch();
    EXPECT_EQ(world.take(box.fact({}, EpochStarted{"store_set_aside"})).watermark, 1);
}

TEST(LedgerChain, a_second_fact_with_the_same_number_is_quarantined_and_does_not_take_its_place) {
    World world;
    Box box("b1");
    Box clone("b1");
    world.take(box.fact({"s1"}, nothing(), "e1"));
    const auto fork = world.take(clone.fact({"s1"}, nothing(), "e2"));
    EXPECT_EQ(fork.entry.outcome, Outcome::quarantined);
    EXPECT_EQ(fork.entry.code, "seq_taken");
    EXPECT_TRUE(is_alarm(fork.code));
    EXPECT_EQ(world.take(box.fact({"s1"}, nothing())).entry.outcome, Outcome::applied);
}

TEST(LedgerChain, a_fact_that_does_not_follow_the_one_before_is_quarantined) {
    World world;
    Box box("b1");
    Box clone("b1");
    world.take(box.fact({"s1"}, nothing(), "e1"));
    clone.fact({"s1"}, nothing(), "other");
    const auto broken = world.take(clone.fact({"s1"}, charged("h-lost", 300)));
    EXPECT_EQ(broken.entry.code, "chain_broken");
    EXPECT_EQ(world.balance(AccountKind::member_spendable, "m1"), 2000) << "nothing was booked";
    EXPECT_EQ(broken.watermark, 2) << "it has been received";
}

TEST(LedgerChain, a_fact_that_the_one_after_does_not_follow_is_quarantined) {
    World world;
    Box box("b1");
    Box clone("b1");
    clone.fact({"s1"}, nothing(), "other");
    world.take(clone.fact({"s1"}, nothing(), "e2"));
    EXPECT_EQ(world.take(box.fact({"s1"}, nothing(), "e1")).entry.code, "chain_broken");
}

} // namespace
} // namespace parkgate::ledger::test
