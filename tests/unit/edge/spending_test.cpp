// Consent: what of his means a member has settled for all his stays, or chooses for this one; and what he reads of it.
#include "tests/unit/edge/scenario.hpp"

#include <algorithm>

namespace parkgate::core {
namespace {

using namespace test;

const std::string plate = "沪A12345";
const std::string visitor = "沪B88888";

std::int64_t holds_asked(const Lot& lot) {
    return std::ranges::count_if(lot.asks(), [](const Ask& ask) { return std::holds_alternative<HoldAsk>(ask.body); });
}

TEST(Spending, IsWhatTheMemberHasSettled) {
    Lot lot;
    lot.member(plate, "alice", 2'000, "", Spending::all).ledger_answers().enters(plate).after(130min);
    lot.leaves(out_lane, plate);
    EXPECT_EQ(lot.last<Charged>().charged, Points{1'500});
}

TEST(Spending, NothingIsSpentUnasked) {
    Lot lot;
    lot.member(plate, "alice", 2'000, "", Spending::asked_for).ledger_answers().enters(plate).after(130min);
    lot.car_arrives(out_lane, plate);
    EXPECT_EQ(lot.lane(out_lane).due, Fen{1'500});
    lot.wishes(Wish::spend, plate, {}, Spending::all);
    EXPECT_EQ(lot.door(), "");
    EXPECT_EQ(lot.last<SpendingChosen>(), (SpendingChosen{Spending::all, "app"}));
    EXPECT_EQ(lot.new_orders(out_lane), "o");
    lot.passes(out_lane);
    EXPECT_EQ(lot.last<Charged>().charged, Points{1'500});
}

TEST(Spending, AMemberCanDecline) {
    Lot lot;
    lot.member(plate, "alice", 2'000).ledger_answers().enters(plate).after(130min);
    lot.wishes(Wish::spend, plate, {}, Spending::nothing).car_arrives(out_lane, plate);
    EXPECT_EQ(lot.lane(out_lane).due, Fen{1'500});
    lot.pays(plate, Fen{1'500}, "n1").passes(out_lane);
    EXPECT_TRUE(lot.facts<Charged>().empty());
    EXPECT_TRUE(lot.facts<HoldReleased>().empty()) << "he had his points back when he said so";
}

TEST(Spending, PointsAreHeldOnlyForWhoMaySpendThem) {
    for (const Spending spending : {Spending::nothing, Spending::coupon}) {
        Lot lot;
        lot.member(plate, "alice", 2'000, "", spending).ledger_answers().enters(plate).after(130min);
        EXPECT_EQ(holds_asked(lot), 0);
        lot.wishes(Wish::spend, plate, {}, Spending::all);
        EXPECT_EQ(holds_asked(lot), 1) << "he has changed his mind";
        lot.leaves(out_lane, plate);
        EXPECT_EQ(lot.last<Charged>().charged, Points{1'500});
    }
}

TEST(Spending, ChosenAtTheExitWaitsForThePointsOnce) {
    Lot lot;
    lot.member(plate, "alice", 2'000, "", Spending::nothing).ledger_answers().enters(plate).after(130min);
    lot.car_arrives(out_lane, plate).ledger_is_slow().wishes(Wish::spend, plate, {}, Spending::all);
    EXPECT_EQ(lot.new_orders(out_lane), "");
    lot.answer_asks();
    EXPECT_EQ(lot.new_orders(out_lane), "o");
}

TEST(Spending, ThePointsThatComeLateAreNotTooLateForWhoAskedForThem) {
    Lot lot;
    lot.member(plate, "alice", 2'000, "", Spending::nothing).ledger_answers().enters(plate).after(130min);
    lot.car_arrives(out_lane, plate).ledger_is_slow().wishes(Wish::spend, plate, {}, Spending::all).after(5s);
    EXPECT_EQ(lot.lane(out_lane).due, Fen{1'500}) << "money is asked for meanwhile";
    lot.answer_asks();
    EXPECT_EQ(lot.new_orders(out_lane), "o");
}

TEST(Spending, TheSameChoiceTwiceIsOneFact) {
    Lot lot;
    lot.member(plate, "alice", 2'000).ledger_answers().enters(plate);
    lot.wishes(Wish::spend, plate, {}, Spending::coupon, "w1").wishes(Wish::spend, plate, {}, Spending::coupon, "w1");
    lot.wishes(Wish::spend, plate, {}, Spending::coupon, "w2");
    EXPECT_EQ(lot.facts<SpendingChosen>().size(), 1U);
    EXPECT_EQ(lot.door(), "");
    lot.wishes(Wish::spend, visitor, {}, Spending::all);
    EXPECT_EQ(lot.door(), "no_such_car");
}

// ---- what the ledger tells of a member ----

TEST(LedgerTells, TheTierWhileTheCarStandsAtTheEntryAndOnce) {
    Lot lot;
    lot.member(plate, "alice", 2'000, "金卡").ledger_is_slow().car_arrives(in_lane, plate);
    EXPECT_EQ(lot.shown(in_lane).find("金卡"), std::string::npos);
    (void)lot.spoken(in_lane);
    lot.answer_asks();
    EXPECT_EQ(lot.shown(in_lane), plate + " | 您好 金卡 | 欢迎光临 请进 | Welcome, come in");
    EXPECT_EQ(lot.spoken(in_lane), (std::vector{Phrase::welcome}));
    EXPECT_EQ(lot.session(plate)->tier, "金卡");
    EXPECT_EQ(lot.session(plate)->balance, Points{2'000});
    lot.answer_asks().after(1s);
    EXPECT_TRUE(lot.spoken(in_lane).empty());
}

TEST(LedgerTells, WhatHisPurchasesEarnByTheStepThatHeHasReached) {
    Lot lot;
    lot.member(plate, "alice", 2'000, "金卡").earns(plate, 150).ledger_is_slow().car_arrives(in_lane, plate);
    lot.answer_asks();
    EXPECT_EQ(lot.shown(in_lane), plate + " | 积分 1.5倍 | Points x1.5 | 您好 金卡");
    lot.passes(in_lane).answer_asks();
    EXPECT_EQ(lot.shown(in_lane).find("1.5"), std::string::npos) << "it is to one car";
}

TEST(LedgerTells, NobodyOfATierThatIsAnotherCars) {
    Lot lot;
    lot.member(plate, "alice", 2'000, "金卡").ledger_is_slow().enters(plate);
    lot.arrives(in_lane).answer_asks();
    EXPECT_EQ(lot.shown(in_lane), "请稍候 | One moment");
    Lot passing;
    passing.member(plate, "alice", 2'000, "金卡").ledger_is_slow().car_arrives(in_lane, plate).after(1s);
    passing.loop(in_lane, Loop::safety, Presence::occupied).answer_asks();
    EXPECT_EQ(passing.shown(in_lane).find("金卡"), std::string::npos) << "it has passed the board";
}

TEST(LedgerTells, OfTheMomentOfTheEntry) {
    Lot lot;
    lot.ledger_is_offline();
    const SiteTime entered = lot.now().site;
    lot.enters(plate).after(3h).ledger_answers();
    const auto& asks = lot.asks();
    const auto link =
        std::ranges::find_if(asks, [](const Ask& ask) { return std::holds_alternative<LinkAsk>(ask.body); });
    ASSERT_NE(link, asks.end());
    EXPECT_EQ(std::get<LinkAsk>(link->body).at, entered);
}

TEST(LedgerTells, HowManyPointsAreLeft) {
    Lot lot;
    lot.member(plate, "alice", 2'000).ledger_answers().enters(plate).after(130min).car_arrives(out_lane, plate);
    lot.after(6s);
    EXPECT_EQ(lot.shown(out_lane), plate + " | 剩余积分500 | 离场赠券60分 | 有效至2026-12-05");
}

TEST(LedgerTells, NoOneWhoIsNoMemberOfPoints) {
    Lot lot;
    lot.ledger_answers().enters(visitor).after(5min).car_arrives(out_lane, visitor);
    EXPECT_EQ(lot.shown(out_lane).find("积分"), std::string::npos);
}

TEST(LedgerTells, WhatATierPaysForAnHourIsWhatIsHeld) {
    LotConfig config = house_config();
    config.rules.points.at_hours = {{{"gold"}, {}, {}, Points{100}}};
    Lot lot(config);
    lot.member(plate, "alice", 5'000, "gold").ledger_answers().enters(plate);
    const auto& asks = lot.asks();
    const auto hold =
        std::ranges::find_if(asks, [](const Ask& ask) { return std::holds_alternative<HoldAsk>(ask.body); });
    ASSERT_NE(hold, asks.end());
    EXPECT_EQ(std::get<HoldAsk>(hold->body).most, Points{600}) << "six units of half an hour";
}

} // namespace
} // namespace parkgate::core
