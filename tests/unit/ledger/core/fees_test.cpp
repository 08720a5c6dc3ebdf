// The gate's fee is worked out again, and binds whatever comes out.
#include "protocol/codec.hpp"
#include "rules/charge.hpp"
#include "tests/unit/ledger/support/world.hpp"

#include <gtest/gtest.h>

namespace parkgate::ledger::test {
namespace {

using namespace std::chrono_literals;

Fen fee(const rules::Visitor& visitor, SiteTime until) {
    return rules::fee_of(rules::charges_of(terms().rules.tariff, visitor, noon, until));
}

class Fees : public testing::Test {
  protected:
    LeaveAuthorised leaving(Duration stay, Fen gates) {
        LeaveAuthorised out;
        out.quote.id = {"q1"};
        out.quote.entered_at = noon;
        out.quote.priced_at = noon + stay;
        out.quote.fee = gates;
        out.quote.due = gates;
        out.as.billed_until = out.quote.priced_at;
        return out;
    }
    FactResult told(const LeaveAuthorised& leave, const std::string& session = "s1") {
        return world.take(box.fact({session}, leave));
    }

    World world;
    Box box{"b1"};
};

TEST_F(Fees, I14_the_same_fee_is_no_news) {
    const Fen three_hours = fee({}, noon + 3h);
    ASSERT_GT(three_hours, Fen{0});
    EXPECT_EQ(told(leaving(3h, three_hours)).entry.outcome, Outcome::applied);
    EXPECT_TRUE(world.store->fee_differences().empty());
}

TEST_F(Fees, I14_another_fee_is_written_down_and_the_fact_applied) {
    const Fen three_hours = fee({}, noon + 3h);
    const auto result = told(leaving(3h, three_hours + Fen{100}));
    EXPECT_EQ(result.entry.outcome, Outcome::applied);
    EXPECT_EQ(result.entry.code, "fee_differs");
    EXPECT_TRUE(is_alarm(result.code));
    EXPECT_EQ(told(leaving(3h, three_hours - Fen{100}), "s2").code, Code::fee_differs);
    const auto differences = world.store->fee_differences();
    ASSERT_EQ(differences.size(), 2U);
    EXPECT_EQ(differences[0].session, SessionId{"s1"});
    EXPECT_EQ(differences[0].quote, QuoteId{"q1"});
    EXPECT_EQ(differences[0].rules, RulesId{"house-1"});
    EXPECT_EQ(differences[0].found, three_hours + Fen{100});
    EXPECT_EQ(differences[0].expected, three_hours);
    EXPECT_TRUE(world.store->verify().empty()) << "the books are sound all the same";
}

TEST_F(Fees, what_was_paid_in_time_is_billed_until_then) {
    const Fen two_hours = fee({}, noon + 2h);
    auto leave = leaving(3h, two_hours);
    EXPECT_EQ(told(leave).code, Code::fee_differs);
    leave.as.billed_until = noon + 2h;
    EXPECT_EQ(told(leave, "s2").code, Code::none);
}

TEST_F(Fees, what_selects_the_price_is_told) {
    const Fen spent = fee({VehicleKind::car, "", true}, noon + 10min);
    auto leave = leaving(10min, spent);
    leave.as.free_minutes_spent = true;
    EXPECT_EQ(told(leave).code, Code::none);
    ASSERT_NE(spent, fee({}, noon + 10min)) << "the house has free minutes";
    leave.as.free_minutes_spent = false;
    EXPECT_EQ(told(leave, "s2").code, Code::fee_differs);
}

TEST_F(Fees, what_is_no_fee_of_known_rules_is_not_compared) {
    EXPECT_EQ(told(leaving(3h, Fen{1}), "").code, Code::none) << "the minimum of a car without an entry";
    EXPECT_EQ(told(leaving(3h, Fen{0})).code, Code::none) << "a lane that is held open";
    auto unpriced = leaving(3h, Fen{1});
    unpriced.as.billed_until = {};
    EXPECT_EQ(told(unpriced).code, Code::none);
    auto other = terms();
    other.rules.id = {"house-2"};
    const auto later = store_in_memory(other);
    const std::vector<Work> work = {box.fact({"s9"}, leaving(3h, Fen{1}))};
    EXPECT_EQ(std::get<FactResult>(later->take(work, noon, wall).front()).code, Code::none) << "other rules";
    other.former_rules = {terms().rules};
    const auto knowing = store_in_memory(other);
    EXPECT_EQ(std::get<FactResult>(knowing->take(work, noon, wall).front()).code, Code::fee_differs) << "former rules";
}

TEST_F(Fees, an_implausible_one_is_kept_for_a_person) {
    EXPECT_EQ(told(leaving(3h, Fen{2'000'000'000})).entry.outcome, Outcome::quarantined);
}

TEST_F(Fees, debts_refunds_and_waivers_stand_with_the_session) {
    (void)world.take(box.fact({"s1"}, DebtRaised{{"plate-1"}, Fen{900}, "limp"}));
    (void)world.take(box.fact({"s1"}, DebtPaid{{"n1"}, {"plate-1"}, Fen{500}}));
    (void)world.take(box.fact({"s1"}, DebtPaid{{"n2"}, {"plate-1"}, Fen{400}}));
    (void)world.take(box.fact({"s1"}, RefundDue{{"n3"}, Fen{300}, "overpaid"}));
    (void)world.take(box.fact({"s1"}, Waived{{"plate-1"}, Fen{6200}, {"anna"}, {"li"}, "broken"}));
    EXPECT_EQ(world.take(box.fact({}, RefundDue{{"n4"}, Fen{300}, "stay_unknown"})).entry.outcome, Outcome::applied);
    const auto session = world.store->books().session({"s1"});
    ASSERT_TRUE(session.has_value());
    EXPECT_EQ(session->debts_raised, Fen{900});
    EXPECT_EQ(session->debts_paid, Fen{900});
    EXPECT_EQ(session->refunds_due, Fen{300});
    EXPECT_EQ(session->waived, Fen{6200});
}

TEST_F(Fees, facts_that_only_tell_are_kept) {
    for (const FactBody& body : std::vector<FactBody>{
             SegmentBegan{{"b2"}, {"ramp"}, noon}, Validated{{"n1"}, {"cinema"}, {WorthKind::minutes, 120, {}}},
             SpendingChosen{Spending::nothing, "app"}, CarLocked{{"p"}, true, "app"},
             CounterSet{{"b2"}, "all", -1, 3, {"anna"}}, ClockStepped{-1, 2}}) {
        EXPECT_EQ(world.take(box.fact({"s1"}, body)).entry.outcome, Outcome::applied) << kind_of(body);
    }
    EXPECT_EQ(world.transactions(), World().transactions()) << "nothing is booked";
}

} // namespace
} // namespace parkgate::ledger::test
