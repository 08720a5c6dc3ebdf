// The stories that a lot must tell right, on the core alone: entries, exits, points, coupons, money.
#include "tests/unit/edge/scenario.hpp"

namespace parkgate::test {
namespace {

using core::Presence;
using core::SessionPhase;
using Kinds = std::vector<std::string>;

const std::string plate = "沪A12345";
const std::string visitor = "沪B88888";

// ---- the demo's scenes ----

TEST(Scene, MemberPaysWithPointsAndGetsACoupon) {
    Lot lot;
    lot.member(plate, "alice", 2'000).ledger_answers();
    lot.car_arrives(in_lane, plate);
    EXPECT_EQ(lot.new_orders(in_lane), "o");
    EXPECT_EQ(lot.shown(in_lane), plate + " | 欢迎光临 请进 | Welcome, come in");
    lot.after(1s).passes(in_lane);
    EXPECT_EQ(lot.new_orders(in_lane), "c");
    EXPECT_EQ(lot.session(plate)->phase, SessionPhase::inside);
    EXPECT_EQ(lot.session(plate)->voucher->points, Points{1'800}) << "whole units, at most three hours";
    EXPECT_EQ(lot.new_facts(), (Kinds{"entry_authorised", "open_intent", "opened", "entered"}));

    lot.after(130min).car_arrives(out_lane, plate);
    EXPECT_EQ(lot.new_orders(out_lane), "o");
    EXPECT_EQ(lot.shown(out_lane), plate + " | 停车2小时11分 | 费用15.00元 | 用积分1500");
    lot.passes(out_lane);
    EXPECT_EQ(lot.new_facts(),
              (Kinds{"leave_authorised", "open_intent", "opened", "exited", "charged", "coupon_issued"}));
    const auto charged = lot.last<Charged>();
    EXPECT_EQ(charged.charged, Points{1'500});
    EXPECT_EQ(charged.released, Points{300});
    EXPECT_EQ(charged.bought, Minutes{150});
    EXPECT_EQ(charged.worth, Fen{1'500});
    const auto exited = lot.last<Exited>();
    EXPECT_EQ(exited.how, ExitHow::observed);
    EXPECT_EQ(exited.fee, Fen{1'500});
    EXPECT_EQ(exited.debt, Fen{0});
    const auto coupon = lot.last<CouponIssued>().coupon;
    EXPECT_EQ(coupon.worth, (CouponWorth{WorthKind::minutes, 60, {}}));
    EXPECT_EQ(coupon.expires_at - coupon.not_before, std::chrono::days(14));
    EXPECT_EQ(lot.session(plate), nullptr);
    EXPECT_EQ(lot.new_orders(out_lane), "c");
}

TEST(Scene, G02_AnExitIsOneCommit) {
    Lot lot;
    lot.member(plate, "alice", 10'000).ledger_answers().enters(plate).after(2h).leaves(out_lane, plate);
    for (const auto* kind : {"charged", "coupon_issued"}) {
        EXPECT_EQ(lot.commit_of(kind), lot.commit_of("exited")) << kind;
    }
    lot.after(24h).enters(plate).after(55min).leaves(out_lane, plate);
    for (const auto* kind : {"hold_released", "coupon_spent"}) {
        EXPECT_EQ(lot.commit_of(kind), lot.commit_of("exited")) << kind;
    }
    EXPECT_NE(lot.commit_of("leave_authorised"), lot.commit_of("exited"));
}

TEST(Scene, TheReturnVisitIsPaidByTheCouponAlone) {
    Lot lot;
    lot.member(plate, "alice", 10'000).ledger_answers().enters(plate).after(2h).leaves(out_lane, plate);
    lot.after(24h).enters(plate).new_facts();
    lot.after(55min).leaves(out_lane, plate);
    EXPECT_EQ(lot.new_facts(),
              (Kinds{"leave_authorised", "open_intent", "opened", "exited", "hold_released", "coupon_spent"}));
    const auto released = lot.last<HoldReleased>();
    EXPECT_EQ(released.reason, ReleaseReason::not_needed);
    EXPECT_EQ(lot.last<CouponSpent>().minutes, Minutes{60});
    EXPECT_EQ(lot.last<Exited>().fee, Fen{600});
    EXPECT_TRUE(lot.remembered().coupons.empty());
}

TEST(Scene, TheVisitorPaysByPhoneAndAgainForTheRestThatHeStays) {
    Lot lot;
    lot.ledger_answers().enters(visitor).after(58min);
    lot.event(core::QuoteAsked{{{"ask-1"}, visitor}});
    ASSERT_TRUE(lot.quoted() && lot.quoted()->quote);
    EXPECT_EQ(lot.quoted()->quote->due, Fen{600});
    lot.pays(visitor, Fen{600}, "n1").after(40min).car_arrives(out_lane, visitor);
    EXPECT_EQ(lot.new_orders(out_lane), "");
    EXPECT_TRUE(lot.lane(out_lane).due == Fen{600} && !lot.lane(out_lane).quote.empty());
    EXPECT_EQ(lot.shown(out_lane), visitor + " | 请付6.00元 | 停车1小时39分 | 费用12.00元");
    lot.pays(visitor, Fen{600}, "n2");
    EXPECT_EQ(lot.new_orders(out_lane), "o");
    lot.after(1s).passes(out_lane);
    EXPECT_EQ(lot.last<Exited>().paid, Fen{1'200});
    EXPECT_EQ(lot.last<Exited>().debt, Fen{0});
    EXPECT_TRUE(lot.facts<DebtRaised>().empty());
}

TEST(Scene, WhoeverHasPaidHasFifteenMinutesToLeave) {
    for (const auto& [wait, opens] : {std::pair{14min, "o"}, std::pair{16min, ""}}) {
        Lot lot;
        lot.ledger_answers().enters(visitor).after(59min);
        lot.event(core::QuoteAsked{{{"ask-1"}, visitor}});
        lot.pays(visitor, Fen{600}, "n1").after(wait).car_arrives(out_lane, visitor);
        EXPECT_EQ(lot.new_orders(out_lane), opens);
    }
}

TEST(Scene, AMemberLeavesByHisVoucherWhileTheLedgerIsGone) {
    Lot lot;
    lot.member(plate, "alice", 2'000).ledger_answers().enters(plate).ledger_is_offline();
    lot.after(130min).car_arrives(out_lane, plate);
    EXPECT_EQ(lot.new_orders(out_lane), "o");
    lot.passes(out_lane);
    EXPECT_EQ(lot.last<Charged>().charged, Points{1'500});
    EXPECT_EQ(lot.facts<CouponIssued>().size(), 1U) << "from the slice in hand";
}

TEST(Scene, ARestartWithACarOnTheLoopLooksFirstAndThenLetsItThrough) {
    Lot lot;
    lot.member(plate, "alice", 2'000).ledger_answers().enters(plate).after(130min).arm_obeys(false);
    lot.car_arrives(out_lane, plate);
    lot.new_orders(out_lane);
    lot.restart();
    lot.after(1min);
    EXPECT_EQ(lot.new_orders(out_lane), "") << "S3";
    lot.arm_obeys(true).looks(in_lane).looks(out2_lane).looks(out_lane);
    EXPECT_EQ(lot.new_orders(out_lane), "o");
    lot.after(1s).passes(out_lane);
    EXPECT_EQ(lot.last<Charged>().charged, Points{1'500});
    EXPECT_EQ(lot.facts<Exited>().size(), 1U);
    EXPECT_EQ(lot.new_orders(out_lane), "rc") << "the run before may have held it";
}

TEST(Scene, PowerLostWithTheArmUpIsAPresumedExitAndChargedOnce) {
    Lot lot;
    lot.member(plate, "alice", 2'000).ledger_answers().enters(plate).after(130min).car_arrives(out_lane, plate);
    lot.hardware_is(out_lane, Presence::clear, Presence::clear, core::ArmPosition::up);
    lot.new_orders(out_lane);
    lot.restart().looks(in_lane).looks(out2_lane).looks(out_lane).after(3min);
    EXPECT_EQ(lot.last<Exited>().how, ExitHow::presumed);
    EXPECT_EQ(lot.facts<Charged>().size(), 1U);
    EXPECT_EQ(lot.new_orders(out_lane), "") << "S2";
    EXPECT_TRUE(lot.fault("arm_left_open", "out"));
    lot.restart().looks(in_lane).looks(out2_lane).looks(out_lane).after(10min);
    EXPECT_EQ(lot.facts<Charged>().size(), 1U);
    EXPECT_EQ(lot.facts<Exited>().size(), 1U);
}

TEST(Scene, TurningBackChargesNothingAndLeavesEverythingAsItWas) {
    Lot lot;
    lot.member(plate, "alice", 10'000).ledger_answers().enters(plate).after(2h).leaves(out_lane, plate);
    lot.after(24h).enters(plate).after(2h).car_arrives(out_lane, plate).new_facts();
    const HoldId hold = lot.session(plate)->voucher->hold;
    lot.backs_out(out_lane);
    EXPECT_EQ(lot.new_facts(), Kinds{"leave_cancelled"});
    EXPECT_EQ(lot.session(plate)->phase, SessionPhase::inside);
    EXPECT_EQ(lot.session(plate)->voucher->hold, hold);
    EXPECT_EQ(lot.shown(out_lane), "减速慢行 | 一车一杆 | Drive slowly | One car per lift");
    lot.after(1min).car_arrives(out2_lane, plate).passes(out2_lane);
    EXPECT_EQ(lot.facts<CouponSpent>().size(), 1U) << "its lock was given back";
    EXPECT_EQ(lot.last<Charged>().charged, Points{900});
}

// ---- entry ----

TEST(Entry, TurningBackAtTheEntryEndsTheSessionAndFreesItsPoints) {
    Lot lot;
    lot.member(plate, "alice", 2'000).ledger_answers().car_arrives(in_lane, plate);
    lot.backs_out(in_lane);
    EXPECT_EQ(lot.new_facts(),
              (Kinds{"entry_authorised", "open_intent", "opened", "entry_cancelled", "hold_released"}));
    EXPECT_EQ(lot.last<HoldReleased>().reason, ReleaseReason::turned_back);
    EXPECT_EQ(lot.session(plate), nullptr);
}

TEST(Entry, AVoucherThatComesAfterTheCarTurnedBackIsReleased) {
    Lot lot;
    lot.member(plate, "alice", 2'000).ledger_is_slow().car_arrives(in_lane, plate);
    ASSERT_FALSE(lot.asks().empty());
    core::LedgerAnswered link;
    link.answer = lot.answer_to(lot.asks().back(), link.voucher, link.slice);
    lot.event(link); // the hold is asked for, its answer is on the way
    const Ask hold = lot.asks().back();
    ASSERT_TRUE(std::holds_alternative<HoldAsk>(hold.body));
    lot.backs_out(in_lane);
    EXPECT_TRUE(lot.facts<HoldReleased>().empty());
    core::LedgerAnswered held;
    held.answer = lot.answer_to(hold, held.voucher, held.slice);
    lot.event(held);
    EXPECT_EQ(lot.last<HoldReleased>().reason, ReleaseReason::session_unknown);
    EXPECT_EQ(lot.last<HoldReleased>().released, Points{1'800});
    lot.event(held);
    EXPECT_EQ(lot.facts<HoldReleased>().size(), 1U);
    EXPECT_EQ(lot.refused("answer_to_nothing"), 1);
}

TEST(Entry, TheSamePlateAgainClosesTheStaleSessionAsUnseen) {
    Lot lot;
    lot.member(plate, "alice", 2'000).ledger_answers().enters(plate).after(5h).new_facts();
    const SessionId stale = lot.session(plate)->id;
    lot.enters(plate);
    EXPECT_NE(lot.session(plate)->id, stale);
    EXPECT_EQ(lot.last<Exited>().how, ExitHow::unseen);
    EXPECT_EQ(lot.last<Exited>().fee, Fen{0});
    EXPECT_EQ(lot.last<HoldReleased>().reason, ReleaseReason::unseen_exit);
    EXPECT_TRUE(lot.facts<Charged>().empty());
}

TEST(Entry, APlateThatLeavesElsewhereThisMomentIsForStaff) {
    Lot lot;
    lot.ledger_answers().enters(plate).after(10min).car_arrives(out_lane, plate);
    lot.new_orders(in_lane);
    lot.car_arrives(in_lane, plate);
    EXPECT_EQ(lot.new_orders(in_lane), "");
    EXPECT_EQ(lot.shown(in_lane), "正在核对车牌 | 请等候工作人员 | Checking plate | Wait for staff");
}

TEST(Entry, APlateThatWaitsToPayElsewhereIsForStaffAndItsSessionStays) {
    Lot lot;
    lot.ledger_answers().enters(visitor).after(50min).car_arrives(out_lane, visitor);
    lot.new_orders(in_lane);
    lot.car_arrives(in_lane, visitor);
    EXPECT_EQ(lot.new_orders(in_lane), "");
    lot.pays(visitor, Fen{600}, "n1");
    EXPECT_EQ(lot.new_orders(out_lane), "o");
}

TEST(Entry, OnlyReadsInFrontOfALoopCount) {
    Lot lot;
    lot.ledger_answers().read(in_lane, plate).after(1min);
    EXPECT_EQ(lot.new_orders(in_lane), "");
    EXPECT_EQ(lot.session(plate), nullptr);
    lot.arrives(in_lane).after(10s);
    EXPECT_EQ(lot.new_orders(in_lane), "") << "a read of a minute ago is not this car's";
}

TEST(Entry, AReadJustBeforeTheLoopIsThisCars) {
    Lot lot;
    lot.ledger_answers().read(in_lane, plate).after(2s).arrives(in_lane);
    EXPECT_EQ(lot.new_orders(in_lane), "o");
}

TEST(Entry, ACarWithoutAPlateWaitsAndTheNextOneIsServed) {
    Lot lot;
    lot.ledger_answers().arrives(in_lane).after(30s);
    EXPECT_EQ(lot.new_orders(in_lane), "");
    EXPECT_EQ(lot.phase(in_lane), "arrived");
    lot.backs_out(in_lane).car_arrives(in_lane, plate);
    EXPECT_EQ(lot.new_orders(in_lane), "o");
}

TEST(Entry, ADeadArrivalLoopIsReplacedByReadsAtBothLanes) {
    Lot lot;
    lot.ledger_answers().loop(in_lane, core::Loop::arrival, Presence::unknown).read(in_lane, plate);
    EXPECT_EQ(lot.new_orders(in_lane), "o");
    lot.loop(in_lane, core::Loop::safety, Presence::occupied).after(1s);
    lot.loop(in_lane, core::Loop::safety, Presence::clear).after(5s).read(in_lane, visitor);
    EXPECT_EQ(lot.session(plate)->phase, SessionPhase::inside);
    EXPECT_NE(lot.session(visitor), nullptr);
    lot.loop(out_lane, core::Loop::arrival, Presence::unknown).read(out_lane, plate);
    EXPECT_EQ(lot.new_orders(out_lane), "o");
}

TEST(Entry, TheNextPlateIsReadWhileTheFirstCarPasses) {
    Lot lot;
    lot.ledger_answers().car_arrives(in_lane, plate).after(1s);
    lot.loop(in_lane, core::Loop::safety, Presence::occupied).loop(in_lane, core::Loop::arrival, Presence::clear);
    lot.after(300ms).arrives(in_lane).read(in_lane, visitor).after(200ms);
    EXPECT_EQ(lot.session(visitor), nullptr);
    lot.loop(in_lane, core::Loop::safety, Presence::clear).after(5s);
    EXPECT_EQ(lot.session(plate)->phase, SessionPhase::inside);
    ASSERT_NE(lot.session(visitor), nullptr);
    EXPECT_EQ(lot.new_orders(in_lane), "oo") << "the arm is not lowered in between";
}

TEST(Entry, EveryOpeningHasItsIntentAndItsAdmissionInOneCommit) {
    Lot lot;
    lot.ledger_answers().commits(false).car_arrives(in_lane, plate);
    EXPECT_EQ(lot.new_orders(in_lane), "") << "S6: nothing moves before the commit";
    EXPECT_TRUE(lot.new_facts().empty());
    lot.commit_all();
    EXPECT_EQ(lot.new_orders(in_lane), "o");
}

TEST(Entry, AnObstructionReopensWithoutWaitingForTheStore) {
    Lot lot;
    lot.ledger_answers().enters(plate).new_orders(in_lane);
    lot.arm_obeys(false).car_arrives(in_lane, visitor).arm(in_lane, core::ArmPosition::up).passes(in_lane);
    EXPECT_EQ(lot.new_orders(in_lane), "oc");
    lot.arm(in_lane, core::ArmPosition::moving).commits(false);
    lot.loop(in_lane, core::Loop::safety, Presence::occupied);
    EXPECT_EQ(lot.new_orders(in_lane), "o");
    lot.commit_all();
    EXPECT_EQ(lot.last<OpenIntent>().cause, OpenCause::obstruction);
}

} // namespace
// HAZARDS S8: whoever waits to pay while the gate starts anew is read again.
TEST(Reading, StaysWithTheCameraUntilTheCarIsAdmittedOrGone) {
    Lot lot;
    lot.enters("沪A00009").after(50min);
    const std::size_t before = lot.acknowledged().size();
    lot.car_arrives(out_lane, "沪A00009");
    EXPECT_EQ(lot.acknowledged().size(), before) << "the driver has yet to pay";
    lot.pays("沪A00009", Fen{600}, "n1");
    EXPECT_EQ(lot.acknowledged().size(), before + 1);
    lot.passes(out_lane);
    EXPECT_EQ(lot.acknowledged().size(), before + 1);
}

TEST(Reading, IsGivenBackWhenTheCarGoesAway) {
    Lot lot;
    lot.enters("沪A00009").after(50min);
    const std::size_t before = lot.acknowledged().size();
    lot.car_arrives(out_lane, "沪A00009").backs_out(out_lane);
    EXPECT_EQ(lot.acknowledged().size(), before + 1);
}

core::LotConfig without_an_arrival_loop() {
    core::LotConfig config = house_config();
    config.lanes[0].settings.fitted.arrival = false;
    return config;
}

core::PlateRead kept_read(const std::string& text) {
    return {in_lane, core::Side::entry, text, hash_of_plate(text), 99, 1, core::ReadAge::kept};
}

TEST(Reading, ThatWasKeptWaitsForTheLoopToSayWhetherItsCarIsThere) {
    Lot lot;
    lot.loop(in_lane, core::Loop::arrival, Presence::unknown).event(kept_read(plate));
    EXPECT_EQ(lot.new_orders(in_lane), "");
    lot.arrives(in_lane);
    EXPECT_EQ(lot.new_orders(in_lane), "o");

    Lot empty;
    empty.loop(in_lane, core::Loop::arrival, Presence::unknown).event(kept_read(plate));
    empty.loop(in_lane, core::Loop::arrival, Presence::clear).after(10s).arrives(in_lane);
    EXPECT_EQ(empty.new_orders(in_lane), "") << "its car had gone";
}

TEST(Reading, ThatWasKeptStandsInForALoopThatIsNotThereButSpendsNoPoints) {
    Lot lot(without_an_arrival_loop());
    lot.event(kept_read(plate));
    EXPECT_EQ(lot.new_orders(in_lane), "") << "a loop could still be heard";
    lot.after(4s);
    EXPECT_EQ(lot.new_orders(in_lane), "o") << "who stands there is not trapped";
    ASSERT_NE(lot.session(plate), nullptr);
    EXPECT_LT(lot.session(plate)->confidence, lot.state().config.confidence_for_points);
}

TEST(Reading, AWorseOneOfAShutLaneDoesNotReplaceABetterOne) {
    Lot lot;
    lot.orders(in_lane, Verb::lock).car_arrives(in_lane, plate, 95).read(in_lane, visitor, 60);
    lot.orders(in_lane, Verb::normal);
    EXPECT_NE(lot.session(plate), nullptr);
    EXPECT_EQ(lot.session(visitor), nullptr);
}

TEST(Reading, NonsenseIsAFaultOfItsDeviceForAMinute) {
    Lot lot;
    lot.event(core::BadReading{in_lane, "camera-1", "bad_plate"});
    EXPECT_TRUE(lot.state().faults.stands("bad_reading", "camera-1"));
    lot.after(61s);
    EXPECT_FALSE(lot.state().faults.stands("bad_reading", "camera-1"));
    lot.event(core::BadReading{in_lane, "camera-1", "no_result"});
    EXPECT_FALSE(lot.state().faults.stands("bad_reading", "camera-1"));
}

TEST(Reading, NothingOfTheOneBeforeIsShownToTheNextDriver) {
    Lot lot;
    lot.ledger_answers().enters(visitor).after(3h).car_arrives(out_lane, visitor);
    ASSERT_GT(lot.lane(out_lane).due, Fen{0});
    lot.backs_out(out_lane).arrives(out_lane);
    EXPECT_EQ(lot.shown(out_lane), "请稍候 | One moment");
    EXPECT_EQ(lot.lane(out_lane).due, Fen{0});
    EXPECT_TRUE(lot.lane(out_lane).quote.empty());
    EXPECT_TRUE(lot.lane(out_lane).session.empty());
}

TEST(Reading, OfACarThatHasGoneIsNotTheStandingCars) {
    Lot lot;
    std::int64_t number = 0;
    const auto read_late = [&](const std::string& text, core::ReadAge age) {
        lot.event(core::PlateRead{in_lane, core::Side::entry, text, hash_of_plate(text), 99, ++number, age});
    };
    lot.arrives(in_lane);
    read_late(visitor, core::ReadAge::overtaken);
    EXPECT_EQ(lot.new_orders(in_lane), "") << "that car stood there while the camera was silent";
    read_late(plate, core::ReadAge::kept);
    EXPECT_EQ(lot.new_orders(in_lane), "o");
    lot.after(1s).passes(in_lane);
    EXPECT_NE(lot.session(plate), nullptr);
    read_late(visitor, core::ReadAge::kept);
    lot.arrives(in_lane);
    EXPECT_EQ(lot.session(visitor), nullptr) << "nobody was on the loop when it was reported";
}

} // namespace parkgate::test
