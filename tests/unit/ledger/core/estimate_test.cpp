// What the ledger says a stay costs when the gate cannot be asked.
#include "ledger/core/estimate.hpp"
#include "tests/unit/ledger/support/world.hpp"

#include <gtest/gtest.h>

namespace parkgate::ledger::test {
namespace {

using namespace std::chrono_literals;

class Estimates : public testing::Test {
  protected:
    void enters(const std::string& session, const std::string& plate, SiteTime at = noon) {
        world.take(box.fact({session}, Entered{{"in"}, {plate}, at}));
    }
    void leaves(const std::string& session, const std::string& plate, Duration after) {
        world.take(
            box.fact({session}, Exited{{"out"}, {plate}, ExitHow::observed, noon + after, Minutes{60}, {}, {}, {}}));
    }
    Estimated ask(Duration after, const std::string& member = "m1", const std::string& plate = "plate-1",
                  const std::string& session = "") {
        const EstimateQuestion question{{{"ask"}, {member}, "", {session}}, {plate}, VehicleKind::car, "wepay"};
        return estimate(world.store->books(), world.store->terms(), question, noon + after);
    }
    std::string refusal(const std::string& member, const std::string& plate, const std::string& session = "") {
        const auto out = ask(2h, member, plate, session);
        EXPECT_EQ(out.answer.cost.has_value(), out.answer.refusal.empty());
        EXPECT_EQ(out.box.empty(), !out.answer.refusal.empty());
        return out.answer.refusal;
    }

    World world;
    Box box{"b1"};
};

TEST_F(Estimates, I14_it_is_the_fee_of_the_tariff_and_says_that_it_is_an_estimate) {
    enters("s1", "plate-1");
    const auto [answer, at] = ask(2h);
    EXPECT_TRUE(answer.estimate);
    EXPECT_EQ(answer.refusal, "");
    EXPECT_EQ(answer.session, SessionId{"s1"});
    EXPECT_EQ(at, BoxId{"b1"});
    ASSERT_TRUE(answer.cost);
    const auto fee = rules::fee_of(rules::charges_of(terms().rules.tariff, {}, noon, noon + 2h));
    ASSERT_GT(fee, Fen{});
    EXPECT_EQ(*answer.cost, (EstimatedCost{noon, noon + 2h, Minutes{120}, fee, {}, {}, fee, {"house-1"}}));
    EXPECT_GT(ask(5h).answer.cost->fee, fee);
}

TEST_F(Estimates, what_was_paid_is_taken_off) {
    enters("s1", "plate-1");
    world.take(box.fact({"s1"}, PaymentTaken{{"n1"}, {"q1"}, Fen{300}, noon + 1h, "wechat"}));
    const auto cost = *ask(2h).answer.cost;
    EXPECT_EQ(cost.paid, Fen{300});
    EXPECT_EQ(cost.due, cost.fee - Fen{300});
}

TEST_F(Estimates, points_that_are_held_are_counted_when_he_spends_them) {
    enters("s1", "plate-1");
    world.hold(box, "ask-1", "s1");
    EXPECT_EQ(ask(2h).answer.cost->points, Points{}) << "he has not said that his stays draw on points";
    world.store->add_member({"m1"}, {}, {}, noon, {{}, Spending::all});
    const auto cost = *ask(2h).answer.cost;
    EXPECT_EQ(cost.points, Points{1200});
    EXPECT_EQ(cost.due, Fen{});
    EXPECT_EQ(world.balance(AccountKind::member_held, "m1"), 1800) << "nothing is taken";
}

TEST_F(Estimates, what_his_segments_give_him_is_counted) {
    Terms terms = world.store->terms();
    terms.earning.segments = {{{"mother_and_baby"}, {"mb60"}}};
    terms.rules.benefits.codes = {{{"mb60"}, Minutes{60}}};
    enters("s1", "plate-1");
    const auto due = [&] {
        const EstimateQuestion question{{{"ask"}, {"m1"}, "", {}}, {"plate-1"}, VehicleKind::car, "wepay"};
        return estimate(world.store->books(), terms, question, noon + 2h).answer.cost->due;
    };
    const Fen before = due();
    world.take(event("e1", SegmentsSet{{"m1"}, {{"mother_and_baby"}}}));
    EXPECT_EQ(due(), before - Fen{600});
}

TEST_F(Estimates, who_cannot_be_told_is_told_why) {
    enters("s1", "plate-1");
    enters("s2", "plate-2");
    EXPECT_EQ(refusal("m1", "plate-1"), "");
    EXPECT_EQ(refusal("m9", "plate-1"), "unknown_member");
    EXPECT_EQ(refusal("m1", ""), "not_plausible");
    EXPECT_EQ(refusal("m1", "plate-2"), "not_his");
    EXPECT_EQ(refusal("m2", "plate-1"), "not_his");
    EXPECT_EQ(refusal("m1", "plate-1", "s9"), "no_such_session");
    EXPECT_EQ(refusal("m1", "plate-1", "s2"), "not_his");
    EXPECT_EQ(refusal("m1", "plate-1", "s1"), "");
    leaves("s1", "plate-1", 1h);
    EXPECT_EQ(refusal("m1", "plate-1"), "no_such_session");
    EXPECT_EQ(refusal("m1", "plate-1", "s1"), "has_left");
}

} // namespace
} // namespace parkgate::ledger::test
