// The order of application, and that nobody pays twice or for nothing.
#include "tests/unit/rules/benefits/mall.hpp"

#include <gtest/gtest.h>

namespace parkgate::test {
namespace {

using rules::AllFree;

TEST(Benefits, GraceCostsNothingAndTakesNothing) {
    Means means = coupon(Minutes{60});
    means.points = {3'000};
    means.validations = {{{"v1"}, AllFree{}}};
    const Quote quote = price(mall(), 15min, means);
    EXPECT_EQ(quote.steps, (std::vector<QuoteStep>{{Benefit::grace, Minutes{15}, {}, {}}}));
    EXPECT_TRUE(quote.coupon.empty());
    EXPECT_EQ(quote.points, Points{0});
    EXPECT_EQ(quote.due, Fen{0});
}

// 15.00 yuan are owed. Each benefit takes from what the ones before it have left.
TEST(Benefits, G06_TheUsualOrderIsStoreTierCouponPointsMoney) {
    RuleSet rules = mall();
    rules.benefits.tier_hours.tiers = {{"gold", Minutes{30}}};
    Means means = coupon(Minutes{30});
    means.validations = {{{"v1"}, Minutes{30}}};
    means.member_tier = "gold";
    means.first_entry_of_day = true;
    means.points = {300};
    means.paid = {100};
    const Quote quote = price(rules, 130min, means);
    EXPECT_EQ(quote.steps, (std::vector<QuoteStep>{{Benefit::store_validation, Minutes{30}, {}, Fen{300}, {"v1"}},
                                                   {Benefit::tier_hours, Minutes{30}, {}, Fen{300}, {"gold"}},
                                                   {Benefit::coupon, Minutes{30}, {}, Fen{300}, {"c1"}},
                                                   {Benefit::points, Minutes{30}, Points{300}, Fen{300}},
                                                   {Benefit::payment, {}, {}, Fen{100}}}));
    EXPECT_EQ(quote.due, Fen{200});
}

TEST(Benefits, AMallMayLetAPaymentCountFirst) {
    Means means = coupon(Minutes{60});
    means.points = {3'000};
    means.paid = {300};
    const Quote quote = price(payment_first(), 130min, means);
    EXPECT_EQ(quote.steps, (std::vector<QuoteStep>{{Benefit::payment, {}, {}, Fen{300}},
                                                   {Benefit::coupon, Minutes{60}, {}, Fen{600}, {"c1"}},
                                                   {Benefit::points, Minutes{60}, Points{600}, Fen{600}}}));
    EXPECT_EQ(quote.due, Fen{0});
}

TEST(Benefits, WhatTheOrderLeavesOutIsNotGiven) {
    Means means = validation(AllFree{});
    EXPECT_EQ(price(payment_first(), 130min, means).due, Fen{1'500});
    EXPECT_EQ(price(mall(), 130min, means).due, Fen{0});
}

TEST(Benefits, ABenefitHasOneTurn) {
    RuleSet rules = mall();
    rules.benefits.order = {Benefit::points, Benefit::payment, Benefit::points, Benefit::payment};
    Means means = points(300);
    means.paid = {300};
    const Quote quote = price(rules, 130min, means);
    EXPECT_EQ(quote.points, Points{300});
    EXPECT_EQ(quote.due, Fen{900});
}

TEST(Benefits, PointsAndCouponTakeNothingThatIsPaidAlready) {
    Means means = coupon(Minutes{60});
    means.points = {3'000};
    means.paid = {1'500};
    const Quote paid = price(mall(), 130min, means);
    EXPECT_EQ(paid.steps, (std::vector<QuoteStep>{{Benefit::payment, {}, {}, Fen{1'500}}}));
    EXPECT_EQ(rules::overpaid(paid, means), Fen{0});
    means.paid = {450};
    means.coupons.clear();
    const Quote half = price(mall(), 60min, means);
    EXPECT_EQ(half.due, Fen{0});
    EXPECT_EQ(half.points, Points{300}) << "0.00 to 1.50 are left for them: one unit";
    EXPECT_EQ(taken(half, Benefit::points), Fen{150});
}

TEST(Benefits, TooMuchMoneyIsNotCountedAgainstTheFee) {
    Means means;
    means.paid = {10'000};
    const Quote quote = price(mall(), 60min, means);
    EXPECT_EQ(quote.steps[0].fen, Fen{600});
    EXPECT_EQ(quote.due, Fen{0});
    EXPECT_EQ(rules::overpaid(quote, means), Fen{9'400});
}

// A store's gift after the payment: it was promised, and the money is the driver's again.
TEST(Benefits, AValidationAfterThePaymentGivesMoneyBack) {
    Means means = validation(Minutes{60});
    means.paid = {1'500};
    const Quote quote = price(mall(), 130min, means);
    EXPECT_EQ(taken(quote, Benefit::payment), Fen{900});
    EXPECT_EQ(rules::overpaid(quote, means), Fen{600});
}

TEST(Benefits, I27_ACouponIsEarnedByALongStayThatWasNotPaidByACouponAlone) {
    const auto rule = house().coupons.front();
    const auto earns = [&](Duration stay, const Means& means) {
        return rules::earns_coupon(rule, price(mall(), stay, means));
    };
    EXPECT_TRUE(earns(30min, points(3'000)));
    EXPECT_FALSE(earns(29min, points(3'000)));
    EXPECT_FALSE(earns(10min, points(3'000)));
    EXPECT_FALSE(earns(60min, coupon(Minutes{60})));
    Means both = coupon(Minutes{60});
    both.points = {3'000};
    EXPECT_TRUE(earns(90min, both));
    EXPECT_TRUE(earns(60min, {})) << "money earns too; whoever is no member has no coupon";
    EXPECT_TRUE(earns(60min, validation(AllFree{}))) << "who shops is to come again";
    Means pass;
    pass.right = rules::FreeBy{{"r1"}, {ten - 24h, {}}};
    EXPECT_FALSE(earns(60min, pass)) << "a monthly pass has cost nothing";
}

} // namespace
} // namespace parkgate::test
