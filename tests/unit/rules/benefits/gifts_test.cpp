// Which of several coupons a member is given as he leaves: the first of the file that fits and can be given.
#include "tests/unit/rules/benefits/mall.hpp"

#include <gtest/gtest.h>

#include <set>

namespace parkgate::test {
namespace {

using rules::CouponRule;
using rules::DayKind;
using rules::DaySet;

const DaySet weekend = DaySet::of(DayKind::saturday) | DaySet::of(DayKind::sunday);

CouponRule rule_of(const std::string& campaign) {
    return {{campaign}, {WorthKind::minutes, 60, {}}, Minutes{30}, 14};
}

class Gifts : public testing::Test {
  protected:
    RuleSet rules = mall();
    std::set<CampaignId> spent;
    std::string tier;
    SiteTime at = ten + 1h; // Saturday, 2026-11-21

    std::string given(Duration stay = 1h) {
        const Quote quote = price(rules, stay, {});
        const auto* rule = rules::coupon_for(rules, {quote, tier, at},
                                             [&](const CampaignId& campaign) { return !spent.contains(campaign); });
        return rule != nullptr ? rule->campaign.text : "none";
    }
};

TEST_F(Gifts, TheFirstOfTheFileIsGivenAndTheNextWhereItIsSpent) {
    rules.coupons = {rule_of("a"), rule_of("b"), rule_of("c")};
    EXPECT_EQ(given(), "a");
    spent = {{"a"}};
    EXPECT_EQ(given(), "b");
    spent = {{"a"}, {"b"}};
    EXPECT_EQ(given(), "c");
    spent = {{"a"}, {"b"}, {"c"}};
    EXPECT_EQ(given(), "none");
}

TEST_F(Gifts, AShorterStayEarnsWhatAsksForLess) {
    rules.coupons = {rule_of("long"), rule_of("short")};
    rules.coupons[0].shortest_stay = Minutes{120};
    EXPECT_EQ(given(1h), "short");
    EXPECT_EQ(given(119min), "short");
    EXPECT_EQ(given(2h), "long");
    EXPECT_EQ(given(29min), "none");
    EXPECT_EQ(given(10min), "none") << "it is free";
}

TEST_F(Gifts, DaysAreThoseOfTheSiteOnWhichHeLeaves) {
    rules.coupons = {rule_of("weekend"), rule_of("holiday"), rule_of("weekday")};
    rules.coupons[0].days = weekend;
    rules.coupons[1].days = DaySet::of(DayKind::holiday);
    rules.coupons[2].days = DaySet::of(DayKind::monday);
    rules.tariff.calendar.holidays = {rules::LocalDay(std::chrono::year(2026) / 11 / 28)}; // a Saturday
    const std::pair<SiteTime, const char*> cases[] = {
        {site_time(0, 0, 0), "weekend"},  {site_time(0, 0, 0) - 1ms, "none"}, {site_time(1, 23, 59), "weekend"},
        {site_time(2, 0, 0), "weekday"},  {site_time(2, 23, 59), "weekday"},  {site_time(3, 12, 0), "none"},
        {site_time(7, 12, 0), "holiday"},
    };
    for (const auto& [leaves, campaign] : cases) {
        at = leaves;
        EXPECT_EQ(given(), campaign) << (leaves - ten).count();
    }
}

TEST_F(Gifts, ATierIsOneOfThoseThatAreNamed) {
    rules.coupons = {rule_of("gold"), rule_of("everybody")};
    rules.coupons[0].tiers = {"silver", "gold"};
    for (const auto& [of, campaign] : {std::pair{"gold", "gold"}, {"silver", "gold"}, {"", "everybody"}}) {
        tier = of;
        EXPECT_EQ(given(), campaign) << of;
    }
    rules.coupons.pop_back();
    EXPECT_EQ(given(), "none") << "he has no tier";
}

TEST_F(Gifts, FromTheFirstDayToTheLastOne) {
    rules.coupons = {rule_of("summer")};
    rules.coupons[0].from = rules::LocalDay(std::chrono::year(2026) / 11 / 22);
    rules.coupons[0].until = rules::LocalDay(std::chrono::year(2026) / 11 / 23);
    const std::pair<SiteTime, bool> cases[] = {{site_time(1, 0, 0) - 1ms, false},
                                               {site_time(1, 0, 0), true},
                                               {site_time(3, 0, 0) - 1ms, true},
                                               {site_time(3, 0, 0), false}};
    for (const auto& [leaves, runs] : cases) {
        at = leaves;
        EXPECT_EQ(given() == "summer", runs) << (leaves - ten).count();
        EXPECT_EQ(rules::runs_on(rules.coupons[0], rules.tariff.calendar, at), runs);
    }
}

TEST_F(Gifts, ACampaignIsFoundByItsName) {
    rules.coupons = {rule_of("a"), rule_of("b")};
    EXPECT_EQ(rules::coupon_of(rules, {"b"}), &rules.coupons[1]);
    EXPECT_EQ(rules::coupon_of(rules, {"c"}), nullptr);
}

} // namespace
} // namespace parkgate::test
