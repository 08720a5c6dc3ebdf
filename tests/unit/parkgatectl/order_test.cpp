#include "parkgatectl/order.hpp"

#include <gtest/gtest.h>

namespace parkgate::ctl {
namespace {

MonotonicTime at(std::int64_t ms) {
    return MonotonicTime{Duration{ms}};
}

class OrderTest : public testing::Test {
  protected:
    std::string told(CommandState state, std::int64_t ms, const std::string& why = {}, const std::string& id = "c1") {
        return order.take({{id}, state, why}, at(ms)).value_or("");
    }
    int sendings(std::int64_t from, std::int64_t to) {
        int count = 0;
        for (std::int64_t ms = from; ms < to; ms += 20) {
            count += order.due(at(ms)) ? 1 : 0;
        }
        return count;
    }

    Order order{{{"c1"}, {"anna"}, {"exit-1"}, Verb::open, "why", {}, {}}, at(0)};
};

TEST_F(OrderTest, IsSentAgainUntilTheGateHasIt) {
    EXPECT_EQ(sendings(0, 1'000), 4); // at 0, 300, 600 and 900
    EXPECT_NE(told(CommandState::accepted, 1'000).find("exit-1 to open"), std::string::npos);
    EXPECT_EQ(sendings(1'000, 5'000), 0);
    EXPECT_FALSE(order.end());
    EXPECT_NE(told(CommandState::done, 3'000).find("is up"), std::string::npos);
    EXPECT_EQ(order.end(), End::done);
}

TEST_F(OrderTest, GivesUpAfterFiveSecondsWithoutAnAnswer) {
    EXPECT_GT(sendings(0, 5'000), 0);
    EXPECT_FALSE(order.tick(at(4'999)));
    EXPECT_NE(order.tick(at(5'000)).value_or("").find("No answer from the gate"), std::string::npos);
    EXPECT_EQ(order.end(), End::no_answer);
    EXPECT_EQ(sendings(5'000, 6'000), 0) << "nothing is sent that is given up";
}

TEST_F(OrderTest, SaysThatItWasNeverSent) {
    EXPECT_NE(order.tick(at(5'000)).value_or("").find("was not sent"), std::string::npos);
    EXPECT_EQ(order.end(), End::no_answer);
}

TEST_F(OrderTest, GivesUpTwentySecondsAfterItWasTaken) {
    EXPECT_NE(told(CommandState::accepted, 4'000), "");
    EXPECT_FALSE(order.tick(at(23'999)));
    EXPECT_TRUE(order.tick(at(24'000)));
    EXPECT_EQ(order.end(), End::no_answer);
}

TEST_F(OrderTest, EndsWithWhatTheGateSays) {
    EXPECT_EQ(told(CommandState::refused, 100, "there is no lane of this name"),
              "Refused: there is no lane of this name. Nothing was moved.");
    EXPECT_EQ(order.end(), End::failed);
}

TEST_F(OrderTest, FailsWhenTheArmDoes) {
    EXPECT_NE(told(CommandState::accepted, 100), "");
    EXPECT_EQ(told(CommandState::failed, 200, "the arm's limit was not seen in time"),
              "Failed: the arm's limit was not seen in time. Look at exit-1.");
    EXPECT_EQ(order.end(), End::failed);
}

TEST_F(OrderTest, SaysWhatAnotherOperatorMustType) {
    Order release{{{"c7"}, {"anna"}, {"exit-1"}, Verb::release, "why", WallTime{}, WallTime{std::chrono::minutes(2)}},
                  at(0)};
    EXPECT_EQ(release.take({{"c7"}, CommandState::awaits_second, "it waives 62.00 yuan"}, at(100)),
              "Written down as c7, but a second person must confirm it: it waives 62.00 yuan.\nAnother operator types, "
              "within 2 min:\n  parkgatectl confirm exit-1 c7 --reason TEXT");
    EXPECT_EQ(release.end(), End::awaits_second);
    EXPECT_EQ(exit_code(*release.end()), 4);
}

TEST_F(OrderTest, AnOrderThatWaitsForASecondPersonHasNotExpiredWhenNobodyAnswers) {
    Order release{{{"c7"}, {"anna"}, {"exit-1"}, Verb::release, "why", WallTime{}, WallTime{std::chrono::minutes(2)}},
                  at(0)};
    EXPECT_TRUE(release.due(at(0)));
    EXPECT_NE(release.tick(at(5'000)).value_or("").find("may still obey"), std::string::npos);
}

TEST_F(OrderTest, ListensToItsOwnAnswersOnly) {
    EXPECT_EQ(told(CommandState::done, 100, "", "another"), "");
    EXPECT_FALSE(order.end());
}

TEST_F(OrderTest, DoesNotTakeTheEchoOfARepetitionForARefusal) {
    EXPECT_EQ(sendings(0, 400), 2);
    EXPECT_NE(told(CommandState::accepted, 400), "");
    EXPECT_EQ(told(CommandState::refused, 410, "this command was used already"), "");
    EXPECT_FALSE(order.end());
}

TEST_F(OrderTest, GoesOnWhenOnlyTheEchoArrives) {
    EXPECT_EQ(sendings(0, 400), 2);
    EXPECT_NE(told(CommandState::refused, 410, "this command was used already").find("was lost"), std::string::npos);
    EXPECT_FALSE(order.end());
    EXPECT_NE(told(CommandState::done, 900), "");
    EXPECT_EQ(order.end(), End::done);
}

TEST_F(OrderTest, IsRefusedWhenAnotherHasUsedItsId) {
    EXPECT_EQ(sendings(0, 20), 1);
    EXPECT_NE(told(CommandState::refused, 30, "this command was used already"), "");
    EXPECT_EQ(order.end(), End::failed);
}

} // namespace
} // namespace parkgate::ctl
