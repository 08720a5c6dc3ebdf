// Leaving after a payment: in time, within the courtesy, late. Late leaving costs the difference and nothing else.
#include "tests/unit/rules/benefits/mall.hpp"

#include <gtest/gtest.h>

namespace parkgate::test {
namespace {

Means settled(Fen paid, Duration after) {
    Means means;
    means.paid = paid;
    means.settled_at = ten + after;
    means.settled_until = ten + after + 15min;
    return means;
}

TEST(Late, WhoHasPaidPaysNothingMoreWhileHeMayStillLeave) {
    for (const auto& rules : {mall(), payment_first()}) {
        const Means means = settled({600}, 60min);
        EXPECT_EQ(price(rules, 75min, means).due, Fen{0});
        EXPECT_EQ(price(rules, 75min, means).fee, Fen{600});
        EXPECT_EQ(price(rules, 75min + 1ms, means).due, Fen{300});
        EXPECT_EQ(price(rules, 100min, means).due, Fen{600});
    }
}

// The first quote at an hour with these means, and the same means after it was paid.
Means paid_for(const RuleSet& rules, Means means) {
    const Quote first = price(rules, 60min, means);
    means.paid = first.due;
    means.settled_at = ten + 60min;
    means.settled_until = ten + 75min;
    for (auto& coupon : means.coupons) {
        coupon.paid_with = coupon.id == first.coupon;
    }
    return means;
}

TEST(Late, InTimeABenefitThatComesAfterThePaymentGivesWhatItGaveBefore) {
    for (const auto& rules : {mall(), payment_first()}) {
        for (const auto& means :
             {coupon(rules::PercentOff{50}, Fen{600}), coupon(rules::FreeUntil{ten + 30min}, Fen{600}),
              coupon(Fen{500}), coupon(Minutes{30}), coupon(rules::AllFree{}, Fen{400}), points(300)}) {
            EXPECT_EQ(price(rules, 70min, paid_for(rules, means)).due, Fen{0});
        }
    }
}

TEST(Late, WhatAStoreGivesAfterThePaymentTakesNoCouponAwayThatItCountedOn) {
    for (const auto& [given, by_cinema] :
         {std::pair{coupon(rules::PercentOff{50}, Fen{600}), Fen{200}}, std::pair{coupon(Fen{500}), Fen{300}}}) {
        Means means = paid_for(mall(), given);
        means.validations = {{{"cinema"}, by_cinema}};
        const Quote quote = price(mall(), 70min, means);
        EXPECT_EQ(quote.due, Fen{0});
        EXPECT_EQ(quote.coupon, CouponId{"c1"});
        means.coupons.front().paid_with = false;
        EXPECT_GT(price(mall(), 70min, means).due, Fen{0}) << "most of it is wasted now";
    }
}

TEST(Late, TheCourtesyIsForClocksThatDiffer) {
    RuleSet rules = mall();
    rules.benefits.courtesy = Minutes{2};
    const Means means = settled({600}, 60min);
    EXPECT_EQ(price(rules, 77min, means).due, Fen{0});
    EXPECT_EQ(price(rules, 77min + 1ms, means).due, Fen{300});
}

TEST(Late, TheCourtesyHoldsAfterTheFreeMinutesToo) {
    RuleSet rules = mall();
    rules.benefits.courtesy = Minutes{2};
    const Quote quote = price(rules, 17min, coupon(Minutes{30}));
    EXPECT_EQ(quote.steps, (std::vector<QuoteStep>{{Benefit::grace, Minutes{17}, {}, Fen{300}}}));
    EXPECT_TRUE(quote.coupon.empty());
    EXPECT_EQ(quote.due, Fen{0});
    EXPECT_EQ(price(rules, 17min + 1ms, {}).due, Fen{300});
    EXPECT_EQ(price(rules, 31min, {}).due, Fen{600}) << "a courtesy shortens no stay that pays";
    rules.coupons.front().shortest_stay = {};
    EXPECT_FALSE(rules::earns_coupon(rules.coupons.front(), quote)) << "it has cost nothing";
}

// Free for an hour as a threshold: the first half hours have ended, and still the stay would have been free.
TEST(Late, TheCourtesyThatSettledAStayIsOfThatMoment) {
    RuleSet rules = mall();
    rules.benefits.courtesy = Minutes{2};
    const Means means = settled({}, 17min);
    EXPECT_EQ(price(rules, 17min, {}).due, Fen{0});
    EXPECT_EQ(price(rules, 25min, means).due, Fen{0});
}

TEST(Late, TheCourtesyLooksAtTheWholeTariff) {
    RuleSet rules = mall();
    rules.benefits.courtesy = Minutes{2};
    rules.tariff.tables[0].free = Minutes{65};
    EXPECT_EQ(price(rules, 67min, {}).due, Fen{0});
    EXPECT_EQ(price(rules, 68min, {}).due, Fen{900});
}

// Half price until 11:00 was 3.00, and was paid. Half an hour more is half of its price more, not half of what is left.
TEST(Late, TheDifferenceOfAPercentCoupon) {
    Means means = coupon(rules::PercentOff{50});
    EXPECT_EQ(price(mall(), 60min, means).due, Fen{300});
    means.paid = {300};
    means.settled_at = ten + 60min;
    means.settled_until = ten + 75min;
    EXPECT_EQ(price(mall(), 90min, means).due, Fen{150});
}

TEST(Late, PointsThatComeAfterAPaymentPayTheDifference) {
    Means means = settled({600}, 60min);
    means.points = {3'000};
    const Quote quote = price(mall(), 100min, means);
    EXPECT_EQ(quote.points, Points{600});
    EXPECT_EQ(quote.due, Fen{0});
    EXPECT_EQ(taken(quote, Benefit::payment), Fen{600});
}

} // namespace
} // namespace parkgate::test
