// Who pays for a stay, and that nobody pays twice or for nothing.
#include "tests/unit/rules/house.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace parkgate::test {
namespace {

using rules::Means;

const SiteTime ten = site_time(0, 10, 0);

Means coupon(std::int64_t minutes) {
    Means means;
    means.coupon = Means::CouponInHand{{"c1"}, Minutes{minutes}};
    return means;
}
Means points(std::int64_t count) {
    Means means;
    means.points = {count};
    return means;
}
Quote price(Duration stay, const Means& means) {
    return rules::price(house(), ten, ten + stay, means);
}

TEST(Benefits, GraceCostsNothingAndTakesNothing) {
    Means means = coupon(60);
    means.points = {3'000};
    const Quote quote = price(15min, means);
    EXPECT_EQ(quote.steps, (std::vector<QuoteStep>{{Benefit::grace, Minutes{15}, {}, {}}}));
    EXPECT_TRUE(quote.coupon.empty());
    EXPECT_EQ(quote.points, Points{0});
    EXPECT_EQ(quote.due, Fen{0});
}

TEST(Benefits, PointsBuyStartedHalfHours) {
    const Quote quote = price(130min, points(1'800));
    EXPECT_EQ(quote.points, Points{1'500});
    EXPECT_EQ(quote.bought, Minutes{150});
    EXPECT_EQ(quote.due, Fen{0});
    EXPECT_EQ(price(130min, points(1'000)).points, Points{900});
    EXPECT_EQ(price(130min, points(1'000)).due, Fen{600});
    EXPECT_EQ(price(130min, points(299)).points, Points{0});
}

TEST(Benefits, TheOrderIsPaymentCouponPoints) {
    Means means = coupon(60);
    means.points = {3'000};
    means.paid = {300};
    const Quote quote = price(130min, means);
    ASSERT_EQ(quote.steps.size(), 3U);
    EXPECT_EQ(quote.steps[0], (QuoteStep{Benefit::payment, {}, {}, Fen{300}}));
    EXPECT_EQ(quote.steps[1], (QuoteStep{Benefit::coupon, Minutes{60}, {}, Fen{600}}));
    EXPECT_EQ(quote.steps[2], (QuoteStep{Benefit::points, Minutes{60}, Points{600}, Fen{600}}));
    EXPECT_EQ(quote.due, Fen{0});
}

TEST(Benefits, ACouponOfWhichMoreThanHalfWouldBeWastedIsKept) {
    EXPECT_EQ(price(30min, coupon(60)).coupon, CouponId{"c1"}) << "exactly half";
    EXPECT_TRUE(price(30min, coupon(61)).coupon.empty());
    EXPECT_EQ(price(30min, coupon(61)).due, Fen{300});
    EXPECT_EQ(price(31min, coupon(120)).coupon, CouponId{"c1"});
}

TEST(Benefits, ACappedDayIsNotPaidForAgain) {
    const Quote quote = rules::price(house(), site_time(0, 0, 0), site_time(0, 23, 0), points(100'000));
    EXPECT_EQ(quote.fee, Fen{6'000});
    EXPECT_EQ(quote.points, Points{20 * 300}) << "half hours after the cap are not bought";
}

TEST(Benefits, WhoHasPaidPaysNothingMoreWhileHeMayStillLeave) {
    Means means;
    means.paid = {600};
    means.settled_at = ten + 60min;
    means.settled_until = ten + 75min;
    EXPECT_EQ(price(75min, means).due, Fen{0});
    EXPECT_EQ(price(75min, means).fee, Fen{600});
    EXPECT_EQ(price(75min + 1ms, means).due, Fen{300});
    EXPECT_EQ(price(100min, means).due, Fen{600});
}

TEST(Benefits, MoneyThatDoesNotFillAnIncrementCounts) {
    Means means;
    means.paid = {450};
    const Quote quote = price(60min, means);
    EXPECT_EQ(quote.due, Fen{150});
    means.points = {300};
    EXPECT_EQ(price(60min, means).due, Fen{0});
}

TEST(Benefits, TooMuchMoneyIsNotCountedAgainstTheFee) {
    Means means;
    means.paid = {10'000};
    EXPECT_EQ(price(60min, means).steps[0].fen, Fen{600});
    EXPECT_EQ(price(60min, means).due, Fen{0});
}

TEST(Benefits, WhatIsHeldIsWholeUnitsAndAtMostThreeHours) {
    const auto price = house().points;
    EXPECT_EQ(rules::most_to_hold(price), Points{1'800});
    EXPECT_EQ(rules::points_to_hold(price, {2'000}), Points{1'800});
    EXPECT_EQ(rules::points_to_hold(price, {1'000}), Points{900});
    EXPECT_EQ(rules::points_to_hold(price, {299}), Points{0});
}

TEST(Benefits, ACouponIsEarnedByALongStayThatWasNotPaidByACouponAlone) {
    const auto rule = house().coupon;
    EXPECT_TRUE(rules::earns_coupon(rule, price(30min, points(3'000))));
    EXPECT_FALSE(rules::earns_coupon(rule, price(29min, points(3'000))));
    EXPECT_FALSE(rules::earns_coupon(rule, price(10min, points(3'000))));
    EXPECT_FALSE(rules::earns_coupon(rule, price(60min, coupon(60))));
    Means both = coupon(60);
    both.points = {3'000};
    EXPECT_TRUE(rules::earns_coupon(rule, price(90min, both)));
    EXPECT_TRUE(rules::earns_coupon(rule, price(60min, {}))) << "money earns too; whoever is no member has no coupon";
}

// ---- for every stay and every means ----

struct Case {
    SiteTime in;
    Duration stay;
    Means means;
};

Case any_case() {
    Case out;
    out.in = site_time(0, 0, 0) + Duration{*rc::gen::inRange<std::int64_t>(0, 86'400'000)};
    out.stay = Duration{*rc::gen::inRange<std::int64_t>(0, 3LL * 86'400'000)};
    if (*rc::gen::arbitrary<bool>()) {
        out.means.coupon = Means::CouponInHand{{"c1"}, Minutes{*rc::gen::inRange<std::int64_t>(1, 600)}};
    }
    out.means.points = {*rc::gen::inRange<std::int64_t>(0, 20'000)};
    out.means.paid = {*rc::gen::inRange<std::int64_t>(0, 15'000)};
    if (*rc::gen::arbitrary<bool>()) {
        out.means.settled_at = out.in + Duration{*rc::gen::inRange<std::int64_t>(0, 3LL * 86'400'000)};
        out.means.settled_until = *out.means.settled_at + 15min;
    }
    return out;
}

RC_GTEST_PROP(BenefitsProperty, StepsAndDueAreTheFee, ()) {
    const Case one = any_case();
    const Quote quote = rules::price(house(), one.in, one.in + one.stay, one.means);
    Fen sum = quote.due;
    Points spent;
    for (const auto& step : quote.steps) {
        RC_ASSERT(step.fen >= Fen{0});
        sum += step.fen;
        spent += step.points;
    }
    RC_ASSERT(quote.due >= Fen{0});
    RC_ASSERT(sum == quote.fee);
    RC_ASSERT(spent == quote.points);
    RC_ASSERT(quote.points <= one.means.points);
}

RC_GTEST_PROP(BenefitsProperty, PointsBuyNoMoreThanIsOwedRoundedUpToOneUnit, ()) {
    const Case one = any_case();
    const auto rules = house();
    const Quote quote = rules::price(rules, one.in, one.in + one.stay, one.means);
    Means without = one.means;
    without.points = {};
    const Fen owed = rules::price(rules, one.in, one.in + one.stay, without).due;
    const auto increments = (owed.count + 299) / 300;
    RC_ASSERT(quote.bought <= Minutes{increments * 30});
    RC_ASSERT(quote.points == rules.points.per_unit * (quote.bought.count / 30));
    RC_ASSERT((quote.due > Fen{0}) <= (one.means.points - quote.points < rules.points.per_unit));
}

RC_GTEST_PROP(BenefitsProperty, MoreMeansNeverMakeItDearer, ()) {
    const Case one = any_case();
    const auto due = [&](const Means& means) { return rules::price(house(), one.in, one.in + one.stay, means).due; };
    Means nothing;
    RC_ASSERT(due(one.means) <= due(nothing));
}

RC_GTEST_PROP(BenefitsProperty, ACouponIsSpentOnlyWhenHalfOfItIsUsed, ()) {
    const Case one = any_case();
    const Quote quote = rules::price(house(), one.in, one.in + one.stay, one.means);
    for (const auto& step : quote.steps) {
        if (step.benefit == Benefit::coupon) {
            RC_ASSERT(step.minutes * 2 >= one.means.coupon->minutes);
            RC_ASSERT(step.minutes <= one.means.coupon->minutes);
            RC_ASSERT(quote.coupon == one.means.coupon->id);
            RC_ASSERT(step.fen > Fen{0});
        }
    }
}

} // namespace
} // namespace parkgate::test
