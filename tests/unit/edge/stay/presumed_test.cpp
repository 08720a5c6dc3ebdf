// A presumed exit that was none: its car is read inside later, and pays once for the whole stay.
#include "edge/core/context.hpp"
#include "tests/unit/edge/scenario.hpp"

namespace parkgate::test {
namespace {

using core::Presence;
using core::SessionPhase;
using Kinds = std::vector<std::string>;

const std::string plate = "沪A12345";
const std::string near_plate = "沪A1Z345"; // a camera may read the plate so
const std::string visitor = "沪B88888";

// The car has been let out, and then nobody sees what becomes of it.
Lot& power_fails(Lot& lot, const LaneId& lane) {
    return lot.loop(lane, core::Loop::safety, Presence::unknown)
        .loop(lane, core::Loop::arrival, Presence::clear)
        .after(3min);
}

Lot& leaves_presumed(Lot& lot, const std::string& car, Duration stay) {
    power_fails(lot.after(stay).car_arrives(out_lane, car), out_lane);
    EXPECT_EQ(lot.last<Exited>().how, ExitHow::presumed);
    EXPECT_EQ(lot.session(car), nullptr);
    lot.new_facts();
    return lot;
}

Lot& asks_for_quote(Lot& lot, const std::string& car) {
    return lot.event(core::QuoteAsked{{{"ask-" + std::to_string(lot.all_facts().size())}, car}});
}

TEST(PresumedExit, G11_ACarThatIsSeenAgainPaysOnceForTheWholeStay) {
    for (const bool restarts : {false, true}) {
        SCOPED_TRACE(restarts);
        Lot lot;
        lot.ledger_answers().enters(visitor).after(58min);
        const SessionId id = lot.session(visitor)->id;
        const SiteTime entered = lot.session(visitor)->entered_at;
        asks_for_quote(lot, visitor).pays(visitor, Fen{600}, "n1");
        leaves_presumed(lot, visitor, 1min);
        const SiteTime left_at = lot.last<Exited>().left_at;
        EXPECT_EQ(lot.last<Exited>().paid, Fen{600});
        if (restarts) {
            lot.restart().looks(in_lane).looks(out_lane).looks(out2_lane);
            lot.ledger_answers().new_facts();
        }
        lot.after(4h).car_arrives(out2_lane, visitor);
        EXPECT_EQ(lot.new_facts(), Kinds{"exit_reversed"}) << "before anything else of the stay";
        const auto reversed = lot.last<ExitReversed>();
        EXPECT_EQ(reversed, (ExitReversed{out2_lane, hash_of_plate(visitor), left_at, {}, {}, {}, {}, {}}));
        ASSERT_NE(lot.session(visitor), nullptr);
        EXPECT_EQ(lot.session(visitor)->id, id);
        EXPECT_EQ(lot.session(visitor)->entered_at, entered);
        EXPECT_EQ(lot.new_orders(out2_lane), "") << "the rest is owed";
        const Fen due = lot.lane(out2_lane).due;
        EXPECT_GT(due, Fen{});
        lot.pays(visitor, due, "n2");
        EXPECT_EQ(lot.new_orders(out2_lane), "o");
        lot.after(1s).passes(out2_lane);
        const auto exited = lot.last<Exited>();
        EXPECT_EQ(exited.how, ExitHow::observed);
        EXPECT_EQ(exited.paid, Fen{600} + due);
        EXPECT_EQ(exited.fee, Fen{600} + due) << "all that was paid was needed, and nothing twice";
        EXPECT_EQ(exited.stay, rules::stay_between(entered, lot.now().site - 1s));
        EXPECT_TRUE(lot.facts<RefundDue>().empty());
        EXPECT_EQ(lot.after(1s).announced("presumed_exit_reversed"), 1);
        EXPECT_EQ(lot.announced("no_session"), 0);
        EXPECT_TRUE(lot.remembered().presumed.empty());
    }
}

TEST(PresumedExit, G11_PointsAndTheGiftAreOfTheExitThatWasOne) {
    for (const bool restarts : {false, true}) {
        SCOPED_TRACE(restarts);
        Lot lot;
        lot.member(plate, "alice", 9'000).ledger_answers().enters(plate);
        leaves_presumed(lot, plate, 65min);
        const auto first = lot.last<Charged>();
        const auto gift = lot.last<CouponIssued>().coupon.coupon;
        if (restarts) {
            lot.restart().looks(in_lane).looks(out_lane).looks(out2_lane);
            lot.ledger_answers().new_facts();
        }
        lot.after(1h).leaves(out2_lane, plate);
        EXPECT_EQ(lot.new_facts(), (Kinds{"exit_reversed", "leave_authorised", "open_intent", "opened", "exited",
                                          "charged", "coupon_issued"}));
        EXPECT_EQ(lot.last<ExitReversed>().hold, first.hold);
        EXPECT_EQ(lot.last<ExitReversed>().coupon_given, gift);
        const auto second = lot.last<Charged>();
        EXPECT_NE(second.hold, first.hold) << "a hold is charged once";
        EXPECT_GT(second.charged, first.charged);
        EXPECT_EQ(second.worth, lot.last<Exited>().fee) << "of the whole stay";
        ASSERT_EQ(lot.remembered().coupons.size(), 1U) << "the first gift is withdrawn";
        EXPECT_NE(lot.remembered().coupons.front().coupon, gift);
    }
}

TEST(PresumedExit, G11_TheCouponThatItSpentCanBeSpentInTheSameStay) {
    for (const bool restarts : {false, true}) {
        SCOPED_TRACE(restarts);
        Lot lot;
        lot.member(plate, "alice", 10'000).ledger_answers().enters(plate).after(2h).leaves(out_lane, plate);
        lot.after(24h).enters(plate);
        leaves_presumed(lot, plate, 40min);
        const auto first = lot.last<CouponSpent>();
        EXPECT_EQ(lot.last<HoldReleased>().reason, ReleaseReason::not_needed);
        if (restarts) {
            lot.restart().looks(in_lane).looks(out_lane).looks(out2_lane);
            lot.ledger_answers().new_facts();
        }
        lot.after(2min).car_arrives(out2_lane, plate);
        EXPECT_EQ(lot.last<ExitReversed>().coupon_spent, first.coupon);
        EXPECT_EQ(lot.last<ExitReversed>().hold, HoldId{}) << "it charged nothing";
        lot.after(1s).passes(out2_lane);
        EXPECT_EQ(lot.facts<CouponSpent>().size(), 2U);
        EXPECT_EQ(lot.last<CouponSpent>().coupon, first.coupon);
        EXPECT_TRUE(lot.remembered().coupons.empty());
    }
}

TEST(PresumedExit, G11_TheDebtThatItLeftIsPartOfTheNewFee) {
    Lot lot;
    lot.ledger_answers().enters(visitor).after(90min).car_arrives(out_lane, visitor);
    lot.orders(out_lane, Verb::open);
    power_fails(lot, out_lane);
    const Fen debt = lot.last<DebtRaised>().debt;
    ASSERT_GT(debt, Fen{});
    lot.after(10min).car_arrives(out2_lane, visitor);
    EXPECT_EQ(lot.last<ExitReversed>().debt, debt);
    const Fen due = lot.lane(out2_lane).due;
    lot.pays(visitor, due, "n1").after(1s).passes(out2_lane);
    EXPECT_EQ(lot.last<Exited>().fee, due) << "once";
    EXPECT_EQ(lot.last<Exited>().paid, due);
    EXPECT_TRUE(lot.facts<DebtPaid>().empty());
    EXPECT_TRUE(lot.remembered().plates.at(hash_of_plate(visitor)).debts.empty());
}

TEST(PresumedExit, WhatWasPaidOfItsDebtHasBeenPaidForTheStay) {
    Lot lot;
    lot.ledger_answers().enters(visitor).after(90min).car_arrives(out_lane, visitor);
    const SessionId id = lot.session(visitor)->id;
    const QuoteId quote = lot.session(visitor)->quote->id;
    lot.orders(out_lane, Verb::open);
    power_fails(lot, out_lane);
    const Fen debt = lot.last<DebtRaised>().debt;
    lot.notice({{"n1"}, id, quote, debt, lot.now().site, "wechat"});
    ASSERT_EQ(lot.last<DebtPaid>().paid, debt);
    lot.after(2h).car_arrives(out2_lane, visitor);
    EXPECT_EQ(lot.last<ExitReversed>().debt, Fen{}) << "there is none left";
    EXPECT_EQ(lot.session(visitor)->paid, debt);
    const Fen due = lot.lane(out2_lane).due;
    lot.pays(visitor, due, "n2").after(1s).passes(out2_lane);
    EXPECT_EQ(lot.last<Exited>().fee, debt + due);
}

// Money and points: his points are free again, and whether they still are there nobody can be asked.
TEST(PresumedExit, WhoHadPaidAndLeavesInTimeOwesNothingMoreWhileTheLedgerIsNotHeard) {
    for (const bool restarts : {false, true}) {
        SCOPED_TRACE(restarts);
        Lot lot;
        lot.member(plate, "alice", 600).ledger_answers().enters(plate).after(130min);
        asks_for_quote(lot, plate);
        const Quote quote = *lot.quoted()->quote;
        ASSERT_EQ(quote.points, Points{600});
        ASSERT_GT(quote.due, Fen{});
        lot.pays(plate, quote.due, "n1");
        leaves_presumed(lot, plate, 1min);
        const auto first = lot.last<Charged>();
        ASSERT_EQ(first.charged, Points{600});
        lot.ledger_is_offline();
        if (restarts) {
            lot.restart().looks(in_lane).looks(out_lane).looks(out2_lane).new_facts();
        }
        lot.after(1min).leaves(out2_lane, plate);
        EXPECT_EQ(lot.facts<ExitReversed>().size(), 1U);
        EXPECT_EQ(lot.last<Exited>().how, ExitHow::observed);
        EXPECT_EQ(lot.last<Exited>().debt, Fen{});
        EXPECT_EQ(lot.last<Exited>().paid, quote.due);
        EXPECT_EQ(lot.facts<Charged>().size(), 2U);
        EXPECT_EQ(lot.last<Charged>().charged, Points{600});
        EXPECT_EQ(lot.last<Charged>().worth, first.worth);
        EXPECT_NE(lot.last<Charged>().hold, first.hold) << "the ledger takes that one for the leaving that was none";
        EXPECT_FALSE(lot.last<Charged>().hold.empty());
    }
}

TEST(PresumedExit, WhatAPersonHadLetGoIsAskedForAgain) {
    Lot lot;
    lot.ledger_answers().enters(visitor).after(90min).car_arrives(out_lane, visitor);
    lot.orders(out_lane, Verb::release);
    power_fails(lot, out_lane);
    const Fen waived = lot.last<Waived>().fen;
    lot.after(10min).car_arrives(out2_lane, visitor);
    EXPECT_EQ(lot.last<ExitReversed>().waived, waived);
    EXPECT_GE(lot.lane(out2_lane).due, waived);
}

TEST(PresumedExit, G11_ACarThatComesInAgainHadLeft) {
    Lot lot;
    lot.ledger_answers().enters(visitor);
    leaves_presumed(lot, visitor, 5min);
    lot.after(1h).enters(visitor).after(5min).car_arrives(out2_lane, visitor).after(1s).passes(out2_lane);
    EXPECT_TRUE(lot.facts<ExitReversed>().empty());
    EXPECT_EQ(lot.facts<Exited>().size(), 2U);
    EXPECT_EQ(lot.last<Exited>().how, ExitHow::observed);
    EXPECT_TRUE(lot.remembered().presumed.empty());
}

TEST(PresumedExit, G11_AnExitThatWasSeenIsNotReversed) {
    Lot lot;
    lot.ledger_answers().enters(visitor).after(5min).leaves(out_lane, visitor);
    lot.after(1h).car_arrives(out2_lane, visitor);
    EXPECT_TRUE(lot.facts<ExitReversed>().empty());
    EXPECT_EQ(lot.after(1s).announced("no_session"), 1);
}

TEST(PresumedExit, G11_ANearOrDoubtfulReadingReversesNothing) {
    for (const auto& [read, confidence] : {std::pair{near_plate, 99}, std::pair{plate, 40}}) {
        Lot lot;
        lot.ledger_answers().enters(plate);
        leaves_presumed(lot, plate, 5min);
        lot.after(1h).car_arrives(out2_lane, read, confidence);
        EXPECT_TRUE(lot.facts<ExitReversed>().empty()) << read << confidence;
        EXPECT_EQ(lot.session(plate), nullptr);
    }
}

// The camera may have taken it as that car left.
TEST(PresumedExit, G11_AReadingThatWasKeptReversesNothing) {
    core::LotConfig config = house_config();
    config.without_entry = core::WithoutEntry::ask;
    Lot lot(config);
    lot.ledger_answers().enters(plate);
    leaves_presumed(lot, plate, 5min);
    lot.after(1min).arrives(out_lane);
    lot.event(core::PlateRead{out_lane, core::Side::exit, plate, hash_of_plate(plate), 99, 1, core::ReadAge::kept});
    EXPECT_TRUE(lot.facts<ExitReversed>().empty());
    ASSERT_FALSE(lot.questions().empty());
    EXPECT_EQ(lot.questions().back().candidates.size(), 1U) << "a person can see whether it is";
    lot.read(out_lane, plate);
    EXPECT_EQ(lot.facts<ExitReversed>().size(), 1U) << "now it stands there";
}

TEST(PresumedExit, G11_APersonMaySayThatANearReadingIsItsCar) {
    core::LotConfig config = house_config();
    config.without_entry = core::WithoutEntry::ask;
    Lot lot(config);
    lot.ledger_answers().enters(plate);
    const SessionId id = lot.session(plate)->id;
    leaves_presumed(lot, plate, 5min);
    lot.after(1h).car_arrives(out2_lane, near_plate);
    ASSERT_FALSE(lot.questions().empty());
    ASSERT_EQ(lot.questions().back().candidates.size(), 1U);
    EXPECT_EQ(lot.questions().back().candidates.front().session, id);
    EXPECT_EQ(lot.questions().back().candidates.front().plate, plate);
    EXPECT_TRUE(lot.facts<ExitReversed>().empty());
    lot.orders(out2_lane, Verb::choose, id.text);
    EXPECT_EQ(lot.facts<ExitReversed>().size(), 1U);
    ASSERT_NE(lot.session(plate), nullptr);
    EXPECT_GT(lot.lane(out2_lane).due, Fen{});
}

TEST(PresumedExit, IsForgottenWithWhoLeft) {
    Lot lot;
    lot.ledger_answers().enters(visitor);
    leaves_presumed(lot, visitor, 5min);
    lot.after(49h).car_arrives(out2_lane, visitor);
    EXPECT_TRUE(lot.facts<ExitReversed>().empty());
}

TEST(PresumedExit, ADoorInsideShowsThatItWasNone) {
    const AreaId garage{"garage"};
    const AreaId deck{"deck"};
    const LaneId deck_in{"deck-in"};
    core::LotConfig config = house_config();
    for (auto& lane : config.lanes) {
        lane.behind = garage;
    }
    config.lanes.push_back({deck_in, core::Direction::entry, {}, garage, deck});
    config.areas = {{garage, 10, 0}, {deck, 5, 0}};
    Lot lot(config);
    lot.ledger_answers().enters(visitor);
    const SessionId id = lot.session(visitor)->id;
    leaves_presumed(lot, visitor, 5min);
    EXPECT_EQ(core::free_spaces(lot.state(), garage), 10);
    lot.after(10min).car_arrives(deck_in, visitor);
    EXPECT_EQ(core::free_spaces(lot.state(), garage), 9) << "it is counted again";
    lot.after(1s).passes(deck_in);
    EXPECT_EQ(lot.new_facts(), (Kinds{"exit_reversed", "open_intent", "opened", "segment_began"}));
    EXPECT_EQ(lot.session(visitor)->id, id);
    EXPECT_EQ(core::free_spaces(lot.state(), garage), 10);
    EXPECT_EQ(core::free_spaces(lot.state(), deck), 4);
}

TEST(PresumedExit, WhoFollowsAnotherOutHasItsStayAgain) {
    Lot lot;
    lot.ledger_answers().enters(visitor).enters(plate);
    leaves_presumed(lot, visitor, 5min);
    lot.after(50min).car_arrives(out2_lane, plate);
    lot.pays(plate, lot.lane(out2_lane).due, "n1").arm_obeys(false).passes(out2_lane);
    lot.arm(out2_lane, core::ArmPosition::moving).read(out2_lane, visitor).after(500ms);
    lot.loop(out2_lane, core::Loop::safety, Presence::occupied).after(1s).arm(out2_lane, core::ArmPosition::up);
    lot.loop(out2_lane, core::Loop::safety, Presence::clear).after(1s);
    EXPECT_EQ(lot.facts<ExitReversed>().size(), 1U);
    EXPECT_EQ(lot.last<DebtRaised>().plate, hash_of_plate(visitor));
    EXPECT_EQ(lot.session(visitor), nullptr);
}

// The ledger, which has heard nothing of the leaving yet, still has its hold open and offers it once more.
TEST(PresumedExit, AHoldThatItHasEndedIsNoVoucherOfTheStayAgain) {
    Lot lot;
    lot.member(plate, "alice", 9'000).ledger_answers().enters(plate);
    const Voucher first = *lot.session(plate)->voucher;
    leaves_presumed(lot, plate, 65min);
    lot.ledger_is_slow().after(1h).car_arrives(out2_lane, plate);
    ASSERT_EQ(lot.facts<ExitReversed>().size(), 1U);
    EXPECT_EQ(lot.session(plate)->used_hold, first.hold);
    const SessionId id = lot.session(plate)->id;
    core::LedgerAnswered whose;
    whose.answer = lot.answer_to(lot.asks().back(), whose.voucher, whose.slice);
    lot.event(whose).after(1ms);
    ASSERT_TRUE(std::holds_alternative<HoldAsk>(lot.asks().back().body));
    lot.event(core::LedgerAnswered{{lot.asks().back().id, HoldAnswer{SignedDocument{}, {}}}, first, {}});
    EXPECT_FALSE(lot.session(plate)->voucher);
    EXPECT_FALSE(lot.session(plate)->hold_refused);
    lot.ledger_answers().answer_asks().after(20s);
    ASSERT_NE(lot.session(plate), nullptr);
    ASSERT_TRUE(lot.session(plate)->voucher) << "asked for again";
    EXPECT_NE(lot.session(plate)->voucher->hold, first.hold);
    EXPECT_EQ(lot.session(plate)->id, id);
}

TEST(PresumedExit, I36_AClockThatIsSetMeanwhileWasSetDuringTheStay) {
    Lot lot;
    lot.ledger_answers().enters(visitor);
    leaves_presumed(lot, visitor, 5min);
    lot.clock_is_set(60min).restart().looks(in_lane).looks(out_lane).looks(out2_lane);
    lot.ledger_answers().after(44min).car_arrives(out2_lane, visitor);
    ASSERT_NE(lot.session(visitor), nullptr);
    EXPECT_EQ(lot.session(visitor)->stepped, Duration(60min));
    EXPECT_TRUE(lot.session(visitor)->suspect);
    EXPECT_LE(lot.lane(out2_lane).due, Fen{900}) << "of the reading that is lower";
}

TEST(PresumedExit, AfterAFireNobodyIsExpectedInside) {
    Lot lot;
    lot.ledger_answers().enters(visitor);
    leaves_presumed(lot, visitor, 5min);
    lot.orders(in_lane, Verb::fire).after(1min).orders(in_lane, Verb::fire_over);
    EXPECT_TRUE(lot.state().presumed.empty());
    EXPECT_TRUE(lot.remembered().presumed.empty());
}

} // namespace
} // namespace parkgate::test
