// Whose stay a reading at the exit ends, on the lot as a whole: exactly, nearly, by a person's word, or nobody's.
#include "tests/unit/edge/scenario.hpp"

namespace parkgate::test {
namespace {

using core::ArmPosition;
using core::Loop;
using core::Presence;

const std::string plate = "沪A12345";
const std::string misread = "沪A1Z345";   // one confusion from it
const std::string neighbour = "沪A12346"; // 12 from the plate, 18 from the misread
const std::string between = "沪A1234S";   // 6 from the plate, 12 from the neighbour
const std::string stranger = "粤B77K01";

core::LotConfig asking_above(std::int64_t fen) {
    auto config = house_config();
    config.ask_fuzzy_above = Fen{fen};
    return config;
}
core::LotConfig without_entry(core::WithoutEntry policy) {
    auto config = house_config();
    config.without_entry = policy;
    config.minimum_fee = Fen{1'000};
    return config;
}
OpenCause last_cause(const Lot& lot) {
    return lot.last<OpenIntent>().cause;
}

// ---- without a question ----

TEST(Matching, AnExactReadIsRecordedAsSuch) {
    Lot lot;
    lot.ledger_answers().enters(plate).after(5min).leaves(out_lane, plate);
    EXPECT_EQ(lot.last<LeaveAuthorised>().matched, Matched::exact);
    const auto exited = lot.last<Exited>();
    EXPECT_EQ(exited.matched, Matched::exact);
    EXPECT_EQ(exited.distance, 0);
    EXPECT_EQ(exited.plate, hash_of_plate(plate));
    EXPECT_EQ(exited.read, hash_of_plate(plate));
}

TEST(Matching, OneThingThatCamerasDoEndsTheStayAndIsRecorded) {
    Lot lot(asking_above(600));
    lot.ledger_answers().enters(plate).enters(stranger).after(50min).car_arrives(out_lane, misread);
    ASSERT_EQ(lot.lane(out_lane).session, lot.session(plate)->id) << "a fee of what is allowed is no question";
    EXPECT_EQ(lot.lane(out_lane).due, Fen{600});
    EXPECT_TRUE(lot.questions().empty());
    lot.pays(plate, Fen{600}, "n1").passes(out_lane);
    EXPECT_EQ(lot.session(plate), nullptr);
    EXPECT_NE(lot.session(stranger), nullptr);
    EXPECT_EQ(lot.last<LeaveAuthorised>().matched, Matched::fuzzy);
    const auto exited = lot.last<Exited>();
    EXPECT_EQ(exited.matched, Matched::fuzzy);
    EXPECT_EQ(exited.distance, 6);
    EXPECT_EQ(exited.plate, hash_of_plate(plate));
    EXPECT_EQ(exited.read, hash_of_plate(misread));
    EXPECT_EQ(exited.paid, Fen{600});
    EXPECT_EQ(exited.debt, Fen{0});
}

TEST(Matching, ABetterReadOfTheSameCarTakesAFuzzyMatchsPlace) {
    Lot lot;
    lot.ledger_answers().enters(plate).after(50min).car_arrives(out_lane, misread, 80).read(out_lane, plate, 95);
    EXPECT_EQ(lot.lane(out_lane).due, Fen{600});
    lot.pays(plate, Fen{600}, "n1").passes(out_lane);
    EXPECT_EQ(lot.last<Exited>().matched, Matched::exact);
}

TEST(Matching, APointIsNotSpentOnAFuzzyMatchNorACoupon) {
    Lot lot;
    lot.member(plate, "alice", 10'000).ledger_answers().enters(plate).after(2h).leaves(out_lane, plate);
    ASSERT_EQ(lot.facts<Charged>().size(), 1U);
    ASSERT_EQ(lot.facts<CouponIssued>().size(), 1U);
    lot.after(24h).enters(plate).after(50min).car_arrives(out_lane, misread);
    EXPECT_EQ(lot.lane(out_lane).due, Fen{600}) << "neither the coupon nor the points";
    lot.pays(plate, Fen{600}, "n1").passes(out_lane);
    EXPECT_EQ(lot.last<LeaveAuthorised>().matched, Matched::fuzzy);
    EXPECT_EQ(lot.facts<Charged>().size(), 1U);
    EXPECT_TRUE(lot.facts<CouponSpent>().empty());
    EXPECT_EQ(lot.facts<HoldReleased>().size(), 1U);
}

TEST(Matching, AFuzzyMatchDoesNotWaitForTheLedger) {
    Lot lot;
    lot.member(plate, "alice", 10'000).ledger_is_slow().enters(plate).after(50min).car_arrives(out_lane, misread);
    EXPECT_EQ(lot.lane(out_lane).due, Fen{600});
}

TEST(Matching, ARestartBetweenTheMatchAndThePassageForgetsNothing) {
    Lot lot;
    lot.ledger_answers().enters(plate).after(5min).car_arrives(out_lane, misread).after(1s);
    lot.loop(out_lane, Loop::safety, Presence::occupied).restart().looks(out_lane);
    EXPECT_EQ(lot.session(plate)->phase, core::SessionPhase::leaving);
    lot.read(out_lane, misread);
    lot.loop(out_lane, Loop::arrival, Presence::clear)
        .after(1s)
        .loop(out_lane, Loop::safety, Presence::clear)
        .after(1s);
    EXPECT_EQ(lot.session(plate), nullptr);
    const auto exited = lot.last<Exited>();
    EXPECT_EQ(exited.matched, Matched::fuzzy);
    EXPECT_EQ(exited.distance, 6);
    EXPECT_EQ(exited.read, hash_of_plate(misread));
    EXPECT_EQ(lot.facts<Exited>().size(), 1U) << "the misread car is the admitted one, not the next";
}

TEST(Matching, WhereTheArmIsHeldOpenANearStayEndsFree) {
    Lot lot(asking_above(0));
    lot.ledger_answers().enters(plate).after(2h).orders(out_lane, Verb::hold_open).leaves(out_lane, misread);
    EXPECT_EQ(lot.session(plate), nullptr);
    EXPECT_EQ(lot.last<Exited>().matched, Matched::fuzzy);
    EXPECT_EQ(lot.last<Exited>().fee, Fen{0});
    EXPECT_TRUE(lot.questions().empty());
}

TEST(Matching, InLimpModeANearStayEndsWithItsDebt) {
    Lot lot(asking_above(0));
    lot.ledger_answers().enters(plate).after(50min).store_is_lost().arrives(out_lane).read(out_lane, misread);
    lot.after(1s).passes(out_lane);
    EXPECT_EQ(lot.session(plate), nullptr);
    EXPECT_EQ(lot.last<Exited>().matched, Matched::fuzzy);
    EXPECT_EQ(lot.last<DebtRaised>().reason, "limp");
}

TEST(Matching, ACarInAnotherLaneIsNotTakenForThisOne) {
    Lot lot;
    lot.ledger_answers().enters(plate).after(50min).car_arrives(out2_lane, plate).car_arrives(out_lane, misread);
    EXPECT_TRUE(lot.lane(out_lane).session.empty());
    ASSERT_EQ(lot.questions().size(), 1U);
    const SessionId id = lot.session(plate)->id;
    lot.orders(out_lane, Verb::choose, id.text);
    EXPECT_EQ(lot.answers().back().state, CommandState::refused);
    EXPECT_EQ(lot.answers().back().why, "the car of that session stands in another lane");
    EXPECT_EQ(lot.lane(out2_lane).session, id);
}

// ---- questions ----

TEST(Question, AboveTheFeeAPersonChoosesAndThatIsRecorded) {
    Lot lot(asking_above(599));
    lot.ledger_answers().enters(plate).after(50min).car_arrives(out_lane, misread);
    EXPECT_EQ(lot.new_orders(out_lane), "");
    EXPECT_TRUE(lot.lane(out_lane).session.empty());
    EXPECT_EQ(lot.lane(out_lane).due, Fen{0});
    ASSERT_EQ(lot.questions().size(), 1U);
    const Question question = lot.questions().front();
    const core::Session session = *lot.session(plate);
    EXPECT_EQ(question.lane, out_lane);
    EXPECT_EQ(question.plate, misread);
    EXPECT_EQ(question.until - question.asked_at, 60s);
    EXPECT_EQ(question.candidates, (std::vector<Candidate>{{session.id, plate, 6, in_lane, session.entered_at}}));

    lot.orders(out_lane, Verb::choose, session.id.text);
    EXPECT_EQ(lot.answers().back().state, CommandState::done);
    EXPECT_EQ(lot.all_facts().back().session, session.id);
    EXPECT_EQ(lot.last<Overridden>().verb, "choose");
    EXPECT_EQ(lot.last<Overridden>().by, OperatorId{"wang"});
    EXPECT_EQ(lot.last<Overridden>().reason, "test");
    EXPECT_EQ(lot.lane(out_lane).due, Fen{600});
    lot.after(2min).pays(plate, Fen{600}, "n1").passes(out_lane);
    EXPECT_EQ(lot.last<Exited>().matched, Matched::chosen);
    EXPECT_EQ(lot.last<Exited>().distance, 6);
    EXPECT_EQ(lot.last<Exited>().debt, Fen{0});
}

TEST(Question, AChosenStaySpendsPoints) {
    Lot lot(asking_above(0));
    lot.member(plate, "alice", 10'000).ledger_answers().enters(plate).after(50min).car_arrives(out_lane, misread, 60);
    lot.orders(out_lane, Verb::choose, lot.session(plate)->id.text).passes(out_lane);
    EXPECT_EQ(lot.last<Exited>().matched, Matched::chosen);
    EXPECT_EQ(lot.last<Charged>().charged, Points{600});
}

TEST(Question, NobodyAnswersOfOneNearStayItEndsWithItsDebt) {
    Lot lot(asking_above(0));
    lot.ledger_answers().enters(plate).after(50min).car_arrives(out_lane, misread).after(59s);
    EXPECT_EQ(lot.new_orders(out_lane), "");
    lot.after(1s);
    EXPECT_EQ(lot.new_orders(out_lane), "o");
    EXPECT_EQ(last_cause(lot), OpenCause::unanswered);
    lot.passes(out_lane);
    EXPECT_EQ(lot.session(plate), nullptr);
    EXPECT_EQ(lot.last<Exited>().matched, Matched::fuzzy);
    EXPECT_EQ(lot.last<DebtRaised>().debt, Fen{600});
    EXPECT_EQ(lot.last<DebtRaised>().reason, "unanswered");
    EXPECT_EQ(lot.last<DebtRaised>().plate, hash_of_plate(plate));
}

TEST(Question, NobodyAnswersOfSeveralNoStayEnds) {
    Lot lot;
    lot.ledger_answers().enters(plate).enters(neighbour).after(5min).car_arrives(out_lane, between);
    ASSERT_EQ(lot.questions().size(), 1U) << "one confusion, and another plate a character further";
    ASSERT_EQ(lot.questions().front().candidates.size(), 2U);
    EXPECT_EQ(lot.questions().front().candidates[0].plate, plate);
    EXPECT_EQ(lot.questions().front().candidates[1].plate, neighbour);
    lot.after(61s);
    EXPECT_EQ(lot.new_orders(out_lane), "o");
    EXPECT_EQ(last_cause(lot), OpenCause::unanswered);
    lot.passes(out_lane);
    EXPECT_EQ(lot.last<Exited>().how, ExitHow::no_entry);
    EXPECT_EQ(lot.last<Exited>().matched, Matched::none);
    EXPECT_EQ(lot.last<Exited>().plate, hash_of_plate(between));
    EXPECT_NE(lot.session(plate), nullptr);
    EXPECT_NE(lot.session(neighbour), nullptr);
}

TEST(Question, WhatIsNoOpenCandidateIsRefusedByNameAndNothingChanges) {
    Lot lot;
    lot.ledger_answers().enters(plate).enters(neighbour).enters(stranger).after(5min);
    lot.orders(out_lane, Verb::choose, lot.session(plate)->id.text);
    EXPECT_EQ(lot.answers().back().why, "nobody was asked whose stay the car in this lane ends");
    lot.car_arrives(out_lane, between);
    for (const auto& id : {lot.session(stranger)->id.text, std::string("nobody"), std::string()}) {
        lot.orders(out_lane, Verb::choose, id);
        EXPECT_EQ(lot.answers().back().state, CommandState::refused);
        EXPECT_EQ(lot.answers().back().why, "that session is no candidate");
    }
    const SessionId gone = lot.session(plate)->id;
    lot.leaves(out2_lane, plate).orders(out_lane, Verb::choose, gone.text);
    EXPECT_EQ(lot.answers().back().state, CommandState::refused);
    EXPECT_EQ(lot.answers().back().why, "that session is not open any more");
    EXPECT_EQ(lot.new_orders(out_lane), "");
    EXPECT_TRUE(lot.lane(out_lane).session.empty());
    lot.orders(out_lane, Verb::choose, lot.session(neighbour)->id.text);
    EXPECT_EQ(lot.answers().back().state, CommandState::done);
    EXPECT_EQ(lot.new_orders(out_lane), "o");
}

TEST(Question, IsToldAgainWhileItStandsAndGivesNobodyMoreTime) {
    Lot lot(asking_above(0));
    lot.ledger_answers().enters(plate).after(50min).car_arrives(out_lane, misread).after(12s);
    ASSERT_EQ(lot.questions().size(), 3U);
    EXPECT_EQ(lot.questions().back(), lot.questions().front());
    lot.read(out_lane, misread).read(out_lane, "沪A1Z3456");
    EXPECT_EQ(lot.questions().back().until, lot.questions().front().until);
    EXPECT_EQ(lot.questions().back().id, lot.questions().front().id);
    lot.after(48s);
    EXPECT_EQ(lot.new_orders(out_lane), "o");
    const auto told = lot.questions().size();
    lot.passes(out_lane).after(1min);
    EXPECT_EQ(lot.questions().size(), told);
}

TEST(Question, ABetterReadThatIsExactAnswersIt) {
    Lot lot(asking_above(0));
    lot.ledger_answers().enters(plate).after(50min).car_arrives(out_lane, misread, 80).read(out_lane, plate, 90);
    EXPECT_EQ(lot.lane(out_lane).due, Fen{600});
    lot.after(5min);
    EXPECT_EQ(lot.new_orders(out_lane), "") << "the question is gone, and with it its time-out";
}

TEST(Question, IsOverWhenTheOneNearStayIsPaid) {
    Lot lot(asking_above(0));
    lot.ledger_answers().enters(plate).after(50min).event(core::QuoteAsked{{{"a"}, plate}});
    lot.car_arrives(out_lane, misread).pays(plate, Fen{600}, "n1");
    EXPECT_EQ(lot.new_orders(out_lane), "o");
    lot.passes(out_lane);
    EXPECT_EQ(lot.last<Exited>().matched, Matched::fuzzy);
    EXPECT_EQ(lot.last<Exited>().paid, Fen{600});
    EXPECT_TRUE(lot.facts<DebtRaised>().empty());
}

TEST(Question, WhatAPersonHasSaidNoCameraTakesBack) {
    Lot lot(asking_above(0));
    lot.ledger_answers().enters(plate).enters(stranger).after(50min).car_arrives(out_lane, misread, 80);
    lot.orders(out_lane, Verb::choose, lot.session(plate)->id.text).read(out_lane, stranger, 99);
    EXPECT_EQ(lot.lane(out_lane).session, lot.session(plate)->id);
}

TEST(Question, AnEditedPlateAnswersIt) {
    Lot lot(asking_above(0));
    lot.ledger_answers().enters(plate).after(50min).car_arrives(out_lane, misread);
    lot.orders(out_lane, Verb::edit_plate, plate);
    EXPECT_EQ(lot.lane(out_lane).due, Fen{600});
    lot.pays(plate, Fen{600}, "n1").passes(out_lane);
    EXPECT_EQ(lot.last<Exited>().matched, Matched::exact);
}

TEST(Question, APlateThatIsEditedUnderAnOpenArmIsNoQuestion) {
    Lot lot(asking_above(0));
    lot.ledger_answers().enters(plate).enters(stranger).after(10min).car_arrives(out_lane, stranger).after(50min);
    EXPECT_EQ(lot.new_orders(out_lane), "o");
    lot.orders(out_lane, Verb::edit_plate, misread);
    ASSERT_TRUE(lot.state().lanes.at(out_lane).admission) << "who it is can only be written down";
    lot.passes(out_lane);
    EXPECT_EQ(lot.session(plate), nullptr);
    EXPECT_NE(lot.session(stranger), nullptr);
}

TEST(Question, AnOperatorWhoOpensInsteadLetsOutSomebodyUnknown) {
    Lot lot;
    lot.ledger_answers().enters(plate).enters(neighbour).after(5min).car_arrives(out_lane, between);
    lot.orders(out_lane, Verb::open).passes(out_lane);
    EXPECT_EQ(last_cause(lot), OpenCause::operator_command);
    EXPECT_EQ(lot.last<Exited>().how, ExitHow::no_entry);
    EXPECT_EQ(lot.state().sessions.size(), 2U);
}

TEST(Question, ThatNoAnswerCanReachIsGivenUpAtOnce) {
    Lot lot(asking_above(0));
    lot.ledger_answers().enters(plate).after(50min).car_arrives(out_lane, misread).broker(false);
    EXPECT_EQ(lot.new_orders(out_lane), "o");
    EXPECT_EQ(lot.questions().size(), 1U);
    lot.passes(out_lane).broker(true).enters(plate).after(50min).broker(false).car_arrives(out_lane, misread);
    EXPECT_EQ(lot.new_orders(out_lane), "co");
    EXPECT_EQ(lot.questions().size(), 1U) << "nobody is asked who cannot answer";
}

TEST(Question, ALockedLaneDoesNotOpenByItself) {
    Lot lot(asking_above(0));
    lot.ledger_answers().enters(plate).after(50min).car_arrives(out_lane, misread).orders(out_lane, Verb::lock);
    lot.after(5min);
    EXPECT_EQ(lot.new_orders(out_lane), "");
    lot.orders(out_lane, Verb::normal).after(59s);
    EXPECT_EQ(lot.new_orders(out_lane), "");
    lot.after(1s);
    EXPECT_EQ(lot.new_orders(out_lane), "o");
}

TEST(Question, ADoubtfulReadIsAskedAboutWhenAnotherPlateIsAsLikely) {
    Lot lot;
    lot.ledger_answers().enters(plate).enters("沪A1234S").after(5min).car_arrives(out_lane, plate, 40);
    ASSERT_EQ(lot.questions().size(), 1U);
    EXPECT_EQ(lot.questions().front().candidates.size(), 2U);
    lot.backs_out(out_lane).car_arrives(out_lane, plate, 60);
    EXPECT_EQ(lot.new_orders(out_lane), "o");
}

TEST(Question, OfAPlateThatLeavesInAnotherLaneHasATimeOutToo) {
    Lot lot;
    lot.ledger_answers().enters(plate).after(5min).car_arrives(out2_lane, plate).car_arrives(out_lane, plate);
    EXPECT_EQ(lot.new_orders(out_lane), "");
    lot.after(60s);
    EXPECT_EQ(lot.new_orders(out_lane), "o");
    EXPECT_EQ(last_cause(lot), OpenCause::unanswered);
}

TEST(Question, IsAskedAnewAfterARestart) {
    Lot lot(asking_above(0));
    lot.ledger_answers().enters(plate).after(50min).car_arrives(out_lane, misread).after(30s);
    EXPECT_TRUE(lot.acknowledged().empty() || lot.acknowledged().back() == 1) << "the camera keeps the reading";
    lot.restart().looks(out_lane).read(out_lane, misread).after(59s);
    EXPECT_EQ(lot.new_orders(out_lane), "");
    lot.after(2s);
    EXPECT_EQ(lot.new_orders(out_lane), "o");
}

// ---- an exit without an entry ----

TEST(WithoutEntry, OpenLetsItOutFree) {
    Lot lot(without_entry(core::WithoutEntry::open));
    lot.ledger_answers().enters(plate).leaves(out_lane, stranger);
    EXPECT_EQ(lot.last<Exited>().how, ExitHow::no_entry);
    EXPECT_EQ(lot.last<Exited>().matched, Matched::none);
    EXPECT_EQ(lot.last<Exited>().read, hash_of_plate(stranger));
    EXPECT_TRUE(lot.facts<DebtRaised>().empty());
}

TEST(WithoutEntry, AskWaitsForStaffAndThenOpens) {
    Lot lot(without_entry(core::WithoutEntry::ask));
    lot.ledger_answers().car_arrives(out_lane, stranger).read(out_lane, stranger).after(59s);
    EXPECT_EQ(lot.new_orders(out_lane), "");
    ASSERT_FALSE(lot.questions().empty());
    EXPECT_TRUE(lot.questions().front().candidates.empty());
    lot.after(1s);
    EXPECT_EQ(lot.new_orders(out_lane), "o");
    EXPECT_EQ(last_cause(lot), OpenCause::unanswered);
    lot.passes(out_lane);
    EXPECT_EQ(lot.last<Exited>().how, ExitHow::no_entry);
}

TEST(WithoutEntry, AMinimumFeeIsPaidByItsQuote) {
    Lot lot(without_entry(core::WithoutEntry::minimum_fee));
    lot.ledger_answers().car_arrives(out_lane, stranger);
    EXPECT_EQ(lot.new_orders(out_lane), "");
    const QuoteId quote = lot.lane(out_lane).quote;
    ASSERT_FALSE(quote.empty());
    EXPECT_EQ(lot.lane(out_lane).due, Fen{1'000});
    lot.read(out_lane, stranger);
    EXPECT_EQ(lot.lane(out_lane).quote, quote) << "read once more";
    lot.notice({{"n0"}, {}, quote, Fen{999}, lot.now().site, "wechat"});
    EXPECT_EQ(lot.new_orders(out_lane), "");
    lot.notice({{"n1"}, {}, quote, Fen{1'000}, lot.now().site, "wechat"});
    EXPECT_EQ(lot.new_orders(out_lane), "o");
    lot.passes(out_lane);
    EXPECT_EQ(lot.last<Exited>().fee, Fen{1'000});
    EXPECT_EQ(lot.last<Exited>().paid, Fen{1'000});
    EXPECT_EQ(lot.last<Exited>().debt, Fen{0});
    EXPECT_TRUE(lot.facts<DebtRaised>().empty());
}

TEST(WithoutEntry, AMinimumFeeThatIsNotPaidIsADebtAndNoTrap) {
    for (const bool connected : {true, false}) {
        Lot lot(without_entry(core::WithoutEntry::minimum_fee));
        lot.ledger_answers().broker(connected).car_arrives(out_lane, stranger).after(connected ? 59s : 0s);
        EXPECT_EQ(lot.new_orders(out_lane), connected ? "" : "o");
        lot.after(1s).passes(out_lane);
        EXPECT_EQ(lot.last<Exited>().how, ExitHow::no_entry);
        EXPECT_EQ(lot.last<Exited>().debt, Fen{1'000});
        EXPECT_EQ(lot.last<DebtRaised>().debt, Fen{1'000});
        EXPECT_EQ(lot.last<DebtRaised>().reason, "no_entry");
        EXPECT_EQ(lot.last<DebtRaised>().plate, hash_of_plate(stranger));
    }
}

TEST(WithoutEntry, AMinimumFeeThatIsPaidLatePaysNobodyElsesDebt) {
    for (const Fen paid : {Fen{1'000}, Fen{600}}) {
        Lot lot(without_entry(core::WithoutEntry::minimum_fee));
        lot.ledger_answers().car_arrives(out_lane, stranger).after(60s).passes(out_lane);
        ASSERT_EQ(lot.facts<DebtRaised>().size(), 1U);
        lot.car_arrives(out_lane, plate);
        const QuoteId quote = lot.lane(out_lane).quote;
        lot.after(60s).notice({{"n1"}, {}, quote, paid, lot.now().site, "wechat"}).passes(out_lane);
        EXPECT_TRUE(lot.facts<DebtPaid>().empty());
        if (paid == Fen{1'000}) {
            EXPECT_EQ(lot.last<Exited>().paid, paid);
            EXPECT_EQ(lot.last<Exited>().debt, Fen{0});
            EXPECT_EQ(lot.facts<DebtRaised>().size(), 1U);
            EXPECT_TRUE(lot.facts<RefundDue>().empty());
        } else {
            EXPECT_EQ(lot.last<RefundDue>(), (RefundDue{{"n1"}, paid, "stay_unknown"}));
            EXPECT_EQ(lot.last<Exited>().debt, Fen{1'000});
        }
    }
}

TEST(WithoutEntry, APaidMinimumFeeGoesBackToWhoDoesNotLeaveWithIt) {
    for (const bool edited : {false, true}) {
        Lot lot(without_entry(core::WithoutEntry::minimum_fee));
        lot.ledger_answers().car_arrives(out_lane, stranger);
        lot.notice({{"n1"}, {}, lot.lane(out_lane).quote, Fen{1'000}, lot.now().site, "wechat"});
        ASSERT_EQ(lot.new_orders(out_lane), "o");
        if (edited) {
            lot.orders(out_lane, Verb::edit_plate, plate);
        } else {
            lot.after(1s).backs_out(out_lane);
        }
        ASSERT_EQ(lot.facts<RefundDue>().size(), 1U) << edited;
        EXPECT_EQ(lot.last<RefundDue>(), (RefundDue{{}, Fen{1'000}, "overpaid"}));
    }
}

} // namespace
} // namespace parkgate::test
