// What one sale earns: rates, steps, campaigns, and what is left of it after a return.
#include "tests/unit/rules/earning/mall.hpp"

#include <gtest/gtest.h>

namespace parkgate::test {
namespace {

using namespace rules;

const Fen hundred_yuan{10'000};
const SiteTime in_december = by_the_clock(2026, 12, 24, 20);

Sale in_december_of(const std::string& category, Fen net, Points left) {
    Sale sale = sale_of(category, net);
    sale.at = in_december;
    sale.campaign_left = left;
    return sale;
}

TEST(Earn, AStepHoldsFromItsPointsOn) {
    EarnTerms terms;
    EXPECT_EQ(step_percent(terms, Points{5000}), std::nullopt);
    terms.steps = {{{1000}, 120}, {{3000}, 150}};
    EXPECT_EQ(step_percent(terms, Points{999}), std::nullopt);
    EXPECT_EQ(step_percent(terms, Points{1000}), 120);
    EXPECT_EQ(step_percent(terms, Points{2999}), 120);
    EXPECT_EQ(step_percent(terms, Points{3000}), 150);
}

TEST(I16, AHundredYuanEarnByTheirCategory) {
    const auto terms = membership();
    const auto points = [&](const std::string& category, LeaseType lease) {
        Sale sale = sale_of(category, hundred_yuan);
        sale.lease = lease;
        return earn(terms, sale).sum().count;
    };
    EXPECT_EQ(points("retail", LeaseType::turnover_rent), 100);
    EXPECT_EQ(points("cosmetics", LeaseType::joint), 100);
    EXPECT_EQ(points("dining", LeaseType::fixed_rent), 50);
    EXPECT_EQ(points("digital", LeaseType::self_operated), 25);
    EXPECT_EQ(points("beauty", LeaseType::turnover_rent), 20);
    EXPECT_EQ(points("jewellery", LeaseType::turnover_rent), 10);
    EXPECT_EQ(points("supermarket", LeaseType::fixed_rent), 0);
    EXPECT_EQ(points("supermarket", LeaseType::joint), 12)
        << "one that pays by its turnover has a rate of its own here";
    EXPECT_EQ(points("cinema", LeaseType::turnover_rent), 0) << "a category without a rate";
}

TEST(I15, AStartedPointIsNone) {
    const auto terms = membership();
    EXPECT_EQ(earn(terms, sale_of("retail", Fen{99})), Earned{});
    EXPECT_EQ(earn(terms, sale_of("retail", Fen{100})).usual, Points{1});
    EXPECT_EQ(earn(terms, sale_of("retail", Fen{19'999})).usual, Points{199});
    EXPECT_EQ(earn(terms, sale_of("jewellery", Fen{999})).usual, Points{});
}

TEST(I15, NothingAndLessThanNothingEarnNothing) {
    const auto terms = membership();
    EXPECT_EQ(earn(terms, sale_of("retail", Fen{})), Earned{});
    EXPECT_EQ(earn(terms, sale_of("retail", Fen{-10'000})), Earned{});
}

TEST(Earn, ARateHoldsInItsTimeOnly) {
    auto terms = membership();
    const SiteTime change = by_the_clock(2027, 1, 1);
    terms.rates.front().valid.until = change;
    terms.rates.push_back({"retail", {}, Fen{200}, {change, std::nullopt}});
    const auto points = [&](SiteTime at) {
        return usual_points(terms, "retail", LeaseType::joint, hundred_yuan, at).count;
    };
    EXPECT_EQ(points(change - Duration(1)), 100);
    EXPECT_EQ(points(change), 50);
}

TEST(Earn, EachPointBeyondAStepCountsItsPercent) {
    const auto terms = membership();
    const auto steps = [&](std::int64_t qualifying, std::int64_t points) {
        Sale sale = sale_of("retail", Fen{points * 100});
        sale.qualifying = {qualifying};
        const Earned earned = earn(terms, sale);
        EXPECT_EQ(earned.usual, Points{points}) << "the steps are apart from what qualifies";
        return earned.steps.count;
    };
    EXPECT_EQ(steps(0, 1'000), 0);
    EXPECT_EQ(steps(0, 1'010), 1);
    EXPECT_EQ(steps(1'000, 100), 10);
    EXPECT_EQ(steps(4'900, 200), 10 + 50) << "a hundred at 110, a hundred at 150";
    EXPECT_EQ(steps(0, 6'000), 400 + 500);
    EXPECT_EQ(steps(-500, 1'400), 0) << "who has given back more than he bought begins below 0";
}

TEST(Earn, StartedPointsOfAStepAreKeptForTheNextSale) {
    const auto terms = membership();
    Sale sale = sale_of("retail", Fen{500});
    sale.qualifying = {1'000};
    EXPECT_EQ(earn(terms, sale).steps, Points{});
    sale.qualifying = {1'005};
    EXPECT_EQ(earn(terms, sale).steps, Points{1});
}

TEST(Earn, OfSeveralCampaignsTheGreatestHolds) {
    const auto terms = membership();
    const Earned dinner = earn(terms, in_december_of("dining", hundred_yuan, Points{1'000}));
    EXPECT_EQ(dinner, (Earned{Points{50}, {}, Points{100}, {"dinner"}}));
    const Earned dress = earn(terms, in_december_of("retail", hundred_yuan, Points{10'000}));
    EXPECT_EQ(dress, (Earned{Points{100}, {}, Points{50}, {"december"}}));
    EXPECT_EQ(best_campaign(terms, "retail", by_the_clock(2026, 11, 30, 23, 59)), nullptr);
    EXPECT_NE(best_campaign(terms, "retail", by_the_clock(2026, 12, 1)), nullptr);
    EXPECT_EQ(best_campaign(terms, "retail", by_the_clock(2027, 1, 1)), nullptr);
}

TEST(Earn, ACampaignGivesNoMoreThanIsLeftOfItsBudget) {
    const auto terms = membership();
    EXPECT_EQ(earn(terms, in_december_of("dining", hundred_yuan, Points{30})),
              (Earned{Points{50}, {}, Points{30}, {"dinner"}}));
    EXPECT_EQ(earn(terms, in_december_of("dining", hundred_yuan, Points{})), (Earned{Points{50}, {}, {}, {}}));
    EXPECT_EQ(earn(terms, in_december_of("dining", hundred_yuan, Points{-1})).campaign, Points{});
}

TEST(Earn, ACampaignMultipliesTheUsualPointsAndNotTheSteps) {
    const auto terms = membership();
    Sale sale = in_december_of("retail", hundred_yuan, Points{10'000});
    sale.qualifying = {5'000};
    EXPECT_EQ(earn(terms, sale), (Earned{Points{100}, Points{50}, Points{50}, {"december"}}));
}

TEST(Earn, TheLargestSaleStaysInRange) {
    const auto terms = membership();
    constexpr std::int64_t most = 1'000'000'000'000'000;
    Sale sale = in_december_of("dining", Fen{most}, Points{most});
    sale.qualifying = {most};
    const Earned earned = earn(terms, sale);
    EXPECT_EQ(earned.usual.count, most / 200);
    EXPECT_EQ(earned.steps.count, most / 400);
    EXPECT_EQ(earned.campaign.count, most / 100);
}

TEST(I20, WhatIsKeptHasEarnedWhatItWouldHaveAlone) {
    const auto terms = membership();
    Sale sale = in_december_of("dining", hundred_yuan, Points{60});
    sale.qualifying = {990};
    const Earned first = earn(terms, sale);
    EXPECT_EQ(first, (Earned{Points{50}, Points{4}, Points{60}, {"dinner"}}));
    EXPECT_EQ(earn_of_kept(terms, sale, first, hundred_yuan), first);
    EXPECT_EQ(earn_of_kept(terms, sale, first, Fen{6'000}), (Earned{Points{30}, Points{2}, Points{60}, {"dinner"}}));
    EXPECT_EQ(earn_of_kept(terms, sale, first, Fen{4'000}), (Earned{Points{20}, Points{1}, Points{40}, {"dinner"}}));
    EXPECT_EQ(earn_of_kept(terms, sale, first, Fen{}), Earned{});
}

TEST(I20, WhatIsKeptNeverEarnsMoreThanTheSaleDid) {
    auto terms = membership();
    const Sale sale = sale_of("retail", hundred_yuan);
    const Earned first = earn(terms, sale);
    terms.rates.front().per_point = Fen{1};
    EXPECT_EQ(earn_of_kept(terms, sale, first, hundred_yuan), first);
}

TEST(Earn, ATierIsTheHighestThatIsReached) {
    auto terms = membership();
    EXPECT_EQ(tier_of(terms, Points{-1}), "");
    EXPECT_EQ(tier_of(terms, Points{0}), "silver");
    EXPECT_EQ(tier_of(terms, Points{4'999}), "silver");
    EXPECT_EQ(tier_of(terms, Points{5'000}), "gold");
    EXPECT_EQ(tier_of(terms, Points{1'000'000}), "platinum");
    terms.tiers.clear();
    EXPECT_EQ(tier_of(terms, Points{1'000'000}), "");
}

// A shop that sells for 3,000,000 yuan a year and pays 300,000 of rent, a tenth: 20 percent of that are 2 percent of a
// sale, so a point of 0.01 yuan for each half yuan.
TEST(SuggestedRate, PointsCostTheirShareOfWhatTheMallGets) {
    const Fen sales{300'000'000};
    const Fen rent{30'000'000};
    EXPECT_EQ(suggested_rate(rent, sales, 20, Fen{1}), Fen{50});
    EXPECT_EQ(suggested_rate(rent, sales, 20, Fen{2}), Fen{100});
    EXPECT_EQ(suggested_rate(rent, sales, 30, Fen{1}), Fen{34}) << "rounded so that points cost less";
    EXPECT_EQ(suggested_rate(sales, sales, 100, Fen{1}), Fen{1}) << "own goods: all of the sale is the mall's";
    EXPECT_EQ(suggested_rate(Fen{10'000'000'000'000}, Fen{10'000'000'000'000}, 1, Fen{1000}), Fen{100'000});
}

TEST(SuggestedRate, WithoutIncomeThereIsNone) {
    EXPECT_EQ(suggested_rate(Fen{}, Fen{100}, 20, Fen{1}), std::nullopt);
    EXPECT_EQ(suggested_rate(Fen{100}, Fen{}, 20, Fen{1}), std::nullopt);
    EXPECT_EQ(suggested_rate(Fen{100}, Fen{100}, 0, Fen{1}), std::nullopt);
    EXPECT_EQ(suggested_rate(Fen{100}, Fen{100}, 20, Fen{}), std::nullopt);
}

} // namespace
} // namespace parkgate::test
