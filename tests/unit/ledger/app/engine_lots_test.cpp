// A box of one lot that speaks where another lot's box does.
#include "tests/unit/ledger/app/engine_fixture.hpp"

namespace parkgate::ledger::test {
namespace {

class EngineLotsTest : public EngineTest {
  protected:
    EngineLotsTest() {
        lots = {lot, "p2"};
        boxes = {{{"b1"}, lot}, {{"b2"}, "p2"}};
        restart();
    }
    void tells(const std::string& topic, const std::string& bytes) {
        client.deliver(signed_by("demo-b2", topic, bytes));
        run();
    }

    Box other{"b2"};
    LotTopics its{site, "p2"};
};

TEST_F(EngineLotsTest, what_a_box_says_at_another_lot_is_refused_by_name_and_books_nothing) {
    const auto before = journal_text(*world.store);
    const auto fact = other.fact({"s1"}, Waived{{"plate-1"}, {500}, {"anna"}, {}, "a friend"}, "e1");
    const auto ask = other.ask("h1", HoldAsk{{"s1"}, {"m1"}, {"plate-1"}, {1800}});
    tells(topics.fact(), fact.bytes);
    tells(topics.ask(), ask.bytes);
    tells(topics.known(), encode(MemberKnown{{"news-1"}, {"b2"}}));
    EXPECT_EQ(engine->refused(), (std::map<std::string, std::int64_t>{{"wrong_lot", 3}}));
    EXPECT_TRUE(client.sent.empty()) << "nothing is acknowledged or answered";
    EXPECT_EQ(journal_text(*world.store), before);
    EXPECT_FALSE(world.store->books().session({"s1"}));
    tells(its.fact(), fact.bytes);
    tells(its.ask(), ask.bytes);
    EXPECT_EQ(decode<Ack>(client.on(its.ack()).at(0).bytes).value().entries.at(0).outcome, Outcome::applied);
    EXPECT_EQ(client.on(its.answer()).size(), 1U);
    EXPECT_NE(journal_text(*world.store), before) << "at its own lot the same is booked";
    EXPECT_EQ(engine->refused().at("wrong_lot"), 3);
}

TEST_F(EngineLotsTest, news_of_its_cars_stay_at_its_own_lot) {
    tells(its.fact(), other.fact({"s1"}, Entered{{"in"}, {"plate-1"}, noon}).bytes);
    tells(topics.fact(), other.fact({"s2"}, Entered{{"in"}, {"plate-2"}, noon}).bytes);
    tells(topics.ask(), other.ask("l1", LinkAsk{{"plate-1"}, noon}).bytes);
    const auto bytes = encode(MemberEvent{{"e1"}, noon, SpendingSettled{{"m1"}, Spending::all}});
    client.deliver(signed_by("demo-wepay", app_event_topic(site), bytes));
    run();
    EXPECT_EQ(client.on(its.member()).size(), 1U);
    EXPECT_TRUE(client.on(topics.member()).empty());
}

} // namespace
} // namespace parkgate::ledger::test
