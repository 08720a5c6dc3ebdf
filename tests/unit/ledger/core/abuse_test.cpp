#include "ledger/core/members/abuse.hpp"
#include "ledger/core/members/news.hpp"
#include "tests/unit/ledger/support/mall.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace parkgate::ledger::test {
namespace {

constexpr std::int64_t today = 20'000;

CapUse on(std::int64_t days_ago, CapKind kind, std::int64_t times = 1) {
    return {{"m1"}, kind, today - days_ago, times};
}

TEST(Abuse, I53_the_score_is_a_sum_that_time_wears_away) {
    using enum CapKind;
    struct Row {
        const char* name;
        std::vector<CapUse> conduct;
        bool owes;
        std::int64_t score;
    };
    const std::vector<Row> table = {
        {"nothing", {}, false, 0},
        {"what everybody does", {on(0, like, 10), on(1, post, 10), on(1, events, 20), on(2, adjusted, 500)}, false, 0},
        {"a rejected receipt or deed", {on(0, rejected)}, false, 10},
        {"three on a day", {on(0, rejected, 3)}, false, 30},
        {"a rejected dispute", {on(0, dispute_rejected)}, false, 5},
        {"goods returned whose points were spent", {on(0, spent_then_returned)}, false, 10},
        {"he owes", {}, true, 10},
        {"approved ones make good", {on(0, rejected, 2), on(0, approved, 3)}, false, 5},
        {"and no more than that", {on(0, approved, 30)}, false, 0},
        {"two cars in a month", {on(3, cars), on(29, cars)}, false, 0},
        {"a third and a fourth", {on(3, cars, 2), on(29, cars, 2)}, false, 20},
        {"cars of the month before", {on(3, cars, 2), on(30, cars, 9)}, false, 0},
        {"29 days ago", {on(29, rejected, 4)}, false, 40},
        {"30 days ago", {on(30, rejected, 4)}, false, 20},
        {"59 days ago", {on(59, rejected, 4)}, false, 20},
        {"60 days ago", {on(60, rejected, 4)}, false, 10},
        {"89 days ago", {on(89, rejected, 4)}, false, 10},
        {"90 days ago", {on(90, rejected, 4)}, false, 0},
        {"quarters are summed before they are rounded", {on(60, dispute_rejected, 2), on(70, rejected)}, false, 5},
        {"dated later", {on(-3, rejected)}, false, 10},
        {"100 at most", {on(0, rejected, 50)}, true, 100},
    };
    for (const auto& row : table) {
        EXPECT_EQ(abuse_score(row.conduct, today, row.owes), row.score) << row.name;
    }
}

// Each post that is rejected counts 10.
void reject_posts(Mall& mall, int count) {
    static int n = 0;
    for (int i = 0; i < count; ++i) {
        mall.app(Posted{{"m1"}, {"bad-" + std::to_string(++n)}});
        mall.desk("anna", Reviewed{{mall.last_id()}, false, "advertising"});
    }
}

std::int64_t score(const Mall& mall) {
    return abuse_of(mall.store->books(), mall.store->terms(), {"m1"}, mall.now);
}

TEST(Abuse, I53_above_30_the_caps_of_a_day_are_halved_and_time_gives_them_back) {
    Mall mall;
    const auto likes = [&] {
        int given = 0;
        for (int i = 0; i < 12; ++i) {
            const PostId post{"p" + std::to_string(i) + "-" + std::to_string(mall.now.time_since_epoch().count())};
            given += mall.app(Liked{{"m1"}, post}).answer.outcome == Outcome::applied ? 1 : 0;
        }
        return given;
    };
    reject_posts(mall, 3);
    EXPECT_EQ(score(mall), 30);
    EXPECT_EQ(likes(), 10);
    mall.now += days(1);
    reject_posts(mall, 1);
    EXPECT_EQ(score(mall), 40);
    EXPECT_EQ(likes(), 5);
    const auto bought = mall.till(sale("r1", "m1", 10'000, "retail", mall.now));
    EXPECT_EQ(bought.answer.points, 100) << "a purchase earns what it earns";
    mall.now += days(60);
    EXPECT_EQ(score(mall), 10);
    EXPECT_EQ(likes(), 10);
}

TEST(Abuse, I53_above_60_each_receipt_waits_for_a_person) {
    Mall mall;
    reject_posts(mall, 6);
    EXPECT_EQ(mall.till(sale("r1", "m1")).code, Code::none);
    reject_posts(mall, 1);
    EXPECT_EQ(mall.till(sale("r2", "m1")).code, Code::awaits_review);
    EXPECT_EQ(mall.store->books().review({mall.last_id()})->kind, ReviewKind::doubted);
    EXPECT_EQ(mall.till(sale("r3", "m2")).code, Code::none) << "of nobody else";
}

TEST(Abuse, I53_what_counts_is_what_a_person_found_a_debt_and_many_cars) {
    Mall mall;
    mall.app(Disputed{{"m1"}, "s1", "it was not me"});
    mall.desk("anna", Reviewed{{mall.last_id()}, false, "it was"});
    EXPECT_EQ(score(mall), 5);
    mall.till(sale("r1", "m1"));
    mall.visit("s1", "plate-1", mall.now);
    mall.hold(mall.box, "h1", "s2", 100);
    mall.take(mall.box.fact({"s2"}, Charged{{"h1"}, {"m1"}, {100}, {}, {30}, {300}, mall.now}));
    mall.till(back(sale("r1", "m1"), 10'000));
    EXPECT_GT(mall.owed("m1"), 0);
    EXPECT_EQ(score(mall), 25) << "spent and returned, and owed";
    for (int i = 0; i < 4; ++i) {
        const std::string plate = "plate-1" + std::to_string(i);
        auto added = mall.event(Door::app, "app", PlateAdded{{"m1"}, plate}, mall.now);
        added.event.plate = {plate};
        EXPECT_EQ(mall.take(added).answer.outcome, Outcome::applied);
        auto removed = mall.event(Door::app, "app", PlateRemoved{{"m1"}, plate}, mall.now);
        removed.event.plate = {plate};
        mall.take(removed);
    }
    EXPECT_EQ(score(mall), 45);
}

// What a gate may take of his points without asking is what his voucher says.
TEST(Abuse, I53_a_gate_is_trusted_with_less) {
    Mall mall;
    mall.till(sale("r1", "m1", 900'000));
    const auto held = [&](const std::string& n) {
        const Points points = mall.hold(mall.box, "h" + n, "s" + n).points;
        mall.take(mall.box.fact({"s" + n}, released("h" + n, points.count)));
        return points.count;
    };
    EXPECT_EQ(held("1"), 1800);
    reject_posts(mall, 4);
    EXPECT_EQ(held("2"), 900);
    reject_posts(mall, 3);
    EXPECT_EQ(held("3"), 450);
    mall.now += days(90);
    EXPECT_EQ(held("4"), 1800);
}

// The rules that price a stay are told of a member what a LINK's answer says, and nothing else.
RC_GTEST_PROP(Abuse, I53_no_score_raises_a_price, ()) {
    Mall mall;
    const auto asked = [&] {
        return answer_link(mall.store->books(), mall.store->terms(), LinkAsk{{"plate-1"}, mall.now}, mall.now);
    };
    const LinkReply before = asked();
    const auto rejected = *rc::gen::inRange(0, 12);
    const auto disputes = *rc::gen::inRange(0, 4);
    reject_posts(mall, rejected);
    for (int i = 0; i < disputes; ++i) {
        mall.app(Disputed{{"m1"}, "s1", "no"});
        mall.desk("anna", Reviewed{{mall.last_id()}, false, "yes"});
    }
    RC_ASSERT(score(mall) == std::min(rejected * 10 + disputes * 5, 100));
    RC_ASSERT(asked() == before);
}

} // namespace
} // namespace parkgate::ledger::test
