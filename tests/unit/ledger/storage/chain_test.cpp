#include "tests/unit/ledger/support/world.hpp"

#include <gtest/gtest.h>

#include <algorithm>

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

TEST(LedgerChain, I12_a_fact_of_unknown_shape_is_kept_whole_and_quarantined) {
    const auto store = store_in_memory(terms());
    Box box("b1");
    const auto later = box.later("e1");
    const std::vector<Work> batch{later};
    const auto result = std::get<FactResult>(store->take(batch, noon, wall).front());
    EXPECT_EQ(result.entry, (AckEntry{{"e1"}, Outcome::quarantined, "unknown_shape"}));
    EXPECT_TRUE(is_alarm(result.code));
    EXPECT_EQ(result.watermark, 1);
    const auto kept = store->quarantined(EventId{"e1"}).value();
    EXPECT_EQ(kept.bytes, later.bytes);
    EXPECT_EQ(kept.key, later.key);
    EXPECT_EQ(kept.signature, later.signature);
    EXPECT_EQ(kept.kind, "towed_away");
}

TEST(LedgerChain, I05_a_copy_of_a_fact_of_unknown_shape_gets_the_stored_outcome) {
    World world;
    Box box("b1");
    const auto later = box.later("e1");
    const auto first = world.take(later);
    const auto again = world.take(later);
    EXPECT_EQ(again.entry, first.entry);
    EXPECT_TRUE(again.repeated);
    EXPECT_EQ(world.take(box.later("e1")).entry.outcome, Outcome::conflict) << "the same id with other bytes";
}

TEST(LedgerChain, I33_the_chain_goes_on_over_a_fact_of_unknown_shape_in_any_order) {
    for (const bool prev : {true, false}) {
        Box box("b1");
        const std::vector<Work> facts{box.fact({"s1"}, nothing()), box.later("e2", prev), box.fact({"s1"}, nothing())};
        std::vector<std::size_t> order{0, 1, 2};
        do {
            World world;
            for (const auto index : order) {
                const std::vector<Work> batch{facts[index]};
                const auto result = std::get<FactResult>(world.store->take(batch, noon, wall).front());
                EXPECT_EQ(result.entry.code, index == 1 ? "unknown_shape" : "");
            }
            EXPECT_EQ(world.take(std::get<FactWork>(facts[0])).watermark, 3);
        } while (std::ranges::next_permutation(order).found);
    }
}

TEST(LedgerChain, I33_a_fact_of_unknown_shape_is_held_to_the_chain) {
    World world;
    Box box("b1");
    Box clone("b1");
    world.take(box.fact({"s1"}, nothing(), "e1"));
    EXPECT_EQ(world.take(clone.later("e2")).entry.code, "seq_taken");
    EXPECT_EQ(world.take(clone.later("e3")).entry.code, "chain_broken");
    Box other("b2");
    other.fact({"s1"}, nothing());
    auto forged = other.fact({"s1"}, nothing());
    forged.fact.envelope.prev = "?";
    EXPECT_EQ(world.take(forged).entry.code, "chain_broken") << "a prev that says nothing is no way around the chain";
}

} // namespace
} // namespace parkgate::ledger::test
