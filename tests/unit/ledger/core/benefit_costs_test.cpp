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

TEST(BenefitCosts, what_takes_more_than_the_fee_or_is_told_apart_is_kept_for_a_person) {
    World world;
    Box box("b1");
    const auto before = world.transactions();
    for (const auto& benefits :
         {std::vector<BenefitTaken>{{Benefit::right, {}, {2'000}}, {Benefit::store_validation, {"cinema"}, {401}}},
          std::vector<BenefitTaken>{{Benefit::coupon, {"c1"}, {10}}},
          std::vector<BenefitTaken>{{Benefit::points, {}, {10}}},
          std::vector<BenefitTaken>{{Benefit::payment, {}, {10}}}}) {
        const auto result = world.take(box.fact({"s1"}, exited(benefits)));
        EXPECT_EQ(result.code, Code::implausible);
        EXPECT_EQ(result.entry.outcome, Outcome::quarantined);
    }
    EXPECT_EQ(world.transactions(), before);
    EXPECT_EQ(world.take(box.fact({"s1"}, exited({{Benefit::right, {}, {2'400}}}))).code, Code::none);
}

} // namespace
} // namespace parkgate::ledger::test
