// What a till, the application or staff are told of an event, and a receipt's code.
#include "parkgatectl/event_talk.hpp"
#include "protocol/codec.hpp"
#include "tests/unit/parkgatectl/site.hpp"

#include <gtest/gtest.h>

namespace parkgate::ctl::test {
namespace {

MonotonicTime at(std::int64_t ms) {
    return MonotonicTime{Duration{ms}};
}

class Event : public testing::Test {
  protected:
    std::string told(const EventAnswer& answer) {
        mqtt::Message message;
        message.bytes = encode(answer);
        return talk.take(message, at(100)).value_or("");
    }
    std::string told(Outcome outcome, const std::string& code, std::int64_t points = 0,
                     const std::string& member = "m1") {
        return told({{"e1"}, outcome, code, {member}, points, Points{628}});
    }

    EventTalk talk{{"e1"}, at(0)};
};

TEST_F(Event, IsSentAgainUntilItIsAnswered) {
    EXPECT_TRUE(talk.due(at(0)));
    EXPECT_FALSE(talk.due(at(299)));
    EXPECT_TRUE(talk.due(at(300)));
    EXPECT_EQ(told(Outcome::applied, "", 128), "Done: member m1 was given 128 points and has 628 points to spend.");
    EXPECT_EQ(talk.end(), End::done);
    EXPECT_FALSE(talk.due(at(700)));
    EXPECT_EQ(told(Outcome::refused, "capped"), "") << "the first answer counts";
}

TEST_F(Event, SaysWhatWasTaken) {
    EXPECT_EQ(told(Outcome::applied, "owes", -1),
              "Done: member m1 has lost 1 point and has 628 points to spend; some of it went to what he owed.");
}

TEST_F(Event, SaysThatAPersonLooksFirst) {
    EXPECT_EQ(told(Outcome::applied, "awaits_review"), "Taken: a person looks at it first (parkgatectl review e1).");
    EXPECT_EQ(exit_code(*talk.end()), 0);
}

TEST_F(Event, SaysThatASecondPersonHasToAgree) {
    EXPECT_NE(told(Outcome::applied, "awaits_second").find("parkgatectl second e1"), std::string::npos);
    EXPECT_EQ(exit_code(*talk.end()), 4);
}

TEST_F(Event, OfNobodySaysSo) {
    EXPECT_EQ(told(Outcome::applied, "unclaimed", 0, ""), "Done: the sale is kept until a member claims it.");
}

TEST_F(Event, OfGoodsThatCameBackBeforeTheirSaleSaysSo) {
    EXPECT_EQ(told(Outcome::applied, "awaits_sale", 0, ""),
              "Done: no such sale is known on that day; the return counts when it is told.");
}

TEST_F(Event, SaysWhyNot) {
    EXPECT_EQ(told(Outcome::refused, "receipt_used", 0, ""), "Refused: this receipt is somebody's already.");
    EXPECT_EQ(talk.end(), End::failed);
}

TEST_F(Event, LeavesTheAnswersOfOthersAside) {
    EXPECT_EQ(told({{"e2"}, Outcome::applied, "", {"m1"}, 1, Points{1}}), "");
    EXPECT_EQ(told(Outcome::retry_later, "busy"), "");
    EXPECT_FALSE(talk.end());
}

TEST_F(Event, ThatGotNoAnswerCanBeSaidAgain) {
    EXPECT_FALSE(talk.tick(at(4'999)));
    EXPECT_TRUE(talk.due(at(0)));
    EXPECT_NE(talk.tick(at(5'000)).value_or("").find("--id e1"), std::string::npos);
    EXPECT_EQ(exit_code(*talk.end()), 3);
}

TEST(EventRole, IsTheDoors) {
    EXPECT_EQ(role_for(Sold{}), KeyRole::store);
    EXPECT_EQ(role_for(Joined{}), KeyRole::payment);
    EXPECT_EQ(role_for(Adjusted{}), KeyRole::command);
}

TEST(ReceiptCode, IsReadAsItWasPrinted) {
    const Site site;
    Config config;
    config.topics = site.topics;
    config.operator_id = {"cinema"};
    config.keys.emplace(parkgate::site::Keys{site.ring, site.signer("store-cinema"), "cinema"});
    const auto code = read_receipt_code(receipt_code(config, {{}, "42.1", SiteTime{}, Fen{100}, {}}));
    ASSERT_TRUE(code);
    ASSERT_TRUE(site.ring.verify(KeyRole::store, receipt_purpose("mall"), *code));
    EXPECT_EQ(decode<Sold>(code->bytes).value(), (Sold{{"cinema"}, "42.1", SiteTime{}, Fen{100}, {}}));
    for (const auto* text : {"", "store-cinema", "store-cinema.sig", "no key.sig.{}"}) {
        EXPECT_FALSE(read_receipt_code(text)) << text;
    }
}

} // namespace
} // namespace parkgate::ctl::test
