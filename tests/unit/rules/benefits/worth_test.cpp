// What coupons, validations and tiers are worth: minutes, money, percent, everything, everything until a time.
#include "rules/benefits/coupon.hpp"
#include "tests/unit/rules/benefits/mall.hpp"

#include <gtest/gtest.h>

namespace parkgate::test {
namespace {

using rules::AllFree;
using rules::FreeUntil;
using rules::PercentOff;

TEST(Worth, MinutesCoverStartedHalfHours) {
    EXPECT_EQ(price(mall(), 130min, validation(Minutes{60})).due, Fen{900});
    EXPECT_EQ(price(mall(), 130min, validation(Minutes{61})).due, Fen{600}) << "an increment that has begun is covered";
    EXPECT_EQ(price(mall(), 130min, validation(Minutes{500})).steps[0].minutes, Minutes{150});
}

TEST(Worth, MoneyIsMoney) {
    const Quote quote = price(mall(), 130min, coupon(Fen{1'000}));
    EXPECT_EQ(quote.steps, (std::vector<QuoteStep>{{Benefit::coupon, {}, {}, Fen{1'000}, {"c1"}}}));
    EXPECT_EQ(quote.due, Fen{500});
}

TEST(Worth, PercentOfWhatIsLeftRoundsUpForTheDriver) {
    EXPECT_EQ(price(mall(), 130min, coupon(PercentOff{20})).due, Fen{1'200});
    // 33 % of each 3.00 is 0.99; of the 2.01 that money has left of the first, 0.6633 is 0.67.
    Means means = coupon(PercentOff{33});
    means.validations = {{{"v1"}, Fen{99}}};
    EXPECT_EQ(taken(price(mall(), 60min, means), Benefit::coupon), Fen{67 + 99});
    EXPECT_EQ(price(mall(), 60min, coupon(PercentOff{100})).due, Fen{0});
}

TEST(Worth, AllFreeIsAllFree) {
    const Quote quote = price(mall(), 130min, coupon(AllFree{}));
    EXPECT_EQ(quote.due, Fen{0});
    EXPECT_EQ(quote.steps[0].minutes, Minutes{150});
    EXPECT_EQ(quote.coupon, CouponId{"c1"});
}

// Due at 10:00, 10:30, 11:00, 11:30 and 12:00.
TEST(Worth, FreeUntilCoversWhatFallsDueBefore) {
    EXPECT_EQ(price(mall(), 130min, coupon(FreeUntil{site_time(0, 11, 0)})).due, Fen{900});
    EXPECT_EQ(price(mall(), 130min, coupon(FreeUntil{site_time(0, 11, 0) + 1ms})).due, Fen{600});
    const Quote before = price(mall(), 130min, coupon(FreeUntil{ten - 1h}));
    EXPECT_EQ(before.due, Fen{1'500});
    EXPECT_TRUE(before.coupon.empty()) << "a coupon that takes nothing is not spent";
}

TEST(Worth, ACouponOfWhichMoreThanHalfWouldBeWastedIsKept) {
    const auto used = [](Duration stay, const rules::Worth& worth) {
        return !price(mall(), stay, coupon(worth)).coupon.empty();
    };
    EXPECT_TRUE(used(30min, Minutes{60})) << "exactly half";
    EXPECT_FALSE(used(30min, Minutes{61}));
    EXPECT_TRUE(used(31min, Minutes{120}));
    EXPECT_TRUE(used(30min, Fen{600}));
    EXPECT_FALSE(used(30min, Fen{601}));
    EXPECT_EQ(price(mall(), 30min, coupon(Minutes{61})).due, Fen{300});
}

// Of 3.00 yuan that are owed after half an hour.
TEST(Worth, WhatIsWastedOfTheOtherKindsIsOfTheMostThatTheyTakeOff) {
    const auto used = [](const rules::Worth& worth, Fen most) {
        return !price(mall(), 30min, coupon(worth, most)).coupon.empty();
    };
    EXPECT_TRUE(used(AllFree{}, Fen{600})) << "exactly half";
    EXPECT_FALSE(used(AllFree{}, Fen{601}));
    EXPECT_TRUE(used(PercentOff{50}, Fen{300}));
    EXPECT_FALSE(used(PercentOff{50}, Fen{301}));
    EXPECT_TRUE(used(FreeUntil{ten + 1min}, Fen{600}));
    EXPECT_FALSE(used(FreeUntil{ten + 1min}, Fen{601}));
}

TEST(Worth, ACouponTakesNoMoreThanItsMost) {
    EXPECT_EQ(taken(price(mall(), 130min, coupon(AllFree{}, Fen{1'000})), Benefit::coupon), Fen{1'000});
    EXPECT_EQ(price(mall(), 130min, coupon(AllFree{}, Fen{1'000})).due, Fen{500});
    EXPECT_EQ(price(mall(), 130min, coupon(PercentOff{50}, Fen{700})).due, Fen{800});
    EXPECT_EQ(price(mall(), 130min, coupon(PercentOff{50}, Fen{751})).due, Fen{750});
    EXPECT_EQ(price(mall(), 130min, coupon(FreeUntil{site_time(0, 12, 0)}, Fen{1'100})).due, Fen{400});
    RuleSet capped = mall();
    capped.benefits.caps = {{Benefit::coupon, rules::CapOver::entry, rules::CapIn::fen, 600}};
    EXPECT_EQ(price(capped, 130min, coupon(AllFree{}, Fen{1'000})).due, Fen{900}) << "the smaller one binds";
}

// ---- a coupon as it was given ----

constexpr std::int64_t at_22 = 22 * 60;

SiteTime until_of(std::int64_t minute_of_day, SiteTime entered) {
    const auto calendar = house().tariff.calendar;
    const auto hand = rules::in_hand({"c1"}, {WorthKind::until, minute_of_day, Fen{3'000}}, calendar, entered);
    return std::get<FreeUntil>(hand.worth).until;
}

TEST(CouponInHand, IsWorthWhatTheDocumentSaysAndNoMore) {
    const auto calendar = house().tariff.calendar;
    const auto hand = [&](const CouponWorth& worth) { return rules::in_hand({"c1"}, worth, calendar, ten); };
    EXPECT_EQ(hand({WorthKind::minutes, 60, {}}).worth, rules::Worth(Minutes{60}));
    EXPECT_EQ(hand({WorthKind::minutes, 60, {}}).most, std::nullopt);
    EXPECT_EQ(hand({WorthKind::fen, 500, Fen{500}}).worth, rules::Worth(Fen{500}));
    EXPECT_EQ(hand({WorthKind::fen, 500, Fen{500}}).most, Fen{500});
    EXPECT_EQ(hand({WorthKind::percent, 50, Fen{2'000}}).worth, rules::Worth(PercentOff{50}));
    EXPECT_EQ(hand({WorthKind::full, 0, Fen{6'000}}).worth, rules::Worth(AllFree{}));
    EXPECT_EQ(hand({WorthKind::full, 0, Fen{6'000}}).most, Fen{6'000});
    EXPECT_EQ(hand({WorthKind::until, at_22, Fen{3'000}}).most, Fen{3'000});
}

TEST(CouponInHand, ATimeOfTheDayIsThatOfTheEntry) {
    EXPECT_EQ(until_of(at_22, ten), site_time(0, 22, 0));
    EXPECT_EQ(until_of(24 * 60, ten), site_time(1, 0, 0));
    EXPECT_EQ(until_of(at_22, site_time(0, 0, 0)), site_time(0, 22, 0)) << "by the site's clock and not UTC's";
    EXPECT_EQ(until_of(1, site_time(1, 0, 0)), site_time(1, 0, 1));
}

TEST(CouponInHand, WhoComesAfterItsTimeKeepsIt) {
    const auto calendar = house().tariff.calendar;
    const CouponWorth worth{WorthKind::until, at_22, Fen{3'000}};
    RuleSet rules = mall();
    rules.benefits.kept_above_waste_percent = 100;
    for (const SiteTime entered : {site_time(0, 22, 0), site_time(0, 23, 30)}) {
        Means means;
        means.coupon = rules::in_hand({"c1"}, worth, calendar, entered);
        const Quote quote = rules::price(rules, entered, entered + 26h, means);
        EXPECT_TRUE(quote.coupon.empty());
        EXPECT_EQ(taken(quote, Benefit::coupon), Fen{0});
        EXPECT_FALSE(rules::is_of_use(worth, calendar, entered));
    }
    EXPECT_TRUE(rules::is_of_use(worth, calendar, site_time(0, 21, 59)));
    EXPECT_TRUE(rules::is_of_use({WorthKind::full, 0, Fen{3'000}}, calendar, site_time(0, 23, 0)));
}

TEST(Worth, WhatIsTooMuchToWasteIsConfigured) {
    RuleSet rules = mall();
    rules.benefits.kept_above_waste_percent = 100;
    EXPECT_EQ(price(rules, 30min, coupon(Minutes{600})).due, Fen{0}) << "never kept";
    rules.benefits.kept_above_waste_percent = 0;
    EXPECT_TRUE(price(rules, 59min, coupon(Minutes{61})).coupon.empty()) << "kept unless all of it is of use";
    EXPECT_FALSE(price(rules, 61min, coupon(Minutes{61})).coupon.empty());
}

TEST(Worth, SeveralValidationsFollowEachOther) {
    Means means;
    means.validations = {{{"cinema"}, Minutes{60}}, {{"gym"}, Fen{500}}, {{"beauty"}, Minutes{60}}};
    const Quote quote = price(mall(), 130min, means);
    EXPECT_EQ(quote.steps,
              (std::vector<QuoteStep>{{Benefit::store_validation, Minutes{60}, {}, Fen{600}, {"cinema"}},
                                      {Benefit::store_validation, {}, {}, Fen{500}, {"gym"}},
                                      {Benefit::store_validation, Minutes{60}, {}, Fen{400}, {"beauty"}}}));
    EXPECT_EQ(price(mall(), 30min, means).steps.size(), 1U) << "what has nothing left to cover is not spent";
}

// ---- hours of the tier ----

RuleSet mall_with_tiers() {
    RuleSet rules = mall();
    rules.benefits.tier_hours.tiers = {{"black", AllFree{}}, {"platinum", Minutes{180}}, {"gold", Minutes{120}}};
    return rules;
}
Means member(const std::string& tier, bool first_entry = true) {
    Means means;
    means.member_tier = tier;
    means.first_entry_of_day = first_entry;
    return means;
}

TEST(TierHours, AreOfTheTier) {
    EXPECT_EQ(price(mall_with_tiers(), 5h, member("black")).due, Fen{0});
    EXPECT_EQ(price(mall_with_tiers(), 5h, member("platinum")).due, Fen{1'200});
    EXPECT_EQ(price(mall_with_tiers(), 5h, member("gold")).due, Fen{1'800});
    EXPECT_EQ(price(mall_with_tiers(), 5h, member("silver")).due, Fen{3'000});
    EXPECT_EQ(price(mall_with_tiers(), 5h, member("")).due, Fen{3'000});
}

// A right by which the stay is priced as of another tier takes nothing from the member, and makes nobody one.
TEST(TierHours, AreOfTheMemberWhateverTierHisRightNames) {
    Means means = member("gold");
    means.visitor.tier = "staff";
    EXPECT_EQ(price(mall_with_tiers(), 5h, means).due, Fen{1'800});
    means = member("");
    means.visitor.tier = "gold";
    EXPECT_EQ(price(mall_with_tiers(), 5h, means).due, Fen{3'000});
}

TEST(TierHours, AreForTheFirstEntryOfTheDay) {
    EXPECT_EQ(price(mall_with_tiers(), 1h, member("gold", false)).due, Fen{600});
    RuleSet every_entry = mall_with_tiers();
    every_entry.benefits.tier_hours.first_entry_only = false;
    EXPECT_EQ(price(every_entry, 1h, member("gold", false)).due, Fen{0});
}

// A second car of the member that leaves later the same day gets nothing of what the first has left over.
TEST(TierHours, AreGivenOnceADayInTheOrderOfLeaving) {
    Means second = member("gold");
    second.used_today[Benefit::tier_hours].by_member = {Minutes{30}, Fen{300}, 1};
    EXPECT_EQ(price(mall_with_tiers(), 1h, second).due, Fen{600});
    RuleSet shared = mall_with_tiers();
    shared.benefits.tier_hours.once_a_day = false;
    shared.benefits.caps = {{Benefit::tier_hours, rules::CapOver::member, rules::CapIn::minutes, 60}};
    EXPECT_EQ(price(shared, 1h, second).due, Fen{300}) << "30 of the 60 minutes of the day are left";
}

} // namespace
} // namespace parkgate::test
