// Events of tills, the application and staff: each works once, whatever comes again, and nothing is kept that need not
// be.
#include "protocol/codec.hpp"
#include "protocol/topics.hpp"
#include "tests/unit/ledger/support/world.hpp"

#include <gtest/gtest.h>

#include <set>

namespace parkgate::ledger::test {
namespace {

const Adjusted goodwill{{"m1"}, 100, "the lift"};

TEST(EventInbox, I05_the_same_event_again_gives_the_stored_answer_and_nothing_new) {
    World world;
    const auto first = world.take(event("e1", goodwill));
    EXPECT_EQ(first.answer, (EventAnswer{{"e1"}, Outcome::applied, "", {"m1"}, 100, Points{2100}}));
    EXPECT_FALSE(first.repeated);
    world.take(event("e2", goodwill));
    const auto before = journal_text(*world.store);
    const auto again = world.take(event("e1", goodwill));
    EXPECT_EQ(again.answer, first.answer) << "as it was then, not as it is now";
    EXPECT_TRUE(again.repeated);
    EXPECT_EQ(again.topic, desk_answer_topic(site, {"anna"}));
    EXPECT_EQ(journal_text(*world.store), before);
    EXPECT_TRUE(world.store->verify().empty());
}

TEST(EventInbox, I05_a_known_id_of_its_sender_with_other_bytes_is_a_conflict) {
    World world;
    world.take(event("e1", goodwill));
    const auto before = journal_text(*world.store);
    const EventAnswer conflict{{"e1"}, Outcome::conflict, "other_bytes", {}, 0, {}};
    EXPECT_EQ(world.take(event("e1", Adjusted{{"m1"}, 101, "the lift"})).answer, conflict);
    EXPECT_EQ(journal_text(*world.store), before);
    EXPECT_EQ(world.take(event("e1", goodwill)).answer.outcome, Outcome::applied)
        << "a conflict changes no stored answer";
}

TEST(EventInbox, I05_two_senders_may_number_alike) {
    World world;
    const auto first = world.take(event("e1", goodwill));
    const auto second = world.take(event("e1", goodwill, "ben"));
    EXPECT_EQ(second.answer, (EventAnswer{{"e1"}, Outcome::applied, "", {"m1"}, 100, Points{2200}}));
    auto by_the_app = event("e1", SpendingSettled{{"m1"}, Spending::all}, "anna");
    by_the_app.event.door = Door::app;
    EXPECT_EQ(world.take(by_the_app).answer.outcome, Outcome::applied);
    EXPECT_EQ(world.take(event("e1", goodwill)).answer, first.answer);
    EXPECT_EQ(world.take(event("e1", goodwill, "ben")).answer, second.answer);
    EXPECT_TRUE(world.take(by_the_app).repeated);
    EXPECT_EQ(world.take(event("e1", Adjusted{{"m1"}, 101, "the lift"}, "ben")).answer.outcome, Outcome::conflict);
    EXPECT_EQ(world.balance(AccountKind::member_spendable, "m1"), 2200);
    EXPECT_TRUE(world.store->verify().empty());
}

// The ids that its name is made of may be taken too, by whoever foresees them.
TEST(EventInbox, I05_an_event_whose_id_is_taken_has_another_one_in_the_books) {
    World world;
    const Disputed by_m1{{"m1"}, "s1", ""};
    const Disputed by_m2{{"m2"}, "s1", ""};
    world.take(event("ben-e1", by_m1, "wepay"));
    world.take(event("e1", by_m1, "wepay"));
    world.take(event("e1", by_m2, "zfb"));
    world.take(event("e1", by_m2, "ben"));
    std::set<std::string> items;
    for (const auto& item : world.store->reviews(false, 10)) {
        items.insert(item.id.text);
        const auto told = world.store->books().event({item.id.text});
        ASSERT_TRUE(told) << item.id.text;
        EXPECT_EQ(told->id.text, item.id.text);
        EXPECT_EQ(std::get<Disputed>(told->body).member, item.member);
    }
    EXPECT_EQ(items.size(), 4U);
    EXPECT_TRUE(items.contains("zfb-e1"));
    std::set<std::string> notices;
    for (const auto& row : world.store->outbox(0, 10)) {
        notices.insert(decode<Notification>(row.bytes).value().id.text);
    }
    EXPECT_EQ(notices, items) << "receivers know a notice by it";
    EXPECT_TRUE(world.store->verify().empty());
}

TEST(EventInbox, what_is_driven_again_keeps_its_id_in_the_books) {
    World world;
    world.take(event("e1", goodwill));
    const auto said = event("e1", goodwill, "ben");
    const UnknownEventWork odd{{"e1"}, "adjusted", Door::desk, "ben", said.bytes, {}, {}, said.answer_topic};
    EXPECT_EQ(world.take(odd).answer.outcome, Outcome::quarantined);
    world.store->redrive(said, {"anna"}, "the ledger is new", noon);
    EXPECT_EQ(world.balance(AccountKind::member_spendable, "m1"), 2200);
    const auto all = world.store->quarantined(10);
    ASSERT_EQ(all.size(), 1U);
    EXPECT_FALSE(all.front().waits()) << "and is settled under it";
}

TEST(EventInbox, I07_a_refusal_is_final_even_when_its_reason_has_gone) {
    World world;
    const auto settled = event("e1", SpendingSettled{{"m9"}, Spending::all}, "wepay");
    EXPECT_EQ(world.take(settled).answer, (EventAnswer{{"e1"}, Outcome::refused, "unknown_member", {}, 0, {}}));
    world.store->add_member({"m9"}, {{"plate-9"}}, {10}, noon);
    const auto again = world.take(settled);
    EXPECT_EQ(again.answer.outcome, Outcome::refused);
    EXPECT_TRUE(again.repeated);
    EXPECT_EQ(world.take(event("e2", SpendingSettled{{"m9"}, Spending::all}, "wepay")).answer.outcome,
              Outcome::applied);
    EXPECT_EQ(world.store->books().member({"m9"})->spending, Spending::all);
}

TEST(EventInbox, a_batch_of_good_and_bad_ones_moves_on) {
    World world;
    const UnknownEventWork odd{{"e1"},
                               "gilded",
                               Door::desk,
                               "anna",
                               R"({"v":2,"id":"e1"})",
                               {"demo-anna"},
                               "sig",
                               desk_answer_topic(site, {"anna"})};
    const std::vector<Work> batch{odd, event("e2", SpendingSettled{{"m9"}, Spending::all}, "wepay"),
                                  event("e3", goodwill), odd};
    const auto results = world.store->take(batch, noon, wall);
    ASSERT_EQ(results.size(), batch.size());
    const auto& first = std::get<EventResult>(results[0]);
    EXPECT_EQ(first.answer, (EventAnswer{{"e1"}, Outcome::quarantined, "unknown_shape", {}, 0, {}}));
    EXPECT_EQ(first.code, Code::unknown_shape);
    EXPECT_TRUE(is_alarm(first.code));
    EXPECT_EQ(std::get<EventResult>(results[1]).answer.outcome, Outcome::refused);
    EXPECT_EQ(std::get<EventResult>(results[2]).answer.outcome, Outcome::applied);
    EXPECT_EQ(std::get<EventResult>(results[3]).answer, first.answer);
    EXPECT_TRUE(std::get<EventResult>(results[3]).repeated);
    EXPECT_EQ(world.balance(AccountKind::member_spendable, "m1"), 2100);
}

TEST(EventInbox, staff_read_the_event_that_waits_for_them) {
    World world;
    const auto said = event("e1", goodwill);
    world.take(said);
    EXPECT_EQ(world.store->books().event({"e1"}), said.event.event);
    EXPECT_FALSE(world.store->books().event({"e2"}));
}

} // namespace
} // namespace parkgate::ledger::test
