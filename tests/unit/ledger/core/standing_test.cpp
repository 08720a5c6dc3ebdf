// Tiers over the periods, stamps, and the end of lots.
#include "protocol/codec.hpp"
#include "tests/unit/ledger/support/mall.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace parkgate::ledger::test {
namespace {

using enum AccountKind;

// Noon of World is in September 2026; a period is a calendar year.
const SiteTime next_year = noon + days(120);
const SiteTime year_after = noon + days(490);

std::string tier(const Mall& mall) {
    return mall.store->books().member({"m1"}).value().tier;
}

void sweep(Mall& mall, SiteTime now) {
    mall.now = now;
    mall.store->sweep(now, 100);
}

TEST(I23, a_tier_goes_by_qualifying_points_whatever_is_spent) {
    Mall mall;
    mall.till(sale("r1", "m1", 99'900));
    EXPECT_EQ(tier(mall), "");
    mall.till(sale("r2", "m1", 100));
    EXPECT_EQ(tier(mall), "silver");
    EXPECT_EQ(std::ranges::count(mall.told(), "tier_changed"), 1);
    mall.hold(mall.box, "h1", "s1", 900);
    mall.take(mall.box.fact({"s1"}, charged("h1", 900)));
    EXPECT_EQ(mall.spendable("m1"), 100);
    EXPECT_EQ(tier(mall), "silver");
}

TEST(I23, goods_that_come_back_lower_it) {
    Mall mall;
    const Sold sold = sale("r1", "m1", 100'000);
    mall.till(sold);
    mall.till(back(sold, 100));
    EXPECT_EQ(mall.qualifying("m1"), 999);
    EXPECT_EQ(tier(mall), "");
}

TEST(I23, a_tier_that_staff_has_given_stays) {
    Mall mall;
    mall.store->add_member({"m1"}, {}, {}, noon, {"gold", {}});
    mall.till(sale("r1", "m1", 100'000));
    EXPECT_EQ(tier(mall), "gold");
    sweep(mall, year_after);
    EXPECT_EQ(tier(mall), "gold");
}

// A file of another name may have other tiers: nobody waits for his next purchase, and no name of a tier outlives it.
TEST(I23, other_tiers_move_members_whose_points_have_not_moved) {
    const auto kit = make_kit();
    {
        Mall mall(kit->open());
        mall.till(sale("r1", "m1", 70'000));
        mall.store->add_member({"m2"}, {}, {}, noon, {"gold", {}});
        mall.take(mall.box.fact({"s1"}, Entered{{"in"}, {"plate-1"}, noon - 1h}));
        sweep(mall, noon);
        EXPECT_EQ(tier(mall), "");
    }
    const auto opened_with = [&](const std::string& id, std::vector<rules::TierRule> tiers) {
        return std::make_unique<Mall>(kit->open(), [&](Terms& terms) {
            terms.earning.id = {id};
            terms.earning.tiers = std::move(tiers);
        });
    };
    {
        const auto mall = opened_with("earning-1", {{"silver", {500}}});
        sweep(*mall, noon);
        EXPECT_EQ(tier(*mall), "") << "a file that has changed has another id";
    }
    {
        const auto mall = opened_with("earning-2", {{"silver", {500}}});
        int told = 0;
        mall->store->when_members_change([&] { ++told; });
        sweep(*mall, noon + 1min);
        EXPECT_EQ(tier(*mall), "silver");
        EXPECT_EQ(mall->store->books().member({"m2"})->tier, "gold") << "staff have said so";
        EXPECT_EQ(std::ranges::count(mall->told(), "tier_changed"), 1);
        EXPECT_EQ(told, 1);
        const auto news = mall->store->take_news(mall->now, [](const BoxId&) { return std::string(lot); });
        ASSERT_EQ(news.size(), 1U) << "his car is inside";
        EXPECT_EQ(news[0].news.tier, "silver");
        EXPECT_EQ(mall->store->sweep(noon + 2min, 100), 0) << "once";
    }
    {
        const auto mall = opened_with("earning-2", {{"silver", {500}}});
        EXPECT_EQ(mall->store->sweep(noon + 3min, 100), 0);
    }
    {
        const auto mall = opened_with("earning-3", {{"bronze", {500}}});
        sweep(*mall, noon + 4min);
        EXPECT_EQ(tier(*mall), "bronze");
    }
    const auto mall = opened_with("earning-4", {});
    sweep(*mall, noon + 5min);
    EXPECT_EQ(tier(*mall), "");
}

TEST(I23, a_tier_lasts_for_the_period_after_the_one_that_it_was_reached_in) {
    Mall mall;
    mall.till(sale("r1", "m1", 100'000));
    sweep(mall, next_year);
    EXPECT_EQ(tier(mall), "silver");
    mall.till(sale("r2", "m1", 50'000, "retail", next_year));
    EXPECT_EQ(tier(mall), "silver") << "the more of the two periods";
    sweep(mall, year_after);
    EXPECT_EQ(tier(mall), "") << "500 in the former, nothing in this one";
    EXPECT_EQ(mall.store->sweep(year_after, 100), 0) << "worked out once a period";
}

TEST(I23, a_sale_of_the_former_period_counts_there) {
    Mall mall;
    mall.till(sale("r1", "m1", 60'000, "retail", noon));
    const SiteTime last_day = noon + days(100);
    sweep(mall, last_day + days(3));
    mall.till(sale("r2", "m1", 40'000, "retail", last_day));
    EXPECT_EQ(mall.qualifying("m1"), 1000);
    EXPECT_EQ(tier(mall), "silver");
}

TEST(I23, a_late_sale_of_the_former_period_does_not_bring_back_the_one_before) {
    Mall mall;
    mall.till(sale("r1", "m1", 100'000));
    sweep(mall, next_year);
    mall.till(sale("r2", "m1", 40'000, "retail", next_year));
    const SiteTime last_day = noon + days(465);
    sweep(mall, last_day + days(3));
    EXPECT_EQ(tier(mall), "");
    mall.till(sale("r3", "m1", 10'000, "retail", last_day));
    EXPECT_EQ(tier(mall), "");
}

TEST(I23, a_tier_that_ends_with_its_period_is_told) {
    Mall mall;
    mall.till(sale("r1", "m1", 100'000));
    sweep(mall, next_year);
    EXPECT_EQ(std::ranges::count(mall.told(), "tier_changed"), 1) << "it still holds";
    sweep(mall, year_after);
    EXPECT_EQ(tier(mall), "");
    EXPECT_EQ(std::ranges::count(mall.told(), "tier_changed"), 2);
}

TEST(I21, points_that_end_are_told_once_thirty_days_before) {
    Mall mall;
    mall.till(sale("r1", "m1"));
    mall.till(sale("r2", "m1", 10'000, "dining"));
    mall.till(sale("r3", "m2"));
    const SiteTime end = mall.store->books().lots_of({"m1"}).at(0).expires_at;
    sweep(mall, end - days(30) - Duration(1));
    EXPECT_EQ(std::ranges::count(mall.told(), "points_expiring"), 0);
    sweep(mall, end - days(30));
    sweep(mall, end - days(29));
    EXPECT_EQ(std::ranges::count(mall.told(), "points_expiring"), 2) << "each of them once, of all his lots";
    const auto told = decode<Notification>(mall.store->outbox(0, 100).at(mall.told().size() - 2).bytes).value();
    EXPECT_EQ(told.member, MemberId{"m1"});
    EXPECT_EQ(told.data.at("points"), "150");
}

TEST(I21, a_lot_ends_with_its_day_and_what_it_cost_is_freed) {
    Mall mall;
    mall.till(sale("r1", "m1"));
    const auto lot = mall.store->books().lots_of({"m1"}).at(0);
    sweep(mall, lot.expires_at - Duration(1));
    EXPECT_EQ(mall.spendable("m1"), 100);
    sweep(mall, lot.expires_at);
    EXPECT_EQ(mall.spendable("m1"), 0);
    EXPECT_EQ(mall.balance(points_expired, "store:retail"), 100);
    EXPECT_EQ(mall.balance(points_liability, "store:retail"), 0);
    EXPECT_EQ(mall.balance(points_funding, "store:retail"), 0);
}

TEST(I22, what_was_held_as_its_lot_ended_ends_after_its_release) {
    Mall mall([](Terms& terms) { terms.hold_lifetime = days(1000); });
    mall.till(sale("r1", "m1", 100'000));
    const SiteTime end = mall.store->books().lots_of({"m1"}).at(0).expires_at;
    mall.hold(mall.box, "h1", "s1", 300);
    mall.hold(mall.box, "h2", "s2", 300);
    sweep(mall, end);
    EXPECT_EQ(mall.balance(points_expired, "store:retail"), 400);
    EXPECT_EQ(mall.balance(member_held, "m1"), 600);
    mall.take(mall.box.fact({"s1"}, released("h1", 300)));
    EXPECT_EQ(mall.spendable("m1"), 300);
    sweep(mall, end);
    EXPECT_EQ(mall.spendable("m1"), 0);
    mall.take(mall.box.fact({"s2"}, charged("h2", 300)));
    EXPECT_EQ(mall.balance(points_expired, "store:retail"), 700);
    EXPECT_EQ(mall.owed("m1"), 0) << "held is paid for, whenever the charge comes";
}

// Purchases of `number` days, a stamp each.
void buy_on_days(Mall& mall, int number, int first = 1) {
    for (int i = first; i < first + number; ++i) {
        mall.till(sale("r" + std::to_string(i), "m1", 10'000, "retail", noon - days(7) + days(i)));
    }
}

std::size_t stamps(const Mall& mall) {
    return mall.store->books().unused_stamps_of({"m1"}).size();
}

TEST(Stamps, so_many_become_a_coupon_out_of_the_budget) {
    Mall mall([](Terms& terms) { terms.earning.stamps.stamps = 3; });
    const auto budget = mall.balance(campaign_budget, "return-visit");
    buy_on_days(mall, 2);
    EXPECT_EQ(mall.balance(campaign_budget, "return-visit"), budget);
    buy_on_days(mall, 2, 3);
    EXPECT_EQ(mall.balance(campaign_budget, "return-visit"), budget - 60);
    EXPECT_EQ(mall.balance(coupon_liability, "return-visit"), 60);
    EXPECT_EQ(stamps(mall), 1U) << "the fourth is the first of the next coupon";
    EXPECT_EQ(std::ranges::count(mall.told(), "coupon_given"), 1);
    buy_on_days(mall, 2, 5);
    EXPECT_EQ(mall.balance(coupon_liability, "return-visit"), 120) << "a second coupon is another one";
    sweep(mall, noon + days(40));
    EXPECT_EQ(mall.balance(coupon_liability, "return-visit"), 0);
    EXPECT_EQ(mall.balance(coupons_lapsed, "return-visit"), 120);
}

TEST(Stamps, I39_a_day_has_one_in_whatever_order_its_facts_come) {
    const auto day = [](const std::vector<int>& order) {
        Mall mall([](Terms& terms) { terms.earning.stamps.stamps = 10; });
        for (const int what : order) {
            if (what == 0) {
                mall.till(sale("r1", "m1"));
            } else {
                auto fact = mall.box.fact({"s" + std::to_string(what)}, [&] {
                    Exited exited{{"x"}, {"plate-1"}, ExitHow::observed, noon - 1min * what, {60}, {}, {}, {}};
                    exited.matched = Matched::exact;
                    return exited;
                }());
                fact.fact.lot = "p" + std::to_string(what);
                mall.take(fact);
            }
        }
        return stamps(mall);
    };
    for (const auto& order : std::vector<std::vector<int>>{{0, 1, 2}, {1, 2, 0}, {1, 0, 2}, {2, 1, 0}}) {
        EXPECT_EQ(day(order), 1U);
    }
    Mall returned([](Terms& terms) { terms.earning.stamps.stamps = 10; });
    returned.till(sale("r1", "m1"));
    returned.visit("s1", "plate-1", noon - 1h);
    returned.till(back(sale("r1"), 10'000));
    EXPECT_EQ(stamps(returned), 1U) << "the visit stands";
}

TEST(Stamps, a_stay_that_is_closed_again_on_another_day_does_not_break_the_books) {
    Mall mall([](Terms& terms) { terms.earning.stamps.stamps = 1; });
    EXPECT_EQ(mall.visit("s1", "plate-1", noon).entry.outcome, Outcome::applied);
    EXPECT_EQ(mall.visit("s1", "plate-1", noon + days(1)).entry.outcome, Outcome::applied);
}

TEST(Stamps, I24_without_a_budget_or_after_a_stop_they_wait) {
    Mall spent([](Terms& terms) {
        terms.earning.stamps.stamps = 2;
        terms.campaigns.front().budget_coupons = 1;
    });
    buy_on_days(spent, 5);
    EXPECT_EQ(spent.balance(coupon_liability, "return-visit"), 60);
    EXPECT_EQ(spent.balance(campaign_budget, "return-visit"), 0);
    EXPECT_EQ(stamps(spent), 3U);
    Mall stopped([](Terms& terms) { terms.earning.stamps.stamps = 2; });
    stopped.desk("anna", CampaignSwitched{{"return-visit"}, true, "a leak"});
    buy_on_days(stopped, 3);
    EXPECT_EQ(stopped.balance(coupon_liability, "return-visit"), 0);
    EXPECT_EQ(stamps(stopped), 3U);
    stopped.desk("anna", CampaignSwitched{{"return-visit"}, false, "mended"});
    buy_on_days(stopped, 1, 4);
    EXPECT_EQ(stopped.balance(coupon_liability, "return-visit"), 60);
    EXPECT_EQ(stamps(stopped), 2U);
}

TEST(Stamps, they_wait_while_their_campaign_is_over) {
    Mall over([](Terms& terms) {
        terms.earning.stamps.stamps = 2;
        terms.rules.coupons.front().until = rules::LocalDay{std::chrono::year{2026} / 9 / 1};
    });
    buy_on_days(over, 3);
    EXPECT_EQ(over.balance(coupon_liability, "return-visit"), 0);
    EXPECT_EQ(stamps(over), 3U);
}

// Of purchases that are told of by a photo, and approved now.
void approve_photos(Mall& mall, const std::vector<SiteTime>& sold) {
    for (const SiteTime at : sold) {
        mall.app(Uploaded{{"m1"}, sale("photo", "", 10'000, "retail", at), "photo"});
        mall.desk("anna", Reviewed{{mall.last_id()}, true, ""});
    }
}

TEST(Stamps, a_coupon_lives_from_its_giving_on_however_old_the_purchase_is) {
    Mall mall([](Terms& terms) {
        terms.earning.stamps.stamps = 3;
        terms.rules.coupons.front().valid_days = 14;
    });
    buy_on_days(mall, 2);
    approve_photos(mall, {noon - days(20)});
    EXPECT_EQ(stamps(mall), 0U);
    const auto coupons = mall.store->books().coupons_given_to({"m1"}, noon, 9);
    ASSERT_EQ(coupons.size(), 1U);
    EXPECT_EQ(coupons.front().expires_at, noon + days(14));
}

TEST(Stamps, whether_their_campaign_runs_goes_by_the_giving) {
    Mall over([](Terms& terms) {
        terms.earning.stamps.stamps = 2;
        terms.rules.coupons.front().until = rules::LocalDay{std::chrono::year{2026} / 9 / 10};
    });
    approve_photos(over, {noon - days(20), noon - days(18)});
    EXPECT_EQ(over.balance(coupon_liability, "return-visit"), 0);
    EXPECT_EQ(stamps(over), 2U);
}

} // namespace
} // namespace parkgate::ledger::test
