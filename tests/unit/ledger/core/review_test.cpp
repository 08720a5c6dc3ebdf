#include "protocol/codec.hpp"
#include "tests/unit/ledger/support/mall.hpp"

#include <gtest/gtest.h>

namespace parkgate::ledger::test {
namespace {

using enum AccountKind;

TEST(Review, I18_an_upload_gives_nothing_before_it_is_approved_and_then_once) {
    Mall mall;
    const auto uploaded = mall.app(Uploaded{{"m1"}, sale("r1", "", 10'000, "own-till"), "photo"});
    EXPECT_EQ(uploaded.answer.outcome, Outcome::applied);
    EXPECT_EQ(uploaded.code, Code::awaits_review);
    EXPECT_EQ(uploaded.answer.points, 0);
    const std::string item = mall.last_id();
    EXPECT_EQ(mall.spendable("m1"), 0);
    EXPECT_EQ(mall.qualifying("m1"), 0);
    EXPECT_EQ(mall.waiting("m1"), 100);
    const auto approved = mall.desk("anna", Reviewed{{item}, true, ""});
    EXPECT_EQ(approved.answer.member, MemberId{"m1"});
    EXPECT_EQ(approved.answer.points, 100);
    EXPECT_EQ(approved.answer.balance, Points{100});
    EXPECT_EQ(mall.desk("bert", Reviewed{{item}, true, ""}).code, Code::decided_before);
    EXPECT_EQ(mall.desk("bert", Reviewed{{item}, false, "no"}).code, Code::decided_before);
    EXPECT_EQ(mall.spendable("m1"), 100);
    EXPECT_EQ(mall.qualifying("m1"), 100);
    EXPECT_EQ(mall.store->books().review({item})->decided_by, OperatorId{"anna"});
    EXPECT_EQ(mall.told(), (std::vector<std::string>{"points_earned", "review_decided"}));
}

TEST(Review, I18_what_is_rejected_nets_to_nothing_and_the_receipt_may_be_told_again) {
    Mall mall;
    mall.app(Uploaded{{"m1"}, sale("r1"), "photo"});
    mall.desk("anna", Reviewed{{mall.last_id()}, false, "unreadable"});
    EXPECT_EQ(mall.spendable("m1") + mall.waiting("m1") + mall.qualifying("m1"), 0);
    EXPECT_EQ(mall.balance(points_issued, "purchase"), 0);
    EXPECT_EQ(mall.balance(earning_budget_used, "2026"), 0);
    EXPECT_EQ(mall.app(Uploaded{{"m2"}, sale("r1", "m2", 20'000), "photo"}).code, Code::awaits_review);
    EXPECT_EQ(mall.till(sale("r1", "m1")).answer.points, 100);
}

TEST(Review, nobody_waits_twice_on_one_receipt) {
    Mall mall;
    mall.app(Uploaded{{"m1"}, sale("r1"), "photo"});
    EXPECT_EQ(mall.app(Uploaded{{"m2"}, sale("r1"), "photo"}).code, Code::receipt_used);
    EXPECT_EQ(mall.app(Uploaded{{"m2"}, sale("r1", "", 1), "photo"}).code, Code::receipt_differs);
    EXPECT_EQ(mall.app(Uploaded{{"m2"}, sale("r2", "m1"), "photo"}).code, Code::not_plausible) << "another's name";
}

TEST(Review, a_campaigns_points_that_wait_are_out_of_its_budget_until_they_are_rejected) {
    Mall mall([](Terms& terms) {
        terms.earning.campaigns = {{{"autumn"}, 200, {}, {noon - days(2), noon + days(2)}, {100}}};
    });
    mall.app(Uploaded{{"m1"}, sale("r1"), "photo"});
    const std::string item = mall.last_id();
    EXPECT_EQ(mall.till(sale("r2", "m2")).answer.points, 100) << "the other hundred are spoken for";
    mall.desk("anna", Reviewed{{item}, false, "unreadable"});
    mall.app(Uploaded{{"m1"}, sale("r3"), "photo"});
    EXPECT_EQ(mall.till(sale("r3", "m2")).answer.points, 200) << "the till's word sets them free at once";
}

TEST(Review, an_approved_post_may_be_thought_better_of) {
    Mall mall;
    mall.app(Posted{{"m1"}, {"p1"}});
    const std::string item = mall.last_id();
    mall.desk("anna", Reviewed{{item}, true, ""});
    const auto result = mall.desk("bert", Reviewed{{item}, false, "copied"});
    EXPECT_EQ(result.answer.points, -5);
    EXPECT_EQ(mall.spendable("m1"), 0);
    EXPECT_EQ(mall.desk("bert", Reviewed{{item}, false, "copied"}).code, Code::decided_before);

    Mall fixed([](Terms& terms) { terms.earning.deeds.back().reversal = rules::Reversal::none; });
    fixed.app(Posted{{"m1"}, {"p1"}});
    const std::string given = fixed.last_id();
    fixed.desk("anna", Reviewed{{given}, true, ""});
    EXPECT_EQ(fixed.desk("bert", Reviewed{{given}, false, "copied"}).code, Code::decided_before);
    EXPECT_EQ(fixed.spendable("m1"), 5);
}

TEST(Review, a_rejected_post_leaves_room_for_another_that_day) {
    Mall mall;
    mall.app(Posted{{"m1"}, {"p1"}});
    mall.desk("anna", Reviewed{{mall.last_id()}, false, "advertising"});
    mall.desk("anna", Adjusted{{"m1"}, 1, "nothing to do with it"});
    EXPECT_EQ(mall.app(Posted{{"m1"}, {"p2"}}).code, Code::awaits_review);
    EXPECT_EQ(mall.app(Posted{{"m1"}, {"p3"}}).code, Code::awaits_review);
    EXPECT_EQ(mall.app(Posted{{"m1"}, {"p4"}}).code, Code::capped);
    EXPECT_EQ(mall.waiting("m1"), 10);
}

TEST(Review, bonuses_can_wait_for_a_person_as_well) {
    Mall mall([](Terms& terms) {
        terms.earning.deeds[0].reviewed = true;
        terms.earning.deeds[1].reviewed = true;
    });
    mall.app(Joined{{"m3"}, {"phone"}, {"m1"}});
    mall.till(sale("r1", "m3"));
    const std::string cause = mall.last_id();
    EXPECT_EQ(mall.spendable("m3"), 100);
    EXPECT_EQ(mall.waiting("m3"), 50);
    EXPECT_EQ(mall.waiting("m1"), 10);
    EXPECT_EQ(mall.desk("anna", Reviewed{{"join-" + cause}, true, ""}).answer.points, 50);
    EXPECT_EQ(mall.desk("anna", Reviewed{{"refer-" + cause}, false, "a friend's telephone"}).answer.points, 0);
    EXPECT_EQ(mall.spendable("m3"), 150);
    EXPECT_EQ(mall.waiting("m1") + mall.spendable("m1"), 0);
}

TEST(Review, an_approved_dispute_gives_the_points_of_a_stay_back_once_into_their_lots) {
    Mall mall([](Terms& terms) { terms.earning.second_person_above = {600}; });
    mall.till(sale("r1", "m1", 60'000));
    const auto lots = mall.store->books().lots_of({"m1"});
    mall.hold(mall.box, "h1", "s1", 600);
    mall.take(mall.box.fact({"s1"}, charged("h1", 600)));
    EXPECT_EQ(mall.app(Disputed{{"m1"}, "s1", "I was at the barrier for an hour"}).code, Code::awaits_review);
    const std::string item = mall.last_id();
    mall.app(Disputed{{"m1"}, "s1", "again"});
    const std::string second = mall.last_id();
    EXPECT_EQ(mall.desk("anna", Reviewed{{item}, true, ""}).answer.points, 600);
    EXPECT_EQ(mall.store->books().lots_of({"m1"}), lots) << "I-21: the same lots and days";
    EXPECT_EQ(mall.balance(points_used_for_parking, "house-1"), 0);
    EXPECT_EQ(mall.balance(benefit_funding, "points"), 0);
    EXPECT_EQ(mall.desk("anna", Reviewed{{second}, true, ""}).answer.points, 0);
    EXPECT_EQ(mall.spendable("m1"), 600);
    EXPECT_EQ(mall.told(),
              (std::vector<std::string>{"points_earned", "points_spent", "dispute_opened", "dispute_opened",
                                        "points_earned", "review_decided", "review_decided"}));
}

// The item that a visit brings has an id that the ledger makes: nobody's event stands in its place, whichever is first.
TEST(Review, I18_an_event_that_is_named_as_an_item_of_the_ledger_is_another_one) {
    for (const bool visit_first : {true, false}) {
        Mall mall;
        mall.app(Joined{{"m3"}, {"phone-3"}, {"m1"}});
        mall.store->add_member({"m3"}, {{"plate-3"}}, {}, noon - 1h);
        auto post = mall.event(Door::app, "app", Posted{{"m2"}, {"post-1"}}, noon);
        post.event.event.id = {"refer-s1"};
        post.bytes = encode(post.event.event);
        if (visit_first) {
            mall.visit("s1", "plate-3", noon);
        }
        EXPECT_EQ(mall.take(post).answer,
                  (EventAnswer{{"refer-s1"}, Outcome::applied, "awaits_review", {"m2"}, 0, {}}));
        if (!visit_first) {
            EXPECT_EQ(mall.visit("s1", "plate-3", noon).entry.outcome, Outcome::applied);
        }
        EXPECT_EQ(mall.store->books().review({"refer-s1"})->member, MemberId{"m1"});
        const auto waits = mall.store->reviews(false, 10);
        ASSERT_EQ(waits.size(), 1U);
        EXPECT_EQ(waits[0].member, MemberId{"m2"});
        EXPECT_EQ(mall.desk("anna", Reviewed{{"refer-s1"}, false, "a friend's telephone"}).answer.member,
                  MemberId{"m1"});
        EXPECT_EQ(mall.desk("anna", Reviewed{waits[0].id, true, ""}).answer.points, 5);
        EXPECT_EQ(mall.spendable("m1"), 0);
        EXPECT_EQ(mall.spendable("m2"), 5);
    }
}

// A month's last day at the mall, at least 30 days from now.
TEST(Review, I22_an_approved_dispute_gives_points_back_for_30_days_at_least) {
    constexpr Duration least = days(30);
    for (const Duration before_the_end : {Duration{1h}, Duration{days(20)}}) {
        Mall mall([](Terms& terms) {
            terms.hold_lifetime = days(1000);
            terms.earning.second_person_above = {600};
        });
        mall.till(sale("r1", "m1", 60'000));
        const PointLot lot = mall.store->books().lots_of({"m1"}).at(0);
        mall.now = lot.expires_at - before_the_end;
        mall.hold(mall.box, "h1", "s1", 300);
        mall.take(mall.box.fact({"s1"}, charged("h1", 300)));
        mall.now += 2h;
        while (mall.store->sweep(mall.now, 100) > 0) {
        }
        const std::int64_t left = mall.spendable("m1");
        mall.app(Disputed{{"m1"}, "s1", ""});
        EXPECT_EQ(mall.desk("anna", Reviewed{{mall.last_id()}, true, ""}).answer.balance, Points{left + 300});
        const PointLot given = mall.store->books().lots_of({"m1"}).back();
        EXPECT_EQ(given.source, lot.source);
        EXPECT_EQ(given.value, lot.value);
        EXPECT_GE(given.expires_at, mall.now + least);
        EXPECT_LE(given.expires_at, mall.now + least + days(31));
        EXPECT_EQ(mall.balance(points_liability, "store:retail"), -2 * (left + 300));
        mall.store->sweep(mall.now + least, 100);
        EXPECT_EQ(mall.spendable("m1"), 300);
        mall.store->sweep(given.expires_at, 100);
        EXPECT_EQ(mall.spendable("m1"), 0);
        EXPECT_EQ(mall.balance(points_liability, "store:retail"), 0);
    }
}

TEST(Review, I22_what_a_person_approves_after_its_end_lasts_30_days_as_well) {
    Mall mall;
    mall.now = noon + days(300);
    mall.app(Uploaded{{"m1"}, sale("r1"), "a photo"});
    const std::string receipt = mall.last_id();
    mall.app(Posted{{"m2"}, {"post-1"}});
    const std::string post = mall.last_id();
    const SiteTime would_end = mall.store->books().review({post})->ends_at;
    mall.now = noon + days(800);
    ASSERT_LT(would_end, mall.now);
    EXPECT_EQ(mall.desk("anna", Reviewed{{receipt}, true, ""}).answer.points, 100);
    EXPECT_EQ(mall.desk("anna", Reviewed{{post}, true, ""}).answer.points, 5);
    mall.store->sweep(mall.now + days(30), 100);
    EXPECT_EQ(mall.spendable("m1"), 100);
    EXPECT_EQ(mall.spendable("m2"), 5);
    mall.till(back(sale("r1"), 5'000));
    EXPECT_EQ(mall.spendable("m1"), 50) << "a return finds them where they are";
    mall.desk("anna", Reviewed{{post}, false, "no photo of the mall"});
    EXPECT_EQ(mall.spendable("m2"), 0);
    mall.store->sweep(mall.now + days(62), 100);
    EXPECT_EQ(mall.spendable("m1"), 0);
}

TEST(Review, an_approved_dispute_of_a_charge_that_was_owed_ends_the_debt) {
    Mall mall;
    mall.visit("s1", "plate-1", noon - 1h);
    mall.take(mall.box.fact({"s1"}, charged("no-hold", 300)));
    EXPECT_EQ(mall.owed("m1"), 300);
    mall.app(Disputed{{"m1"}, "s1", "I had left"});
    EXPECT_EQ(mall.desk("anna", Reviewed{{mall.last_id()}, true, ""}).answer.points, 300);
    EXPECT_EQ(mall.owed("m1"), 0);
    EXPECT_EQ(mall.spendable("m1"), 0);
    mall.app(Disputed{{"m1"}, "s1", "again"});
    EXPECT_EQ(mall.desk("anna", Reviewed{{mall.last_id()}, true, ""}).answer.points, 0);
    EXPECT_EQ(mall.spendable("m1"), 0);
}

TEST(Review, a_dispute_waits_for_a_charge_that_is_yet_to_be_told) {
    Mall mall;
    mall.app(Disputed{{"m1"}, "s1", "I had left"});
    const std::string item = mall.last_id();
    EXPECT_EQ(mall.desk("anna", Reviewed{{item}, true, ""}).code, Code::no_such_item);
    mall.enter(mall.box, "s1");
    mall.take(mall.box.fact({"s1"}, charged("no-hold", 300)));
    EXPECT_EQ(mall.desk("anna", Reviewed{{item}, true, ""}).answer.points, 300);
    EXPECT_EQ(mall.owed("m1"), 0);
}

TEST(Review, a_dispute_about_somebody_elses_stay_moves_nothing) {
    Mall mall;
    mall.till(sale("r1", "m1", 60'000));
    mall.hold(mall.box, "h1", "s1", 600);
    mall.take(mall.box.fact({"s1"}, charged("h1", 600)));
    mall.app(Disputed{{"m2"}, "s1", "mine"});
    EXPECT_EQ(mall.desk("anna", Reviewed{{mall.last_id()}, true, ""}).answer.points, 0);
    EXPECT_EQ(mall.spendable("m1") + mall.spendable("m2"), 0);
    EXPECT_EQ(mall.desk("anna", Reviewed{{"e99"}, true, ""}).code, Code::no_such_item);
}

} // namespace
} // namespace parkgate::ledger::test
