// A store's till: what it may give, and how it says what became of it.
#include "parkgatectl/till.hpp"
#include "protocol/codec.hpp"

#include <gtest/gtest.h>

namespace parkgate::ctl {
namespace {

MonotonicTime at(std::int64_t ms) {
    return MonotonicTime{Duration{ms}};
}

class Till : public testing::Test {
  protected:
    std::string told(const std::string& refusal, std::int64_t ms, const std::string& id = "n1") {
        mqtt::Message message;
        message.bytes = encode(DoorAnswer{{id}, {"s1"}, refusal});
        return talk.take(message, at(ms)).value_or("");
    }

    TillTalk talk{{{"n1"}, {"cinema"}, "沪A12345", {WorthKind::minutes, 120, {}}}, at(0)};
};

TEST_F(Till, SaysWhatTheCarHas) {
    EXPECT_TRUE(talk.due(at(0)));
    EXPECT_FALSE(talk.due(at(299)));
    EXPECT_TRUE(talk.due(at(300))) << "the same notice, until it is answered";
    EXPECT_EQ(told("", 400), "Done: the car 沪A12345 has 120 free minutes from cinema (stay s1).");
    EXPECT_EQ(talk.end(), End::done);
    EXPECT_FALSE(talk.due(at(700)));
}

TEST_F(Till, SaysWhyNot) {
    EXPECT_EQ(told("no_such_car", 100), "Refused: no car of this plate is inside. The car 沪A12345 was given nothing.");
    EXPECT_EQ(talk.end(), End::failed);
}

TEST_F(Till, NeverSaysThatNothingWasGivenWhenItMayHaveBeen) {
    const std::string text = told("repeated", 100);
    EXPECT_EQ(text.find("given nothing"), std::string::npos) << text;
    EXPECT_NE(text.find("Ask whether the car 沪A12345 has it"), std::string::npos) << text;
    EXPECT_EQ(talk.end(), End::no_answer);
}

TEST_F(Till, LeavesTheAnswersOfOthersAside) {
    EXPECT_EQ(told("", 100, "n2"), "");
    EXPECT_FALSE(talk.end());
}

TEST_F(Till, GivesUpAfterFiveSeconds) {
    EXPECT_TRUE(talk.due(at(0)));
    EXPECT_FALSE(talk.tick(at(4'999)));
    EXPECT_NE(talk.tick(at(5'000)).value_or("").find("No answer from the gate"), std::string::npos);
    EXPECT_EQ(talk.end(), End::no_answer);
    EXPECT_EQ(exit_code(*talk.end()), 3);
}

TEST_F(Till, SaysThatNothingWasSent) {
    EXPECT_NE(talk.tick(at(5'000)).value_or("").find("Nothing was given"), std::string::npos);
}

TEST(TillInstant, NeedsItsZone) {
    const auto expected = SiteTime{Duration{parse_rfc3339("2026-11-22T13:30:00.000Z").value()}};
    for (const auto* text : {"2026-11-22T21:30+08:00", "2026-11-22T21:30:00+08:00", "2026-11-22T13:30Z",
                             "2026-11-22T13:30:00Z", "2026-11-22T09:00-04:30"}) {
        EXPECT_EQ(read_instant(text).value_or(SiteTime{}), expected) << text;
    }
    for (const auto* text : {"", "21:30", "2026-11-22T21:30", "2026-11-22 21:30+08:00", "2026-11-22T21:30+8:00",
                             "2026-11-22T21:30+0800", "2026-11-22T25:30Z", "2026-11-31T21:30Z", "tomorrow"}) {
        EXPECT_FALSE(read_instant(text).has_value()) << text;
    }
}

TEST(TillWorth, IsSaidAsADriverIsToldIt) {
    EXPECT_EQ(to_text(GivenWorth{WorthKind::fen, 500, {}}), "5.00 yuan off");
    EXPECT_EQ(to_text(GivenWorth{WorthKind::percent, 50, {}}), "50 percent off");
    EXPECT_EQ(to_text(GivenWorth{WorthKind::full, 0, {}}), "the whole stay free");
}

} // namespace
} // namespace parkgate::ctl
