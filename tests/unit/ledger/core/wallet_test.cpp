#include "tests/unit/ledger/support/bare_books.hpp"

#include <algorithm>
#include <functional>
#include <random>

namespace parkgate::ledger::test {
namespace {

using enum AccountKind;

const Account issued{points_issued, "purchase"};
const Account used{points_used_for_parking, "house-1"};
const Account gone{points_taken_back, "returned"};

SiteTime day(int number) {
    return SiteTime{std::chrono::days(number)};
}

PointLot lot(const std::string& source, int ends, std::int64_t value = 1) {
    return {{"m1"}, source, {value}, day(ends), {}, {}};
}

class Member : public BareBooks {
  public:
    void give(const PointLot& to, std::int64_t points) {
        with_wallet([&](Wallet& w, Txn& txn) { w.give(txn, issued, to, {points}); });
    }
    void hold(const std::string& id, std::int64_t points) {
        with_wallet([&](Wallet& w, Txn& txn) { w.hold(txn, {id}, {points}); },
                    {held_row(id, points, {}, HoldState::pending)});
    }
    void resolve(const std::string& id, std::int64_t points, std::int64_t charged) {
        const auto state = charged > 0 ? HoldState::charged : HoldState::released;
        with_wallet([&](Wallet& w, Txn& txn) { w.resolve(txn, {id}, {charged}, used); },
                    {held_row(id, points, charged, state)});
    }
    void shrink(const std::string& id, std::int64_t keep) {
        with_wallet([&](Wallet& w, Txn& txn) { w.shrink(txn, {id}, {keep}); },
                    {held_row(id, keep, {}, HoldState::pending)});
    }
    std::int64_t capture(const std::string& cause, std::int64_t points) {
        Points owed;
        with_wallet([&](Wallet& w, Txn& txn) { owed = w.capture(txn, cause, {points}, used); });
        return owed.count;
    }
    std::int64_t take_back(const PointLot& first, std::int64_t points, const std::string& gains = "store:a") {
        Points owed;
        with_wallet([&](Wallet& w, Txn& txn) { owed = w.take_back(txn, first, {points}, gone, gains); });
        return owed.count;
    }
    void restore(const std::string& cause, std::int64_t points) {
        with_wallet([&](Wallet& w, Txn& txn) { w.restore(txn, cause, {points}, used); });
    }
    void expire(const PointLot& which) {
        with_wallet([&](Wallet& w, Txn& txn) { w.expire(txn, which); });
    }
    [[nodiscard]] std::int64_t remaining(const PointLot& which) const {
        return books().lot(which).value_or(PointLot{}).remaining.count;
    }
    [[nodiscard]] std::int64_t spendable() const { return balance(member_spendable, "m1"); }
    [[nodiscard]] std::int64_t owed() const { return -balance(member_receivable, "m1"); }

