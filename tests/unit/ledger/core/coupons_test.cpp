#include "tests/unit/ledger/support/world.hpp"

#include <gtest/gtest.h>

namespace parkgate::ledger::test {
namespace {

using enum AccountKind;

const std::string campaign = "return-visit";

CouponSpent spent(const std::string& id) {
    return {{id}, {"m1"}, {60}, {600}, noon + std::chrono::hours(24)};
}

std::string refusal_of(World& world, Box& box, const std::string& ask, const std::string& of = campaign) {
    return std::get<SliceAnswer>(answer_of(world.take(box.ask(ask, SliceAsk{{of}}))).body).refusal;
}

TEST(Ledger, I24_slices_never_exceed_the_budget) {
    World world; // 25 coupons of 60 minutes
    Box box("b1");
    Box other("b2");
    EXPECT_EQ(world.slice(box, "a1").coupons, 10);
    EXPECT_EQ(world.slice(other, "a2").coupons, 10);
    EXPECT_EQ(world.balance(campaign_budget, campaign), 5 * 60);
    for (int i = 0; i < 6; ++i) {
        const std::string n = std::to_string(i);
        world.take(box.coupon({"s" + n}, coupon("c" + n, "a1", "s" + n)));
    }
    EXPECT_EQ(world.slice(box, "a3").coupons, 5) << "what is left";
    for (int i = 6; i < 9; ++i) {
        const std::string n = std::to_string(i);
        world.take(box.coupon({"s" + n}, coupon("c" + n, "a3", "s" + n)));
    }
    EXPECT_EQ(refusal_of(world, box, "a4"), "budget_spent");
    EXPECT_EQ(refusal_of(world, box, "a5", "summer"), "no_campaign");
    EXPECT_EQ(world.balance(minutes_granted, campaign), -25 * 60);
    EXPECT_EQ(world.balance(coupon_liability, campaign), 9 * 60);
    EXPECT_TRUE(world.store->verify().empty());
}

TEST(Ledger, I24_a_mostly_unused_slice_is_granted_again_instead_of_a_second_one) {
    World world;
    Box box("b1");
    const Slice first = world.slice(box, "a1");
    EXPECT_EQ(world.slice(box, "a2"), first);
    EXPECT_EQ(world.balance(slice_escrow, "b1"), 10 * 60);
    world.now += std::chrono::hours(4 * 24);
    EXPECT_NE(world.slice(box, "a3").slice, first.slice) << "it ends soon";
}

TEST(Ledger, I24_a_slice_returns_to_the_budget_only_when_no_coupon_of_it_can_still_arrive) {
    World world;
    Box box("b1");
    world.slice(box, "a1");
    world.take(box.coupon({"s1"}, coupon("c1", "a1", "s1")));
    world.now = noon + std::chrono::hours(8 * 24);
    EXPECT_EQ(world.store->sweep(world.now, 10), 0);
    world.take(box.coupon({"s2"}, coupon("c2", "a1", "s2")));
    world.now = noon + std::chrono::hours(14 * 24);
    EXPECT_EQ(world.store->sweep(world.now, 10), 1);
    EXPECT_EQ(world.balance(slice_escrow, "b1"), 0);
    EXPECT_EQ(world.balance(campaign_budget, campaign), 23 * 60);
    EXPECT_EQ(world.take(box.coupon({"s3"}, coupon("c3", "a1", "s3"))).entry.code, "over_slice");
}

TEST(Ledger, I24_a_coupon_beyond_its_slice_is_a_loss_and_is_not_refused) {
    World world;
    Box box("b1");
    Box other("b2");
    world.slice(box, "a1");
    for (int i = 0; i < 10; ++i) {
        const std::string n = std::to_string(i);
        EXPECT_EQ(world.take(box.coupon({"s" + n}, coupon("c" + n, "a1", "s" + n))).entry.code, "");
    }
    const auto over = world.take(box.coupon({"s10"}, coupon("c10", "a1", "s10")));
    EXPECT_EQ(over.entry.outcome, Outcome::applied);
    EXPECT_EQ(over.entry.code, "over_slice");
    EXPECT_EQ(world.take(other.coupon({"s11"}, coupon("c11", "a1", "s11"))).entry.code, "no_slice");
    EXPECT_EQ(world.balance(loss, "over_slice"), 60);
    EXPECT_EQ(world.balance(loss, "no_slice"), 60);
    EXPECT_EQ(world.balance(coupon_liability, campaign), 600);
    EXPECT_EQ(world.take(box.fact({"s20"}, spent("c10"))).entry.code, "");
    EXPECT_EQ(world.balance(coupons_redeemed, campaign), 0) << "its loss was booked when it was given";
    EXPECT_TRUE(world.store->verify().empty());
}

TEST(Ledger, I25_a_coupon_is_redeemed_once_and_a_second_use_is_a_loss) {
    World world;
    Box box("b1");
    Box other("b2");
    world.slice(box, "a1");
    world.take(box.coupon({"s1"}, coupon("c1", "a1", "s1")));
    EXPECT_EQ(world.take(box.fact({"s2"}, spent("c1"))).entry.code, "");
    EXPECT_EQ(world.take(other.fact({"s3"}, spent("c1"))).entry.code, "double_spend");
    EXPECT_EQ(world.balance(coupons_redeemed, campaign), 60);
    EXPECT_EQ(world.balance(coupon_liability, campaign), 0);
    EXPECT_EQ(world.balance(loss, "double_spend"), 60);
    EXPECT_EQ(world.balance(benefit_funding, campaign), 600);
    EXPECT_EQ(world.balance(benefit_funding, "double_spend"), 600);
}

TEST(Ledger, I26_a_coupon_spent_too_late_or_by_another_is_a_loss_with_its_reason) {
    World world;
    Box box("b1");
    world.slice(box, "a1");
    for (const char* n : {"1", "2", "3"}) {
        world.take(box.coupon({std::string("s") + n}, coupon(std::string("c") + n, "a1", std::string("s") + n)));
    }
    CouponSpent late = spent("c1");
    late.spent_at = noon + std::chrono::hours(15 * 24);
    CouponSpent other = spent("c2");
    other.member = {"m2"};
    EXPECT_EQ(world.take(box.fact({"t1"}, late)).entry.code, "coupon_expired");
    EXPECT_EQ(world.take(box.fact({"t2"}, other)).entry.code, "other_member");
    EXPECT_EQ(world.balance(loss, "coupon_expired"), 60);
    EXPECT_EQ(world.balance(loss, "other_member"), 60);
    EXPECT_EQ(world.balance(coupons_redeemed, campaign), 0);
}

TEST(Ledger, I26_a_coupon_whose_document_is_not_the_box_s_is_quarantined) {
    World world;
    Box box("b1");
    world.slice(box, "a1");
    FactWork work = box.coupon({"s1"}, coupon("c1", "a1", "s1"));
    work.fact.document_good = false;
    const auto result = world.take(work);
    EXPECT_EQ(result.entry.outcome, Outcome::quarantined);
    EXPECT_EQ(result.entry.code, "bad_document");
    EXPECT_EQ(world.balance(coupon_liability, campaign), 0);
}

// What is quarantined when the coupon that b1 gives in s1 has been changed so.
std::string code_of(World& world, Box& box, const Coupon& given) {
    const auto result = world.take(box.coupon({"s1"}, given));
    EXPECT_EQ(result.entry.outcome, result.entry.code.empty() ? Outcome::applied : Outcome::quarantined);
    EXPECT_EQ(world.balance(coupon_liability, campaign), result.entry.code.empty() ? 60 : 0);
    return result.entry.code;
}

TEST(Ledger, I26_a_coupon_of_another_lot_than_its_topic_s_is_quarantined) {
    World world;
    Box box("b1");
    world.slice(box, "a1");
    Coupon given = coupon("c1", "a1", "s1");
    given.home_lot = "p2";
    EXPECT_EQ(code_of(world, box, given), "wrong_lot");
    given.home_lot = lot;
    EXPECT_EQ(code_of(world, box, given), "");
}

TEST(Ledger, I26_a_coupon_for_another_car_than_the_session_s_is_quarantined) {
    World world;
    Box box("b1");
    world.slice(box, "a1");
    world.take(box.fact({"s1"}, Entered{{"in"}, {"plate-1"}, noon}));
    Coupon given = coupon("c1", "a1", "s1");
    given.plate = {"plate-2"};
    given.member = {"m2"};
    EXPECT_EQ(code_of(world, box, given), "wrong_plate");
    given = coupon("c1", "a1", "s1");
    given.issued_in = {"s2"};
    EXPECT_EQ(code_of(world, box, given), "wrong_session");
    given.issued_in = {"s1"};
    EXPECT_EQ(code_of(world, box, given), "");
}

TEST(Ledger, I26_a_coupon_for_another_member_than_the_car_s_is_quarantined) {
    World world;
    Box box("b1");
    world.slice(box, "a1");
    Coupon given = coupon("c1", "a1", "s1");
    given.member = {"m2"};
    EXPECT_EQ(code_of(world, box, given), "wrong_member");
    given.plate = {"plate-nobody-s"};
    EXPECT_EQ(code_of(world, box, given), "wrong_member");
}

TEST(Ledger, I26_a_coupon_for_another_member_than_the_one_whose_points_the_session_has_is_quarantined) {
    Coupon given = coupon("c1", "a1", "s1");
    given.plate = {"plate-2"};
    given.member = {"m2"};
    World held;
    Box box("b1");
    held.slice(box, "a1");
    held.hold(box, "h1", "s1");
    EXPECT_EQ(code_of(held, box, given), "wrong_member");
    World paid;
    Box other("b1");
    paid.slice(other, "a1");
    paid.hold(other, "h1", "s1");
    paid.take(other.fact({"s1"}, charged("h1", 300)));
    EXPECT_EQ(code_of(paid, other, given), "wrong_member");
}

TEST(Ledger, I27_one_coupon_a_session) {
    World world;
    Box box("b1");
    world.slice(box, "a1");
    world.take(box.coupon({"s1"}, coupon("c1", "a1", "s1")));
    EXPECT_EQ(world.take(box.coupon({"s1"}, coupon("c2", "a1", "s1"))).entry.code, "second_coupon");
    EXPECT_EQ(world.take(box.coupon({"s1"}, coupon("c1", "a1", "s1"))).entry.code, "already_issued");
    EXPECT_EQ(world.balance(coupon_liability, campaign), 60);
    EXPECT_EQ(world.balance(loss, "second_coupon"), 60);
}

TEST(Ledger, I28_a_coupon_is_no_benefit_in_the_session_that_issued_it) {
    World world;
    Box box("b1");
    world.slice(box, "a1");
    world.take(box.coupon({"s1"}, coupon("c1", "a1", "s1")));
    EXPECT_EQ(world.take(box.fact({"s1"}, spent("c1"))).entry.code, "same_session");
    EXPECT_EQ(world.balance(coupons_redeemed, campaign), 0);
    EXPECT_EQ(world.balance(loss, "same_session"), 60);
}

TEST(Ledger, a_coupon_that_is_spent_before_its_issue_is_known_ends_where_it_should) {
    World world;
    Box box("b1");
    world.slice(box, "a1");
    const auto issue = box.coupon({"s1"}, coupon("c1", "a1", "s1"));
    EXPECT_EQ(world.take(box.fact({"s2"}, spent("c1"))).entry.code, "coupon_unknown");
    EXPECT_EQ(world.balance(loss, "coupon_unknown"), 60);
    EXPECT_EQ(world.take(issue).entry.code, "");
    EXPECT_EQ(world.balance(loss, "coupon_unknown"), 0);
    EXPECT_EQ(world.balance(coupons_redeemed, campaign), 60);
    EXPECT_EQ(world.balance(coupon_liability, campaign), 0);
    EXPECT_TRUE(world.store->verify().empty());
}

TEST(Ledger, a_coupon_lapses_and_a_late_word_of_its_spending_still_redeems_it) {
    World world;
    Box box("b1");
    world.slice(box, "a1");
    world.take(box.coupon({"s1"}, coupon("c1", "a1", "s1")));
    world.now = noon + std::chrono::hours(22 * 24);
    EXPECT_EQ(world.store->sweep(world.now, 10), 2) << "the slice and the coupon";
    EXPECT_EQ(world.balance(coupons_lapsed, campaign), 60);
    EXPECT_EQ(world.take(box.fact({"s2"}, spent("c1"))).entry.code, "");
    EXPECT_EQ(world.balance(coupons_lapsed, campaign), 0);
    EXPECT_EQ(world.balance(coupons_redeemed, campaign), 60);
}

TEST(Ledger, I24_a_budget_that_is_cut_never_goes_below_what_is_out) {
    Terms cut = terms();
    World world;
    Box box("b1");
    world.slice(box, "a1");
    cut.campaigns.front().budget_coupons = 5;
    const Chores chores = set_budget(world.store->books(), cut, cut.campaigns.front(), "x");
    ASSERT_EQ(chores.txns.size(), 1U);
    EXPECT_EQ(chores.txns.front().legs.back().amount, -15 * 60) << "only what is not in a slice";
    cut.campaigns.front().stopped = true;
    const auto stopped = answer(world.store->books(), cut, box.ask("a9", SliceAsk{{campaign}}).ask, noon);
    EXPECT_EQ(std::get<SliceReply>(stopped.reply).refusal, Refusal::stopped);
}

} // namespace
} // namespace parkgate::ledger::test
