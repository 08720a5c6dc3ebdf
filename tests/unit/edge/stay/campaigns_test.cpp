// Several campaigns at one gate: which coupon a leaving gives, each out of a slice of its own.
#include "tests/unit/edge/scenario.hpp"

namespace parkgate::test {
namespace {

using rules::DayKind;
using rules::DaySet;

const CampaignId first{"return-visit"};
const CampaignId second{"weekend"};
const CouponWorth an_hour{WorthKind::minutes, 60, {}};
const CouponWorth ten_yuan{WorthKind::fen, 1'000, Fen{1'000}};
const std::string cars[] = {"沪A00001", "沪A00002", "沪A00003", "沪A00004"};

core::LotConfig two_campaigns() {
    core::LotConfig config = house_config();
    config.rules.coupons.push_back({second, ten_yuan, Minutes{30}, 7});
    return config;
}

// Members whose points pay for their stays; they have been inside for an hour.
class Campaigns : public testing::Test {
  protected:
    core::LotConfig config = two_campaigns();
    std::unique_ptr<Lot> lot;

    Lot& begin(const std::function<void(Lot&)>& given = {}, const std::string& tier = {}) {
        lot = std::make_unique<Lot>(config);
        for (const auto& car : cars) {
            lot->member(car, "m-" + car.substr(car.size() - 1), 20'000, tier);
        }
        if (given) {
            given(*lot);
        }
        lot->ledger_answers();
        for (const auto& car : cars) {
            lot->enters(car);
        }
        return lot->after(1h);
    }
    // Of each leaving in order, what it gave.
    std::vector<CampaignId> given() {
        std::vector<CampaignId> out;
        for (const auto& issued : lot->facts<CouponIssued>()) {
            out.push_back(issued.coupon.campaign);
        }
        return out;
    }
    std::vector<CampaignId> asked_for() {
        std::vector<CampaignId> out;
        for (const auto& ask : lot->asks()) {
            if (const auto* slice = std::get_if<SliceAsk>(&ask.body)) {
                out.push_back(slice->campaign);
            }
        }
        return out;
    }
    // For so long that his coupon does not pay for it alone.
    void comes_again(const std::string& car) { lot->enters(car).after(170min).leaves(out_lane, car); }
    std::int64_t left(const CampaignId& campaign) { return lot->state().purse.left(campaign, lot->now().site); }
    const CampaignId& promised(const LaneId& lane) { return lot->state().lanes.at(lane).admission->gift; }
};

TEST_F(Campaigns, I24_WhereTheFirstSliceIsSpentTheNextCampaignGives) {
    begin([](Lot& lot) { lot.grants(first, 1).grants(second, 2); }).ledger_is_offline();
    for (const auto& car : cars) {
        lot->leaves(out_lane, car);
    }
    EXPECT_EQ(given(), (std::vector{first, second, second})) << "and the fourth found nothing";
    EXPECT_EQ(lot->facts<Exited>().size(), 4U);
    const auto issued = lot->facts<CouponIssued>();
    EXPECT_EQ(issued[0].coupon.worth, an_hour);
    EXPECT_EQ(issued[1].coupon.worth, ten_yuan);
    EXPECT_EQ(issued[1].coupon.expires_at - issued[1].coupon.not_before, std::chrono::days(7))
        << "as its own rule says";
    EXPECT_NE(issued[0].coupon.slice, issued[1].coupon.slice);
}

TEST_F(Campaigns, TheBoardSaysWhichOneIsGiven) {
    begin([](Lot& lot) { lot.grants(first, 0); }).car_arrives(out_lane, cars[0]);
    std::string read;
    for (int turn = 0; turn < 4; ++turn) {
        read += lot->shown(out_lane);
        lot->after(3s);
    }
    EXPECT_NE(read.find("10.00元"), std::string::npos) << read;
    lot->passes(out_lane);
    EXPECT_EQ(given(), (std::vector{second}));
}

TEST_F(Campaigns, I24_OfAStoppedOneTheNextIsGivenAndItGoesOnByItself) {
    begin().event(core::CampaignsStopped{{first}});
    EXPECT_EQ(left(first), 0);
    lot->leaves(out_lane, cars[0]);
    lot->event(core::CampaignsStopped{{first, second}}).leaves(out_lane, cars[1]);
    lot->event(core::CampaignsStopped{{second}}).leaves(out_lane, cars[2]);
    EXPECT_EQ(given(), (std::vector{second, first}));
    EXPECT_TRUE(lot->fault("campaign_stopped", second.text));
    EXPECT_FALSE(lot->fault("campaign_stopped", first.text));
}

TEST_F(Campaigns, TheDayOfLeavingAndTheTierChoose) {
    config.rules.coupons[0].days = DaySet::of(DayKind::monday);
    config.rules.coupons[1].tiers = {"gold"};
    begin({}, "gold").leaves(out_lane, cars[0]); // on a Saturday
    lot->after(48h);
    comes_again(cars[0]);
    EXPECT_EQ(given(), (std::vector{second, first}));
    begin({}, "silver").leaves(out_lane, cars[0]);
    EXPECT_EQ(given(), std::vector<CampaignId>{});
}

TEST_F(Campaigns, I24_WhatOneExitIsPromisedNoOtherCountsOnAndTheNextCampaignStepsIn) {
    begin([](Lot& lot) { lot.grants(first, 1).grants(second, 1); }).ledger_is_offline();
    lot->car_arrives(out_lane, cars[0]).car_arrives(out2_lane, cars[1]);
    EXPECT_EQ(promised(out_lane), first);
    EXPECT_EQ(promised(out2_lane), second);
    lot->passes(out2_lane).passes(out_lane);
    EXPECT_EQ(given(), (std::vector{second, first}));
    EXPECT_EQ(left(first), 0);
    EXPECT_EQ(left(second), 0);
}

TEST_F(Campaigns, WhatWasPromisedIsGivenAfterARestart) {
    begin([](Lot& lot) { lot.grants(first, 1); }).ledger_is_offline();
    lot->leaves(out_lane, cars[0]).car_arrives(out_lane, cars[1]);
    ASSERT_EQ(promised(out_lane), second);
    lot->restart().looks(in_lane).looks(out_lane).looks(out2_lane);
    EXPECT_EQ(promised(out_lane), second);
    EXPECT_EQ(left(second), 10);
    lot->passes(out_lane);
    EXPECT_EQ(given(), (std::vector{first, second}));
    EXPECT_EQ(left(second), 9);
}

TEST_F(Campaigns, APromiseOfRulesThatHaveGoneIsNotGiven) {
    begin().car_arrives(out_lane, cars[0]);
    ASSERT_EQ(promised(out_lane), first);
    config.rules.coupons.erase(config.rules.coupons.begin());
    lot->rules_are(config.rules).restart().looks(in_lane).looks(out_lane).looks(out2_lane);
    lot->passes(out_lane);
    EXPECT_EQ(lot->announced("coupon_not_given"), 1);
    EXPECT_EQ(given(), std::vector<CampaignId>{});
    lot->leaves(out_lane, cars[1]);
    EXPECT_EQ(given(), (std::vector{second}));
}

// ---- what is asked of the ledger ----

TEST_F(Campaigns, EachIsAskedForByItselfWhenItRunsLow) {
    begin([](Lot& lot) { lot.grants(first, 2); });
    EXPECT_EQ(asked_for(), (std::vector{first, second}));
    lot->leaves(out_lane, cars[0]);
    EXPECT_EQ(asked_for(), (std::vector{first, second, first})) << "of the second nothing is used";
    EXPECT_EQ(left(first), 3);
}

TEST_F(Campaigns, ARefusedOneIsAskedForAgainAfterAMinuteAndKeepsNoOtherFromBeingAskedFor) {
    begin([](Lot& lot) { lot.grants(first, 0).grants(second, 2); });
    const auto count = [&](const CampaignId& campaign) { return std::ranges::count(asked_for(), campaign); };
    EXPECT_EQ(count(second), 1);
    const auto before = count(first);
    lot->leaves(out_lane, cars[0]);
    EXPECT_EQ(count(second), 2);
    lot->leaves(out_lane, cars[1]).leaves(out_lane, cars[2]);
    EXPECT_LE(count(first), before + 1) << "not with every leaving";
    const auto then = count(first);
    lot->grants(first, 5).after(1min).arrives(out_lane);
    EXPECT_EQ(count(first), then + 1);
    EXPECT_EQ(left(first), 5) << "its budget was raised meanwhile";
}

TEST_F(Campaigns, OutsideOfItsDaysNoneIsAskedFor) {
    const rules::LocalDay today(std::chrono::year(2026) / 11 / 21);
    config.rules.coupons[0].from = today + std::chrono::days(1);
    config.rules.coupons[1].until = today;
    begin().leaves(out_lane, cars[0]);
    EXPECT_EQ(asked_for(), (std::vector{second}));
    lot->after(20h);
    comes_again(cars[0]);
    EXPECT_EQ(asked_for(), (std::vector{second, first}));
    EXPECT_EQ(given(), (std::vector{second, first}));
}

TEST_F(Campaigns, ASliceThatHasLapsedIsReplacedWithoutALeaving) {
    config.rules.coupons.pop_back();
    begin().after(std::chrono::days(31)).arrives(out_lane);
    EXPECT_EQ(asked_for(), (std::vector{first, first}));
    EXPECT_EQ(left(first), 10);
}

} // namespace
} // namespace parkgate::test
