// Money: what a notice pays for, what becomes of what it does not, and how long a payment holds.
#include "tests/unit/edge/scenario.hpp"

namespace parkgate::test {
namespace {

const std::string plate = "沪A12345";
const std::string visitor = "沪B88888";

void ask_price(Lot& lot, const std::string& car) {
    lot.event(core::QuoteAsked{{{"a"}, car}});
}

Quote quoted(const Lot& lot) {
    return lot.quoted().value_or(QuoteAnswer{}).quote.value_or(Quote{});
}

PaymentNotice notice_of(const Lot& lot, const SessionId& session, const QuoteId& quote, Fen paid,
                        const std::string& id) {
    return {{id}, session, quote, paid, lot.now().site, "wechat"};
}

// ---- how long a payment holds ----

TEST(PaidStay, LateLeavingAsksForTheDifferenceOnly) {
    core::LotConfig config = house_config();
    config.rules.benefits.courtesy = Minutes{2};
    for (const auto& [late, due] : {std::pair{17min, Fen{0}}, std::pair{18min, Fen{300}}, std::pair{50min, Fen{600}}}) {
        Lot lot(config);
        lot.ledger_answers().enters(visitor).after(50min);
        ask_price(lot, visitor);
        lot.pays(visitor, Fen{600}, "n1").after(late).car_arrives(out_lane, visitor);
        EXPECT_EQ(lot.session(visitor)->quote->due, due) << late.count();
        EXPECT_EQ(lot.new_orders(out_lane), due == Fen{0} ? "o" : "") << late.count();
    }
}

TEST(PaidStay, KeepsItsPointsAlthoughTheReadingAtTheExitIsInDoubt) {
    Lot lot;
    lot.member(plate, "alice", 300).ledger_answers().enters(plate).after(50min);
    ask_price(lot, plate);
    ASSERT_EQ(quoted(lot).due, Fen{300});
    lot.pays(plate, Fen{300}, "n1").after(5min).car_arrives(out_lane, plate, 80);
    EXPECT_EQ(lot.new_orders(out_lane), "o");
    lot.passes(out_lane);
    EXPECT_EQ(lot.last<Charged>().charged, Points{300});
    EXPECT_EQ(lot.last<Exited>().debt, Fen{0});
    EXPECT_TRUE(lot.facts<RefundDue>().empty());
}

TEST(PaidStay, SaysUntilWhenItIsBilled) {
    Lot lot;
    lot.ledger_answers().enters(visitor).after(50min);
    ask_price(lot, visitor);
    lot.pays(visitor, Fen{600}, "n1").after(10min).leaves(out_lane, visitor);
    EXPECT_EQ(lot.last<LeaveAuthorised>().as.billed_until, quoted(lot).priced_at);
    lot.enters(visitor).after(5min).leaves(out_lane, visitor);
    EXPECT_EQ(lot.last<LeaveAuthorised>().as.billed_until, lot.last<LeaveAuthorised>().quote.priced_at);
    lot.orders(out_lane, Verb::hold_open).enters(visitor).after(50min).leaves(out_lane, visitor);
    EXPECT_EQ(lot.last<LeaveAuthorised>().as.billed_until, SiteTime{}) << "charged nothing: nothing to compare";
}

TEST(PaidStay, AReadingInDoubtSpendsNothingThatWasNotPaidWith) {
    for (const auto& [confidence, due] : {std::pair{80, Fen{300}}, std::pair{99, Fen{0}}}) {
        Lot lot;
        lot.member(plate, "alice", 300).ledger_is_slow().enters(plate).after(50min);
        ask_price(lot, plate);
        ASSERT_EQ(quoted(lot).due, Fen{600}) << "nobody knows of points";
        lot.pays(plate, Fen{600}, "n1")
            .answer_asks()
            .answer_asks()
            .after(25min)
            .car_arrives(out_lane, plate, confidence);
        EXPECT_EQ(lot.session(plate)->quote->due, due) << confidence;
    }
}

// ---- which quote ----

TEST(Notice, ForAnOlderQuoteSettlesWhatThatOneAsked) {
    Lot lot;
    lot.ledger_answers().enters(visitor).after(50min);
    ask_price(lot, visitor);
    const Quote older = quoted(lot);
    lot.after(20min);
    ask_price(lot, visitor);
    ASSERT_EQ(quoted(lot).due, Fen{900});
    const SessionId session = lot.session(visitor)->id;
    lot.notice(notice_of(lot, session, older.id, Fen{500}, "n1"));
    EXPECT_EQ(lot.session(visitor)->paid, Fen{500});
    EXPECT_FALSE(lot.session(visitor)->settled_at) << "it does not cover that quote";
    lot.notice(notice_of(lot, session, older.id, Fen{600}, "n2"));
    EXPECT_EQ(lot.session(visitor)->settled_at, older.priced_at);
    lot.after(10min).leaves(out_lane, visitor);
    EXPECT_EQ(lot.last<Exited>().fee, Fen{600}) << "and 15 minutes to leave";
    EXPECT_EQ(lot.last<RefundDue>().fen, Fen{500});
}

TEST(Notice, ForAQuoteOfLongAgoPaysForThatTimeAloneAndTheRestIsAskedFor) {
    Lot lot;
    lot.ledger_answers().enters(visitor).after(50min);
    ask_price(lot, visitor);
    const Quote older = quoted(lot);
    lot.after(9h);
    lot.notice(notice_of(lot, lot.session(visitor)->id, older.id, older.due, "n1"));
    lot.after(1min).car_arrives(out_lane, visitor);
    const Fen rest = lot.lane(out_lane).due;
    EXPECT_GT(rest, Fen{0});
    lot.pays(visitor, rest, "n2").after(1s).passes(out_lane);
    EXPECT_EQ(lot.last<Exited>().fee, older.due + rest);
    EXPECT_TRUE(lot.facts<RefundDue>().empty());
}

// He stands before the arm and looks for his telephone.
TEST(Notice, OfWhoTakesHisTimeInTheLaneIsForThePriceThatHeSees) {
    Lot lot;
    lot.ledger_answers().enters(visitor).after(50min).car_arrives(out_lane, visitor);
    const Fen due = lot.lane(out_lane).due;
    lot.after(50min).pays(visitor, due, "n1");
    EXPECT_EQ(lot.new_orders(out_lane), "o");
}

TEST(Notice, AnOlderOneDoesNotTakeTheNewerOnesTimeAway) {
    Lot lot;
    lot.ledger_answers().enters(visitor).after(50min);
    ask_price(lot, visitor);
    const PaymentNotice delayed = notice_of(lot, lot.session(visitor)->id, quoted(lot).id, Fen{600}, "n1");
    lot.after(35min);
    ask_price(lot, visitor);
    lot.pays(visitor, Fen{900}, "n2").notice(delayed).after(10min).leaves(out_lane, visitor);
    EXPECT_EQ(lot.last<Exited>().fee, Fen{900});
    EXPECT_EQ(lot.last<RefundDue>().fen, Fen{600});
}

TEST(Notice, ForAQuoteThatIsNotOfThisStayIsGivenBack) {
    Lot lot;
    lot.ledger_answers().enters(visitor).after(50min);
    ask_price(lot, visitor);
    const SessionId session = lot.session(visitor)->id;
    for (int twice = 0; twice < 2; ++twice) {
        lot.notice(notice_of(lot, session, {"another"}, Fen{600}, "n1"));
    }
    EXPECT_EQ(lot.facts<PaymentTaken>().size(), 1U);
    ASSERT_EQ(lot.facts<RefundDue>().size(), 1U) << "once";
    EXPECT_EQ(lot.last<RefundDue>(), (RefundDue{{"n1"}, Fen{600}, "quote_unknown"}));
    EXPECT_EQ(lot.session(visitor)->paid, Fen{0});
    EXPECT_EQ(lot.refused("payment_for_unknown_quote"), 1);
}

TEST(Notice, ForAQuoteFromBeforeARestartCounts) {
    Lot lot;
    lot.ledger_answers().enters(visitor).after(50min);
    ask_price(lot, visitor);
    const PaymentNotice notice = notice_of(lot, lot.session(visitor)->id, quoted(lot).id, Fen{600}, "n1");
    lot.after(15min);
    ask_price(lot, visitor); // the file remembers only this one
    lot.restart().looks(out_lane).notice(notice);
    EXPECT_EQ(lot.session(visitor)->paid, Fen{600});
    EXPECT_TRUE(lot.facts<RefundDue>().empty());
}

TEST(Notice, AtTheExitFitsAlthoughTheStayWasPricedOnceMore) {
    core::LotConfig config = house_config();
    config.payment_down = core::PaymentDown::call_staff;
    Lot lot(config);
    lot.ledger_answers().enters(visitor).after(50min).car_arrives(out_lane, visitor);
    const QuoteId shown = lot.session(visitor)->quote->id;
    lot.broker(false).after(10s).broker(true);
    EXPECT_EQ(lot.session(visitor)->quote->id, shown);
}

// ---- amounts ----

TEST(Notice, OfNothingOrOfTooMuchIsRefusedByName) {
    Lot lot;
    lot.ledger_answers().enters(visitor).after(50min);
    ask_price(lot, visitor);
    lot.pays(visitor, Fen{0}, "n1").pays(visitor, Fen{-1}, "n2").pays(visitor, Fen{100'000'001}, "n3");
    EXPECT_EQ(lot.refused("payment_of_nothing"), 2);
    EXPECT_EQ(lot.refused("payment_too_large"), 1);
    EXPECT_TRUE(lot.facts<PaymentTaken>().empty());
    EXPECT_EQ(lot.session(visitor)->paid, Fen{0});
}

TEST(Notice, WhatIsTooMuchGoesBackOnceWhenTheCarLeaves) {
    Lot lot;
    lot.ledger_answers().enters(visitor).after(50min);
    ask_price(lot, visitor);
    lot.pays(visitor, Fen{700}, "n1").pays(visitor, Fen{600}, "n2");
    EXPECT_TRUE(lot.facts<RefundDue>().empty()) << "a longer stay may need it";
    lot.leaves(out_lane, visitor);
    ASSERT_EQ(lot.facts<RefundDue>().size(), 1U);
    EXPECT_EQ(lot.last<RefundDue>(), (RefundDue{{}, Fen{700}, "overpaid"}));
    EXPECT_EQ(lot.last<Exited>().paid, Fen{1'300});
}

TEST(Notice, WhatWasTooMuchPaysForALongerStay) {
    Lot lot;
    lot.ledger_answers().enters(visitor).after(50min);
    ask_price(lot, visitor);
    lot.pays(visitor, Fen{900}, "n1").after(25min).leaves(out_lane, visitor);
    EXPECT_EQ(lot.last<Exited>().fee, Fen{900});
    EXPECT_TRUE(lot.facts<RefundDue>().empty());
}

// ---- whose car is not inside ----

TEST(Notice, ForAStayThatHasEndedOrNeverWasIsGivenBack) {
    Lot lot;
    lot.ledger_answers().enters(visitor);
    const SessionId session = lot.session(visitor)->id;
    lot.after(5min).leaves(out_lane, visitor);
    lot.notice(notice_of(lot, session, {"q"}, Fen{600}, "n1"));
    EXPECT_EQ(lot.last<RefundDue>(), (RefundDue{{"n1"}, Fen{600}, "stay_has_ended"}));
    lot.notice(notice_of(lot, {"nobody"}, {"q"}, Fen{300}, "n2"));
    EXPECT_EQ(lot.last<RefundDue>(), (RefundDue{{"n2"}, Fen{300}, "stay_unknown"}));
    EXPECT_EQ(lot.refused("payment_without_session"), 2);
}

TEST(Notice, ThatWasUnderWayWhileTheCarLeftPaysItsDebt) {
    for (const bool restarted : {false, true}) {
        Lot lot;
        lot.ledger_answers().enters(visitor).broker(false).after(50min).car_arrives(out_lane, visitor);
        const SessionId session = lot.session(visitor)->id;
        const PaymentNotice notice = notice_of(lot, session, lot.session(visitor)->quote->id, Fen{650}, "n1");
        lot.passes(out_lane);
        ASSERT_EQ(lot.last<DebtRaised>().debt, Fen{600});
        if (restarted) {
            lot.restart().looks(out_lane);
        }
        lot.broker(true).notice(notice);
        EXPECT_EQ(lot.last<DebtPaid>(), (DebtPaid{{"n1"}, hash_of_plate(visitor), Fen{600}}));
        EXPECT_EQ(lot.last<RefundDue>(), (RefundDue{{"n1"}, Fen{50}, "stay_has_ended"}));
        EXPECT_TRUE(lot.state().history.plates.at(hash_of_plate(visitor)).debts.empty());
    }
}

TEST(Notice, ForAMinimumFeeThatIsTooMuchGoesBack) {
    core::LotConfig config = house_config();
    config.without_entry = core::WithoutEntry::minimum_fee;
    config.minimum_fee = Fen{500};
    Lot lot(config);
    lot.ledger_answers().car_arrives(out_lane, visitor);
    const QuoteId quote = lot.state().lanes.at(out_lane).visit->minimum->quote.id;
    lot.notice(notice_of(lot, {}, quote, Fen{800}, "n1"));
    EXPECT_EQ(lot.new_orders(out_lane), "o");
    EXPECT_EQ(lot.last<RefundDue>(), (RefundDue{{"n1"}, Fen{300}, "overpaid"}));
}

TEST(Notice, MoneyThatWasPaidBeforeTheLaneWasOpenedForAllHasPaidForTheStay) {
    Lot lot;
    lot.ledger_answers().enters(visitor).after(50min);
    ask_price(lot, visitor);
    lot.pays(visitor, Fen{600}, "n1").orders(out_lane, Verb::hold_open).leaves(out_lane, visitor);
    EXPECT_EQ(lot.last<Exited>().fee, Fen{600});
    EXPECT_TRUE(lot.facts<RefundDue>().empty());
}

// ---- what lapses within the time to leave ----

TEST(PaidStay, KeepsTheCouponThatLapsesBeforeTheExit) {
    Lot lot;
    lot.member(plate, "alice", 0).ledger_answers().enters(plate).after(50min).car_arrives(out_lane, plate);
    lot.pays(plate, Fen{600}, "n1").passes(out_lane);
    const SiteTime end = lot.last<CouponIssued>().coupon.expires_at;
    lot.after(end - lot.now().site - 4h).enters(plate).after(end - lot.now().site - 1min);
    ask_price(lot, plate);
    ASSERT_FALSE(quoted(lot).coupon.empty());
    ASSERT_GT(quoted(lot).due, Fen{0});
    lot.pays(plate, quoted(lot).due, "n2").after(5min).new_orders(out_lane);
    lot.car_arrives(out_lane, plate);
    EXPECT_EQ(lot.new_orders(out_lane), "o");
    lot.passes(out_lane);
    EXPECT_EQ(lot.last<CouponSpent>().spent_at, end);
    EXPECT_EQ(lot.last<Exited>().debt, Fen{0});
    EXPECT_TRUE(lot.facts<RefundDue>().empty());
}

TEST(PaidStay, KeepsThePointsThatLapseBeforeTheExit) {
    Lot lot;
    lot.member(plate, "alice", 300).ledger_answers().enters(plate).ledger_is_offline();
    lot.after(lot.session(plate)->voucher->expires_at - lot.now().site - 1min);
    ask_price(lot, plate);
    ASSERT_EQ(quoted(lot).points, Points{300});
    lot.pays(plate, quoted(lot).due, "n1").after(5min).car_arrives(out_lane, plate);
    EXPECT_EQ(lot.new_orders(out_lane), "o");
    lot.passes(out_lane);
    EXPECT_EQ(lot.last<Charged>().charged, Points{300});
}

TEST(PaidStay, KeepsTheHoursThatHisOtherCarUsesUpBeforeTheExit) {
    const std::string other = "沪A99999";
    core::LotConfig config = house_config();
    config.rules.benefits.tier_hours.tiers = {{"gold", Minutes{60}}};
    Lot lot(config);
    lot.member(plate, "alice", 0, "gold").member(other, "alice", 0, "gold").ledger_answers();
    lot.enters(plate).enters(other).after(2h);
    ask_price(lot, plate);
    const Quote shown = quoted(lot);
    lot.car_arrives(out2_lane, other);
    lot.pays(other, lot.session(other)->quote->due, "n1").passes(out2_lane);
    lot.pays(plate, shown.due, "n2").after(5min).car_arrives(out_lane, plate);
    EXPECT_EQ(lot.new_orders(out_lane), "o");
    lot.passes(out_lane);
    EXPECT_EQ(lot.last<Exited>().debt, Fen{0});
}

// ---- a notice that is not counted ----

TEST(PaymentId, IsItsProvidersAlone) {
    Lot lot;
    lot.ledger_answers().enters(visitor).after(97min).car_arrives(out_lane, visitor);
    const auto& session = *lot.session(visitor);
    const auto paid = [&](Fen fen) { return notice_of(lot, session.id, session.quote->id, fen, "0001"); };
    lot.notice(paid(Fen{600}), "wepay").notice(paid(Fen{1'200}), "alipay");
    EXPECT_EQ(lot.facts<PaymentTaken>().size(), 2U);
    EXPECT_TRUE(lot.facts<PaymentSetAside>().empty());
    EXPECT_EQ(lot.new_orders(out_lane), "o");
}

TEST(PaymentId, OfOtherMoneyIsToldToOperators) {
    Lot lot;
    lot.ledger_answers().enters(visitor).after(97min).car_arrives(out_lane, visitor);
    const auto& session = *lot.session(visitor);
    const PaymentNotice first = notice_of(lot, session.id, session.quote->id, Fen{100}, "0001");
    const PaymentNotice other = notice_of(lot, session.id, session.quote->id, Fen{1'200}, "0001");
    lot.notice(first).restart().notice(other).notice(other);
    EXPECT_EQ(lot.facts<PaymentTaken>().size(), 1U);
    ASSERT_EQ(lot.facts<PaymentSetAside>().size(), 1U) << "once, however often it is repeated";
    EXPECT_EQ(
        lot.last<PaymentSetAside>(),
        (PaymentSetAside{{"0001"}, other.quote, Fen{1'200}, other.paid_at, "wechat", "wepay", SetAside::id_conflict}));
    EXPECT_TRUE(lot.facts<RefundDue>().empty());
    EXPECT_EQ(lot.refused("id_conflict"), 2);
    EXPECT_TRUE(lot.fault("payment_set_aside", "wepay"));
    lot.notice(first);
    EXPECT_EQ(lot.refused("repeated_notice"), 1);
    lot.after(25h);
    EXPECT_FALSE(lot.fault("payment_set_aside", "wepay"));
}

// A broker, or a provider's own queue, hands a notice over again when its id has been forgotten.
TEST(PaymentNotice, OfLongAgoIsNotCountedAgain) {
    Lot lot;
    lot.ledger_answers().enters(visitor).after(97min).car_arrives(out_lane, visitor);
    PaymentNotice ahead = notice_of(lot, lot.session(visitor)->id, lot.session(visitor)->quote->id, Fen{100}, "n2");
    ahead.paid_at += 23h;
    lot.pays(visitor, Fen{1'200}, "n1").notice(ahead).passes(out_lane);
    PaymentNotice again = ahead;
    again.id = {"n1"};
    again.paid = Fen{1'200};
    again.paid_at -= 23h;
    const auto refunds = lot.facts<RefundDue>().size();
    for (int day = 0; day < 10; ++day) {
        lot.after(std::chrono::days(1)).notice(again).notice(ahead);
    }
    EXPECT_EQ(lot.facts<PaymentTaken>().size(), 2U);
    EXPECT_EQ(lot.facts<RefundDue>().size(), refunds);
    EXPECT_FALSE(lot.facts<PaymentSetAside>().empty());
    EXPECT_EQ(lot.last<PaymentSetAside>().why, SetAside::too_old);
}

TEST(PaymentNotice, OfATimeThatHasNotComeIsNotCounted) {
    Lot lot;
    lot.ledger_answers().enters(visitor).after(97min).car_arrives(out_lane, visitor);
    PaymentNotice notice = notice_of(lot, lot.session(visitor)->id, lot.session(visitor)->quote->id, Fen{1'200}, "n1");
    notice.paid_at += 24h + 1ms;
    lot.notice(notice).notice(notice);
    EXPECT_TRUE(lot.facts<PaymentTaken>().empty());
    ASSERT_EQ(lot.facts<PaymentSetAside>().size(), 1U);
    EXPECT_EQ(lot.last<PaymentSetAside>().why, SetAside::from_the_future);
    EXPECT_EQ(lot.new_orders(out_lane), "");
    notice.id = {"n2"};
    lot.clock_is_unset().notice(notice);
    EXPECT_EQ(lot.new_orders(out_lane), "o") << "a box without the time keeps nobody who has paid";
}

} // namespace
} // namespace parkgate::test
