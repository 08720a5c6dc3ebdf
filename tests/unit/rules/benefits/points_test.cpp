// Points: what they buy, and their price by weekday, time of day and tier.
#include "tests/unit/rules/benefits/mall.hpp"

#include <gtest/gtest.h>

namespace parkgate::test {
namespace {

using rules::ClockRange;
using rules::DayKind;
using rules::DaySet;

TEST(PointsBuy, StartedHalfHours) {
    const Quote quote = price(mall(), 130min, points(1'800));
    EXPECT_EQ(quote.points, Points{1'500});
    EXPECT_EQ(quote.bought, Minutes{150});
    EXPECT_EQ(quote.due, Fen{0});
    EXPECT_EQ(price(mall(), 130min, points(1'000)).points, Points{900});
    EXPECT_EQ(price(mall(), 130min, points(1'000)).due, Fen{600});
    EXPECT_EQ(price(mall(), 130min, points(299)).points, Points{0});
}

TEST(PointsBuy, NothingOfACappedDay) {
    const Quote quote = rules::price(mall(), site_time(0, 0, 0), site_time(0, 23, 0), points(100'000));
    EXPECT_EQ(quote.fee, Fen{6'000});
    EXPECT_EQ(quote.points, Points{20 * 300}) << "half hours after the cap are not bought";
}

TEST(PointsBuy, WhatIsHeldIsTheBalanceAndAtMostThreeHours) {
    const auto price = house().points;
    EXPECT_EQ(rules::most_to_hold(price), Points{1'800});
    EXPECT_EQ(rules::points_to_hold(price, {2'000}), Points{1'800});
    EXPECT_EQ(rules::points_to_hold(price, {1'000}), Points{1'000});
    EXPECT_EQ(rules::points_to_hold(price, {299}), Points{299}) << "another price may be lower";
}

TEST(PointsBuy, AWholeHourWhenThatIsTheUnit) {
    RuleSet rules = mall();
    rules.points = {Minutes{60}, Points{600}, Minutes{180}};
    const Quote quote = price(rules, 90min, points(6'000));
    EXPECT_EQ(quote.points, Points{1'200}) << "90 minutes are two hours of points, and no third";
    EXPECT_EQ(quote.due, Fen{0});
}

// Hours of 6.00, half hours of points: what has begun is covered, so the first and the third unit cover an hour each.
TEST(PointsBuy, NoUnitThatCoversNothingMore) {
    RuleSet rules = mall();
    rules.tariff.tables[0].collections[0].lines[0].increment = Minutes{60};
    rules.tariff.tables[0].collections[0].lines[0].fen = {600};
    EXPECT_EQ(price(rules, 130min, points(300)).due, Fen{1'200});
    EXPECT_EQ(price(rules, 130min, points(600)).points, Points{300}) << "a second unit would be of no use alone";
    EXPECT_EQ(price(rules, 130min, points(900)).points, Points{900});
    EXPECT_EQ(price(rules, 130min, points(9'000)).points, Points{1'500});
    EXPECT_EQ(price(rules, 130min, points(9'000)).due, Fen{0});
}

// Weekends cost 400; from six in the evening gold pays 200, on any day.
RuleSet by_hours() {
    RuleSet rules = mall();
    rules.points.at_hours = {
        {{"gold"}, {}, ClockRange{Minutes{18 * 60}, Minutes{24 * 60}}, {200}},
        {{}, DaySet::of(DayKind::saturday) | DaySet::of(DayKind::sunday), {}, {400}},
    };
    return rules;
}

TEST(PointsPrice, IsOfTheMomentOfEntryAndTheTier) {
    const auto per_unit = [](const std::string& tier, SiteTime entered) {
        return rules::points_price(by_hours(), tier, entered).per_unit;
    };
    const SiteTime saturday = site_time(0, 10, 0);
    const SiteTime monday = site_time(2, 10, 0);
    EXPECT_EQ(per_unit("", saturday), Points{400});
    EXPECT_EQ(per_unit("gold", saturday), Points{400});
    EXPECT_EQ(per_unit("gold", site_time(0, 18, 0)), Points{200});
    EXPECT_EQ(per_unit("gold", site_time(0, 18, 0) - 1ms), Points{400});
    EXPECT_EQ(per_unit("silver", site_time(0, 18, 0)), Points{400});
    EXPECT_EQ(per_unit("gold", monday), Points{300});
    EXPECT_EQ(per_unit("gold", site_time(2, 23, 59)), Points{200});
}

TEST(PointsPrice, IsWhatTheQuoteAsks) {
    Means means = points(1'000);
    const Quote on_saturday = rules::price(by_hours(), ten, ten + 130min, means);
    EXPECT_EQ(on_saturday.points, Points{800});
    EXPECT_EQ(on_saturday.bought, Minutes{60});
    means.member_tier = "gold";
    means.visitor.tier = "staff"; // a right's
    const SiteTime evening = site_time(0, 19, 0);
    EXPECT_EQ(rules::price(by_hours(), evening, evening + 130min, means).bought, Minutes{150});
}

TEST(PointsPrice, IsHeldInItsOwnUnits) {
    EXPECT_EQ(rules::most_to_hold(rules::points_price(by_hours(), "", ten)), Points{2'400});
    EXPECT_EQ(rules::most_to_hold(rules::points_price(by_hours(), "gold", site_time(0, 19, 0))), Points{1'200});
}

TEST(PointsPrice, IsHeldByWhoDoesNotKnowIt) {
    const auto prices = by_hours().points;
    EXPECT_EQ(rules::points_to_hold(prices, {5'000}), Points{2'400}) << "the dearest for three hours";
    EXPECT_EQ(rules::points_to_hold(prices, {250}), Points{250}) << "a unit of gold's";
}

} // namespace
} // namespace parkgate::test
