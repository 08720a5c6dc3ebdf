// The site's clock is set while cars are inside: of its two readings the lower counts, and nobody loses what he has
// paid.
#include "tests/unit/edge/scenario.hpp"

namespace parkgate::test {
namespace {

const std::string visitor = "沪B88888";

TEST(ClockStep, I36TheLowerReadingCounts) {
    // Really 49 minutes: 6.00.
    for (const auto& [by, fee] : {std::pair<Duration, Fen>{60min, Fen{600}}, {-60min, Fen{0}}, {-20min, Fen{300}}}) {
        Lot lot;
        lot.ledger_answers().enters(visitor).after(20min).clock_is_set(by).after(29min).car_arrives(out_lane, visitor);
        EXPECT_TRUE(lot.session(visitor)->suspect);
        EXPECT_EQ(lot.session(visitor)->quote->due, fee) << by.count();
        if (fee > Fen{}) {
            lot.pays(visitor, fee, "n1");
        }
        EXPECT_TRUE(lot.last<LeaveAuthorised>().as.suspect);
        EXPECT_GE(lot.last<LeaveAuthorised>().quote.stay, Minutes{0});
        EXPECT_GE(lot.last<LeaveAuthorised>().quote.priced_at, lot.last<LeaveAuthorised>().quote.entered_at - 60min);
    }
}

TEST(ClockStep, TheQuoteSaysTheStayThatItCounts) {
    Lot lot;
    lot.ledger_answers().enters(visitor).after(20min).clock_is_set(60min).after(30min).car_arrives(out_lane, visitor);
    lot.event(core::QuoteAsked{{{"a"}, visitor}});
    EXPECT_LE(lot.quoted()->quote->stay, Minutes{52});
    EXPECT_EQ(lot.quoted()->quote->entered_at, lot.session(visitor)->entered_at + 60min);
}

TEST(ClockStep, IsRecordedWithTheStaysThatWereOpen) {
    Lot lot;
    lot.ledger_answers().enters(visitor).enters("沪C00001").clock_is_set(-90s).restart();
    EXPECT_EQ(lot.last<ClockStepped>(), (ClockStepped{-90'000, 2}));
    EXPECT_EQ(lot.session(visitor)->stepped, Duration(-90s)) << "also after a restart";
}

TEST(ClockStep, SeveralStepsAddUp) {
    Lot lot;
    lot.ledger_answers().enters(visitor).clock_is_set(60min).after(50min).clock_is_set(-60min);
    lot.car_arrives(out_lane, visitor);
    EXPECT_EQ(lot.session(visitor)->quote->due, Fen{600});
    EXPECT_TRUE(lot.session(visitor)->suspect);
}

TEST(ClockStep, AcrossMidnightTheLowerReadingHasItsOwnDays) {
    Lot lot;
    lot.ledger_answers().after(13h + 30min).enters(visitor); // 23:30
    lot.after(20min).clock_is_set(60min).after(10min).car_arrives(out_lane, visitor);
    // By the new clock from 00:30 to 01:00 and not from 23:30 on.
    EXPECT_EQ(lot.session(visitor)->quote->due, Fen{600}) << "a second more than half an hour";
    lot.event(core::QuoteAsked{{{"a"}, visitor}});
    EXPECT_LE(lot.quoted()->quote->stay, Minutes{31});
}

TEST(ClockStep, TakesNoTimeToLeaveAwayAndGivesNone) {
    for (const Duration by : {Duration(60min), Duration(-60min)}) {
        Lot lot;
        lot.ledger_answers().enters(visitor).after(50min).event(core::QuoteAsked{{{"a"}, visitor}});
        lot.pays(visitor, Fen{600}, "n1").after(5min).clock_is_set(by).after(5min).car_arrives(out_lane, visitor);
        EXPECT_EQ(lot.new_orders(out_lane), "o") << by.count();
        lot.passes(out_lane);
        EXPECT_TRUE(lot.facts<DebtRaised>().empty());
    }
    Lot lot;
    lot.ledger_answers().enters(visitor).after(2h).event(core::QuoteAsked{{{"a"}, visitor}});
    lot.pays(visitor, Fen{1'500}, "n1").after(5min).clock_is_set(-60min).after(15min);
    EXPECT_LT(*lot.session(visitor)->settled_until, lot.now().site);
}

// By the rules, as the ledger works it out from the fact.
Fen worked_out(const LeaveAuthorised& leaving) {
    return rules::fee_of(rules::charges_of(house_rules().tariff,
                                           {leaving.as.vehicle, leaving.as.tier, leaving.as.free_minutes_spent},
                                           leaving.quote.entered_at, leaving.as.billed_until));
}

void expect_paid_and_gone(Lot& lot, Fen fee, const std::string& what) {
    lot.passes(out_lane);
    EXPECT_EQ(lot.last<Exited>().fee, fee) << what;
    EXPECT_EQ(lot.last<Exited>().paid, fee) << what;
    EXPECT_TRUE(lot.facts<RefundDue>().empty()) << what;
    EXPECT_TRUE(lot.facts<DebtRaised>().empty()) << what;
    EXPECT_EQ(worked_out(lot.last<LeaveAuthorised>()), fee) << what;
}

TEST(ClockStep, AfterThePaymentMakesNoneOfItDoubtful) {
    for (const Duration by : {Duration(60min), Duration(-60min), Duration(-20min)}) {
        const std::string what = std::to_string(by.count());
        Lot lot;
        lot.ledger_answers().enters(visitor).after(50min).event(core::QuoteAsked{{{"a"}, visitor}});
        lot.pays(visitor, Fen{600}, "n1").after(5min).clock_is_set(by).restart().looks(out_lane).ledger_answers();
        lot.after(5min).car_arrives(out_lane, visitor);
        EXPECT_EQ(lot.new_orders(out_lane), "o") << what;
        EXPECT_EQ(lot.last<LeaveAuthorised>().quote.stay, Minutes{61}) << what;
        expect_paid_and_gone(lot, Fen{600}, what);
    }
}

TEST(ClockStep, BetweenThePriceAndThePaymentMakesNoneOfItDoubtful) {
    for (const Duration by : {Duration(60min), Duration(-60min)}) {
        const std::string what = std::to_string(by.count());
        Lot lot;
        lot.ledger_answers().enters(visitor).after(50min).event(core::QuoteAsked{{{"a"}, visitor}});
        lot.clock_is_set(by).restart().looks(out_lane).ledger_answers().pays(visitor, Fen{600}, "n1");
        lot.after(13min).car_arrives(out_lane, visitor);
        EXPECT_EQ(lot.new_orders(out_lane), "o") << what;
        expect_paid_and_gone(lot, Fen{600}, what);
    }
}

TEST(ClockStep, BeforeThePriceLeavesItsReadingToWhoLeavesInTime) {
    for (const Duration back : {Duration(-60min), Duration(60min)}) {
        Lot lot;
        lot.ledger_answers().enters(visitor).after(20min).clock_is_set(60min).after(30min);
        lot.event(core::QuoteAsked{{{"a"}, visitor}}).pays(visitor, Fen{600}, "n1");
        lot.after(5min).clock_is_set(back).after(5min).car_arrives(out_lane, visitor);
        EXPECT_EQ(lot.new_orders(out_lane), "o");
        expect_paid_and_gone(lot, Fen{600}, std::to_string(back.count()));
    }
}

TEST(ClockStep, AfterThePaymentWhoLeavesLateIsAskedForTheDifference) {
    for (const Duration by : {Duration(60min), Duration(-60min)}) {
        const std::string what = std::to_string(by.count());
        Lot lot;
        lot.ledger_answers().enters(visitor).after(50min).event(core::QuoteAsked{{{"a"}, visitor}});
        lot.pays(visitor, Fen{600}, "n1").after(5min).clock_is_set(by).after(25min).car_arrives(out_lane, visitor);
        ASSERT_EQ(lot.session(visitor)->quote->due, Fen{300}) << "80 minutes have passed";
        EXPECT_EQ(lot.new_orders(out_lane), "") << what;
        lot.pays(visitor, Fen{300}, "n2");
        EXPECT_EQ(lot.new_orders(out_lane), "o") << what;
        expect_paid_and_gone(lot, Fen{900}, what);
    }
}

TEST(ClockStep, AfterThePaymentTakesNoPointsBackThatItRestedOn) {
    for (const Duration by : {Duration(60min), Duration(-60min)}) {
        Lot lot;
        lot.member(visitor, "m-1", 300).ledger_answers().enters(visitor).after(50min);
        lot.event(core::QuoteAsked{{{"a"}, visitor}}).pays(visitor, Fen{300}, "n1");
        lot.after(5min).clock_is_set(by).after(5min).car_arrives(out_lane, visitor, 85);
        EXPECT_EQ(lot.new_orders(out_lane), "o") << by.count();
        lot.passes(out_lane);
        EXPECT_EQ(lot.last<Charged>().charged, Points{300});
        EXPECT_TRUE(lot.facts<RefundDue>().empty());
    }
}

TEST(ClockStep, BeforeThePaymentIsHeardTheTimeToLeaveBeginsThen) {
    Lot lot;
    lot.ledger_answers().enters(visitor).after(50min).event(core::QuoteAsked{{{"a"}, visitor}});
    const SiteTime by_the_old_clock = lot.now().site;
    const PaymentNotice notice{{"n1"},   lot.session(visitor)->id, lot.session(visitor)->quote->id,
                               Fen{600}, by_the_old_clock,         "wechat"};
    lot.clock_is_set(60min).notice(notice).after(13min).car_arrives(out_lane, visitor);
    EXPECT_EQ(lot.new_orders(out_lane), "o");
}

TEST(ClockStep, OfACarThatStandsAtTheExitChangesNothing) {
    Lot lot;
    lot.ledger_answers().enters(visitor).after(50min).car_arrives(out_lane, visitor).clock_is_set(60min);
    lot.event(core::QuoteAsked{{{"b"}, "沪C00001"}}).read(out_lane, visitor, 100).orders(out_lane, Verb::open);
    EXPECT_EQ(lot.last<LeaveAuthorised>().quote.due, Fen{600});
}

TEST(ClockStep, AStayThatBeganOnAClockNobodyTrustsIsSuspect) {
    core::Session session;
    EXPECT_FALSE(session.suspect);
    Lot lot;
    lot.ledger_answers().clock_is_unset().enters(visitor);
    EXPECT_TRUE(lot.session(visitor)->suspect);
}

} // namespace
} // namespace parkgate::test
