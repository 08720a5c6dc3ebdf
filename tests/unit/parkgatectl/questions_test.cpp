#include "parkgatectl/questions.hpp"

#include <gtest/gtest.h>

namespace parkgate::test {
namespace {

const SiteTime ten{Duration{1'795'226'400'000}};

TEST(Questions, NameEachCandidateWithTheOrderThatChoosesIt) {
    const Question question{{"q"}, "p1", {"out"}, "沪A1234S", ten, ten, {{{"s1"}, "沪A12345", 6, {"in"}, ten}}};
    EXPECT_EQ(ctl::to_text(question),
              "Lane out: whose stay is it? The camera read 沪A1234S; the arm opens by itself at "
              "2026-11-21T02:00:00.000Z\n"
              "  沪A12345  in by in at 2026-11-21T02:00:00.000Z  parkgatectl choose out s1\n");
}

TEST(Questions, NameTheOrdersThatAnswerEach) {
    Question question{{"q"}, "p1", {"out"}, "沪A12345", ten, ten, {{{"s1"}, "沪A12345", 0, {"in"}, ten}}};
    question.about = Asked::owner_lock;
    EXPECT_NE(ctl::to_text(question).find("open out, release out or unlock-car out 沪A12345"), std::string::npos);
    EXPECT_NE(ctl::to_text(question).find("you are called again"), std::string::npos);
    question.about = Asked::unpaid;
    EXPECT_NE(ctl::to_text(question).find("open out or release out"), std::string::npos);
    EXPECT_EQ(ctl::to_text(question).find("choose"), std::string::npos);
    question.about = Asked::still_inside;
    EXPECT_NE(ctl::to_text(question).find("parkgatectl choose out s1"), std::string::npos);
    EXPECT_NE(ctl::to_text(question).find("parkgatectl admit out"), std::string::npos);
}

TEST(Questions, SayThatNobodyIsNear) {
    const Question question{{"q"}, "p1", {"out"}, "沪A1234S", ten, ten, {}};
    EXPECT_NE(ctl::to_text(question).find("nobody inside has a plate like it"), std::string::npos);
}

} // namespace
} // namespace parkgate::test
