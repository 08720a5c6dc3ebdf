// I-02, I-03: what was changed behind the books' back is found; what was not is sound.
#include "ledger/store/journal.hpp"
#include "tests/unit/ledger/support/world.hpp"

#include <gtest/gtest.h>

namespace parkgate::ledger::test {
namespace {

using enum AccountKind;

// Books with a stay, an open hold, a slice, a live coupon, and somebody's hand in them.
std::vector<std::string> faults_after(const std::function<void(StorageEngine&)>& hand) {
    const auto kit = make_kit();
    {
        World world(kit->open());
        world.store->take(a_stay(), noon, wall);
        Box box("b2");
        world.hold(box, "h2", "s2", 300);
        EXPECT_EQ(world.store->verify(), std::vector<std::string>{});
    }
    auto engine = kit->open();
    engine->begin();
    hand(*engine);
    engine->commit();
    return verify_books(*engine);
}

std::string all(const std::vector<std::string>& faults) {
    std::string text;
    for (const auto& fault : faults) {
        text += fault + "\n";
    }
    return text;
}

TEST(Ledger, I03_a_balance_that_is_not_the_sum_of_its_entries_is_found) {
    const auto found = all(faults_after([](StorageEngine& engine) { engine.add_to_balance(spendable({"m1"}), 1); }));
    EXPECT_EQ(found, "member_spendable m1: the balance is not the sum of its entries\n"
                     "m1: the points are not those of the lots\n");
}

TEST(Ledger, I03_each_projection_that_says_something_else_is_found) {
    const auto found = [](const auto& change) {
        return all(faults_after([&](StorageEngine& engine) { change(engine); }));
    };
    EXPECT_EQ(found([](StorageEngine& engine) {
                  auto hold = engine.books().hold({"h2"}).value();
                  hold.state = HoldState::released;
                  engine.write(hold);
              }),
              "m1: the points held are not those of the open holds\n"
              "added: the liability is not what the points of the lots cost\n");
    EXPECT_EQ(found([](StorageEngine& engine) {
                  auto slice = engine.books().slice({"a1"}).value();
                  --slice.left;
                  engine.write(slice);
              }),
              "b1: the minutes in escrow are not those of the open slices\n"
              "return-visit: the minutes granted are not those left, in slices, out, redeemed, lapsed and misused\n");
    EXPECT_EQ(found([](StorageEngine& engine) {
                  auto coupon = engine.books().coupon({"c1"}).value();
                  coupon.state = CouponState::spent;
                  engine.write(coupon);
              }),
              "return-visit: the coupons that are out are not those of the liability\n"
              "return-visit: the minutes granted are not those left, in slices, out, redeemed, lapsed and misused\n");
    EXPECT_EQ(found([](StorageEngine& engine) {
                  auto lot = engine.books().lots_of({"m2"}).front();
                  lot.remaining = lot.remaining - Points{1};
                  engine.write(lot);
              }),
              "m2: the points are not those of the lots\n"
              "added: the liability is not what the points of the lots cost\n");
    EXPECT_EQ(found([](StorageEngine& engine) {
                  auto use = engine.books().uses_of("h2").front();
                  use.taken = use.taken - Points{1};
                  engine.write(use);
              }),
              "h2: the points of the hold are not those that it has of the lots\n"
              "added: the liability is not what the points of the lots cost\n");
}

TEST(Ledger, I24_a_budget_that_is_not_where_its_coupons_are_is_found) {
    const std::string minutes =
        ": the minutes granted are not those left, in slices, out, redeemed, lapsed and misused\n";
    EXPECT_EQ(
        all(faults_after([](StorageEngine& engine) { engine.add_to_balance({campaign_budget, "return-visit"}, 60); })),
        "campaign_budget return-visit: the balance is not the sum of its entries\nreturn-visit" + minutes);
    EXPECT_EQ(all(faults_after([](StorageEngine& engine) {
                  engine.add_to_balance({points_budget_used, "autumn"}, 5);
                  engine.add_to_balance({earning_budget_used, "2026"}, 5);
              })),
              "earning_budget_used 2026: the balance is not the sum of its entries\n"
              "points_budget_used autumn: the balance is not the sum of its entries\n"
              "autumn: the points used of the budget are not those given beyond the usual ones\n"
              "2026: what the year's budget has lost is not what its points cost\n");
}

// What was spent against its terms left its budget as well.
TEST(Ledger, I24_a_coupon_that_was_misused_is_a_part_of_its_budget) {
    for (const auto& worth : {an_hour, CouponWorth{WorthKind::full, 0, Fen{2'000}}}) {
        const auto kit = make_kit();
        {
            Terms of_worth = terms();
            of_worth.rules.coupons.front().worth = worth;
            const auto store = store_over(kit->open(), of_worth);
            populate(*store);
            Box box("b1");
            store->take(std::vector<Work>{box.ask("a1", SliceAsk{{"return-visit"}}),
                                          box.coupon({"s1"}, coupon("c1", "a1", "s1", worth)),
                                          box.fact({"s1"}, CouponSpent{{"c1"}, {"m1"}, {60}, {600}, noon})},
                        noon, wall);
            EXPECT_EQ(store->verify(), std::vector<std::string>{});
        }
        auto engine = kit->open();
        engine->begin();
        auto spent = engine->books().coupon({"c1"}).value();
        spent.spent_in = {"s2"};
        engine->write(spent);
        engine->commit();
        EXPECT_NE(all(verify_books(*engine)).find("return-visit: the m"), std::string::npos)
            << "by its terms after all";
    }
}

TEST(Ledger, I01_I02_a_transaction_that_is_not_even_or_not_of_the_chain_is_found) {
    const Txn uneven{TxnCode::points_adjusted, "a hand", {{{points_issued, "x"}, -5}, {spendable({"m2"}), 4}}};
    const auto found = all(faults_after([&](StorageEngine& engine) {
        const auto [id, hash] = engine.journal_head();
        engine.append(id + 1, uneven, {"house-1"}, noon, hash, "no hash of it");
    }));
    EXPECT_NE(found.find("the chain is broken"), std::string::npos) << found;
    EXPECT_NE(found.find("does not sum to 0"), std::string::npos) << found;
    EXPECT_NE(found.find("member_spendable m2: the balance is not the sum of its entries"), std::string::npos) << found;
}

TEST(Ledger, I02_a_number_that_is_left_out_is_found) {
    const auto found = all(faults_after([&](StorageEngine& engine) {
        const auto [id, hash] = engine.journal_head();
        engine.append(id + 2, {TxnCode::points_adjusted, "a hand", {}}, {"house-1"}, noon, hash, "h");
    }));
    EXPECT_NE(found.find("the chain is broken"), std::string::npos) << found;
}

// Balances are a projection of the journal: built anew from it they are the same.
TEST(Ledger, I03_balances_built_anew_from_the_journal_are_the_balances) {
    const auto kit = make_kit();
    {
        World world(kit->open());
        world.store->take(a_stay(), noon, wall);
    }
    const auto engine = kit->open();
    std::map<std::pair<std::string, std::string>, std::int64_t> built;
    engine->read_journal([&](const JournalTxn&, std::span<const JournalLeg> legs) {
        for (const auto& leg : legs) {
            built[{leg.kind, leg.owner}] += leg.amount;
        }
    });
    std::size_t looked = 0;
    for (const auto& balance : engine->tools().balances()) {
        EXPECT_EQ((built[{balance.kind, balance.owner}]), balance.amount) << balance.kind << " " << balance.owner;
        ++looked;
    }
    EXPECT_EQ(looked, built.size());
    EXPECT_GT(looked, 10U);
}

} // namespace
} // namespace parkgate::ledger::test
