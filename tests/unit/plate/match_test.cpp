// Whose stay a reading ends: exactly one's, one's alone near enough, a person's choice, or nobody's.
#include "plate/distance.hpp"
#include "plate/match.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace parkgate::plate {

namespace {

using Plates = std::vector<std::string_view>;

constexpr std::int64_t sure = 95;
constexpr std::int64_t doubtful = 30;

Match found(std::string_view read, const Plates& open, std::int64_t confidence = sure,
            const MatchSettings& settings = {}) {
    return match(read, confidence, open, settings);
}

} // namespace

TEST(PlateMatch, ThePlateItself) {
    EXPECT_EQ(found("沪A12345", {"沪B88888", "沪A12345"}), Match(Exact{1}));
    EXPECT_EQ(found("沪A12345", {"沪A1234S", "沪A12345", "苏A12345"}), Match(Exact{1}))
        << "near ones do not matter to a good reading";
}

TEST(PlateMatch, OneConfusionFromOneOpenPlate) {
    EXPECT_EQ(found("沪A1234S", {"沪B88888", "沪A12345"}), Match(Fuzzy{{1, 6}, 13, {{1, 6}}}));
    EXPECT_EQ(found("皖A12345", {"沪A12345"}), Match(Fuzzy{{0, 4}, 15, {{0, 4}}}));
    EXPECT_EQ(found("A12345", {"沪A12345"}), Match(Fuzzy{{0, 7}, 12, {{0, 7}}}));
    EXPECT_EQ(found("沪A1235", {"沪A12345"}), Match(Fuzzy{{0, 9}, 10, {{0, 9}}}));
}

TEST(PlateMatch, AnEntryThatWasMisreadIsFoundAsWell) {
    EXPECT_EQ(found("沪AD12345", {"沪A0Q2345", "沪AQ12345"}), Match(Fuzzy{{1, 6}, 12, {{1, 6}, {0, 18}}}));
}

TEST(PlateMatch, WithoutAMarginAPersonDecides) {
    EXPECT_EQ(found("沪A1234B", {"沪A12343", "沪A12348", "沪C11111"}), Match(Ask{{{0, 6}, {1, 6}}}))
        << "in the order given";
    EXPECT_EQ(found("沪A1234B", {"沪A1234", "沪A12348"}), Match(Ask{{{1, 6}, {0, 9}}}))
        << "one that misses a character";
}

TEST(PlateMatch, TheMarginIsWhatItIsSetTo) {
    const Plates open{"沪A12348", "沪A1234Z"}; // 6 and 12
    EXPECT_EQ(found("沪A1234B", open), Match(Ask{{{0, 6}, {1, 12}}}));
    EXPECT_EQ(found("沪A1234B", open, sure, {.margin = 6}), Match(Fuzzy{{0, 6}, 6, {{0, 6}, {1, 12}}}));
}

TEST(PlateMatch, AProvinceAloneNeverDecidesBetweenTwo) {
    EXPECT_TRUE(std::holds_alternative<Ask>(found("沪A1234S", {"苏A12345", "沪A12345"})));
    EXPECT_TRUE(std::holds_alternative<Ask>(found("皖A12345", {"苏A12345", "沪A12345"})));
    EXPECT_EQ(std::get<Ask>(found("沪A1234S", {"苏A12345", "沪A12345"})).candidates.front(), (Candidate{1, 6}));
}

TEST(PlateMatch, TooFarToDecideButNearEnoughToOffer) {
    EXPECT_EQ(found("沪A12349", {"沪A12345"}), Match(Ask{{{0, 12}}}));
    EXPECT_EQ(found("沪A12349", {"沪A12345"}, sure, {.most = 12}), Match(Fuzzy{{0, 12}, 8, {{0, 12}}}));
    EXPECT_EQ(found("沪A12399", {"沪A12345"}), Match(NoMatch{}));
    EXPECT_EQ(found("C00D", {"沪A12345"}), Match(NoMatch{})) << "a badge is nobody's plate";
}

TEST(PlateMatch, ADoubtfulReadingIsNeverFuzzyAndExactOnlyWithoutATwin) {
    EXPECT_EQ(found("沪A1234S", {"沪A12345"}, doubtful), Match(Ask{{{0, 6}}}));
    EXPECT_EQ(found("沪A12345", {"沪A12345", "沪B88888"}, doubtful), Match(Exact{0}));
    EXPECT_EQ(found("沪A12345", {"沪A1234S", "沪A12345"}, doubtful), Match(Ask{{{1, 0}, {0, 6}}}));
}

TEST(PlateMatch, WhatHasNoPlateIsMatchedExactlyOnly) {
    EXPECT_EQ(found("123456", {"无123456"}), Match(NoMatch{}));
    EXPECT_EQ(found("无123456", {"无123450", "无123456"}), Match(Exact{1}));
    EXPECT_EQ(found("无12345O", {"无123450"}), Match(NoMatch{}));
}

TEST(PlateMatch, NothingIsOpenOrNothingWasRead) {
    EXPECT_EQ(found("沪A12345", {}), Match(NoMatch{}));
    EXPECT_EQ(found("", {"A"}), Match(NoMatch{}));
}

TEST(PlateMatch, TheSamePlateTwiceIsAQuestion) {
    EXPECT_EQ(found("沪A12345", {"沪A12345", "沪A12345"}), Match(Ask{{{0, 0}, {1, 0}}}));
}

TEST(PlateMatch, NoMoreCandidatesThanAPersonCanLookAt) {
    const Plates fleet{"沪B12301", "沪B12302", "沪B12303", "沪B12304", "沪B12305", "沪B12306", "沪B12307"};
    const Match asked = found("沪B12309", fleet);
    ASSERT_TRUE(std::holds_alternative<Ask>(asked));
    EXPECT_EQ(std::get<Ask>(asked).candidates.size(), 5);
}

// Whatever is open: a fuzzy match is the only one near, and a question is never empty.
RC_GTEST_PROP(PlateMatch, AFuzzyMatchKeepsItsPromises, ()) {
    const auto plate = rc::gen::map(rc::gen::container<std::string>(7, rc::gen::elementOf(std::string("08BDQ1I2Z5S"))),
                                    [](const std::string& rest) { return "沪" + rest.substr(0, 6); });
    const auto open = *rc::gen::container<std::vector<std::string>>(plate);
    const auto read = *plate;
    const Plates views(open.begin(), open.end());
    const MatchSettings settings;
    const Match match = found(read, views);
    if (const auto* fuzzy = std::get_if<Fuzzy>(&match)) {
        RC_ASSERT(fuzzy->best.distance == distance(read, views[fuzzy->best.index]));
        RC_ASSERT(fuzzy->best.distance > 0 && fuzzy->best.distance <= settings.most);
        for (std::size_t i = 0; i < views.size(); ++i) {
            RC_ASSERT(i == fuzzy->best.index || distance(read, views[i]) >= fuzzy->best.distance + settings.margin);
        }
    } else if (const auto* ask = std::get_if<Ask>(&match)) {
        RC_ASSERT(!ask->candidates.empty());
        RC_ASSERT(std::ranges::is_sorted(ask->candidates, {}, &Candidate::distance));
    } else if (std::holds_alternative<NoMatch>(match)) {
        for (const auto view : views) {
            RC_ASSERT(distance(read, view) > settings.ask_within);
        }
    }
}

} // namespace parkgate::plate
