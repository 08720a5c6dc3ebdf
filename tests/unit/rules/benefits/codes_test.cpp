// What a visit has for the codes of its member. Why he has them is nothing that a price knows.
#include "tests/unit/rules/benefits/mall.hpp"

#include <gtest/gtest.h>

namespace parkgate::test {
namespace {

using rules::CapIn;
using rules::CapOver;

RuleSet mall_with_codes() {
    RuleSet rules = mall();
    rules.benefits.codes = {{{"mb60"}, Minutes{60}}, {{"hotel-night"}, Minutes{90}}};
    return rules;
}

Means with_codes(std::vector<BenefitCode> codes) {
    Means means;
    means.codes = std::move(codes);
    return means;
}

TEST(Codes, GiveTheirMinutesOfEachVisitAndTheStepSaysTheCodeAlone) {
    const Quote quote = price(mall_with_codes(), 130min, with_codes({{"mb60"}}));
    EXPECT_EQ(quote.steps, (std::vector<QuoteStep>{{Benefit::codes, Minutes{60}, {}, Fen{600}, {"mb60"}}}));
    EXPECT_EQ(quote.due, Fen{900});
    EXPECT_EQ(price(mall_with_codes(), 130min, with_codes({})).due, Fen{1'500});
}

TEST(Codes, EachIsALineOfItsOwnInTheOrderOfTheRules) {
    const Quote quote = price(mall_with_codes(), 250min, with_codes({{"hotel-night"}, {"mb60"}}));
    EXPECT_EQ(quote.steps, (std::vector<QuoteStep>{{Benefit::codes, Minutes{60}, {}, Fen{600}, {"mb60"}},
                                                   {Benefit::codes, Minutes{90}, {}, Fen{900}, {"hotel-night"}}}));
    EXPECT_EQ(quote.due, Fen{1'200});
}

TEST(Codes, OfALaterLedgerThatTheRulesDoNotHaveGiveNothing) {
    const Quote quote = price(mall_with_codes(), 130min, with_codes({{"summer"}, {"mb60"}}));
    EXPECT_EQ(quote.due, Fen{900});
    EXPECT_EQ(price(mall(), 130min, with_codes({{"mb60"}})).due, Fen{1'500});
}

TEST(Codes, NeverMakeItLessThanNothing) {
    const Quote quote = price(mall_with_codes(), 40min, with_codes({{"hotel-night"}, {"mb60"}}));
    EXPECT_EQ(quote.steps, (std::vector<QuoteStep>{{Benefit::codes, Minutes{60}, {}, Fen{600}, {"mb60"}}}))
        << "what has nothing left to cover is not given";
    EXPECT_EQ(quote.due, Fen{0});
}

TEST(Codes, AreNotCountedWithinTheFreeMinutes) {
    const Quote quote = price(mall_with_codes(), 15min, with_codes({{"mb60"}}));
    EXPECT_EQ(quote.steps, (std::vector<QuoteStep>{{Benefit::grace, Minutes{15}, {}, {}}}));
}

TEST(Codes, ComeBeforeTheTiersHoursTheCouponPointsAndMoney) {
    RuleSet rules = mall_with_codes();
    rules.benefits.tier_hours.tiers = {{"gold", Minutes{30}}};
    Means means = coupon(Minutes{30});
    means.codes = {{"mb60"}};
    means.validations = {{{"v1"}, Minutes{30}}};
    means.member_tier = "gold";
    means.first_entry_of_day = true;
    means.points = {300};
    means.paid = {100};
    const Quote quote = price(rules, 190min, means);
    EXPECT_EQ(quote.steps, (std::vector<QuoteStep>{{Benefit::store_validation, Minutes{30}, {}, Fen{300}, {"v1"}},
                                                   {Benefit::codes, Minutes{60}, {}, Fen{600}, {"mb60"}},
                                                   {Benefit::tier_hours, Minutes{30}, {}, Fen{300}, {"gold"}},
                                                   {Benefit::coupon, Minutes{30}, {}, Fen{300}, {"c1"}},
                                                   {Benefit::points, Minutes{30}, Points{300}, Fen{300}},
                                                   {Benefit::payment, {}, {}, Fen{100}}}));
    EXPECT_EQ(quote.due, Fen{200});
}

TEST(Codes, SpareTheCouponAndThePointsOfWhoNeedsNoneAnyMore) {
    Means means = coupon(Minutes{60});
    means.codes = {{"mb60"}};
    means.points = {3'000};
    const Quote quote = price(mall_with_codes(), 60min, means);
    EXPECT_TRUE(quote.coupon.empty());
    EXPECT_EQ(quote.points, Points{0});
    EXPECT_EQ(quote.due, Fen{0});
}

TEST(Codes, HaveCapsAsOthersHave) {
    RuleSet rules = mall_with_codes();
    rules.benefits.caps = {{Benefit::codes, CapOver::entry, CapIn::minutes, 90}};
    EXPECT_EQ(price(rules, 250min, with_codes({{"hotel-night"}, {"mb60"}})).due, Fen{1'800}) << "of both together";
    rules.benefits.caps = {{Benefit::codes, CapOver::member, CapIn::times, 1}};
    Means second = with_codes({{"mb60"}});
    EXPECT_EQ(price(rules, 130min, second).due, Fen{900});
    second.used_today[Benefit::codes].by_member = {Minutes{60}, Fen{600}, 1};
    EXPECT_EQ(price(rules, 130min, second).due, Fen{1'500}) << "once a member and day";
    rules.benefits.caps = {{Benefit::codes, CapOver::member, CapIn::minutes, 90}};
    EXPECT_EQ(price(rules, 130min, second).due, Fen{1'200}) << "30 of the 90 minutes of the day are left";
}

} // namespace
} // namespace parkgate::test
