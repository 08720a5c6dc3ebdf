// The facts of a stay in every order: the same books. 7 facts are 5040 orders.
#include "tests/unit/ledger/support/engine_kit.hpp"
#include "tests/unit/ledger/support/world.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <span>

namespace parkgate::ledger::test {
namespace {

std::string balances_after(const std::vector<Work>& before, const std::vector<Work>& facts,
                           const std::vector<std::size_t>& order, const CouponWorth& worth) {
    Terms of_worth = terms();
    of_worth.rules.coupons.front().worth = worth;
    World world(of_worth);
    world.store->take(before, noon, wall);
    std::vector<Work> batch;
    for (const auto index : order) {
        batch.push_back(facts[index]);
    }
    world.store->take(batch, noon, wall);
    EXPECT_TRUE(world.store->verify().empty());
    std::string text;
    for (const auto& balance : world.store->balances()) {
        if (balance.amount != 0) {
            text += balance.kind + " " + balance.owner + " " + std::to_string(balance.amount) + "\n";
        }
    }
    const auto session = world.store->books().session({"s1"}).value_or(SessionRow{});
    text += "fee " + std::to_string(session.fee.count) + " entered " + std::to_string(session.entered_at.has_value());
    text += " left " + std::to_string(session.left_at ? session.left_at->time_since_epoch().count() : 0);
    text += " raised " + std::to_string(session.debts_raised.count) + " waived " + std::to_string(session.waived.count);
    const auto charge = world.store->books().charge_of({"s1"});
    text += " charge " + (charge && !charge->reversed ? charge->hold.text : "");
    for (const auto* id : {"c0", "c1", "c2"}) {
        const auto coupon = world.store->books().coupon({id});
        text += coupon ? " " + coupon->id.text + " " + std::to_string(static_cast<int>(coupon->state)) : "";
    }
    return text;
}

void expect_one_end(const std::vector<Work>& before, const std::vector<Work>& facts, std::size_t stride,
                    const CouponWorth& worth = an_hour) {
    std::vector<std::size_t> order(facts.size());
    std::iota(order.begin(), order.end(), 0U);
    const auto expected = balances_after(before, facts, order, worth);
    std::size_t n = 0;
    while (std::ranges::next_permutation(order).found) {
        if (++n % stride == 0) {
            ASSERT_EQ(balances_after(before, facts, order, worth), expected);
        }
    }
}

Exited exited() {
    Exited out{{"out"}, {"plate-1"}, ExitHow::observed, noon, {120}, {1200}, {600}, {}};
    out.benefits = {{Benefit::store_validation, {"cinema"}, {100}}};
    return out;
}

TEST(Ledger, I39_a_stay_s_facts_in_any_order_give_the_same_books) {
    for (const auto& worth : {an_hour, CouponWorth{WorthKind::full, 0, Fen{2'000}}}) {
        Box box("b1");
        const std::vector<Work> before{box.ask("h1", HoldAsk{{"s1"}, {"m1"}, {"plate-1"}, {1800}}),
                                       box.ask("a1", SliceAsk{{"return-visit"}})};
        const std::vector<Work> facts{
            box.fact({"s1"}, Entered{{"in"}, {"plate-1"}, noon}),
            box.fact({"s1"}, PaymentTaken{{"n1"}, {"q1"}, {600}, noon, "wechat"}),
            box.fact({"s1"}, exited()),
            box.fact({"s1"}, charged("h1", 600, 1200)),
            box.coupon({"s1"}, coupon("c1", "a1", "s1", worth)),
            box.fact({"s2"}, CouponSpent{{"c1"}, {"m1"}, {60}, {600}, noon + std::chrono::hours(24)}),
            box.fact({"s1"}, DebtRaised{{"plate-1"}, {300}, "operator"})};
        expect_one_end(before, facts, orders_apart(), worth);
    }
}

TEST(Ledger, I09_a_charge_and_a_release_of_one_hold_in_any_order_give_the_same_balances) {
    Box box("b1");
    const std::vector<Work> before{box.ask("h1", HoldAsk{{"s1"}, {"m1"}, {"plate-1"}, {1800}})};
    const std::vector<Work> facts{box.fact({"s1"}, charged("h1", 600, 1200)), box.fact({"s1"}, released("h1", 1800)),
                                  box.fact({"s1"}, exited())};
    expect_one_end(before, facts, 1);
}

TEST(Ledger, I04_late_captures_and_releases_in_any_order_give_the_same_balances) {
    Box box("b1");
    const std::vector<Work> before{box.ask("h1", HoldAsk{{"s1"}, {"m1"}, {"plate-1"}, {900}}),
                                   box.ask("h2", HoldAsk{{"s2"}, {"m1"}, {"plate-1"}, {900}}),
                                   box.fact({"s3"}, Entered{{"in"}, {"plate-1"}, noon}),
                                   box.fact({"s4"}, Entered{{"in"}, {"plate-1"}, noon})};
    const std::vector<Work> facts{box.fact({"s1"}, charged("h1", 300, 600)), box.fact({"s2"}, released("h2", 900)),
                                  box.fact({"s3"}, charged("h-lost-3", 900)),
                                  box.fact({"s4"}, charged("h-lost-4", 600)), box.fact({"s1"}, released("h1", 900))};
    expect_one_end(before, facts, 1);
}

// ---- an exit that was presumed, was none, and then was one ----

const SiteTime later = noon + std::chrono::hours(3);

Exited presumed() {
    Exited out{{"out"}, {"plate-1"}, ExitHow::presumed, noon, {120}, {1200}, {600}, {}};
    out.benefits = {{Benefit::store_validation, {"cinema"}, {100}}};
    return out;
}

Exited seen_later() {
    Exited out{{"out"}, {"plate-1"}, ExitHow::observed, later, {300}, {3000}, {900}, {}};
    out.benefits = {{Benefit::store_validation, {"cinema"}, {250}}, {Benefit::tier_hours, {"gold"}, {50}}};
    return out;
}

// Of all orders as many as the engine has time for.
std::size_t of_120() {
    return orders_apart() == 1 ? 1 : 7;
}

ExitReversed reversal() {
    return {{"out"}, {"plate-1"}, noon, {}, {}, {}, {}, {}};
}

TEST(Ledger, I54_points_of_a_reversed_exit_come_to_the_same_in_any_order) {
    Box box("b1");
    const std::vector<Work> before{box.ask("h1", HoldAsk{{"s1"}, {"m1"}, {"plate-1"}, {900}}),
                                   box.fact({"s1"}, Entered{{"in"}, {"plate-1"}, noon})};
    auto told = reversal();
    told.hold = {"h1"};
    std::vector<Work> facts{box.fact({"s1"}, PaymentTaken{{"n1"}, {"q1"}, {600}, noon, "wechat"}),
                            box.fact({"s1"}, presumed()), box.fact({"s1"}, charged("h1", 300, 600))};
    box.at(later);
    facts.emplace_back(box.fact({"s1"}, told));
    facts.emplace_back(box.fact({"s1"}, seen_later()));
    facts.emplace_back(box.fact({"s1"}, charged("h-of-the-other-leaving", 900)));
    expect_one_end(before, facts, orders_apart());
}

void expect_one_end_of_both(const CouponWorth& worth, SiteTime first, SiteTime second) {
    Box box("b1");
    const std::vector<Work> before{box.ask("a1", SliceAsk{{"return-visit"}})};
    auto told = reversal();
    told.coupon_spent = {"c0"};
    std::vector<Work> facts{box.coupon({"s0"}, coupon("c0", "a1", "s0", worth)), box.fact({"s1"}, presumed()),
                            box.fact({"s1"}, CouponSpent{{"c0"}, {"m1"}, {60}, {600}, first})};
    box.at(later);
    facts.emplace_back(box.fact({"s1"}, told));
    facts.emplace_back(box.fact({"s1"}, CouponSpent{{"c0"}, {"m1"}, {60}, {700}, second}));
    facts.emplace_back(box.fact({"s1"}, seen_later()));
    expect_one_end(before, facts, orders_apart(), worth);
}

TEST(Ledger, I54_a_coupon_that_both_leavings_spent_comes_to_the_same_in_any_order) {
    expect_one_end_of_both(an_hour, noon, later);
    expect_one_end_of_both(CouponWorth{WorthKind::full, 0, Fen{2'000}}, noon, later);
}

TEST(Ledger, I54_a_coupon_that_a_payment_kept_beyond_its_end_is_spent_at_one_time_by_both_leavings) {
    const SiteTime ends = noon - std::chrono::minutes(1);
    expect_one_end_of_both(an_hour, ends, ends);
}

TEST(Ledger, I54_a_coupon_that_only_the_first_leaving_spent_comes_to_the_same_in_any_order) {
    for (const auto& worth : {an_hour, CouponWorth{WorthKind::full, 0, Fen{2'000}}}) {
        Box box("b1");
        const std::vector<Work> before{box.ask("a1", SliceAsk{{"return-visit"}})};
        auto told = reversal();
        told.coupon_spent = {"c0"};
        const std::vector<Work> facts{
            box.coupon({"s0"}, coupon("c0", "a1", "s0", worth)), box.fact({"s1"}, Entered{{"in"}, {"plate-1"}, noon}),
            box.fact({"s1"}, presumed()), box.fact({"s1"}, CouponSpent{{"c0"}, {"m1"}, {60}, {600}, noon}),
            box.fact({"s1"}, told)};
        expect_one_end(before, facts, of_120(), worth);
    }
}

TEST(Ledger, I54_the_gifts_of_both_leavings_come_to_the_same_in_any_order) {
    for (const auto& worth : {an_hour, CouponWorth{WorthKind::full, 0, Fen{2'000}}}) {
        Box box("b1");
        const std::vector<Work> before{box.ask("a1", SliceAsk{{"return-visit"}})};
        auto told = reversal();
        told.coupon_given = {"c1"};
        const std::vector<Work> facts{box.fact({"s1"}, presumed()), box.coupon({"s1"}, coupon("c1", "a1", "s1", worth)),
                                      box.fact({"s1"}, told), box.coupon({"s1"}, coupon("c2", "a1", "s1", worth)),
                                      box.fact({"s1"}, seen_later())};
        expect_one_end(before, facts, of_120(), worth);
    }
}

TEST(Ledger, I54_debts_and_what_was_let_go_come_to_the_same_in_any_order) {
    Box box("b1");
    auto told = reversal();
    told.debt = {300};
    told.waived = {200};
    std::vector<Work> facts{box.fact({"s1"}, presumed()), box.fact({"s1"}, DebtRaised{{"plate-1"}, {300}, "forced"}),
                            box.fact({"s1"}, Waived{{"plate-1"}, {200}, {"anna"}, {}, "asked nicely"}),
                            box.fact({"s1"}, told)};
    box.at(later);
    facts.emplace_back(box.fact({"s1"}, seen_later()));
    facts.emplace_back(box.fact({"s1"}, DebtRaised{{"plate-1"}, {70}, "forced"}));
    expect_one_end({}, facts, orders_apart());
}

// What a batch holds that cannot be booked must not show in what is said of the others, or in the books.
TEST(Ledger, I12_a_batch_with_odd_ones_in_it_ends_as_one_by_one) {
    Box box("b1");
    Box clone("b1");
    const std::vector<Work> before{box.ask("h1", HoldAsk{{"s1"}, {"m1"}, {"plate-1"}, {1800}}),
                                   box.ask("a1", SliceAsk{{"return-visit"}})};
    const std::vector<Work> facts{box.fact({"s1"}, Entered{{"in"}, {"plate-1"}, noon}, "e1"),
                                  clone.fact({"s1"}, exited(), "fork"),
                                  box.fact({"s1"}, charged("h1", 600, 1200), "e2"),
                                  box.fact({"s1"}, exited(), "e3"),
                                  box.fact({"s1"}, charged("h1", 900, 900), "e2"),
                                  box.ask("h1", HoldAsk{{"s2"}, {"m1"}, {"plate-1"}, {300}}),
                                  box.coupon({"s1"}, coupon("c1", "a1", "s1")),
                                  box.later("e6"),
                                  clone.fact({"s4"}, exited(), "not chained"),
                                  box.ask("h2", HoldAsk{{"s2"}, {"m1"}, {"plate-1"}, {300}}),
                                  box.fact({"s1"}, DebtRaised{{"plate-1"}, {300}, "operator"}, "e7")};
    World together;
    World apart;
    together.store->take(before, noon, wall);
    apart.store->take(before, noon, wall);
    const auto results = together.store->take(facts, noon, wall);
    std::vector<std::string> odd;
    for (std::size_t i = 0; i < facts.size(); ++i) {
        const auto one = apart.store->take(std::span(facts).subspan(i, 1), noon, wall).front();
        if (const auto* fact = std::get_if<FactResult>(&one)) {
            EXPECT_EQ(std::get<FactResult>(results[i]).entry, fact->entry) << i;
            odd.push_back(fact->entry.code);
        } else {
            EXPECT_EQ(std::get<AskResult>(results[i]).answer, std::get<AskResult>(one).answer) << i;
            odd.emplace_back(std::get<AskResult>(one).answer.empty() ? "no answer" : "");
        }
    }
    EXPECT_EQ(odd, (std::vector<std::string>{"", "seq_taken", "", "", "other_bytes", "no answer", "", "unknown_shape",
                                             "seq_taken", "", ""}));
    EXPECT_EQ(journal_text(*together.store), journal_text(*apart.store));
    EXPECT_TRUE(together.store->verify().empty());
    EXPECT_EQ(std::get<FactResult>(results.back()).watermark, 3) << "the conflict's place is empty";
}

} // namespace
} // namespace parkgate::ledger::test