  private:
    static Hold held_row(const std::string& id, std::int64_t points, std::int64_t charged, HoldState state) {
        return {{id}, {id}, {"b1"}, {"m1"}, {"plate-1"}, {points}, {charged}, {}, state};
    }
};

TEST(I21, points_of_one_source_value_and_day_are_one_lot) {
    Member m;
    m.give(lot("store:a", 30), 100);
    m.give(lot("store:a", 30), 50);
    m.give(lot("store:a", 30, 2), 10);
    EXPECT_EQ(m.books().lots_of({"m1"}).size(), 2U);
    EXPECT_EQ(m.books().lot(lot("store:a", 30)).value().earned, Points{150});
    EXPECT_EQ(m.balance(points_liability, "store:a"), -170);
    EXPECT_EQ(m.balance(points_funding, "store:a"), 170);
}

TEST(I21, what_ends_soonest_is_held_and_charged_first) {
    Member m;
    m.give(lot("store:a", 90), 100);
    m.give(lot("store:b", 30), 100);
    m.give(lot("store:c", 60), 100);
    m.hold("h1", 250);
    EXPECT_EQ(m.remaining(lot("store:b", 30)), 0);
    EXPECT_EQ(m.remaining(lot("store:c", 60)), 0);
    EXPECT_EQ(m.remaining(lot("store:a", 90)), 50);
    m.resolve("h1", 250, 150);
    EXPECT_EQ(m.balance(points_settled, "store:b"), -100);
    EXPECT_EQ(m.balance(points_settled, "store:c"), -50);
    EXPECT_EQ(m.remaining(lot("store:c", 60)), 50) << "the rest is where it came from";
    EXPECT_EQ(m.remaining(lot("store:a", 90)), 100);
    EXPECT_EQ(m.spendable(), 150);
}

TEST(I21, a_hold_that_shrinks_keeps_what_ends_soonest) {
    Member m;
    m.give(lot("store:a", 90), 100);
    m.give(lot("store:b", 30), 100);
    m.hold("h1", 150);
    m.shrink("h1", 120);
    EXPECT_EQ(m.remaining(lot("store:a", 90)), 80);
    m.shrink("h1", 40);
    EXPECT_EQ(m.remaining(lot("store:a", 90)), 100);
    EXPECT_EQ(m.remaining(lot("store:b", 30)), 60);
    EXPECT_EQ(m.spendable(), 160);
    m.resolve("h1", 40, 40);
    EXPECT_EQ(m.balance(points_settled, "store:b"), -40);
    EXPECT_EQ(m.balance(points_settled, "store:a"), 0);
}

TEST(I21, a_hold_takes_no_more_than_there_is) {
    Member m;
    m.give(lot("store:a", 30), 100);
    m.hold("h1", 100);
    Wallet empty(m.books(), {"m1"});
    Txn txn;
    empty.hold(txn, {"h2"}, {1});
    EXPECT_TRUE(txn.legs.empty());
    EXPECT_TRUE(empty.rows().empty());
}

TEST(I21, a_refund_restores_the_lots_and_their_days_the_latest_first) {
    Member m;
    m.give(lot("store:a", 30), 100);
    m.give(lot("store:b", 60), 100);
    m.hold("h1", 200);
    m.resolve("h1", 200, 150);
    m.restore("h1", 70);
    EXPECT_EQ(m.remaining(lot("store:b", 60)), 100);
    EXPECT_EQ(m.remaining(lot("store:a", 30)), 20);
    m.restore("h1", 80);
    EXPECT_EQ(m.remaining(lot("store:a", 30)), 100);
    EXPECT_EQ(m.balance(used.kind, used.owner), 0);
    EXPECT_EQ(m.balance(points_settled, "store:a"), 0);
    EXPECT_EQ(m.balance(points_liability, "store:b"), -100);
}

TEST(I21, a_capture_is_restored_and_so_is_what_was_owed_for_it) {
    Member m;
    m.give(lot("store:a", 30), 100);
    EXPECT_EQ(m.capture("e1", 300), 200);
    EXPECT_EQ(m.owed(), 200);
    m.restore("e1", 300);
    EXPECT_EQ(m.owed(), 0);
    EXPECT_EQ(m.spendable(), 100);
    EXPECT_EQ(m.balance(points_funding, "store:a"), 100);
    EXPECT_EQ(m.balance(points_liability, "store:a"), -100) << "as if nothing had been";
    EXPECT_EQ(m.balance(points_settled, "store:a"), 0);
}

TEST(I21, what_was_owed_and_has_been_repaid_comes_back_as_points) {
    Member m;
    m.capture("e1", 200);
    m.give(lot("store:a", 30), 250);
    EXPECT_EQ(m.spendable(), 50);
    m.restore("e1", 200);
    EXPECT_EQ(m.spendable(), 250);
    EXPECT_EQ(m.remaining(lot("store:a", 30)), 250);
    EXPECT_EQ(m.balance(points_liability, "store:a"), -250);
}

TEST(I22, a_lot_ends_without_what_is_held_of_it) {
    Member m;
    m.give(lot("store:a", 30), 100);
    m.hold("h1", 60);
    m.expire(lot("store:a", 30));
    EXPECT_EQ(m.spendable(), 0);
    EXPECT_EQ(m.balance(points_expired, "store:a"), 40);
    EXPECT_EQ(m.balance(points_funding, "store:a"), 60) << "what has ended costs nothing";
    m.resolve("h1", 60, 0);
    EXPECT_EQ(m.spendable(), 60);
    EXPECT_EQ(m.books().lots_expired_by(day(30), 10).size(), 1U) << "and ends with the next sweep";
    EXPECT_TRUE(m.books().lots_expired_by(day(30) - Duration(1), 10).empty());
}

TEST(I20, goods_that_come_back_take_the_points_of_their_own_lot_first) {
    Member m;
    m.give(lot("store:b", 30), 100);
    m.give(lot("store:a", 60), 100);
    EXPECT_EQ(m.take_back(lot("store:a", 60), 80), 0);
    EXPECT_EQ(m.remaining(lot("store:a", 60)), 20);
    EXPECT_EQ(m.take_back(lot("store:a", 60), 50), 0);
    EXPECT_EQ(m.remaining(lot("store:a", 60)), 0);
    EXPECT_EQ(m.remaining(lot("store:b", 30)), 70) << "then any other";
    EXPECT_EQ(m.balance(points_funding, "store:a"), -30);
    EXPECT_EQ(m.balance(points_funding, "store:b"), 100);
}

TEST(I22, goods_that_come_back_after_the_end_of_their_points_take_only_what_was_spent_of_them) {
    Member m;
    m.give(lot("store:a", 30), 100);
    m.capture("e1", 30);
    m.expire(lot("store:a", 30));
    m.give(lot("store:b", 60), 50);
    EXPECT_EQ(m.take_back(lot("store:a", 30), 60), 0);
    EXPECT_EQ(m.spendable(), 50) << "60 of the 70 that have ended";
    EXPECT_EQ(m.balance(points_funding, "store:a"), 30);
    EXPECT_EQ(m.take_back(lot("store:a", 30), 40), 0);
    EXPECT_EQ(m.spendable(), 20) << "10 had ended, 30 had become parking";
    EXPECT_EQ(m.balance(points_funding, "store:a"), 0);
    EXPECT_EQ(m.balance(points_taken_back, "returned"), 30);
}

TEST(I04, points_that_became_parking_and_are_taken_back_are_owed_and_netted_from_the_next) {
    Member m;
    m.give(lot("store:a", 30), 100);
    m.capture("e1", 100);
    EXPECT_EQ(m.take_back(lot("store:a", 30), 100), 100);
    EXPECT_EQ(m.spendable(), 0);
    EXPECT_EQ(m.owed(), 100);
    EXPECT_EQ(m.balance(points_recovered, "m1"), 100);
    EXPECT_EQ(m.balance(points_funding, "store:a"), 0) << "the store does not pay for goods that came back";
    m.give(lot("store:b", 60), 130);
    EXPECT_EQ(m.owed(), 0);
    EXPECT_EQ(m.spendable(), 30);
    EXPECT_EQ(m.balance(points_recovered, "m1"), 0);
    EXPECT_EQ(m.balance(points_funding, "store:b"), 130);
}

TEST(I04, a_debt_that_is_repaid_in_points_of_less_worth_leaves_the_difference_with_the_mall) {
    Member m;
    m.give(lot("store:a", 30, 3), 100);
    m.capture("e1", 100);
    m.take_back(lot("store:a", 30, 3), 100);
    m.give(lot("store:b", 60, 1), 60);
    EXPECT_EQ(m.balance(points_recovered, "m1"), 240);
    m.give(lot("store:b", 60, 1), 40);
    EXPECT_EQ(m.balance(points_recovered, "m1"), 0);
    EXPECT_EQ(m.balance(points_funding, "mall"), 200);
}

// The same things in each order: one end.
void expect_one_end(const std::vector<std::function<void(Member&)>>& acts) {
    std::vector<std::size_t> order(acts.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
        order[i] = i;
    }
    std::string expected;
    do {
        Member m;
        m.give(lot("store:a", 30), 100);
        m.hold("h1", 60);
        for (const auto index : order) {
            acts[index](m);
        }
        expected = expected.empty() ? m.balances() : expected;
        ASSERT_EQ(m.balances(), expected);
    } while (std::ranges::next_permutation(order).found);
}

TEST(I39, a_release_a_late_capture_and_a_gift_in_any_order_cost_the_same) {
    expect_one_end({[](Member& m) { m.resolve("h1", 60, 0); }, [](Member& m) { m.capture("e1", 90); },
                    [](Member& m) { m.capture("e2", 30); }, [](Member& m) { m.give(lot("store:a", 30), 50); }});
}

TEST(I39, a_release_goods_that_come_back_and_a_gift_in_any_order_cost_the_same) {
    expect_one_end({[](Member& m) { m.resolve("h1", 60, 0); }, [](Member& m) { m.take_back(lot("store:a", 30), 100); },
                    [](Member& m) { m.give(lot("store:a", 30), 50); }});
}

TEST(I21, a_wallet_knows_what_its_decision_has_done) {
    Member m;
    m.give(lot("store:a", 30), 100);
    m.with_wallet([](Wallet& w, Txn& txn) {
        w.capture(txn, "e1", {150}, used);
        EXPECT_EQ(w.owed(), Points{50});
        w.give(txn, issued, lot("store:b", 60), {80});
        EXPECT_EQ(w.owed(), Points{});
        EXPECT_EQ(w.spendable(), Points{30});
        w.restore(txn, "e1", {100}, used);
        EXPECT_EQ(w.spendable(), Points{130});
        w.take_back(txn, lot("store:b", 60), {10}, gone, "store:b");
    });
    EXPECT_EQ(m.spendable(), 120);
    EXPECT_EQ(m.remaining(lot("store:b", 60)), 20);
}

TEST(I21, a_lot_of_the_same_decision_has_its_place_among_the_others) {
    Member m;
    m.give(lot("store:a", 60), 100);
    m.with_wallet([](Wallet& w, Txn& txn) {
        w.give(txn, issued, lot("store:z", 30), {100});
        w.capture(txn, "e1", {100}, used);
    });
    EXPECT_EQ(m.remaining(lot("store:z", 30)), 0);
    EXPECT_EQ(m.remaining(lot("store:a", 60)), 100);
}

TEST(I21, what_is_restored_repays_its_own_debt_and_leaves_that_of_returned_goods) {
    Member m;
    m.give(lot("store:a", 30), 150);
    m.capture("e1", 100);
    m.capture("e2", 200);
    m.take_back(lot("store:a", 30), 100);
    EXPECT_EQ(m.owed(), 250);
    m.restore("e2", 200);
    EXPECT_EQ(m.owed(), 50);
    EXPECT_EQ(m.balance(points_recovered, "m1"), 50) << "the mall has laid out what he still owes";
    EXPECT_EQ(m.balance(points_settled, "store:a"), -100);
}

// Whatever happens in whatever order: with_wallet() verifies the books after each step.
TEST(I21, lots_and_accounts_say_the_same_after_anything) {
    constexpr int steps = 200;
    std::mt19937 random(20'261'122); // NOLINT: the same sequence each time
    const auto up_to = [&](int most) { return static_cast<int>(random() % static_cast<unsigned>(most)) + 1; };
    const auto any_lot = [&] { return lot(up_to(2) == 1 ? "store:a" : "campaign:x", up_to(5), up_to(3)); };
    Member m;
    std::vector<std::pair<std::string, std::int64_t>> open;
    std::vector<std::pair<std::string, std::int64_t>> charged;
    for (int i = 0; i < steps; ++i) {
        const std::string id = "x" + std::to_string(i);
        switch (up_to(8)) {
        case 1:
        case 2: m.give(any_lot(), up_to(300)); break;
        case 3:
            if (const auto points = std::min<std::int64_t>(up_to(200), m.spendable()); points > 0) {
                m.hold(id, points);
                open.emplace_back(id, points);
            }
            break;
        case 4:
            if (!open.empty()) {
                const auto [hold, points] = open.back();
                open.pop_back();
                const auto some = points * up_to(3) / 3;
                m.resolve(hold, points, some);
                charged.emplace_back(hold, some);
            }
            break;
        case 5:
            charged.emplace_back(id, up_to(100));
            m.capture(id, charged.back().second);
            break;
        case 6: m.take_back(any_lot(), up_to(100)); break;
        case 7:
            if (!open.empty() && open.back().second > 1) {
                open.back().second = up_to(static_cast<int>(open.back().second));
                m.shrink(open.back().first, open.back().second);
            }
            break;
        default:
            if (!charged.empty()) {
                m.restore(charged.back().first, charged.back().second);
                charged.pop_back();
            }
            m.expire(any_lot());
        }
        ASSERT_FALSE(::testing::Test::HasFailure()) << "step " << i;
        ASSERT_TRUE(m.spendable() == 0 || m.owed() == 0) << "who owes has nothing to spend";
        ASSERT_GE(m.balance(points_recovered, "m1"), 0);
    }
}

} // namespace
} // namespace parkgate::ledger::test
