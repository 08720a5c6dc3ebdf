// Points for time, coupons and slices: what is asked, when, and what may be given.
#include "tests/unit/edge/scenario.hpp"

#include <set>

namespace parkgate::test {
namespace {

using core::LinkState;

const std::string plate = "沪A12345";

template <typename T>
std::vector<Ask> asks_of(const Lot& lot) {
    std::vector<Ask> out;
    for (const auto& ask : lot.asks()) {
        if (std::holds_alternative<T>(ask.body)) {
            out.push_back(ask);
        }
    }
    return out;
}

TEST(Exchange, AMemberWhoEnteredWhileTheLedgerWasAwayIsLinkedWhenItComes) {
    Lot lot;
    lot.member(plate, "alice", 2'000).enters(plate).after(1h);
    EXPECT_TRUE(lot.asks().empty()) << "nobody would hear it";
    EXPECT_EQ(lot.session(plate)->link, LinkState::unknown);
    lot.ledger_answers();
    EXPECT_EQ(lot.session(plate)->link, LinkState::linked);
    EXPECT_EQ(lot.session(plate)->voucher->points, Points{1'800});
}

TEST(Exchange, AMemberOfAnEarlierRunIsLinkedToo) {
    Lot lot;
    lot.member(plate, "alice", 2'000).enters(plate).restart().ledger_answers();
    EXPECT_EQ(lot.session(plate)->link, LinkState::linked);
    EXPECT_TRUE(lot.session(plate)->voucher);
}

TEST(Exchange, AQuestionIsRepeatedWithTheSameId) {
    Lot lot;
    lot.ledger_is_slow().enters(plate).after(60s);
    std::set<EventId> ids;
    const auto asks = asks_of<LinkAsk>(lot);
    for (const auto& ask : asks) {
        ids.insert(ask.id);
    }
    EXPECT_EQ(ids.size(), 1U);
    // After 0.3, 1 and 3 s and then every 10 s: 0, 0.3, 1.3, 4.3, 14.3, 24.3, 34.3, 44.3, 54.3 s, and the passage.
    EXPECT_EQ(asks.size(), 9U);
}

TEST(Exchange, TheExitAsksAtOnceThoughTheEntrysQuestionIsStillOpen) {
    Lot lot;
    lot.member(plate, "alice", 2'000).ledger_is_slow().enters(plate).after(61min);
    const auto before = asks_of<LinkAsk>(lot).size();
    lot.car_arrives(out_lane, plate);
    EXPECT_EQ(asks_of<LinkAsk>(lot).size(), before + 1);
    lot.answer_asks().answer_asks();
    EXPECT_EQ(lot.new_orders(out_lane), "o") << "in time";
    EXPECT_EQ(lot.state().lanes.at(out_lane).admission->quote.points, Points{900});
}

TEST(Exchange, TheExitWaitsThreeHundredMillisecondsForTheLedgerAndNotLonger) {
    Lot lot;
    lot.member(plate, "alice", 2'000).ledger_is_slow().enters(plate).after(50min).car_arrives(out_lane, plate);
    lot.after(299ms);
    EXPECT_FALSE(lot.state().lanes.at(out_lane).visit->awaits_payment);
    lot.after(1ms);
    EXPECT_TRUE(lot.state().lanes.at(out_lane).visit->awaits_payment);
    EXPECT_EQ(lot.lane(out_lane).due, Fen{600});
}

TEST(Exchange, WithoutALedgerTheExitDoesNotWaitAtAll) {
    Lot lot;
    lot.member(plate, "alice", 2'000).enters(plate).after(50min).car_arrives(out_lane, plate);
    EXPECT_TRUE(lot.state().lanes.at(out_lane).visit->awaits_payment);
}

TEST(Exchange, G05_APoorReadAtEitherEndSpendsNoPointsAndNoCoupon) {
    for (const auto& [entry, exit, due] : {std::tuple{89, 99, 600}, std::tuple{99, 89, 600}, std::tuple{90, 90, 0}}) {
        Lot lot;
        lot.member(plate, "alice", 2'000).ledger_answers().enters(plate, entry).after(50min);
        lot.car_arrives(out_lane, plate, exit);
        EXPECT_EQ(lot.lane(out_lane).due, Fen{due}) << entry << " " << exit;
    }
}

TEST(Exchange, AVoucherOfAnotherSessionIsRefused) {
    Lot lot;
    lot.member(plate, "alice", 2'000).ledger_is_slow().enters(plate);
    core::LedgerAnswered link;
    link.answer = lot.answer_to(asks_of<LinkAsk>(lot).back(), link.voucher, link.slice);
    lot.event(link);
    core::LedgerAnswered held;
    held.answer = lot.answer_to(asks_of<HoldAsk>(lot).back(), held.voucher, held.slice);
    held.voucher->session = {"another"};
    lot.event(held);
    EXPECT_FALSE(lot.session(plate)->voucher);
    EXPECT_EQ(lot.refused("voucher_of_another_session"), 1);
    EXPECT_TRUE(lot.facts<HoldReleased>().empty());
}

TEST(Exchange, AnAnswerToNothingDoesNothing) {
    Lot lot;
    lot.ledger_answers().enters(plate);
    lot.event(core::LedgerAnswered{{{"nobody-asked"}, HoldAnswer{}},
                                   Voucher{{"h"}, lot.session(plate)->id, {"m"}, {}, Points{300}, lot.now().site},
                                   {}});
    EXPECT_FALSE(lot.session(plate)->voucher);
    EXPECT_EQ(lot.refused("answer_to_nothing"), 1);
}

TEST(Exchange, AVoucherThatHasExpiredBuysNothing) {
    Lot lot;
    lot.member(plate, "alice", 20'000).ledger_answers().enters(plate).ledger_is_offline();
    lot.after(49h).car_arrives(out_lane, plate);
    EXPECT_EQ(lot.new_orders(out_lane), "");
    EXPECT_GT(lot.lane(out_lane).due, Fen{0});
}

// ---- coupons and slices ----

const CampaignId campaign{"return-visit"};

TEST(CouponBudget, AnExhaustedSliceGivesNoCoupon) {
    Lot lot;
    lot.grants(1).member("沪A00001", "a", 20'000).member("沪A00002", "b", 20'000).ledger_answers();
    lot.enters("沪A00001").enters("沪A00002").ledger_is_offline().after(1h);
    lot.leaves(out_lane, "沪A00001").leaves(out_lane, "沪A00002");
    EXPECT_EQ(lot.facts<CouponIssued>().size(), 1U);
    EXPECT_EQ(lot.facts<Exited>().size(), 2U);
}

TEST(CouponBudget, TwoCarsAtTwoExitsAreNotPromisedTheSameCoupon) {
    Lot lot;
    lot.grants(1).member("沪A00001", "a", 20'000).member("沪A00002", "b", 20'000).ledger_answers();
    lot.enters("沪A00001").enters("沪A00002").ledger_is_offline().after(1h);
    lot.car_arrives(out_lane, "沪A00001").car_arrives(out2_lane, "沪A00002");
    EXPECT_EQ(lot.state().lanes.at(out_lane).admission->gift, campaign);
    EXPECT_EQ(lot.state().lanes.at(out2_lane).admission->gift, CampaignId{});
}

TEST(CouponBudget, AnotherSliceIsAskedForWhenHalfIsUsed) {
    Lot lot;
    lot.grants(2).member("沪A00001", "a", 20'000).ledger_answers().enters("沪A00001").after(1h);
    ASSERT_EQ(asks_of<SliceAsk>(lot).size(), 1U);
    lot.leaves(out_lane, "沪A00001");
    EXPECT_EQ(asks_of<SliceAsk>(lot).size(), 2U);
    // What is left of the first is given before the second is begun.
    const SliceId first = lot.facts<CouponIssued>().front().coupon.slice;
    EXPECT_EQ(lot.remembered().slices.size(), 2U);
    EXPECT_EQ(lot.state().purse.left(campaign, lot.now().site), 3);
    EXPECT_EQ(lot.state().purse.slice_at(campaign, lot.now().site)->slice.slice, first);
}

TEST(CouponBudget, ALedgerThatHasNotHeardOfTheGiftsYetIsAskedAgainSoon) {
    Lot lot;
    lot.grants(2).member("沪A00001", "a", 20'000).ledger_answers().enters("沪A00001").after(1h).ledger_is_slow();
    const core::SliceInHand first = *lot.state().purse.slice_at(campaign, lot.now().site);
    lot.leaves(out_lane, "沪A00001");
    const auto asked = [&] { // an ask that is repeated keeps its id
        std::vector<EventId> out;
        for (const auto& ask : asks_of<SliceAsk>(lot)) {
            if (out.empty() || out.back() != ask.id) {
                out.push_back(ask.id);
            }
        }
        return out;
    };
    ASSERT_EQ(asked().size(), 2U);
    lot.event(core::LedgerAnswered{{asked().back(), SliceAnswer{SignedDocument{}, {}}}, {}, first.slice, {}});
    EXPECT_EQ(asked().size(), 2U) << "not at once";
    lot.after(6s);
    ASSERT_EQ(asked().size(), 3U) << "within six seconds";
    lot.event(core::LedgerAnswered{{asked().back(), SliceAnswer{std::nullopt, "budget_spent"}}, {}, {}, {}});
    lot.after(30s);
    EXPECT_EQ(asked().size(), 3U) << "a budget that is spent is not asked for at every car";
}

TEST(CouponBudget, I24_OfAStoppedCampaignNothingIsGivenUntilItGoesOn) {
    Lot lot;
    lot.member("沪A00001", "a", 20'000).member("沪A00002", "b", 20'000).member("沪A00003", "c", 20'000);
    lot.ledger_answers().enters("沪A00001").enters("沪A00002").enters("沪A00003").after(1h);
    lot.leaves(out_lane, "沪A00001");
    ASSERT_EQ(lot.facts<CouponIssued>().size(), 1U);
    ASSERT_EQ(lot.facts<CouponIssued>().front().coupon.campaign, campaign);
    lot.event(core::CampaignsStopped{{campaign}});
    EXPECT_TRUE(lot.state().faults.stands("campaign_stopped", campaign.text));
    EXPECT_EQ(lot.state().purse.left(campaign, lot.now().site), 0);
    lot.leaves(out_lane, "沪A00002");
    EXPECT_EQ(lot.facts<CouponIssued>().size(), 1U);
    EXPECT_EQ(lot.facts<Exited>().size(), 2U) << "nobody waits for it";
    lot.event(core::CampaignsStopped{{}});
    EXPECT_FALSE(lot.state().faults.stands("campaign_stopped", campaign.text));
    lot.leaves(out_lane, "沪A00003");
    EXPECT_EQ(lot.facts<CouponIssued>().size(), 2U) << "of the slice that was in hand";
}

TEST(CouponBudget, I24_ACouponThatWasPromisedBeforeTheStopIsNotGiven) {
    Lot lot;
    lot.member(plate, "alice", 20'000).ledger_answers().enters(plate).after(1h).car_arrives(out_lane, plate);
    ASSERT_EQ(lot.state().lanes.at(out_lane).admission->gift, campaign);
    lot.event(core::CampaignsStopped{{campaign}}).passes(out_lane);
    EXPECT_TRUE(lot.facts<CouponIssued>().empty());
    EXPECT_EQ(lot.announced("coupon_not_given"), 1);
}

TEST(CouponBudget, OfAStoppedCampaignNoSliceIsAskedForAndCouponsOfItAreTaken) {
    Lot lot;
    lot.member(plate, "alice", 20'000).ledger_answers().enters(plate).after(1h).leaves(out_lane, plate);
    ASSERT_EQ(lot.facts<CouponIssued>().size(), 1U);
    const auto asked = asks_of<SliceAsk>(lot).size();
    lot.event(core::CampaignsStopped{{campaign}}).ledger_is_offline().ledger_answers();
    EXPECT_EQ(asks_of<SliceAsk>(lot).size(), asked);
    lot.after(1h).enters(plate).after(1h).leaves(out_lane, plate);
    EXPECT_EQ(lot.facts<CouponSpent>().size(), 1U) << "it was given before";
    EXPECT_EQ(lot.facts<CouponIssued>().size(), 1U);
}

TEST(CouponBudget, AnotherCampaignThatIsStoppedChangesNothingHere) {
    Lot lot;
    lot.member(plate, "alice", 20'000).ledger_answers().enters(plate).after(1h);
    lot.event(core::CampaignsStopped{{{"summer"}}}).leaves(out_lane, plate);
    EXPECT_EQ(lot.facts<CouponIssued>().size(), 1U);
}

TEST(CouponBudget, I27_AShortOrFreeStayAndAVisitorEarnNone) {
    Lot lot;
    lot.member("沪A00001", "a", 20'000).ledger_answers();
    lot.enters("沪A00001").after(20min).leaves(out_lane, "沪A00001");
    lot.enters("沪A00001").after(5min).leaves(out_lane, "沪A00001");
    lot.enters("沪A00009").after(50min).car_arrives(out_lane, "沪A00009").pays("沪A00009", Fen{600}, "n1");
    lot.passes(out_lane);
    EXPECT_EQ(lot.facts<Exited>().size(), 3U);
    EXPECT_TRUE(lot.facts<CouponIssued>().empty());
}

TEST(CouponBudget, ACouponIsLockedToTheLaneThatQuotesIt) {
    Lot lot;
    lot.member(plate, "alice", 20'000).ledger_answers().enters(plate).after(1h).leaves(out_lane, plate);
    lot.after(1h).enters(plate).after(50min).car_arrives(out_lane, plate);
    const auto coupon = lot.state().lanes.at(out_lane).admission->quote.coupon;
    EXPECT_FALSE(coupon.empty());
    lot.car_arrives(out2_lane, plate);
    EXPECT_EQ(lot.new_orders(out2_lane), "");
    EXPECT_EQ(lot.shown(out2_lane), "正在核对车牌 | 请等候工作人员 | Checking plate | Wait for staff");
    lot.restart().looks(in_lane).looks(out_lane).looks(out2_lane);
    const MemberId member{"alice"};
    const PlateHash hash = hash_of_plate(plate);
    const SessionId session{"other"};
    EXPECT_TRUE(lot.state().purse.fitting({member, hash, session}, lot.now().site).empty());
}

TEST(CouponBudget, I26_AnExpiredCouponIsNotSpent) {
    Lot lot;
    lot.member(plate, "alice", 20'000).ledger_answers().enters(plate).after(1h).leaves(out_lane, plate);
    lot.after(std::chrono::days(15)).enters(plate).after(1h).leaves(out_lane, plate);
    EXPECT_TRUE(lot.facts<CouponSpent>().empty());
    EXPECT_EQ(lot.facts<Charged>().size(), 2U);
}

TEST(CouponBudget, ASliceThatLapsesBeforeThePassageGivesNone) {
    Lot lot;
    lot.member(plate, "alice", 20'000).ledger_answers().enters(plate).ledger_is_offline().after(1h);
    lot.car_arrives(out_lane, plate);
    ASSERT_EQ(lot.state().lanes.at(out_lane).admission->gift, campaign);
    lot.clock_is_set(std::chrono::days(60));
    ASSERT_EQ(lot.state().purse.left(campaign, lot.now().site), 0);
    lot.passes(out_lane);
    EXPECT_EQ(lot.facts<Exited>().size(), 1U);
    EXPECT_TRUE(lot.facts<CouponIssued>().empty());
    EXPECT_EQ(lot.announced("coupon_not_given"), 1);
}

} // namespace
} // namespace parkgate::test
