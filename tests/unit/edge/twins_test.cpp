// One stay ends in one lane: of a second car with the same plate, or whose camera errs, staff are asked.
#include "tests/unit/edge/scenario.hpp"

namespace parkgate::test {
namespace {

const std::string plate = "沪A12345";

core::LotConfig staff_are_called() {
    core::LotConfig config = house_config();
    config.payment_down = core::PaymentDown::call_staff;
    return config;
}

TEST(Twins, OnePaymentLetsOneOut) {
    Lot lot;
    lot.ledger_answers().enters(plate).after(50min).car_arrives(out_lane, plate).car_arrives(out2_lane, plate);
    EXPECT_EQ(lot.lane(out_lane).session, lot.session(plate)->id);
    EXPECT_TRUE(lot.lane(out2_lane).session.empty());
    ASSERT_EQ(lot.questions().size(), 1U);
    EXPECT_EQ(lot.questions().back().lane, out2_lane);
    lot.pays(plate, Fen{600}, "n1");
    EXPECT_EQ(lot.new_orders(out_lane), "o");
    EXPECT_EQ(lot.new_orders(out2_lane), "");
    lot.passes(out_lane).after(61s);
    EXPECT_EQ(lot.last<OpenIntent>().cause, OpenCause::unanswered) << "and nobody is trapped";
    lot.passes(out2_lane);
    ASSERT_EQ(lot.facts<Exited>().size(), 2U);
    EXPECT_EQ(lot.last<Exited>().how, ExitHow::no_entry);
    EXPECT_EQ(lot.last<Exited>().paid, Fen{0});
}

TEST(Twins, OneDebtIsWrittenDown) {
    Lot lot(staff_are_called());
    lot.ledger_answers().enters(plate).after(50min).broker(false).car_arrives(out_lane, plate).after(20s);
    lot.car_arrives(out2_lane, plate).after(40s);
    EXPECT_EQ(lot.new_orders(out_lane) + lot.new_orders(out2_lane), "oo");
    lot.passes(out_lane).after(1min).passes(out2_lane);
    ASSERT_EQ(lot.facts<DebtRaised>().size(), 1U);
    EXPECT_EQ(lot.last<DebtRaised>().debt, Fen{600});
}

TEST(Twins, WhoFollowsUnderTheArmEndsNoStayOfAnotherLane) {
    Lot lot;
    lot.ledger_answers().enters(plate).after(50min).car_arrives(out_lane, plate).car_arrives(out2_lane, plate);
    lot.arm(out2_lane, core::ArmPosition::up).passes(out2_lane);
    ASSERT_NE(lot.session(plate), nullptr);
    lot.pays(plate, Fen{600}, "n1").passes(out_lane);
    EXPECT_EQ(lot.session(plate), nullptr);
    EXPECT_TRUE(lot.facts<DebtRaised>().empty());
}

TEST(Twins, WhoseStayHasEndedWithoutHimIsDecidedOnAnew) {
    Lot lot;
    lot.ledger_answers().car_arrives(in_lane, plate).after(50min).car_arrives(out_lane, plate);
    ASSERT_EQ(lot.lane(out_lane).due, Fen{600}) << "the entry has not seen it pass";
    EXPECT_EQ(lot.new_orders(out_lane), "");
    lot.backs_out(in_lane);
    ASSERT_EQ(lot.session(plate), nullptr);
    EXPECT_EQ(lot.new_orders(out_lane), "o");
    EXPECT_TRUE(lot.lane(out_lane).session.empty());
}

// ---- cars without a plate ----

TEST(Unread, IsAskedAboutWhenItsLaneIsInUseAgain) {
    Lot lot;
    lot.ledger_answers().arrives(in_lane).orders(in_lane, Verb::admit).passes(in_lane).after(50min);
    lot.orders(out_lane, Verb::lock).arrives(out_lane).after(11s);
    EXPECT_TRUE(lot.questions().empty());
    EXPECT_GT(*core::next_deadline(lot.state(), lot.now().monotonic), lot.now().monotonic) << "nothing is overdue";
    lot.orders(out_lane, Verb::normal).after(1s);
    ASSERT_FALSE(lot.questions().empty());
    EXPECT_EQ(lot.new_orders(out_lane), "");
    lot.after(60s);
    EXPECT_EQ(lot.new_orders(out_lane), "o");
}

TEST(Unread, IsAskedAboutWhenAnotherLaneHoldsItsStay) {
    Lot lot;
    lot.ledger_answers().arrives(in_lane).orders(in_lane, Verb::admit).passes(in_lane).after(50min);
    const SessionId id = lot.state().sessions.all().begin()->first;
    lot.arrives(out2_lane).after(11s).orders(out2_lane, Verb::choose, id.text);
    ASSERT_EQ(lot.lane(out2_lane).session, id);
    const auto asked = lot.questions().size();
    lot.arrives(out_lane).after(11s);
    EXPECT_GT(lot.questions().size(), asked);
    lot.orders(out_lane, Verb::choose, id.text);
    EXPECT_EQ(lot.answers().back().why, "the car of that session stands in another lane");
    lot.after(60s);
    EXPECT_EQ(lot.new_orders(out_lane), "o");
}

} // namespace
} // namespace parkgate::test
