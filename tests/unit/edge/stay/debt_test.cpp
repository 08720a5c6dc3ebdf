// What a stay leaves unpaid: bounded while no payment can be heard of, asked for at the next visit, never a trap.
#include "tests/unit/edge/scenario.hpp"

namespace parkgate::test {
namespace {

const std::string plate = "沪A12345";
const std::string visitor = "沪B88888";

Fen owed(const Lot& lot, const std::string& car) {
    Fen sum;
    const auto known = lot.state().history.plates.find(hash_of_plate(car));
    if (known != lot.state().history.plates.end()) {
        for (const auto& debt : known->second.debts) {
            sum += debt.fen;
        }
    }
    return sum;
}

// A stay of 50 minutes that ends while no payment can be heard of: 6.00.
void leave_unheard(Lot& lot, const std::string& car) {
    lot.enters(car).broker(false).after(50min).car_arrives(out_lane, car);
}

TEST(Debt, IsAskedForAtTheNextVisitAndKeepsNobody) {
    Lot lot;
    lot.ledger_answers();
    leave_unheard(lot, visitor);
    lot.passes(out_lane).broker(true).restart().looks(in_lane).looks(out_lane).ledger_answers();
    EXPECT_EQ(owed(lot, visitor), Fen{600}) << "the file remembers it";
    lot.new_orders(out_lane);
    lot.enters(visitor).after(5min).car_arrives(out_lane, visitor);
    EXPECT_EQ(lot.new_orders(out_lane), "o") << "free, and let out";
    EXPECT_EQ(lot.last<LeaveAuthorised>().quote.owed_before, Fen{600});
    EXPECT_EQ(lot.last<LeaveAuthorised>().quote.due, Fen{0});
    EXPECT_NE(lot.shown(out_lane).find("另欠6.00元"), std::string::npos) << lot.shown(out_lane);
    lot.passes(out_lane);
    EXPECT_EQ(lot.last<Exited>().debt, Fen{0});
    EXPECT_EQ(owed(lot, visitor), Fen{600});
}

TEST(Debt, ThePaymentOfTheFeeAloneFreesTheExit) {
    Lot lot;
    lot.ledger_answers();
    leave_unheard(lot, visitor);
    lot.passes(out_lane).broker(true).enters(visitor).after(50min).car_arrives(out_lane, visitor);
    lot.new_orders(out_lane);
    EXPECT_EQ(lot.session(visitor)->quote->due, Fen{600}) << "the debt is no part of it";
    lot.pays(visitor, Fen{600}, "n1");
    EXPECT_EQ(lot.new_orders(out_lane), "o");
    EXPECT_TRUE(lot.facts<DebtPaid>().empty());
    EXPECT_EQ(owed(lot, visitor), Fen{600});
}

TEST(Debt, WhatIsPaidBeyondTheFeeGoesToTheOldestDebts) {
    Lot lot;
    lot.ledger_answers();
    leave_unheard(lot, visitor);
    const SessionId first = lot.session(visitor)->id;
    lot.passes(out_lane).broker(true);
    leave_unheard(lot, visitor);
    lot.passes(out_lane).broker(true).enters(visitor).after(20min).car_arrives(out_lane, visitor);
    ASSERT_EQ(owed(lot, visitor), Fen{1'200});
    lot.pays(visitor, Fen{1'100}, "n1").passes(out_lane); // 3.00 are due
    ASSERT_EQ(lot.facts<DebtPaid>().size(), 2U);
    EXPECT_EQ(lot.facts<DebtPaid>()[0], (DebtPaid{{"n1"}, hash_of_plate(visitor), Fen{600}}));
    EXPECT_EQ(lot.facts<DebtPaid>()[1].paid, Fen{200});
    const auto paid = std::ranges::find_if(
        lot.all_facts(), [](const Fact& fact) { return std::holds_alternative<DebtPaid>(fact.body); });
    EXPECT_EQ(paid->session, first);
    EXPECT_EQ(owed(lot, visitor), Fen{400});
    EXPECT_EQ(lot.last<Exited>().paid, Fen{300});
    EXPECT_TRUE(lot.facts<RefundDue>().empty());
}

TEST(Debt, AFreeStayMayPayWhatIsOwed) {
    Lot lot;
    lot.ledger_answers();
    leave_unheard(lot, visitor);
    lot.passes(out_lane).broker(true).enters(visitor).event(core::QuoteAsked{{{"a"}, visitor}});
    EXPECT_EQ(lot.quoted()->quote->owed_before, Fen{600});
    lot.pays(visitor, Fen{700}, "n1");
    EXPECT_EQ(owed(lot, visitor), Fen{0});
    lot.leaves(out_lane, visitor);
    EXPECT_EQ(lot.last<RefundDue>(), (RefundDue{{}, Fen{100}, "overpaid"}));
}

// ---- no payment can be heard of ----

TEST(PaymentDown, APlateThatOwesTooMuchHasToCallStaff) {
    core::LotConfig config = house_config();
    config.most_debt = Fen{1'000};
    Lot lot(config);
    lot.ledger_answers();
    leave_unheard(lot, visitor);
    lot.passes(out_lane).broker(true);
    leave_unheard(lot, visitor);
    EXPECT_EQ(lot.new_orders(out_lane), "oc");
    EXPECT_EQ(lot.shown(out_lane), "请联系工作人员 | Call staff");
    lot.after(59s);
    EXPECT_EQ(lot.new_orders(out_lane), "");
    lot.after(1s);
    EXPECT_EQ(lot.new_orders(out_lane), "o") << "nobody is trapped";
    EXPECT_EQ(lot.last<OpenIntent>().cause, OpenCause::unanswered);
    lot.passes(out_lane);
    EXPECT_EQ(lot.last<DebtRaised>().debt, Fen{600});
    EXPECT_EQ(owed(lot, visitor), Fen{1'200});
}

TEST(PaymentDown, SoManyDebtsADayAreWrittenDownWithoutAsking) {
    core::LotConfig config = house_config();
    config.debts_a_day = 1;
    Lot lot(config);
    lot.ledger_answers();
    leave_unheard(lot, visitor);
    lot.passes(out_lane).broker(true);
    EXPECT_EQ(lot.new_orders(out_lane), "oc");
    leave_unheard(lot, visitor);
    EXPECT_EQ(lot.new_orders(out_lane), "") << "the second of the day";
    lot.after(60s).passes(out_lane).broker(true).after(24h).new_orders(out_lane);
    leave_unheard(lot, visitor);
    EXPECT_EQ(lot.new_orders(out_lane), "o") << "the first of the next day";
}

TEST(PaymentDown, AnotherPlatesDebtsCountForNobodyElse) {
    core::LotConfig config = house_config();
    config.debts_a_day = 1;
    Lot lot(config);
    lot.ledger_answers();
    leave_unheard(lot, visitor);
    lot.passes(out_lane).broker(true);
    lot.new_orders(out_lane);
    leave_unheard(lot, plate);
    EXPECT_EQ(lot.new_orders(out_lane), "o");
}

TEST(PaymentDown, ALotMayHaveStaffCalledAtOnce) {
    core::LotConfig config = house_config();
    config.payment_down = core::PaymentDown::call_staff;
    Lot lot(config);
    lot.ledger_answers();
    leave_unheard(lot, visitor);
    EXPECT_EQ(lot.new_orders(out_lane), "");
    EXPECT_EQ(lot.shown(out_lane), "请联系工作人员 | Call staff");
    lot.orders(out_lane, Verb::open);
    EXPECT_EQ(lot.new_orders(out_lane), "o");
    lot.passes(out_lane);
    EXPECT_EQ(lot.last<DebtRaised>().reason, "operator");
}

TEST(PaymentDown, WhoWaitsForStaffMayPayAsSoonAsThatCanBeHeard) {
    core::LotConfig config = house_config();
    config.payment_down = core::PaymentDown::call_staff;
    Lot lot(config);
    lot.ledger_answers();
    leave_unheard(lot, visitor);
    lot.after(30s).broker(true);
    EXPECT_NE(lot.shown(out_lane).find("请付6.00元"), std::string::npos) << lot.shown(out_lane);
    lot.after(60s);
    EXPECT_EQ(lot.new_orders(out_lane), "") << "it is to pay again, and nobody waits for staff";
    lot.pays(visitor, Fen{600}, "n1");
    EXPECT_EQ(lot.new_orders(out_lane), "o");
    lot.passes(out_lane);
    EXPECT_TRUE(lot.facts<DebtRaised>().empty());
}

TEST(PaymentDown, WhoOwesNothingLeavesWhateverThePolicy) {
    core::LotConfig config = house_config();
    config.payment_down = core::PaymentDown::call_staff;
    Lot lot(config);
    lot.ledger_answers().enters(visitor).broker(false).after(5min).car_arrives(out_lane, visitor);
    EXPECT_EQ(lot.new_orders(out_lane), "o");
}

// ---- no payment comes ----

TEST(PaymentDown, WhoHasWaitedTooLongToPayGetsAPerson) {
    Lot lot;
    lot.ledger_answers().enters(visitor).after(50min).car_arrives(out_lane, visitor).after(599s);
    EXPECT_TRUE(lot.questions().empty());
    lot.after(1s);
    ASSERT_FALSE(lot.questions().empty());
    EXPECT_EQ(lot.questions().back().about, Asked::unpaid);
    EXPECT_EQ(lot.shown(out_lane), "请联系工作人员 | Call staff");
    lot.after(59s);
    EXPECT_EQ(lot.new_orders(out_lane), "");
    lot.broker(true).after(1s);
    EXPECT_EQ(lot.new_orders(out_lane), "o") << "nobody is trapped, nor given more time";
    lot.passes(out_lane);
    EXPECT_EQ(lot.last<DebtRaised>().debt, Fen{600});
}

TEST(PaymentDown, WhoHasWaitedForStaffMayStillPay) {
    Lot lot;
    lot.ledger_answers().enters(visitor).after(50min).car_arrives(out_lane, visitor).after(610s);
    ASSERT_FALSE(lot.questions().empty());
    lot.pays(visitor, Fen{600}, "n1");
    EXPECT_EQ(lot.new_orders(out_lane), "o");
    lot.passes(out_lane);
    EXPECT_TRUE(lot.facts<DebtRaised>().empty());
}

TEST(PaymentDown, ALotMayWaitForAPaymentAsLongAsItTakes) {
    core::LotConfig config = house_config();
    config.payment_wait = Duration{0};
    Lot lot(config);
    lot.ledger_answers().enters(visitor).after(50min).car_arrives(out_lane, visitor).after(1h);
    EXPECT_TRUE(lot.questions().empty());
}

} // namespace
} // namespace parkgate::test
