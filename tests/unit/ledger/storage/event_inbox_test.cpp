// Events of tills, the application and staff: each works once, whatever comes again, and nothing is kept that need not
// be.
#include "protocol/topics.hpp"
#include "tests/unit/ledger/support/world.hpp"

#include <gtest/gtest.h>

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

TEST(EventInbox, I05_a_known_id_with_other_bytes_or_of_another_sender_is_a_conflict) {
    World world;
    world.take(event("e1", goodwill));
    const auto before = journal_text(*world.store);
    const EventAnswer conflict{{"e1"}, Outcome::conflict, "other_bytes", {}, 0, {}};
    EXPECT_EQ(world.take(event("e1", Adjusted{{"m1"}, 101, "the lift"})).answer, conflict);
    EXPECT_EQ(world.take(event("e1", goodwill, "ben")).answer, conflict)
        << "whose balance it is is nobody else's business";
    auto other_door = event("e1", goodwill);
    other_door.event.door = Door::app;
    EXPECT_EQ(world.take(other_door).answer, conflict);
    EXPECT_EQ(journal_text(*world.store), before);
    EXPECT_EQ(world.take(event("e1", goodwill)).answer.outcome, Outcome::applied)
        << "a conflict changes no stored answer";
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
