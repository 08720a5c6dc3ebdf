// The coupon's part of a rules file: what is read, and what is refused with the line that is wrong.
#include "rules/file/coupon_file.hpp"
#include "tests/unit/rules/benefits/mall.hpp"

#include <gtest/gtest.h>

namespace parkgate::test {
namespace {

const std::string head = "campaign = \"summer\"\nshortest_stay_minutes = 30\nvalid_days = 14\n"; // 3 lines

struct Read {
    rules::CouponRule rule;
    std::vector<settings::Problem> problems;
};
Read read(const std::string& worth) {
    auto document = settings::Document::from_text(head + worth, "rules.toml");
    auto root = document.root();
    Read out{rules::read_coupon(root), {}};
    out.problems = document.problems();
    return out;
}

TEST(CouponFile, EveryKindIsRead) {
    const std::pair<const char*, CouponWorth> cases[] = {
        {"minutes = 60", {WorthKind::minutes, 60, {}}},
        {"money_fen = 500", {WorthKind::fen, 500, Fen{500}}},
        {"percent = 50\nmost_fen = 2000", {WorthKind::percent, 50, Fen{2'000}}},
        {"free = true\nmost_fen = 6000", {WorthKind::full, 0, Fen{6'000}}},
        {"free_until = \"22:00\"\nmost_fen = 3000", {WorthKind::until, 22 * 60, Fen{3'000}}},
        {"free_until = \"24:00\"\nmost_fen = 3000", {WorthKind::until, 24 * 60, Fen{3'000}}},
    };
    for (const auto& [text, worth] : cases) {
        const auto [rule, problems] = read(text);
        EXPECT_TRUE(problems.empty()) << text << (problems.empty() ? "" : settings::to_text(problems[0]));
        EXPECT_EQ(rule.worth, worth) << text;
        EXPECT_TRUE(is_possible(rule.worth)) << text;
        EXPECT_EQ(rule.campaign, CampaignId{"summer"});
        EXPECT_EQ(rule.shortest_stay, Minutes{30});
        EXPECT_EQ(rule.valid_days, 14);
    }
}

TEST(CouponFile, WhatIsWrongIsToldWithItsLineAndWhatIsExpected) {
    struct Wrong {
        const char* text;
        int line;
        const char* words;
    };
    const Wrong cases[] = {
        {"", 1, "one of minutes, money_fen, percent, free and free_until"},
        {"minutes = 60\nmoney_fen = 500", 5, "money_fen: found 500, expected one of minutes, money_fen"},
        {"percent = 50\nfree = true\nmost_fen = 10", 5, "this one or percent"},
        {"minutes = 60\nmost_fen = 500", 5, "none: minutes is all"},
        {"money_fen = 500\nmost_fen = 500", 5, "none: money_fen is all"},
        {"percent = 50", 1, "most_fen: found nothing"},
        {"free = true", 1, "most_fen: found nothing"},
        {"free_until = \"22:00\"", 1, "most_fen: found nothing"},
        {"percent = 50\nmost_fen = 0", 5, "an integer from 1 to 100000000"},
        {"percent = 101\nmost_fen = 100", 4, "an integer from 1 to 100"},
        {"minutes = 0", 4, "an integer from 1 to"},
        {"money_fen = 0", 4, "an integer from 1 to"},
        {"free = false\nmost_fen = 100", 4, "true, or another worth"},
        {"free_until = \"00:00\"\nmost_fen = 100", 4, "from \"00:01\" to \"24:00\", such as \"22:00\""},
        {"free_until = \"25:00\"\nmost_fen = 100", 4, "such as \"22:00\""},
        {"free_until = 22\nmost_fen = 100", 4, "a text in quotes"},
        {"fen = 500\nminutes = 60", 4, "unknown key"},
    };
    for (const auto& [text, line, words] : cases) {
        const auto problems = read(text).problems;
        ASSERT_EQ(problems.size(), 1U) << text << (problems.empty() ? "" : settings::to_text(problems.back()));
        EXPECT_EQ(problems[0].line, line) << settings::to_text(problems[0]);
        EXPECT_NE(settings::to_text(problems[0]).find(words), std::string::npos) << settings::to_text(problems[0]);
    }
}

// ---- several ----

struct ReadAll {
    std::vector<rules::CouponRule> rules;
    std::vector<std::string> problems;
};
ReadAll read_all(const std::string& text) {
    auto document = settings::Document::from_text(text, "rules.toml");
    auto root = document.root();
    ReadAll out{rules::read_coupons(root), {}};
    root.done();
    for (const auto& problem : document.problems()) {
        out.problems.push_back(settings::to_text(problem));
    }
    return out;
}

std::string one(const std::string& campaign, const std::string& more = "") {
    return "[[coupon]]\ncampaign = \"" + campaign + "\"\nminutes = 60\nshortest_stay_minutes = 30\nvalid_days = 14\n" +
           more;
}

TEST(CouponFile, SeveralAreReadInTheirOrderWithTheirConditions) {
    const auto [read, problems] =
        read_all(one("weekend", "days = [\"weekend\", \"holiday\"]\n") +
                 one("gold", "tiers = [\"gold\"]\nfrom = \"2026-11-01\"\nuntil = \"2026-11-30\"\n") + one("everybody"));
    EXPECT_EQ(problems, std::vector<std::string>{});
    using rules::DayKind;
    using rules::DaySet;
    rules::CouponRule plain{{"everybody"}, {WorthKind::minutes, 60, {}}, Minutes{30}, 14};
    rules::CouponRule weekend = plain;
    weekend.campaign = {"weekend"};
    weekend.days = DaySet::of(DayKind::saturday) | DaySet::of(DayKind::sunday) | DaySet::of(DayKind::holiday);
    rules::CouponRule gold = plain;
    gold.campaign = {"gold"};
    gold.tiers = {"gold"};
    gold.from = rules::LocalDay(std::chrono::year(2026) / 11 / 1);
    gold.until = rules::LocalDay(std::chrono::year(2026) / 11 / 30);
    EXPECT_EQ(read, (std::vector{weekend, gold, plain}));
}

TEST(CouponFile, OneTableMeansOneCoupon) {
    const auto [read, problems] = read_all("[coupon]\n" + head + "minutes = 60\n");
    EXPECT_EQ(problems, std::vector<std::string>{});
    ASSERT_EQ(read.size(), 1U);
    EXPECT_EQ(read[0], (rules::CouponRule{{"summer"}, {WorthKind::minutes, 60, {}}, Minutes{30}, 14}));
}

TEST(CouponFile, AConditionThatIsWrongIsToldWithItsPlace) {
    std::string many;
    for (int i = 0; i < 17; ++i) {
        many += one("c" + std::to_string(i));
    }
    const std::pair<std::string, const char*> cases[] = {
        {one("a") + one("b") + one("a"),
         "rules.toml:12:12: coupon[3].campaign: found \"a\", expected another campaign"},
        {one("a", "tiers = []\n"), "rules.toml:6:9: coupon[1].tiers"},
        {one("a", "tiers = [\"\"]\n"), "expected at least one tier of members"},
        {one("a", "days = [\"workday\"]\n"), "rules.toml:6:8: coupon[1].days"},
        {one("a", "from = \"2026-02-30\"\n"), "coupon[1].from: found \"2026-02-30\", expected a date"},
        {one("a", "until = 3\n"), "coupon[1].until: found 3, expected a text"},
        {one("a", "from = \"2026-11-02\"\nuntil = \"2026-11-01\"\n"), "coupon[1].until: found \"2026-11-01\""},
        {one("a", "hours = 3\n"), "unknown key"},
        {"coupon = []\n", "at least one [[coupon]]"},
        {"coupon = 3\n", "coupon: found 3"},
        {"", "coupon: found nothing"},
        {many, "coupon[17].campaign: found \"c16\", expected at most 16"},
    };
    for (const auto& [text, words] : cases) {
        const auto problems = read_all(text).problems;
        ASSERT_EQ(problems.size(), 1U) << text << (problems.empty() ? "" : problems.back());
        EXPECT_NE(problems[0].find(words), std::string::npos) << problems[0];
    }
}

} // namespace
} // namespace parkgate::test
