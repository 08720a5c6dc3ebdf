// A presumed exit that was none: the books are as if that leaving had not been.
#include "tests/unit/ledger/support/world.hpp"

#include <gtest/gtest.h>

namespace parkgate::ledger::test {
namespace {

using enum AccountKind;

const std::string campaign = "return-visit";
const SiteTime later = noon + std::chrono::hours(3);

Exited left(ExitHow how, SiteTime at = noon) {
    Exited out{{"out"}, {"plate-1"}, how, at, {120}, {1'200}, {300}, {}};
    out.benefits = {{Benefit::store_validation, {"cinema"}, {100}}};
    return out;
}

ExitReversed reversed(SiteTime left_at = noon) {
    return {{"out2"}, {"plate-1"}, left_at, {}, {}, {}, {}, {}};
}

// Without what a slice and a budget come to.
std::string balances(const World& world) {
    std::string text;
    for (const auto& one : world.store->balances()) {
        text += one.amount == 0 ? "" : one.kind + " " + one.owner + " " + std::to_string(one.amount) + "\n";
    }
    return text;
}

TEST(Reversals, I54_points_go_back_into_their_lots_and_the_next_exit_charges_anew) {
    World world;
    Box box("b1");
    world.enter(box, "s1");
    const std::string before = balances(world);
    const auto lots = world.store->books().lots_of({"m1"});
    world.hold(box, "h1", "s1");
    world.take(box.fact({"s1"}, left(ExitHow::presumed)));
    world.take(box.fact({"s1"}, charged("h1", 600, 1'200)));
    EXPECT_EQ(world.balance(member_spendable, "m1"), 1'400);

    ExitReversed told = reversed();
    told.hold = {"h1"};
    box.at(later);
    const FactWork fact = box.fact({"s1"}, told);
    EXPECT_EQ(world.take(fact).code, Code::none);
    EXPECT_EQ(balances(world), before);
    EXPECT_EQ(world.store->books().lots_of({"m1"}), lots);
    const auto open = world.store->books().session({"s1"}).value();
    EXPECT_FALSE(open.left_at);
    EXPECT_FALSE(open.how);
    EXPECT_EQ(open.fee, Fen{0});

    const auto count = world.transactions();
    EXPECT_TRUE(world.take(fact).repeated);
    EXPECT_EQ(world.take(box.fact({"s1"}, told)).code, Code::exit_reversed) << "told twice is once";
    EXPECT_EQ(world.transactions(), count);

    EXPECT_EQ(world.hold(box, "h2", "s1").hold, HoldId{"h2"}) << "he can be asked for points again";
    world.take(box.fact({"s1"}, left(ExitHow::observed, later)));
    EXPECT_EQ(world.take(box.fact({"s1"}, charged("h2", 900, 900))).code, Code::none);
    EXPECT_EQ(world.balance(member_spendable, "m1"), 1'100);
    EXPECT_EQ(world.balance(benefit_funding, "points"), 900) << "the stay costs once";
    EXPECT_EQ(world.balance(benefit_funding, "store:cinema"), 100);
    EXPECT_EQ(world.store->books().charge_of({"s1"})->hold, HoldId{"h2"});
    EXPECT_EQ(world.store->books().session({"s1"})->left_at, later);
    EXPECT_TRUE(world.store->verify().empty());
}

TEST(Reversals, I54_points_that_were_owed_for_it_are_owed_no_longer) {
    World world;
    Box box("b1");
    world.enter(box, "s1");
    world.take(box.fact({"s1"}, left(ExitHow::presumed)));
    EXPECT_EQ(world.take(box.fact({"s1"}, charged("h-lost", 1'800))).code, Code::late_capture);
    world.enter(box, "s2");
    EXPECT_EQ(world.take(box.fact({"s2"}, charged("h-lost-2", 900))).code, Code::late_capture);
    EXPECT_EQ(world.balance(member_receivable, "m1"), -700);
    ExitReversed told = reversed();
    told.hold = {"h-lost"};
    world.take(box.fact({"s1"}, told));
    EXPECT_EQ(world.balance(member_receivable, "m1"), 0);
    EXPECT_EQ(world.balance(member_spendable, "m1"), 1'100);
    EXPECT_TRUE(world.store->verify().empty());
}

TEST(Reversals, I54_a_hold_whose_charge_could_not_be_booked_is_let_go) {
    World world;
    Box box("b1");
    world.enter(box, "s1");
    world.hold(box, "h1", "s1");
    world.take(box.fact({"s1"}, left(ExitHow::presumed)));
    Charged of_nobody = charged("h1", 600, 1'200);
    of_nobody.member = {"m-unknown"};
    EXPECT_EQ(world.take(box.fact({"s1"}, of_nobody)).code, Code::unknown_member);
    ASSERT_EQ(world.balance(member_held, "m1"), 1'800);
    ExitReversed told = reversed();
    told.hold = {"h1"};
    world.take(box.fact({"s1"}, told));
    EXPECT_EQ(world.balance(member_held, "m1"), 0);
    EXPECT_EQ(world.balance(member_spendable, "m1"), 2'000);
    EXPECT_TRUE(world.store->verify().empty());
}

TEST(Reversals, I54_another_stays_hold_is_not_let_go) {
    World world;
    Box box("b1");
    world.enter(box, "s1");
    world.take(box.fact({"s1"}, left(ExitHow::presumed)));
    world.hold(box, "h2", "s2");
    ExitReversed told = reversed();
    told.hold = {"h2"};
    world.take(box.fact({"s1"}, told));
    EXPECT_EQ(world.balance(member_held, "m1"), 1'800);
    Box other("b2");
    world.take(other.fact({"s2"}, told));
    EXPECT_EQ(world.balance(member_held, "m1"), 1'800) << "nor at another box's word";
}

TEST(Reversals, I54_what_a_dispute_has_given_back_is_not_given_back_again) {
    World world;
    Box box("b1");
    world.enter(box, "s1");
    world.hold(box, "h1", "s1");
    world.take(box.fact({"s1"}, left(ExitHow::presumed)));
    world.take(box.fact({"s1"}, charged("h1", 600, 1'200)));
    world.take(event("d1", Disputed{{"m1"}, "s1", "I am still inside"}, "wepay"));
    world.take(event("r1", Reviewed{{"d1"}, true, "so he is"}));
    world.take(event("r2", Reviewed{{"d1"}, true, "so he is"}, "ben"));
    ASSERT_EQ(world.balance(member_spendable, "m1"), 2'000);
    ExitReversed told = reversed();
    told.hold = {"h1"};
    world.take(box.fact({"s1"}, told));
    EXPECT_EQ(world.balance(member_spendable, "m1"), 2'000);
    EXPECT_TRUE(world.store->verify().empty());
}

TEST(Reversals, I54_the_coupon_can_be_spent_again_and_elsewhere) {
    for (const auto& worth : {an_hour, CouponWorth{WorthKind::full, 0, Fen{2'000}}}) {
        Terms of_worth = terms();
        of_worth.rules.coupons.front().worth = worth;
        World world(of_worth);
        Box box("b1");
        world.slice(box, "a1");
        world.take(box.coupon({"s0"}, coupon("c1", "a1", "s0", worth)));
        const std::string before = balances(world);
        const auto coupon_before = world.store->books().coupon({"c1"});
        world.enter(box, "s1");
        world.take(box.fact({"s1"}, left(ExitHow::presumed)));
        world.take(box.fact({"s1"}, CouponSpent{{"c1"}, {"m1"}, {60}, {600}, noon}));
        ExitReversed told = reversed();
        told.coupon_spent = {"c1"};
        world.take(box.at(later).fact({"s1"}, told));
        EXPECT_EQ(balances(world), before);
        EXPECT_EQ(world.store->books().coupon({"c1"}), coupon_before);
        EXPECT_EQ(world.take(box.fact({"s9"}, CouponSpent{{"c1"}, {"m1"}, {60}, {700}, later})).code, Code::none);
        EXPECT_EQ(world.balance(benefit_funding, campaign), 700);
        EXPECT_TRUE(world.store->verify().empty());
    }
}

TEST(Reversals, I54_a_coupon_that_has_lapsed_meanwhile_has_lapsed) {
    World world;
    Box box("b1");
    world.slice(box, "a1");
    world.take(box.coupon({"s0"}, coupon("c1", "a1", "s0")));
    world.enter(box, "s1");
    world.now = noon + std::chrono::hours(24 * 40);
    while (world.store->sweep(world.now, 100) > 0) {
    }
    ASSERT_EQ(world.store->books().coupon({"c1"})->state, CouponState::lapsed);
    const std::string before = balances(world);
    world.take(box.fact({"s1"}, left(ExitHow::presumed)));
    world.take(box.fact({"s1"}, CouponSpent{{"c1"}, {"m1"}, {60}, {600}, noon}));
    ExitReversed told = reversed();
    told.coupon_spent = {"c1"};
    world.take(box.at(later).fact({"s1"}, told));
    EXPECT_EQ(balances(world), before);
    EXPECT_EQ(world.store->books().coupon({"c1"})->state, CouponState::lapsed);
    EXPECT_TRUE(world.store->verify().empty());
}

TEST(Reversals, I54_the_gift_is_withdrawn_and_the_exit_that_was_one_may_give_another) {
    World world;
    Box box("b1");
    world.slice(box, "a1");
    world.take(box.fact({"s1"}, left(ExitHow::presumed)));
    world.take(box.coupon({"s1"}, coupon("c1", "a1", "s1")));
    ExitReversed told = reversed();
    told.coupon_given = {"c1"};
    world.take(box.fact({"s1"}, told));
    EXPECT_EQ(world.store->books().coupon({"c1"})->state, CouponState::revoked);
    EXPECT_EQ(world.balance(coupon_liability, campaign), 0);
    EXPECT_EQ(world.take(box.coupon({"s1"}, coupon("c2", "a1", "s1"))).code, Code::none);
    EXPECT_EQ(world.balance(coupon_liability, campaign), 60);
    EXPECT_EQ(world.take(box.coupon({"s1"}, coupon("c3", "a1", "s1"))).code, Code::second_coupon);
    EXPECT_TRUE(world.store->verify().empty());
}

TEST(Reversals, I54_a_gift_that_is_spent_stays) {
    World world;
    Box box("b1");
    world.slice(box, "a1");
    world.take(box.fact({"s1"}, left(ExitHow::presumed)));
    world.take(box.coupon({"s1"}, coupon("c1", "a1", "s1")));
    world.take(box.fact({"s9"}, CouponSpent{{"c1"}, {"m1"}, {60}, {600}, later}));
    const std::string cost = std::to_string(world.balance(benefit_funding, campaign));
    ExitReversed told = reversed();
    told.coupon_given = {"c1"};
    EXPECT_EQ(world.take(box.fact({"s1"}, told)).code, Code::none);
    EXPECT_EQ(world.store->books().coupon({"c1"})->state, CouponState::spent);
    EXPECT_EQ(std::to_string(world.balance(benefit_funding, campaign)), cost);
    EXPECT_EQ(world.balance(coupons_redeemed, campaign), 60);
    EXPECT_TRUE(world.store->verify().empty());
}

TEST(Reversals, I54_told_before_its_exit_it_leaves_a_mark) {
    World world;
    Box box("b1");
    EXPECT_EQ(world.take(box.fact({"s1"}, reversed())).code, Code::exit_unknown);
    const auto before = world.transactions();
    const auto result = world.take(box.fact({"s1"}, left(ExitHow::presumed)));
    EXPECT_EQ(result.code, Code::exit_reversed);
    EXPECT_EQ(result.entry.outcome, Outcome::applied);
    EXPECT_EQ(world.transactions(), before);
    EXPECT_FALSE(world.store->books().session({"s1"})->left_at);
    // Another leaving of that moment that was seen has happened, whatever was said of it before.
    Box sees("b1");
    World other;
    other.take(sees.fact({"s1"}, reversed()));
    EXPECT_EQ(other.take(sees.fact({"s1"}, left(ExitHow::observed))).code, Code::none);
    EXPECT_EQ(other.store->books().session({"s1"})->left_at, noon);
}

TEST(Reversals, I54_an_exit_that_was_seen_is_not_reversed) {
    World world;
    Box box("b1");
    world.enter(box, "s1");
    world.hold(box, "h1", "s1");
    world.take(box.fact({"s1"}, left(ExitHow::observed)));
    world.take(box.fact({"s1"}, charged("h1", 600, 1'200)));
    const std::string before = journal_text(*world.store);
    ExitReversed told = reversed();
    told.hold = {"h1"};
    const auto result = world.take(box.fact({"s1"}, told));
    EXPECT_EQ(result.code, Code::not_presumed);
    EXPECT_EQ(result.entry.outcome, Outcome::quarantined) << "kept whole for a person";
    EXPECT_EQ(journal_text(*world.store), before);
    EXPECT_EQ(world.take(box.fact({}, told)).code, Code::no_session);
    told.plate = {"plate-2"};
    EXPECT_EQ(world.take(box.fact({"s1"}, told)).code, Code::wrong_plate);
    told.debt = {-1};
    EXPECT_EQ(world.take(box.fact({"s1"}, told)).code, Code::implausible);
    Box stranger("b2");
    EXPECT_EQ(world.take(stranger.fact({"s1"}, reversed())).code, Code::wrong_box);
}

TEST(Reversals, I54_a_hold_can_be_asked_for_before_the_reversal_is_heard) {
    World world;
    Box box("b1");
    world.enter(box, "s1");
    world.hold(box, "h1", "s1", 900);
    world.take(box.fact({"s1"}, left(ExitHow::presumed)));
    world.take(box.fact({"s1"}, charged("h1", 300, 600)));
    EXPECT_EQ(world.hold(box, "h2", "s1", 1800).hold, HoldId{"h1"}) << "what it took is not back yet";
    auto seen_inside = reversed();
    seen_inside.hold = {"h1"};
    world.take(box.fact({"s1"}, seen_inside));
    EXPECT_EQ(world.hold(box, "h3", "s1", 1800).points, Points{1800}) << "all of it, not what was left meanwhile";
    world.enter(box, "s2");
    world.take(box.fact({"s2"}, left(ExitHow::observed)));
    EXPECT_TRUE(world.hold(box, "h4", "s2", 300).hold.empty()) << "whoever was seen to leave has left";
}

TEST(Reversals, I30_a_later_end_of_a_stay_is_what_it_has_cost) {
    World world;
    Box box("b1");
    Exited second = left(ExitHow::observed, later);
    second.benefits = {{Benefit::store_validation, {"books"}, {40}}};
    world.take(box.fact({"s1"}, left(ExitHow::presumed)));
    world.take(box.fact({"s1"}, second));
    EXPECT_EQ(world.balance(benefit_funding, "store:cinema"), 0);
    EXPECT_EQ(world.balance(benefit_funding, "store:books"), 40);
    EXPECT_EQ(world.take(box.fact({"s1"}, reversed())).code, Code::none);
    EXPECT_EQ(world.balance(benefit_funding, "store:books"), 40);
    EXPECT_EQ(world.store->books().session({"s1"})->left_at, later);
}

} // namespace
} // namespace parkgate::ledger::test
