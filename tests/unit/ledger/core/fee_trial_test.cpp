#include "ledger/core/fee_trial.hpp"
#include "protocol/codec.hpp"
#include "rules/benefits/check.hpp"
#include "rules/benefits/coupon.hpp"
#include "tests/unit/ledger/support/mall.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace parkgate::ledger::test {
namespace {

rules::RuleSet rule_set() {
    rules::RuleSet rules = terms().rules; // 300 points buy 30 minutes
    rules.benefits.tier_hours.tiers = {{"gold", Minutes{60}}};
    rules.benefits.codes = {{{"mb60"}, Minutes{60}}};
    return rules;
}

// As a gate with these rules lets him go.
PastLeaving left(const rules::RuleSet& rules, const rules::Means& means, Minutes stay, Points held = {}) {
    PastLeaving out;
    const SiteTime at = noon + std::chrono::minutes(stay.count);
    out.quote = rules::price(rules, noon, at, means);
    out.as = {.tier = means.member_tier, .billed_until = rules::billed_until(rules, at, means)};
    out.plate = {"p1"};
    out.member = {"m1"};
    out.held = held;
    return out;
}

TriedPart part(const FeeTrial& trial, Benefit benefit) {
    const auto found = trial.parts().find(benefit);
    return found == trial.parts().end() ? TriedPart{} : found->second;
}

void expect_the_same(const FeeTrial& trial) {
    EXPECT_EQ(trial.sum().given, trial.sum().would);
    for (const auto& [who, row] : trial.parts()) {
        EXPECT_EQ(row.fen, row.would_fen) << rules::name_of(who);
        EXPECT_EQ(row.stays, row.would_stays) << rules::name_of(who);
    }
    EXPECT_EQ(trial.points(), trial.would_points());
}

rules::Means gold() {
    rules::Means means;
    means.visitor.tier = means.member_tier = "gold";
    means.first_entry_of_day = true;
    return means;
}

TEST(FeeTrial, the_rules_that_held_would_have_been_paid_by_the_same) {
    const auto rules = rule_set();
    FeeTrial trial(rules);
    trial.take(left(rules, {}, Minutes{130}));
    trial.take(left(rules, gold(), Minutes{130}));
    rules::Means points = gold();
    points.first_entry_of_day = false;
    points.points = Points{300};
    trial.take(left(rules, points, Minutes{130}, Points{300}));
    rules::Means many;
    many.validations = {{{"v1"}, Minutes{30}}, {{"v2"}, Fen{100}}};
    many.codes = {{"mb60"}};
    many.points = Points{900};
    trial.take(left(rules, many, Minutes{400}, Points{900}));
    rules::Means free;
    free.right = rules::FreeBy{{"pass"}, {}};
    trial.take(left(rules, free, Minutes{400}));
    auto unwilling = left(rules, {}, Minutes{130}, Points{900});
    trial.take(unwilling);
    EXPECT_GT(part(trial, Benefit::points).fen, Fen{});
    EXPECT_GT(part(trial, Benefit::tier_hours).fen, Fen{});
    EXPECT_GT(part(trial, Benefit::codes).fen, Fen{});
    EXPECT_GT(part(trial, Benefit::right).fen, Fen{});
    EXPECT_EQ(part(trial, Benefit::store_validation).stays, 1) << "two of one stay are one stay";
    expect_the_same(trial);
}

TEST(FeeTrial, a_coupon_is_worth_what_it_was_and_money_paid_before_the_exit_is_money) {
    const auto rules = rule_set();
    rules::Means means;
    const CouponWorth worth = an_hour;
    means.coupons = {rules::in_hand({"c1"}, worth, rules.tariff.calendar, noon)};
    auto paid = means;
    paid.paid = rules::price(rules, noon, noon + 200min, means).due;
    ASSERT_GT(paid.paid, Fen{});
    paid.settled_at = noon + 200min;
    paid.settled_until = noon + 215min;
    auto leaving = left(rules, paid, Minutes{210});
    leaving.coupon = worth;
    ASSERT_EQ(leaving.quote.due, Fen{});
    FeeTrial trial(rules);
    trial.take(leaving);
    expect_the_same(trial);
    EXPECT_EQ(part(trial, Benefit::payment).fen, paid.paid);
    leaving.coupon.reset();
    trial.take(leaving);
    EXPECT_LT(part(trial, Benefit::coupon).would_fen, part(trial, Benefit::coupon).fen) << "unknown to the books";
}

TEST(FeeTrial, dearer_points_pay_less_and_drivers_more) {
    const auto rules = rule_set();
    auto candidate = rules;
    candidate.points.per_unit = rules.points.per_unit * 2;
    rules::Means means;
    means.points = Points{4 * rules.points.per_unit.count};
    const auto past = left(rules, means, Minutes{130}, means.points);
    ASSERT_GT(past.quote.points, Points{});
    FeeTrial trial(candidate);
    trial.take(past);
    const TriedPart points = part(trial, Benefit::points);
    const TriedPart money = part(trial, Benefit::payment);
    EXPECT_LT(points.would_fen, points.fen);
    EXPECT_EQ(money.would_fen - money.fen, points.fen - points.would_fen) << "the fee is the same";
    EXPECT_LE(trial.would_points(), means.points) << "no more than were held";
}

TEST(FeeTrial, hours_of_a_tier_are_once_a_day_and_a_cap_counts_over_the_day) {
    auto rules = rule_set();
    const auto past = left(rules, {}, Minutes{130});
    auto of_gold = past;
    of_gold.as.tier = "gold";
    FeeTrial none(rules);
    none.take(past);
    EXPECT_EQ(part(none, Benefit::tier_hours).would_fen, Fen{});
    FeeTrial trial(rules);
    trial.take(of_gold);
    trial.take(of_gold);
    EXPECT_EQ(part(trial, Benefit::tier_hours).would_stays, 1);
    auto next_week = of_gold;
    next_week.quote.entered_at += days(8);
    next_week.as.billed_until += days(8);
    trial.take(next_week);
    EXPECT_EQ(part(trial, Benefit::tier_hours).would_stays, 2);
    trial.take(next_week);
    EXPECT_EQ(part(trial, Benefit::tier_hours).would_stays, 2) << "its own day is not forgotten";
    rules.benefits.codes = {{{"mb60"}, Minutes{60}}};
    rules.benefits.caps = {{Benefit::codes, rules::CapOver::member, rules::CapIn::times, 1}};
    auto coded = past;
    coded.codes = {{"mb60"}};
    FeeTrial capped(rules);
    capped.take(coded);
    capped.take(coded);
    EXPECT_EQ(part(capped, Benefit::codes).would_stays, 1);
    EXPECT_EQ(part(capped, Benefit::codes).stays, 0) << "the rules that held gave none";
}

TEST(FeeTrial, of_coupons_that_would_be_given) {
    auto rules = rule_set();
    auto past = left(rules, {}, Minutes{130});
    past.gave_coupon = true;
    auto nobody = past;
    nobody.member = {};
    nobody.gave_coupon = false;
    FeeTrial trial(rules);
    trial.take(past);
    trial.take(nobody);
    EXPECT_EQ(trial.coupons(), 1);
    EXPECT_EQ(trial.would_coupons().at(rules.coupons.front().campaign), 1);
    rules.coupons.front().shortest_stay = Minutes{131};
    FeeTrial longer(rules);
    longer.take(past);
    EXPECT_TRUE(longer.would_coupons().empty());
}

TEST(FeeTrial, of_another_tariff) {
    const auto rules = rule_set();
    auto past = left(rules, {}, Minutes{100});
    FeeTrial trial(rules);
    trial.take(past);
    past.as.tier = "gold";
    past.quote.fee += Fen{100};
    trial.take(past);
    EXPECT_EQ(trial.sum().stays, 2);
    EXPECT_EQ(trial.sum().cheaper, 1);
    EXPECT_EQ(trial.sum().cheaper_fen, Fen{100});
    EXPECT_EQ(trial.sum().given - trial.sum().would, Fen{100});
    EXPECT_EQ(trial.visitors().at({VehicleKind::car, "gold"}).stays, 1);
}

// ---- what the store tells of the past ----

std::vector<PastLeaving> past_of(const Store& store, std::int64_t looked_at) {
    std::vector<PastLeaving> out;
    std::int64_t looked = 0;
    store.past_leavings(
        noon - 1h, [&](const PastLeaving& past) { out.push_back(past); },
        [&](std::int64_t done, std::int64_t) { looked = done; });
    EXPECT_EQ(looked, looked_at);
    return out;
}

LeaveAuthorised leaving_of(const std::string& quote, Fen fee) {
    LeaveAuthorised leaving;
    leaving.quote.id = {quote};
    leaving.quote.entered_at = noon;
    leaving.quote.fee = fee;
    leaving.as.billed_until = noon + 100min;
    return leaving;
}

TEST(Trial, who_backs_away_from_an_exit_and_leaves_later_has_stayed_once) {
    Mall mall;
    mall.take(mall.box.fact({"s1"}, leaving_of("q1", Fen{500})));
    mall.take(mall.box.fact({"s1"}, LeaveCancelled{{"exit-1"}, {"q1"}}));
    mall.take(mall.box.fact({"s2"}, leaving_of("q1", Fen{500}))); // of another stay: by chance the same number
    mall.take(mall.box.fact({"s1"}, leaving_of("q2", Fen{700})));
    mall.take(mall.box.fact({}, leaving_of("q3", Fen{300}))); // without an entry: the lot's minimum
    std::vector<Fen> fees;
    for (const auto& past : past_of(*mall.store, 4)) {
        fees.push_back(past.quote.fee);
    }
    std::ranges::sort(fees);
    EXPECT_EQ(fees, (std::vector{Fen{500}, Fen{700}}));
}

TEST(Trial, whose_exit_was_reversed_has_stayed_once) {
    Mall mall;
    mall.take(mall.box.fact({"s1"}, leaving_of("q1", Fen{500})));
    mall.take(
        mall.box.fact({"s1"}, Exited{{"out"}, {"plate-1"}, ExitHow::presumed, noon + 1min, {100}, {500}, {}, {}}));
    EXPECT_EQ(past_of(*mall.store, 1).size(), 1U);
    mall.take(mall.box.fact({"s1"}, ExitReversed{{"out"}, {"plate-1"}, noon + 1min, {}, {}, {}, {}, {}}));
    EXPECT_TRUE(past_of(*mall.store, 1).empty());
    auto again = mall.box.fact({"s1"}, leaving_of("q2", Fen{900}));
    again.fact.fact.at = noon + 2h;
    again.bytes = encode(StoredFact{again.fact.fact, again.fact.envelope});
    mall.take(again);
    const auto past = past_of(*mall.store, 2);
    ASSERT_EQ(past.size(), 1U);
    EXPECT_EQ(past[0].quote.fee, Fen{900});
}

TEST(Trial, a_leaving_comes_with_what_the_books_know_of_it) {
    World world;
    Box box{"b1"};
    world.enter(box, "s1");
    const Voucher voucher = world.hold(box, "h1", "s1", 600);
    auto leaving = leaving_of("q1", Fen{500});
    leaving.hold = voucher.hold;
    leaving.gives_coupon = true;
    world.take(box.fact({"s1"}, leaving));
    world.take(box.fact({"s2"}, leaving_of("q2", Fen{500})));
    const auto past = past_of(*world.store, 2);
    ASSERT_EQ(past.size(), 2U);
    EXPECT_EQ(past[0].member, MemberId{"m1"});
    EXPECT_EQ(past[0].plate, PlateHash{"plate-1"});
    EXPECT_EQ(past[0].held, Points{600});
    EXPECT_TRUE(past[0].gave_coupon);
    EXPECT_EQ(past[1].member, MemberId{});
    EXPECT_EQ(past[1].held, Points{});

    world.hold(box, "h2", "s1", 300);
    auto more = leaving_of("q3", Fen{500});
    more.hold = voucher.hold;
    more.quote.points = {600};
    world.take(box.fact({"s1"}, more));
    EXPECT_EQ(past_of(*world.store, 3).back().held, Points{600}) << "a payment had counted on them";
}

} // namespace
} // namespace parkgate::ledger::test
