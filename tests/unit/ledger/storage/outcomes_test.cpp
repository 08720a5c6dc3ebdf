#include "protocol/codec.hpp"
#include "tests/unit/ledger/support/world.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace parkgate::ledger::test {
namespace {

using enum AccountKind;

TEST(Ledger, I05_same_id_same_bytes_is_answered_with_the_stored_outcome) {
    World world;
    Box box("b1");
    world.hold(box, "h1", "s1");
    const auto fact = box.fact({"s1"}, charged("h1", 600));
    const auto first = world.take(fact);
    const auto journal = journal_text(*world.store);
    const auto again = world.take(fact);
    EXPECT_EQ(again.entry, first.entry);
    EXPECT_TRUE(again.repeated);
    EXPECT_EQ(journal_text(*world.store), journal);
}

TEST(Ledger, I05_same_id_other_bytes_is_a_conflict) {
    World world;
    Box box("b1");
    world.hold(box, "h1", "s1");
    world.take(box.fact({"s1"}, charged("h1", 600), "e1"));
    const auto journal = journal_text(*world.store);
    const auto other = world.take(box.fact({"s1"}, charged("h1", 900), "e1"));
    EXPECT_EQ(other.entry.outcome, Outcome::conflict);
    EXPECT_EQ(other.code, Code::other_bytes);
    EXPECT_EQ(journal_text(*world.store), journal);
}

TEST(Ledger, I05_a_repeated_ask_gets_the_same_bytes_and_another_with_its_id_gets_nothing) {
    World world;
    Box box("b1");
    const auto ask = box.ask("h1", HoldAsk{{"s1"}, {"m1"}, {"plate-1"}, {600}});
    const auto first = world.take(ask);
    EXPECT_EQ(world.take(ask).answer, first.answer);
    const auto other = world.take(box.ask("h1", HoldAsk{{"s1"}, {"m1"}, {"plate-1"}, {900}}));
    EXPECT_EQ(other.answer, "");
    EXPECT_EQ(world.balance(member_held, "m1"), 600);
}

TEST(Ledger, I06_many_copies_in_one_batch_have_one_effect) {
    World world;
    Box box("b1");
    world.hold(box, "h1", "s1");
    const std::vector<Work> batch(64, box.fact({"s1"}, charged("h1", 600)));
    const auto results = world.store->take(batch, noon, wall);
    ASSERT_EQ(results.size(), 64U);
    for (const auto& result : results) {
        EXPECT_EQ(std::get<FactResult>(result).entry.outcome, Outcome::applied);
    }
    EXPECT_EQ(world.balance(member_spendable, "m1"), 1400);
}

TEST(Ledger, I12_every_fact_is_booked_or_listed) {
    World world;
    Box box("b1");
    Charged stranger = charged("h9", 300);
    stranger.member = {"m9"};
    EXPECT_EQ(world.take(box.fact({"s1"}, Entered{{"in"}, {"plate-1"}, noon})).entry.outcome, Outcome::applied);
    EXPECT_EQ(world.take(box.fact({"s1"}, stranger)).entry.outcome, Outcome::quarantined);
    EXPECT_EQ(world.take(box.fact({"s1"}, LeaveCancelled{{"out"}, {"q1"}})).watermark, 3);
}

TEST(Ledger, I12_a_fact_that_would_break_the_books_is_quarantined_and_does_not_stop_the_others) {
    const auto kit = make_kit();
    Box box("b1");
    {
        World world(kit->open());
        world.hold(box, "h1", "s1", 900);
        world.enter(box, "s2");
    }
    auto engine = kit->open();
    engine->add_to_balance(held({"m1"}), -600);
    const auto store = store_over(std::move(engine));
    const std::vector<Work> batch{box.fact({"s1"}, charged("h1", 900)), box.fact({"s2"}, charged("h-lost", 300))};
    const auto results = store->take(batch, noon, wall);
    EXPECT_EQ(std::get<FactResult>(results[0]).entry.code, "unbookable");
    EXPECT_EQ(std::get<FactResult>(results[1]).entry.code, "late_capture");
    EXPECT_FALSE(store->books().charge_of({"s1"})) << "nothing of it has stayed";
    EXPECT_EQ(journal_text(*store).find("points_charged"), std::string::npos);
    EXPECT_EQ(store->books().balance({points_used_for_parking, "house-1"}), 300);
}

TEST(Ledger, I39_replaying_everything_in_any_order_leaves_the_journal_identical) {
    World world;
    Box box("b1");
    std::vector<Work> all;
    all.emplace_back(box.ask("h1", HoldAsk{{"s1"}, {"m1"}, {"plate-1"}, {1800}}));
    all.emplace_back(box.ask("a1", SliceAsk{{"return-visit"}}));
    all.emplace_back(box.fact({"s1"}, Entered{{"in"}, {"plate-1"}, noon}));
    all.emplace_back(box.fact({"s1"}, charged("h1", 600, 1200)));
    all.emplace_back(box.coupon({"s1"}, coupon("c1", "a1", "s1")));
    world.store->take(all, noon, wall);
    const auto journal = journal_text(*world.store);
    for (int round = 0; round < 5; ++round) {
        std::ranges::rotate(all, all.begin() + 2);
        std::ranges::reverse(all);
        world.store->take(all, noon + std::chrono::hours(round), wall);
        EXPECT_EQ(journal_text(*world.store), journal);
    }
}

TEST(Ledger, I03_a_reopened_store_has_the_same_books) {
    const auto kit = make_kit();
    Box box("b1");
    std::string before;
    const auto fact = box.fact({"s1"}, charged("h1", 600));
    {
        World world(kit->open());
        world.hold(box, "h1", "s1");
        world.take(fact);
        before = journal_text(*world.store);
    }
    World world(kit->open());
    EXPECT_EQ(journal_text(*world.store), before);
    EXPECT_TRUE(world.store->verify().empty());
    EXPECT_TRUE(world.take(fact).repeated);
}

TEST(Ledger, a_notification_waits_until_it_is_taken_away) {
    World world;
    Box box("b1");
    world.slice(box, "a1");
    world.hold(box, "h1", "s1");
    world.take(box.fact({"s1"}, charged("h1", 600, 1200)));
    const auto issue = box.coupon({"s1"}, coupon("c1", "a1", "s1"));
    world.take(issue);
    world.take(issue);
    const auto rows = world.store->outbox(0, 10);
    ASSERT_EQ(rows.size(), 2U);
    const auto spent = decode<Notification>(rows[0].bytes).value();
    EXPECT_EQ(spent.kind, "points_spent");
    EXPECT_EQ(spent.data.at("points"), "600");
    const auto given = decode<Notification>(rows[1].bytes).value();
    EXPECT_EQ(given.kind, "coupon_given");
    EXPECT_EQ(given.member, MemberId{"m1"});
    EXPECT_EQ(given.id, issue.fact.fact.id);
    EXPECT_EQ(given.data.at("coupon"), "c1");
    world.store->remove_from_outbox(std::vector{rows[0].id});
    EXPECT_EQ(world.store->outbox(0, 10).size(), 1U);
    EXPECT_EQ(world.store->outbox(rows[1].id, 10).size(), 0U);
}

} // namespace
} // namespace parkgate::ledger::test
