// What stays cost beside coupons and points, as numbers in money.
#include "tests/unit/ledger/support/world.hpp"

#include <gtest/gtest.h>

namespace parkgate::ledger::test {
namespace {

using enum AccountKind;

Exited exited(std::vector<BenefitTaken> benefits, SiteTime left_at = noon) {
    Exited out{{"out"}, {"plate-9"}, ExitHow::observed, left_at, {240}, {2'400}, {}, {}};
    out.benefits = std::move(benefits);
    return out;
}

const std::vector<BenefitTaken> of_everybody{{Benefit::grace, {}, {1}},
                                             {Benefit::right, {"pass-7"}, {20}},
                                             {Benefit::store_validation, {"cinema"}, {300}},
                                             {Benefit::store_validation, {"books"}, {400}},
                                             {Benefit::tier_hours, {"gold"}, {500}}};

TEST(BenefitCosts, I30_each_is_booked_by_who_gave_it) {
    World world;
    Box box("b1");
    EXPECT_EQ(world.take(box.fact({"s1"}, exited(of_everybody))).entry.outcome, Outcome::applied);
    for (const auto& [owner, fen] : std::map<std::string, std::int64_t>{{"mall:free_minutes", 1},
                                                                        {"mall:right", 20},
                                                                        {"store:cinema", 300},
                                                                        {"store:books", 400},
                                                                        {"tier:gold", 500}}) {
        EXPECT_EQ(world.balance(benefit_funding, owner), fen) << owner;
        EXPECT_EQ(world.balance(parking_forgone, owner), -fen) << owner;
    }
    EXPECT_TRUE(world.store->verify().empty());
}

TEST(BenefitCosts, I30_a_stay_costs_once_however_often_it_ends) {
    World world;
    Box box("b1");
    const auto told = box.fact({"s1"}, exited(of_everybody));
    world.take(told);
    const auto before = world.transactions();
    EXPECT_TRUE(world.take(told).repeated);
    const auto later = exited(of_everybody, noon + std::chrono::hours(1));
    EXPECT_EQ(world.take(box.fact({"s1"}, later)).entry.outcome, Outcome::applied);
    const auto earlier = exited(of_everybody, noon - std::chrono::hours(1));
    EXPECT_EQ(world.take(box.fact({"s1"}, earlier)).entry.outcome, Outcome::applied);
    EXPECT_EQ(world.transactions(), before);
    EXPECT_EQ(world.balance(benefit_funding, "store:cinema"), 300);
}

// The gate tells what a leaving took when the car has left: one that was called off is priced anew.
TEST(BenefitCosts, I30_a_leaving_that_was_called_off_costs_nothing) {
    World world;
    Box box("b1");
    LeaveAuthorised leaving;
    leaving.lane = {"out"};
    leaving.quote.id = {"q1"};
    leaving.quote.fee = {2'400};
    leaving.quote.steps = {{Benefit::store_validation, {60}, {}, {2'400}, {"v1"}}};
    world.take(box.fact({"s1"}, leaving));
    world.take(box.fact({"s1"}, LeaveCancelled{{"out"}, {"q1"}}));
    EXPECT_EQ(world.balance(benefit_funding, "store:cinema"), 0);
    leaving.quote.id = {"q2"};
    world.take(box.fact({"s1"}, leaving));
    world.take(box.fact({"s1"}, exited({{Benefit::store_validation, {"cinema"}, {2'400}}})));
    EXPECT_EQ(world.balance(benefit_funding, "store:cinema"), 2'400);
}

TEST(BenefitCosts, I30_what_staff_let_go_is_the_malls_gift_and_a_debt_is_none) {
    World world;
    Box box("b1");
    world.take(box.fact({"s1"}, Waived{{"plate-9"}, {700}, {"anna"}, {}, "the reader was broken"}));
    world.take(box.fact({}, Waived{{"plate-8"}, {50}, {"anna"}, {}, "came in unseen"}));
    world.take(box.fact({"s2"}, DebtRaised{{"plate-7"}, {900}, "forced"}));
    EXPECT_EQ(world.balance(benefit_funding, "mall:waived"), 750);
    std::int64_t all = 0;
    for (const auto& balance : world.store->balances()) {
        all += balance.kind == text_of(benefit_funding) ? balance.amount : 0;
    }
    EXPECT_EQ(all, 750);
}

// That the car has left is no less true: only the list is a person's to look at.
TEST(BenefitCosts, I12_an_exit_counts_though_what_it_says_was_given_is_impossible) {
    const std::vector<std::vector<BenefitTaken>> impossible{
        {{Benefit::right, {}, {2'000}}, {Benefit::store_validation, {"cinema"}, {401}}},
        {{Benefit::store_validation, {"cinema"}, {-1}}},
        {{Benefit::coupon, {"c1"}, {10}}},
        {{Benefit::points, {}, {10}}},
        {{Benefit::payment, {}, {10}}}};
    for (const auto& benefits : impossible) {
        World world;
        Box box("b1");
        const auto before = world.transactions();
        const auto result = world.take(box.fact({"s1"}, exited(benefits)));
        EXPECT_EQ(result.code, Code::implausible);
        EXPECT_EQ(result.entry.outcome, Outcome::quarantined) << "a person sees it";
        EXPECT_EQ(world.transactions(), before) << "none of the list is booked";
        const auto row = world.store->books().session({"s1"});
        ASSERT_TRUE(row.has_value());
        EXPECT_EQ(row->left_at, noon);
        EXPECT_EQ(row->fee, Fen{2'400});
        EXPECT_EQ(world.take(box.fact({"s1"}, exited({{Benefit::right, {}, {2'400}}}))).code, Code::none)
            << "told again as it was";
        EXPECT_EQ(world.balance(benefit_funding, "mall:right"), 2'400);
    }
}

TEST(BenefitCosts, I12_a_visit_counts_though_what_it_says_was_given_is_impossible) {
    Terms with_stamps = terms();
    with_stamps.earning.stamps.stamps = 3;
    with_stamps.earning.stamps.campaign = {"return-visit"};
    with_stamps.earning.plates.visits_a_plate = 1;
    World world(with_stamps);
    Box box("b1");
    Exited visit = exited({{Benefit::right, {}, {9'000}}});
    visit.plate = {"plate-1"};
    visit.matched = Matched::exact;
    EXPECT_EQ(world.take(box.fact({"s1"}, visit)).entry.outcome, Outcome::quarantined);
    EXPECT_EQ(world.store->books().unused_stamps_of({"m1"}).size(), 1U);
}

} // namespace
} // namespace parkgate::ledger::test
