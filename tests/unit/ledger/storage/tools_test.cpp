// What tools read of the books, and the little that they write.
#include "tests/unit/ledger/support/mall.hpp"

#include <gtest/gtest.h>

namespace parkgate::ledger::test {
namespace {

TEST(Tools, a_statement_says_what_a_member_has_and_how_he_came_to_it) {
    World world;
    world.store->take(a_stay(), noon, wall);
    Box box("b2");
    world.hold(box, "h2", "s2", 300);
    const auto said = world.store->statement({"m1"}, 3).value();
    EXPECT_EQ(said.spendable, Points{1200});
    EXPECT_EQ(said.held, Points{300});
    EXPECT_EQ(said.pending, Points{});
    EXPECT_EQ(said.owed, Points{});
    EXPECT_EQ(said.plates, 1);
    ASSERT_EQ(said.holds.size(), 1U);
    EXPECT_EQ(said.holds[0].id.text, "h2");
    ASSERT_EQ(said.coupons.size(), 1U);
    EXPECT_EQ(said.coupons[0].id.text, "c1");
    EXPECT_EQ(said.points_parking, Fen{600});
    ASSERT_EQ(said.lines.size(), 3U);
    EXPECT_EQ(said.lines[0].cause, "h2") << "the newest first";
    EXPECT_EQ(said.lines[0].amount, -300);
    EXPECT_EQ(said.lines[1].amount, 300);
    EXPECT_EQ(said.lines[2].cause, "ev1");
    EXPECT_FALSE(world.store->statement({"m9"}, 3));
}

TEST(Tools, what_is_quarantined_is_listed_until_it_has_been_driven_again) {
    World world;
    Box box("b1");
    Charged stranger = charged("h9", 300);
    stranger.member = {"m9"};
    world.enter(box, "s1", "plate-1b");
    const auto work = box.fact({"s1"}, stranger, "f1");
    world.take(work);
    const UnknownEventWork odd{{"e1"}, "gilded", Door::desk, "anna", "bytes", {"demo-anna"}, "sig", "topic"};
    world.take(odd);
    const auto waiting = [&] {
        return std::ranges::count_if(world.store->quarantined(9), [](const Quarantined& one) { return one.waits(); });
    };
    const auto listed = world.store->quarantined(9);
    ASSERT_EQ(listed.size(), 2U);
    EXPECT_EQ(listed[0].id.text, "e1");
    EXPECT_EQ(listed[0].from, "desk/anna");
    EXPECT_FALSE(listed[0].is_fact);
    EXPECT_EQ(listed[0].bytes, "") << "a list is of no bytes";
    EXPECT_EQ(listed[1].code, "unknown_member");
    EXPECT_EQ(world.store->quarantined(EventId{"f1"})->bytes, work.bytes);
    EXPECT_EQ(world.store->quarantined(1).size(), 1U);

    (void)world.store->redrive(work, {"anna"}, "still nobody", noon);
    EXPECT_EQ(world.store->quarantined(EventId{"f1"})->driven, "quarantined unknown_member");
    EXPECT_EQ(waiting(), 2);
    world.store->add_member({"m9"}, {{"plate-1b"}}, {900}, noon);
    const auto driven = std::get<FactResult>(world.store->redrive(work, {"anna"}, "he has joined", noon));
    EXPECT_EQ(driven.entry.outcome, Outcome::applied);
    EXPECT_EQ(waiting(), 1);
    EXPECT_TRUE(world.store->quarantined(EventId{"f1"})->applied);
    EXPECT_TRUE(world.take(work).repeated);
    EXPECT_EQ(world.take(work).entry.outcome, Outcome::quarantined) << "what its sender was told stays";
    EXPECT_TRUE(world.store->verify().empty());
}

TEST(Tools, what_is_closed_is_kept_with_its_note_or_not_at_all) {
    World world;
    world.take(UnknownEventWork{{"e1"}, "gilded", Door::desk, "anna", "bytes", {"demo-anna"}, "sig", "topic"});
    world.take(UnknownEventWork{{"e2"}, "gilded", Door::desk, "anna", "bytes", {"demo-anna"}, "sig", "topic"});
    const auto closed = [&](const char* id) { return world.store->quarantined(EventId{id})->closed; };
    const ConsoleNote note{{"n1"}, "quarantine_close", "bytes", wall, {"anna"}};
    world.store->close_quarantined({"e1"}, "hopeless", noon, note);
    EXPECT_EQ(closed("e1"), (Closed{"anna", "hopeless", noon}));
    EXPECT_FALSE(world.store->quarantined(9)[0].waits());
    auto typed = event("n1", Adjusted{{"m1"}, 1, "x"}, "anna");
    typed.event.typed = true;
    EXPECT_EQ(world.take(typed).answer.outcome, Outcome::conflict) << "it is noted";
    EXPECT_THROW(world.store->close_quarantined({"e2"}, "hopeless", noon, note), BrokenInvariant) << "its id is taken";
    EXPECT_FALSE(closed("e2")) << "without its note nothing is done";
    EXPECT_THROW(
        world.store->close_quarantined({"e1"}, "again", noon, ConsoleNote{{"n2"}, "x", "bytes", wall, {"ben"}}),
        BrokenInvariant);
    EXPECT_EQ(closed("e1")->by, "anna");
    EXPECT_EQ(world.take(event("n2", Adjusted{{"m1"}, 1, "x"})).answer.outcome, Outcome::applied);
}

TEST(Tools, a_list_of_what_is_quarantined_goes_on_where_it_was_left) {
    World world;
    Box box("b1");
    for (const char* id : {"e3", "e1", "e2"}) {
        world.take(UnknownEventWork{{id}, "gilded", Door::desk, "anna", "bytes", {"demo-anna"}, "sig", "topic"});
        world.take(box.later("f-" + std::string(id)));
    }
    world.store->take(std::vector<Work>{box.later("a-later")}, noon, wall + 1ms);
    std::string ids;
    QuarantinePlace place;
    for (auto page = world.store->quarantined(2, place); !page.empty(); page = world.store->quarantined(2, place)) {
        for (const auto& one : page) {
            ids += one.id.text + " ";
        }
        place = {page.back().received_ms, page.back().id};
    }
    EXPECT_EQ(ids, "e1 e2 e3 f-e1 f-e2 f-e3 a-later ");
    EXPECT_EQ(world.store->quarantined(EventId{"a-later"})->lot, lot);
}

TEST(Tools, a_note_is_written_with_what_it_is_about_or_not_at_all) {
    World world;
    const ConsoleNote note{{"n1"}, "member_added", "bytes", wall};
    world.store->add_member({"m7"}, {}, {10}, noon, {}, note);
    auto typed = event("n1", Adjusted{{"m1"}, 1, "x"}, "console");
    typed.event.typed = true;
    EXPECT_EQ(world.take(typed).answer.outcome, Outcome::conflict);
    EXPECT_EQ(world.take(event("n1", Adjusted{{"m1"}, 1, "x"})).answer.outcome, Outcome::applied) << "of another door";
    EXPECT_THROW(world.store->add_member({"m8"}, {}, {10}, noon, {}, note), BrokenInvariant) << "its id is taken";
    EXPECT_FALSE(world.store->books().has_member({"m8"}));
}

TEST(Tools, meta_is_written_over_and_the_newest_is_of_the_journal) {
    World world;
    EXPECT_FALSE(world.store->meta("key"));
    world.store->set_meta("key", "one");
    world.store->set_meta("key", "two");
    EXPECT_EQ(world.store->meta("key"), "two");
    EXPECT_EQ(world.store->newest(), noon);
    world.now = noon + 2h;
    world.take(event("e1", Adjusted{{"m1"}, 100, "the lift"}));
    EXPECT_EQ(world.store->newest(), noon + 2h);
}

TEST(Tools, what_waits_for_a_person_is_listed_the_oldest_first) {
    Mall mall;
    mall.app(Uploaded{{"m1"}, sale("u1", "", 50'000), "photo"});
    const std::string first = mall.last_id();
    mall.now += 1h;
    mall.app(Uploaded{{"m2"}, sale("u2", "", 50'000), "photo"});
    const auto open = mall.store->reviews(false, 9);
    ASSERT_EQ(open.size(), 2U);
    EXPECT_EQ(open[0].id.text, first);
    EXPECT_EQ(mall.store->reviews(false, 1).size(), 1U);
    mall.desk("anna", Reviewed{{first}, false, "unreadable"});
    EXPECT_EQ(mall.store->reviews(false, 9).size(), 1U);
    EXPECT_EQ(mall.store->reviews(true, 9).size(), 2U);
}

} // namespace
} // namespace parkgate::ledger::test
