// An exit is never blocked by a failure of ours, and nobody is charged for one.
#include "tests/unit/edge/scenario.hpp"

namespace parkgate::test {
namespace {

using core::ArmPosition;
using core::Loop;
using core::Presence;

const std::string plate = "沪A12345";
const std::string visitor = "沪B88888";

// ---- money ----

TEST(Payment, G09_TheSameNoticeTwiceIsOnePayment) {
    Lot lot;
    lot.ledger_answers().enters(visitor).after(100min).car_arrives(out_lane, visitor);
    const core::Session& session = *lot.session(visitor);
    const PaymentNotice notice{{"n1"}, session.id, session.quote->id, Fen{600}, lot.now().site, "wechat"};
    lot.notice(notice).notice(notice);
    EXPECT_EQ(lot.facts<PaymentTaken>().size(), 1U);
    EXPECT_EQ(lot.session(visitor)->paid, Fen{600});
    EXPECT_EQ(lot.new_orders(out_lane), "");
    EXPECT_EQ(lot.refused("repeated_notice"), 1);
    lot.restart().notice(notice);
    EXPECT_EQ(lot.facts<PaymentTaken>().size(), 1U) << "also after a restart";
    EXPECT_TRUE(lot.facts<PaymentSetAside>().empty());
}

TEST(Payment, G10_MoneyForACarThatHasLeftIsWrittenDown) {
    Lot lot;
    lot.ledger_answers().enters(visitor);
    const SessionId session = lot.session(visitor)->id;
    lot.after(5min).leaves(out_lane, visitor);
    lot.notice({{"n1"}, session, {"q"}, Fen{600}, lot.now().site, "wechat"});
    EXPECT_EQ(lot.last<PaymentTaken>().paid, Fen{600});
    EXPECT_EQ(lot.refused("payment_without_session"), 1);
}

TEST(Payment, APaymentThatComesWhileTheCarLeavesWithADebtLowersIt) {
    Lot lot;
    lot.ledger_answers().enters(visitor).broker(false).after(50min).car_arrives(out_lane, visitor);
    EXPECT_EQ(lot.new_orders(out_lane), "o");
    lot.broker(true).pays(visitor, Fen{600}, "n1").passes(out_lane);
    EXPECT_EQ(lot.last<Exited>().paid, Fen{600});
    EXPECT_EQ(lot.last<Exited>().debt, Fen{0});
    EXPECT_TRUE(lot.facts<DebtRaised>().empty());
}

TEST(Payment, WithoutABrokerNobodyIsHeldForMoney) {
    Lot lot;
    lot.ledger_answers().enters(visitor).after(50min).car_arrives(out_lane, visitor);
    EXPECT_EQ(lot.new_orders(out_lane), "");
    lot.broker(false);
    EXPECT_EQ(lot.new_orders(out_lane), "o");
    lot.passes(out_lane);
    EXPECT_EQ(lot.last<DebtRaised>().reason, "payment_unreachable");
    EXPECT_EQ(lot.last<DebtRaised>().debt, Fen{600});
    EXPECT_EQ(lot.last<Exited>().debt, Fen{600});
}

TEST(Payment, AProvidersClockThatRunsAheadGivesNoTime) {
    Lot lot;
    lot.ledger_answers().enters(visitor).after(50min);
    lot.event(core::QuoteAsked{{{"a"}, visitor}});
    lot.notice({{"n1"}, lot.session(visitor)->id, lot.session(visitor)->quote->id, Fen{600}, lot.now().site + 5h, "x"});
    EXPECT_EQ(*lot.session(visitor)->settled_until, lot.now().site + 15min);
}

TEST(Payment, AQuestionForACarThatIsNotInsideHasNoQuote) {
    Lot lot;
    lot.ledger_answers().event(core::QuoteAsked{{{"a"}, visitor}});
    ASSERT_TRUE(lot.quoted());
    EXPECT_FALSE(lot.quoted()->quote);
}

// ---- the exit itself ----

TEST(Exit, ACarWithoutASessionLeaves) {
    Lot lot;
    lot.ledger_answers().leaves(out_lane, visitor);
    EXPECT_EQ(lot.new_orders(out_lane), "oc");
    EXPECT_EQ(lot.last<Exited>().how, ExitHow::no_entry);
    EXPECT_EQ(lot.last<Exited>().plate, hash_of_plate(visitor));
}

TEST(Exit, TheStayIsPricedAtTheArrivalAndNotWhenTheArmMoves) {
    Lot lot;
    lot.ledger_answers().enters(visitor).after(60min - 5s);
    lot.car_arrives(out_lane, visitor).after(9min);
    EXPECT_EQ(lot.lane(out_lane).due, Fen{600});
}

TEST(Exit, ACarBehindOneThatGaveUpIsReadThoughALoopIsDead) {
    for (const auto dead : {Loop::safety, Loop::arrival}) {
        Lot lot;
        lot.ledger_answers().enters(visitor).enters(plate).after(50min).loop(out_lane, dead, Presence::unknown);
        lot.read(out_lane, visitor);
        if (dead == Loop::safety) {
            lot.arrives(out_lane);
        }
        EXPECT_EQ(lot.lane(out_lane).due, Fen{600});
        if (dead == Loop::safety) {
            lot.loop(out_lane, Loop::arrival, Presence::clear).after(5s).arrives(out_lane);
        }
        lot.after(5s).read(out_lane, plate);
        EXPECT_EQ(lot.lane(out_lane).session, lot.session(plate)->id);
    }
}

TEST(Exit, TwoInAQueueAreTwoExitsThoughTheArmIsNotRead) {
    Lot lot;
    lot.ledger_answers().enters(plate).enters(visitor).after(5min).arm_obeys(false);
    lot.car_arrives(out_lane, plate).arm(out_lane, ArmPosition::unknown);
    lot.loop(out_lane, Loop::safety, Presence::occupied).loop(out_lane, Loop::arrival, Presence::clear).after(1s);
    lot.loop(out_lane, Loop::arrival, Presence::occupied).read(out_lane, visitor);
    lot.loop(out_lane, Loop::safety, Presence::clear).after(1s);
    EXPECT_EQ(lot.facts<Exited>().size(), 1U);
    EXPECT_EQ(lot.new_orders(out_lane), "oo") << "each by its own admission";
    lot.passes(out_lane);
    EXPECT_EQ(lot.facts<Exited>().size(), 2U);
    EXPECT_EQ(lot.session(visitor), nullptr);
    lot.arm(out_lane, ArmPosition::up);
    EXPECT_EQ(lot.new_orders(out_lane), "c") << "nobody is there, and both were seen to go";
}

TEST(Entry, WhoRollsBackUnderAnArmThatIsNotReadHasNotComeIn) {
    Lot lot;
    lot.ledger_answers().arm_obeys(false).car_arrives(in_lane, plate).arm(in_lane, ArmPosition::unknown);
    lot.loop(in_lane, Loop::safety, Presence::occupied).loop(in_lane, Loop::safety, Presence::clear).after(500ms);
    lot.loop(in_lane, Loop::arrival, Presence::clear).arm(in_lane, ArmPosition::up).after(11s);
    EXPECT_TRUE(lot.facts<Entered>().empty());
    EXPECT_EQ(lot.facts<EntryCancelled>().size(), 1U);
}

TEST(Operator, AnOpeningIsAnsweredByTheCarThatPassesThoughTheArmIsNotRead) {
    Lot lot;
    lot.ledger_answers().enters(plate).after(5min).arm_obeys(false).car_arrives(out_lane, plate);
    lot.arm(out_lane, ArmPosition::unknown).commands(out_lane, Verb::open, "c1").passes(out_lane);
    ASSERT_EQ(lot.answers().size(), 2U);
    EXPECT_EQ(lot.answers().back().state, CommandState::done);
}

TEST(Operator, AHoldIsAnsweredByTheArmAndNotByACarThatPassesBelowIt) {
    Lot lot;
    lot.ledger_answers().enters(plate).after(5min).arm_obeys(false).car_arrives(out_lane, plate);
    lot.arm(out_lane, ArmPosition::unknown).commands(out_lane, Verb::hold_open, "c1").passes(out_lane);
    EXPECT_EQ(lot.facts<Exited>().size(), 1U);
    ASSERT_EQ(lot.answers().size(), 1U) << "it is accepted, and no arm has been seen to come up";
    lot.arm(out_lane, ArmPosition::up);
    EXPECT_EQ(lot.answers().back().state, CommandState::done);
}

TEST(Exit, ACarThatLeavesThroughAHandOpenedArmEndsItsSession) {
    Lot lot;
    lot.member(plate, "alice", 300).ledger_answers().enters(plate).after(50min).car_arrives(out_lane, plate);
    EXPECT_EQ(lot.lane(out_lane).due, Fen{300});
    lot.arm(out_lane, ArmPosition::up).passes(out_lane);
    EXPECT_EQ(lot.session(plate), nullptr);
    EXPECT_EQ(lot.last<DebtRaised>().reason, "forced");
    EXPECT_EQ(lot.last<DebtRaised>().debt, Fen{600}) << "points are not spent by force";
    EXPECT_EQ(lot.facts<HoldReleased>().size(), 1U);
    EXPECT_EQ(lot.new_orders(out_lane), "") << "S4";
}

TEST(Exit, AStuckArmIsShownAndItsCarIsNotForgotten) {
    Lot lot;
    lot.ledger_answers().enters(plate).after(5min).arm_obeys(false).car_arrives(out_lane, plate).after(1min);
    EXPECT_EQ(lot.new_orders(out_lane), "ooo");
    EXPECT_TRUE(lot.fault("arm_stuck", "out"));
    EXPECT_FALSE(lot.last<Opened>().verified);
    EXPECT_EQ(lot.shown(out_lane), "车道停用 | Out of service | 请联系工作人员 | Call staff");
    lot.loop(out_lane, Loop::arrival, Presence::clear).after(11s);
    EXPECT_EQ(lot.session(plate)->phase, core::SessionPhase::inside);
    lot.arm_obeys(true).car_arrives(out2_lane, plate);
    EXPECT_EQ(lot.new_orders(out2_lane), "o");
}

// ---- the store ----

TEST(SlowStore, G03_AnExitOpensWithoutItsCommitAndWithoutPointsOrCoupon) {
    Lot lot;
    lot.member(plate, "alice", 2'000).ledger_answers().enters(plate).after(50min).commits(false);
    lot.car_arrives(out_lane, plate).after(299ms);
    EXPECT_EQ(lot.new_orders(out_lane), "");
    lot.after(1ms);
    EXPECT_EQ(lot.new_orders(out_lane), "o");
    EXPECT_TRUE(lot.fault("store_slow"));
    lot.after(1s).passes(out_lane).commits(true);
    EXPECT_EQ(lot.facts<UndurableOpen>().size(), 1U);
    EXPECT_TRUE(lot.facts<Charged>().empty());
    EXPECT_TRUE(lot.facts<CouponIssued>().empty());
    EXPECT_EQ(lot.facts<HoldReleased>().size(), 1U);
    EXPECT_EQ(lot.last<DebtRaised>().reason, "undurable_open");
    EXPECT_EQ(lot.last<DebtRaised>().debt, Fen{600});
    EXPECT_EQ(lot.new_orders(out_lane), "c") << "the order that was held is not carried out once more";
}

TEST(SlowStore, GivesNothingEitherToWhoWasWaitedForInVain) {
    core::LotConfig config = house_config();
    config.payment_down = core::PaymentDown::call_staff;
    Lot lot(config);
    lot.member(plate, "alice", 300).ledger_answers().enters(plate).after(50min).broker(false);
    lot.car_arrives(out_lane, plate).after(59s).commits(false).after(1s).after(300ms);
    EXPECT_EQ(lot.new_orders(out_lane), "o");
    lot.passes(out_lane).commits(true);
    EXPECT_EQ(lot.facts<UndurableOpen>().size(), 1U);
    EXPECT_TRUE(lot.facts<Charged>().empty());
    EXPECT_EQ(lot.facts<HoldReleased>().size(), 1U);
    EXPECT_EQ(lot.last<DebtRaised>().reason, "unanswered");
    EXPECT_EQ(lot.last<DebtRaised>().debt, Fen{600});
}

TEST(SlowStore, IsNotWrittenToWhileStaffAreAskedAboutAnUnpaidStay) {
    core::LotConfig config = house_config();
    config.payment_down = core::PaymentDown::call_staff;
    Lot lot(config);
    lot.member(plate, "alice", 300).ledger_is_slow().enters(plate).after(50min).car_arrives(out_lane, plate);
    lot.broker(false).after(400ms);
    ASSERT_FALSE(lot.questions().empty());
    core::LotState state = lot.state();
    core::Effects out;
    core::step(state, core::Tick{}, lot.now(), out);
    EXPECT_TRUE(std::ranges::none_of(
        out, [](const core::Effect& effect) { return std::holds_alternative<core::SaveSession>(effect); }));
}

TEST(SlowStore, ARetryOfAnUndurableOpeningDoesNotWaitEither) {
    Lot lot;
    lot.ledger_answers().enters(plate).after(5min).commits(false).arm_obeys(false);
    lot.car_arrives(out_lane, plate).after(30s);
    EXPECT_EQ(lot.new_orders(out_lane), "ooo");
    EXPECT_TRUE(lot.fault("arm_stuck", "out"));
}

TEST(SlowStore, AnOperatorsOpenDoesNotWaitForEverAndIsToldOnce) {
    Lot lot;
    lot.ledger_answers().commits(false).commands(out_lane, Verb::open, "c1").after(299ms);
    EXPECT_EQ(lot.new_orders(out_lane), "");
    lot.after(1ms);
    EXPECT_EQ(lot.new_orders(out_lane), "o");
    lot.after(1min).commits(true);
    EXPECT_EQ(lot.new_orders(out_lane), "");
    EXPECT_EQ(lot.facts<UndurableOpen>().size(), 1U);
}

TEST(SlowStore, AHoldThatDoesNotWaitAnyLongerIsStillAHold) {
    Lot lot;
    lot.ledger_answers().commits(false).orders(out_lane, Verb::hold_open).after(299ms);
    EXPECT_EQ(lot.new_orders(out_lane), "");
    lot.after(1ms);
    EXPECT_EQ(lot.new_orders(out_lane), "h");
    lot.after(1min).commits(true);
    EXPECT_EQ(lot.new_orders(out_lane), "");
}

TEST(SlowStore, AnEntryOpensToo) {
    Lot lot;
    lot.ledger_answers().commits(false).car_arrives(in_lane, plate).after(300ms);
    EXPECT_EQ(lot.new_orders(in_lane), "o");
}

TEST(SlowStore, TheFaultEndsWithACommitInTime) {
    Lot lot;
    lot.ledger_answers().commits(false).car_arrives(in_lane, plate).after(1s);
    EXPECT_TRUE(lot.fault("store_slow"));
    lot.commits(true).passes(in_lane);
    EXPECT_FALSE(lot.fault("store_slow"));
}

TEST(SlowStore, AnArmThatWasToCloseIsNotClosedOverACarThatCameMeanwhile) {
    Lot lot;
    lot.ledger_answers().enters(plate).after(5min).car_arrives(out_lane, plate).after(1s).commits(false);
    lot.passes(out_lane);
    EXPECT_EQ(lot.new_orders(out_lane), "o");
    lot.loop(out_lane, Loop::safety, Presence::occupied).commits(true);
    EXPECT_EQ(lot.new_orders(out_lane).find('c'), std::string::npos);
}

TEST(SetAside, WhatTheLedgerHasNotBookedIsAFaultThatOperatorsSee) {
    Lot lot;
    EXPECT_FALSE(lot.fault("fact_set_aside"));
    lot.event(core::FactSetAside{});
    EXPECT_TRUE(lot.fault("fact_set_aside"));
}

TEST(LostStore, G04_ExitsOpenOnArrivalAndGiveNothing) {
    Lot lot;
    lot.member(plate, "alice", 2'000).ledger_answers().enters(plate).after(50min).store_is_lost();
    EXPECT_TRUE(lot.fault("store_lost"));
    EXPECT_EQ(lot.lane(out_lane).posture, "store_lost");
    lot.arrives(out_lane);
    EXPECT_EQ(lot.new_orders(out_lane), "o");
    lot.read(out_lane, plate).after(1s).passes(out_lane);
    EXPECT_EQ(lot.session(plate), nullptr) << "the plate that was read after the arm rose is this car's";
    EXPECT_EQ(lot.last<DebtRaised>().reason, "limp");
    EXPECT_TRUE(lot.facts<Charged>().empty());
    EXPECT_TRUE(lot.facts<CouponIssued>().empty());
    EXPECT_EQ(lot.last<OpenIntent>().cause, OpenCause::limp);
}

TEST(LostStore, AHeldExitChargesNothingThoughThePlateComesLate) {
    Lot lot;
    lot.ledger_answers().enters(plate).after(50min).orders(out_lane, Verb::hold_open).store_is_lost();
    lot.arrives(out_lane).read(out_lane, plate).after(1s).passes(out_lane);
    EXPECT_EQ(lot.session(plate), nullptr);
    EXPECT_EQ(lot.last<Exited>().fee, Fen{0});
    EXPECT_TRUE(lot.facts<DebtRaised>().empty());
}

TEST(LostStore, WhoeverStandsAtAnExitIsLetOut) {
    Lot lot;
    lot.ledger_answers().enters(visitor).after(50min).car_arrives(out_lane, visitor).arrives(out2_lane);
    EXPECT_EQ(lot.new_orders(out_lane) + lot.new_orders(out2_lane), "");
    lot.store_is_lost();
    EXPECT_EQ(lot.new_orders(out_lane), "o");
    EXPECT_EQ(lot.new_orders(out2_lane), "o");
}

TEST(LostStore, TheLedgerIsNotWaitedFor) {
    Lot lot;
    lot.member(plate, "alice", 2'000).ledger_is_slow().enters(plate).after(50min).store_is_lost();
    lot.read(out_lane, plate).after(1s).arrives(out_lane);
    EXPECT_EQ(lot.new_orders(out_lane), "o");
}

TEST(LostStore, APlateThatLeavesElsewhereIsLetOutToo) {
    Lot lot;
    lot.ledger_answers().enters(plate).after(5min).car_arrives(out_lane, plate).store_is_lost();
    lot.read(out2_lane, plate).arrives(out2_lane);
    EXPECT_EQ(lot.new_orders(out2_lane), "o");
}

// ---- operators ----

TEST(Operator, ACommandIsRecordedBeforeTheArmIsToldAndAnsweredTwice) {
    Lot lot;
    lot.commands(out_lane, Verb::open, "c1");
    EXPECT_EQ(lot.new_facts(), (std::vector<std::string>{"overridden", "open_intent"}));
    EXPECT_EQ(lot.new_orders(out_lane), "o");
    ASSERT_EQ(lot.answers().size(), 2U);
    EXPECT_EQ(lot.answers()[0].state, CommandState::accepted);
    EXPECT_EQ(lot.answers()[1].state, CommandState::done);
    lot.commands(out_lane, Verb::close, "c2");
    EXPECT_EQ(lot.new_orders(out_lane), "c");
    EXPECT_EQ(lot.answers().back().state, CommandState::done);
}

TEST(Operator, G09_ACommandWorksOnceEvenAcrossARestart) {
    Lot lot;
    lot.commands(out_lane, Verb::open, "c1", 5min).new_orders(out_lane);
    lot.commands(out_lane, Verb::open, "c1", 5min);
    EXPECT_EQ(lot.answers().back().state, CommandState::done) << "asked again, it has its answer again";
    EXPECT_EQ(lot.new_orders(out_lane), "");
    lot.restart().looks(out_lane).commands(out_lane, Verb::open, "c1", 5min);
    EXPECT_EQ(lot.answers().back().state, CommandState::refused);
    EXPECT_EQ(lot.new_orders(out_lane), "");
    EXPECT_EQ(lot.facts<Overridden>().size(), 1U);
}

TEST(Operator, WhatCommandsAreForgottenIsLookedForOnceASecond) {
    Lot lot;
    lot.after(5s).commands(in_lane, Verb::normal, "c1", 500ms).after(600ms);
    EXPECT_TRUE(lot.state().used_ids.contains({core::Door::command, "wang", {"c1"}})) << "not at every event";
    lot.after(1s);
    EXPECT_FALSE(lot.state().used_ids.contains({core::Door::command, "wang", {"c1"}}));
}

TEST(Operator, AnOldCommandAUnknownLaneAndAClockAheadAreRefused) {
    Lot lot;
    lot.commands(out_lane, Verb::open, "c1", -1s);
    EXPECT_EQ(lot.refused("expired_command"), 1);
    lot.commands({"nowhere"}, Verb::open, "c2");
    EXPECT_EQ(lot.refused("unknown_lane"), 1);
    lot.event(
        core::Commanded{{{"c3"}, {"wang"}, out_lane, Verb::open, "", lot.now().wall + 31s, lot.now().wall + 60s}, {}});
    EXPECT_EQ(lot.refused("expired_command"), 2);
    EXPECT_EQ(lot.answers().size(), 3U);
    EXPECT_EQ(lot.new_orders(out_lane), "");
    EXPECT_TRUE(lot.facts<Overridden>().empty());
}

TEST(Operator, ACarThatIsLetOutLeavesWithItsDebt) {
    Lot lot;
    lot.ledger_answers().enters(visitor).after(50min).car_arrives(out_lane, visitor);
    lot.commands(out_lane, Verb::open, "c1");
    EXPECT_EQ(lot.new_orders(out_lane), "o");
    lot.passes(out_lane);
    EXPECT_EQ(lot.last<DebtRaised>().reason, "operator");
    EXPECT_EQ(lot.last<DebtRaised>().debt, Fen{600});
    EXPECT_EQ(lot.session(visitor), nullptr);
    EXPECT_EQ(lot.facts<Overridden>().size(), 1U);
}

TEST(Operator, NobodyClosesOverACar) {
    Lot lot;
    lot.commands(out_lane, Verb::open, "c1").new_orders(out_lane);
    for (const auto presence : {Presence::occupied, Presence::unknown}) {
        lot.loop(out_lane, Loop::safety, presence);
        lot.commands(out_lane, Verb::close, presence == Presence::occupied ? "c2" : "c3");
        EXPECT_EQ(lot.answers().back().state, CommandState::refused);
    }
    EXPECT_EQ(lot.new_orders(out_lane), "");
}

TEST(Operator, AnArmThatDoesNotMoveMakesTheCommandFail) {
    Lot lot;
    lot.arm_obeys(false).commands(out_lane, Verb::open, "c1").after(1min);
    EXPECT_EQ(lot.answers().back().state, CommandState::failed);
    EXPECT_EQ(lot.new_orders(out_lane), "ooo");
    EXPECT_TRUE(lot.fault("arm_stuck", "out"));
}

} // namespace
} // namespace parkgate::test
