// What holds of the books holds for coupons of every kind, in the unit of the kind and at its weight.
#include "ledger/core/coupon_accounts.hpp"
#include "tests/unit/ledger/support/world.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace parkgate::ledger::test {
namespace {

const std::string campaign = "return-visit";
constexpr CouponWorth five_yuan{WorthKind::fen, 500, Fen{500}};

Terms terms_of(const CouponWorth& worth) {
    Terms out = terms();
    out.rules.coupons.front().worth = worth;
    return out;
}

CouponSpent spent(const std::string& id, Fen took) {
    return {{id}, {"m1"}, {60}, took, noon + std::chrono::hours(24)};
}

class EveryKind : public testing::TestWithParam<CouponWorth> {
  protected:
    CouponWorth worth = GetParam();
    std::int64_t weight = weight_of(worth);
    CouponAccounts accounts = accounts_of(worth);
    World world{terms_of(worth)};
    Box box{"b1"};

    // Of slice a1, in a session of its own.
    FactResult give(const std::string& n) {
        return world.take(box.coupon({"s" + n}, coupon("c" + n, "a1", "s" + n, worth)));
    }
    FactResult spend(const std::string& n, Fen took) { return world.take(box.fact({"t" + n}, spent("c" + n, took))); }
    [[nodiscard]] std::int64_t balance(AccountKind kind, const std::string& owner = campaign) const {
        return world.balance(kind, owner);
    }
    // What a coupon that took so much has used up.
    [[nodiscard]] std::int64_t used(Fen took) const {
        return worth.kind == WorthKind::minutes ? weight : std::min(took.count, weight);
    }
    // No leg of the other unit.
    [[nodiscard]] bool is_of_one_unit() const {
        const auto& other = accounts_in(unit_of(worth) == Unit::fen ? Unit::minutes : Unit::fen);
        return std::ranges::all_of(
                   std::array{other.granted, other.budget, other.liability, other.redeemed, other.lapsed},
                   [&](AccountKind kind) { return balance(kind) == 0; }) &&
               balance(other.escrow, "b1") == 0;
    }
};

TEST_P(EveryKind, I24_slices_and_coupons_are_counted_in_its_unit_and_bounded_by_the_budget) {
    EXPECT_EQ(balance(accounts.granted), -25 * weight);
    const Slice slice = world.slice(box, "a1");
    EXPECT_EQ(slice.coupons, 10);
    EXPECT_EQ(slice.worth, worth);
    EXPECT_EQ(balance(accounts.escrow, "b1"), 10 * weight);
    EXPECT_EQ(balance(accounts.budget), 15 * weight);
    EXPECT_EQ(give("1").entry.code, "");
    EXPECT_EQ(balance(accounts.escrow, "b1"), 9 * weight);
    EXPECT_EQ(balance(accounts.liability), weight);
    world.now = noon + std::chrono::hours(14 * 24);
    world.store->sweep(world.now, 10);
    EXPECT_EQ(balance(accounts.budget), 24 * weight) << "the rest of the slice is back";
    EXPECT_TRUE(is_of_one_unit());
    EXPECT_TRUE(world.store->verify().empty());
}

TEST_P(EveryKind, I25_is_redeemed_once_for_what_it_took_and_the_rest_ends_with_it) {
    world.slice(box, "a1");
    give("1");
    EXPECT_EQ(spend("1", Fen{300}).entry.code, "");
    EXPECT_EQ(balance(accounts.redeemed), used(Fen{300}));
    EXPECT_EQ(balance(accounts.lapsed), weight - used(Fen{300}));
    EXPECT_EQ(balance(accounts.liability), 0);
    EXPECT_EQ(balance(AccountKind::benefit_funding), 300);
    EXPECT_EQ(world.take(box.fact({"t2"}, spent("c1", Fen{200}))).entry.code, "double_spend");
    EXPECT_EQ(balance(accounts.loss, "double_spend"), worth.kind == WorthKind::minutes ? 60 : 200);
    EXPECT_EQ(balance(AccountKind::benefit_funding, "double_spend"), 200);
    EXPECT_EQ(balance(accounts.budget) + balance(accounts.escrow, "b1") + weight, 25 * weight);
    EXPECT_TRUE(is_of_one_unit());
    EXPECT_TRUE(world.store->verify().empty());
}

TEST_P(EveryKind, I25_spent_before_its_issue_is_known_ends_where_it_should) {
    world.slice(box, "a1");
    const auto issue = box.coupon({"s1"}, coupon("c1", "a1", "s1", worth));
    EXPECT_EQ(spend("1", Fen{300}).entry.code, "coupon_unknown");
    EXPECT_EQ(world.take(issue).entry.code, "");
    for (const auto kind : {AccountKind::loss, AccountKind::fen_loss, AccountKind::benefit_funding}) {
        EXPECT_EQ(balance(kind, "coupon_unknown"), 0);
    }
    EXPECT_EQ(balance(accounts.redeemed), used(Fen{300}));
    EXPECT_EQ(balance(accounts.lapsed), weight - used(Fen{300}));
    EXPECT_EQ(balance(AccountKind::benefit_funding), 300);
    EXPECT_TRUE(is_of_one_unit());
    EXPECT_TRUE(world.store->verify().empty());
}

TEST_P(EveryKind, I26_spent_too_late_is_a_loss_of_what_it_took) {
    world.slice(box, "a1");
    give("1");
    CouponSpent late = spent("c1", Fen{300});
    late.spent_at = noon + std::chrono::hours(15 * 24);
    EXPECT_EQ(world.take(box.fact({"t1"}, late)).entry.code, "coupon_expired");
    EXPECT_EQ(balance(accounts.loss, "coupon_expired"), used(Fen{300}));
    EXPECT_EQ(balance(accounts.lapsed), weight - used(Fen{300}));
    EXPECT_EQ(balance(accounts.redeemed), 0);
    EXPECT_EQ(balance(accounts.liability), 0);
    EXPECT_TRUE(world.store->verify().empty());
}

TEST_P(EveryKind, I25_lapses_whole_and_a_late_word_of_its_spending_still_redeems_it) {
    world.slice(box, "a1");
    give("1");
    world.now = noon + std::chrono::hours(22 * 24);
    EXPECT_EQ(world.store->sweep(world.now, 10), 2) << "the slice and the coupon";
    EXPECT_EQ(balance(accounts.lapsed), weight);
    EXPECT_EQ(spend("1", Fen{300}).entry.code, "");
    EXPECT_EQ(balance(accounts.redeemed), used(Fen{300}));
    EXPECT_EQ(balance(accounts.lapsed), weight - used(Fen{300}));
    EXPECT_TRUE(world.store->verify().empty());
}

TEST_P(EveryKind, I24_another_worth_than_its_slice_s_is_a_loss_in_the_coupon_s_own_unit) {
    world.slice(box, "a1");
    const CouponWorth other =
        worth.kind == WorthKind::minutes ? five_yuan : CouponWorth{worth.kind, worth.amount, worth.most + Fen{1}};
    const CouponWorth longer = worth.kind == WorthKind::fen ? CouponWorth{worth.kind, 501, Fen{501}} : other;
    EXPECT_EQ(world.take(box.coupon({"s1"}, coupon("c1", "a1", "s1", longer))).entry.code, "over_slice");
    EXPECT_EQ(balance(accounts_of(longer).loss, "over_slice"), weight_of(longer));
    EXPECT_EQ(balance(accounts.escrow, "b1"), 10 * weight);
    EXPECT_EQ(spend("1", Fen{300}).entry.code, "");
    EXPECT_EQ(balance(accounts_of(longer).redeemed), 0) << "its loss was booked when it was given";
    EXPECT_TRUE(world.store->verify().empty());
}

TEST_P(EveryKind, I25_what_it_takes_beyond_its_most_is_a_loss_and_is_told) {
    world.slice(box, "a1");
    give("1");
    const Fen too_much = worth.most + Fen{100};
    const bool is_bounded = worth.kind != WorthKind::minutes;
    EXPECT_EQ(spend("1", too_much).entry.code, is_bounded ? "over_worth" : "");
    EXPECT_EQ(balance(accounts.redeemed), weight);
    EXPECT_EQ(balance(accounts.loss, "over_worth"), is_bounded ? 100 : 0);
    EXPECT_EQ(balance(accounts.lapsed), 0);
    EXPECT_TRUE(world.store->verify().empty());
}

TEST_P(EveryKind, comes_back_out_of_the_file_as_it_went_in_and_is_counted) {
    EXPECT_EQ(world.store->books().coupons_out({campaign}, {}), CouponsOut{});
    world.slice(box, "a1");
    give("1");
    EXPECT_EQ(world.store->books().coupons_out({campaign}, {}).coupons, 10) << "nine in the slice, one given";
    EXPECT_EQ(world.store->books().coupons_out({campaign}, worth), CouponsOut{});
    EXPECT_EQ(world.store->books().coupon({"c1"})->worth, worth);
    EXPECT_EQ(world.store->books().slice({"a1"})->worth, worth);
}

INSTANTIATE_TEST_SUITE_P(Ledger, EveryKind,
                         testing::Values(an_hour, five_yuan, CouponWorth{WorthKind::percent, 50, Fen{2'000}},
                                         CouponWorth{WorthKind::full, 0, Fen{6'000}},
                                         CouponWorth{WorthKind::until, 22 * 60, Fen{3'000}}),
                         [](const auto& one) { return std::string(text_of(one.param.kind)); });

// ---- a mall that changes the kind ----

// What the books hold for it in one unit.
std::int64_t held(const World& world, Unit unit) {
    const auto& accounts = accounts_in(unit);
    return world.balance(accounts.budget, campaign) + world.balance(accounts.escrow, "b1") +
           world.balance(accounts.liability, campaign) + world.balance(accounts.redeemed, campaign) +
           world.balance(accounts.lapsed, campaign);
}

class KindChange : public testing::Test {
  protected:
    // The same books under these terms, from now on.
    void gives(const CouponWorth& worth) {
        world.store.reset();
        world.store = store_over(kit->open(), terms_of(worth));
        world.store->set_budgets(world.now);
    }

    const std::unique_ptr<EngineKit> kit = make_kit();
    World world;
    Box box{"b1"};
};

TEST_F(KindChange, I24_keeps_what_is_out_and_counts_it_as_coupons_of_the_budget) {
    gives(an_hour);
    world.store->add_member({"m1"}, {{"plate-1"}}, {2000}, noon);
    world.slice(box, "a1");
    world.take(box.coupon({"s1"}, coupon("c1", "a1", "s1")));
    world.take(box.coupon({"s2"}, coupon("c2", "a1", "s2")));
    gives(five_yuan);
    EXPECT_EQ(world.balance(AccountKind::campaign_budget, campaign), 0) << "nothing new in minutes";
    EXPECT_EQ(held(world, Unit::minutes), 10 * 60) << "eight in the slice, two given";
    EXPECT_EQ(world.balance(AccountKind::minutes_granted, campaign), -10 * 60);
    EXPECT_EQ(world.balance(AccountKind::fen_budget, campaign), 15 * 500) << "25 in all, of which 10 are out";
    EXPECT_EQ(world.take(box.coupon({"s3"}, coupon("c3", "a1", "s3"))).entry.code, "") << "the open slice stays good";
    EXPECT_EQ(world.take(box.fact({"t1"}, spent("c1", Fen{600}))).entry.code, "");
    EXPECT_EQ(world.balance(AccountKind::coupons_redeemed, campaign), 60);
    EXPECT_TRUE(world.store->verify().empty());
    world.now = noon + std::chrono::hours(14 * 24);
    world.store->sweep(world.now, 10);
    gives(five_yuan);
    EXPECT_EQ(held(world, Unit::minutes), 3 * 60);
    EXPECT_EQ(held(world, Unit::fen), 22 * 500) << "what came back of the old slice";
    EXPECT_EQ(world.slice(box, "a2").worth, five_yuan);
    EXPECT_TRUE(world.store->verify().empty());
}

TEST_F(KindChange, I24_there_and_back_gives_no_coupon_more) {
    gives(an_hour);
    world.store->add_member({"m1"}, {{"plate-1"}}, {2000}, noon);
    gives(five_yuan);
    EXPECT_EQ(held(world, Unit::minutes), 0);
    EXPECT_EQ(held(world, Unit::fen), 25 * 500);
    world.slice(box, "a1");
    world.take(box.coupon({"s1"}, coupon("c1", "a1", "s1", five_yuan)));
    gives(an_hour);
    EXPECT_EQ(held(world, Unit::fen), 10 * 500);
    EXPECT_EQ(held(world, Unit::minutes), 15 * 60);
    const auto transactions = world.transactions();
    gives(an_hour);
    EXPECT_EQ(world.transactions(), transactions) << "nothing is left to do";
    EXPECT_TRUE(world.store->verify().empty());
}

// All worths in fen are counted in the same accounts: what is out is counted by number there, too.
TEST_F(KindChange, I24_among_worths_in_fen_counts_coupons_and_not_fen) {
    const CouponWorth half{WorthKind::percent, 50, Fen{2'000}};
    const CouponWorth full{WorthKind::full, 0, Fen{6'000}};
    const CouponWorth worths[] = {five_yuan, half, full, five_yuan, an_hour, full};
    gives(five_yuan);
    world.store->add_member({"m1"}, {{"plate-1"}}, {2000}, noon);
    std::vector<Box> boxes{Box("b2"), Box("b3")};
    std::size_t given = 0;
    for (const auto& worth : worths) {
        gives(worth);
        const std::string slice = "a" + std::to_string(given);
        const std::string session = "s" + std::to_string(given);
        const auto left = world.balance(accounts_of(worth).budget, campaign) / weight_of(worth);
        const auto others = world.store->books().coupons_out({campaign}, worth).coupons;
        const auto same = world.store->books().coupons_out({campaign}, {}).coupons - others;
        EXPECT_EQ(left + others + same, 25) << "after " << given;
        if (given < boxes.size()) { // of a budget of 25, each a slice of 10
            Box& one = boxes[given];
            world.slice(one, slice);
            const auto result = world.take(one.coupon({session}, coupon("c" + session, slice, session, worth)));
            EXPECT_EQ(result.entry.code, "");
        }
        ++given;
        EXPECT_TRUE(world.store->verify().empty());
    }
    world.now = noon + std::chrono::hours(14 * 24);
    world.store->sweep(world.now, 10);
    EXPECT_EQ(world.balance(AccountKind::fen_budget, campaign), (25 - 2) * 6'000) << "18 came back as 18";
    const auto transactions = world.transactions();
    gives(full);
    EXPECT_EQ(world.transactions(), transactions) << "nothing is left to do";
    EXPECT_TRUE(world.store->verify().empty());
}

} // namespace
} // namespace parkgate::ledger::test
