#include "tests/unit/ledger/support/mall.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace parkgate::ledger::test {
namespace {

std::string number(int i) {
    return std::to_string(i);
}

Joined newcomer(const std::string& member, const std::string& referrer = {}) {
    return {{member}, {"phone-of-" + member}, {referrer}};
}

TEST(Deeds, I17_likes_give_at_most_10_points_a_day) {
    Mall mall;
    for (int i = 0; i < 10; ++i) {
        EXPECT_EQ(mall.app(Liked{{"m1"}, {"p" + number(i)}}).answer.points, 1);
    }
    const auto eleventh = mall.app(Liked{{"m1"}, {"p10"}});
    EXPECT_EQ(eleventh.answer.outcome, Outcome::refused);
    EXPECT_EQ(eleventh.code, Code::capped);
    EXPECT_EQ(mall.spendable("m1"), 10);
    EXPECT_EQ(mall.app(Liked{{"m2"}, {"p10"}}).answer.points, 1) << "of another member";
}

TEST(Deeds, I17_the_day_is_the_malls_day_of_the_deed_however_late_it_is_told) {
    Mall mall;
    const SiteTime midnight = noon + 1h + 46min + 40s; // of the mall
    for (int i = 0; i < 10; ++i) {
        mall.app_at(noon, Liked{{"m1"}, {"a" + number(i)}});
    }
    mall.now = midnight + days(3);
    EXPECT_EQ(mall.app_at(midnight - 1s, Liked{{"m1"}, {"b"}}).code, Code::capped) << "that day is full";
    EXPECT_EQ(mall.app_at(midnight, Liked{{"m1"}, {"b"}}).answer.points, 1) << "the next has begun";
    EXPECT_EQ(mall.app_at(noon - days(5), Liked{{"m1"}, {"c"}}).code, Code::too_late);
}

TEST(Deeds, one_like_of_a_post_counts) {
    Mall mall;
    EXPECT_EQ(mall.app(Liked{{"m1"}, {"p1"}}).answer.points, 1);
    EXPECT_EQ(mall.app(Liked{{"m1"}, {"p1"}}).code, Code::done_before);
    mall.now = noon + days(1);
    EXPECT_EQ(mall.app(Liked{{"m1"}, {"p1"}}).code, Code::done_before);
}

TEST(Deeds, a_deed_without_a_rule_earns_nothing) {
    Mall mall([](Terms& terms) { terms.earning.deeds.clear(); });
    EXPECT_EQ(mall.app(Liked{{"m1"}, {"p1"}}).code, Code::earns_nothing);
    mall.app(newcomer("m3", "m1"));
    mall.till(sale("r1", "m3"));
    EXPECT_EQ(mall.spendable("m3"), 100);
    EXPECT_EQ(mall.spendable("m1"), 0);
}

TEST(Deeds, joining_gives_its_points_after_the_first_purchase_once_a_person) {
    Mall mall;
    EXPECT_EQ(mall.app(newcomer("m3")).answer.outcome, Outcome::applied);
    EXPECT_EQ(mall.spendable("m3"), 0) << "not for a name alone";
    EXPECT_EQ(mall.till(sale("r1", "m3")).answer.points, 100);
    EXPECT_EQ(mall.spendable("m3"), 150);
    EXPECT_EQ(mall.told(), std::vector<std::string>{"points_earned"}) << "one notice of all 150";
    mall.till(sale("r2", "m3"));
    EXPECT_EQ(mall.spendable("m3"), 250);
    EXPECT_EQ(mall.app(newcomer("m3")).code, Code::done_before);
    EXPECT_EQ(mall.app(Joined{{"m4"}, {"phone-of-m3"}, {}}).code, Code::phone_taken);
    EXPECT_EQ(mall.app(Joined{{"m4"}, {}, {}}).code, Code::not_plausible);
    EXPECT_FALSE(mall.store->books().has_member({"m4"}));
}

TEST(Deeds, who_has_sent_a_newcomer_is_paid_at_his_first_real_visit) {
    Mall mall;
    mall.app(newcomer("m3", "m1"));
    mall.app(PlateAdded{{"m3"}, "plate-3"});
    EXPECT_EQ(mall.spendable("m1"), 0);
    mall.store->add_member({"m3"}, {{"plate-3"}}, {}, noon);
    mall.visit("s0", "plate-3", noon + 10min, 10);
    EXPECT_EQ(mall.spendable("m1"), 0) << "in and out again is no visit";
    mall.visit("s1", "plate-3", noon + 2h);
    EXPECT_EQ(mall.spendable("m1"), 10);
    EXPECT_EQ(mall.spendable("m3"), 50);
    mall.visit("s2", "plate-3", noon + 5h);
    mall.till(sale("r1", "m3"));
    EXPECT_EQ(mall.spendable("m1"), 10) << "once";
    EXPECT_EQ(mall.store->books().member({"m3"})->referrer, MemberId{});
}

TEST(Deeds, a_purchase_that_earns_nothing_or_comes_back_is_no_first_visit) {
    Mall mall([](Terms& terms) {
        terms.earning.deeds[0].reversal = rules::Reversal::clawed_back;
        terms.earning.stamps.stamps = 10;
    });
    const auto stamps = [&] { return mall.store->books().unused_stamps_of({"m3"}).size(); };
    mall.app(newcomer("m3", "m1"));
    mall.till(sale("r0", "m3", 1));
    EXPECT_EQ(mall.spendable("m3") + mall.spendable("m1"), 0) << "for one fen";
    EXPECT_EQ(stamps(), 0U);
    mall.till(sale("r1", "m3"));
    EXPECT_EQ(mall.spendable("m3"), 150);
    EXPECT_EQ(mall.spendable("m1"), 10);
    EXPECT_EQ(stamps(), 1U);
    mall.till(back(sale("r1"), 9'950));
    EXPECT_EQ(mall.spendable("m3") + mall.spendable("m1"), 0) << "nothing is left of it";
    EXPECT_EQ(stamps(), 0U);
    mall.till(sale("r2", "m3"));
    mall.till(sale("r3", "m3"));
    EXPECT_EQ(mall.spendable("m3"), 250) << "an exchange costs nobody his bonus";
    EXPECT_EQ(mall.spendable("m1"), 10);
    mall.till(back(sale("r2"), 10'000));
    EXPECT_EQ(stamps(), 1U) << "the other purchase of the day has it";
}

TEST(Deeds, what_may_be_clawed_back_is_an_item_that_staff_can_reject) {
    Mall mall;
    const std::string long_id(64, 'e');
    mall.app(newcomer("m3", "m1"));
    auto work = mall.event(Door::pos, "retail", sale("r1", "m3"), noon);
    work.event.event.id = {long_id};
    mall.take(work);
    EXPECT_EQ(mall.spendable("m1"), 10);
    std::string item;
    for (const auto& row : mall.store->reviews(true, 10)) {
        item = row.id.text;
    }
    EXPECT_LE(item.size(), 64U);
    EXPECT_EQ(mall.desk("anna", Reviewed{{item}, false, "an invented friend"}).answer.points, -10);
    EXPECT_EQ(mall.spendable("m1"), 0);
    EXPECT_EQ(mall.balance(AccountKind::earning_budget_used, "2026"), 300);
    EXPECT_EQ(mall.desk("anna", Reviewed{{item}, false, "again"}).code, Code::decided_before);
}

TEST(Deeds, a_near_reading_is_nobodys_first_visit) {
    Mall mall;
    mall.app(newcomer("m3", "m1"));
    mall.store->add_member({"m3"}, {{"plate-3"}}, {}, noon - 1h);
    Exited exited{{"x"}, {"plate-3"}, ExitHow::observed, noon, {60}, {}, {}, {}};
    exited.matched = Matched::fuzzy;
    mall.take(mall.box.fact({"s1"}, exited));
    EXPECT_EQ(mall.spendable("m3"), 0);
    exited.matched = Matched::exact;
    exited.how = ExitHow::unseen;
    mall.take(mall.box.fact({"s2"}, exited));
    EXPECT_EQ(mall.spendable("m3"), 0);
}

TEST(Deeds, I17_referrals_give_at_most_20_points_a_day_and_the_newcomer_loses_nothing) {
    Mall mall;
    for (const std::string member : {"m3", "m4", "m5"}) {
        mall.app(newcomer(member, "m1"));
        mall.till(sale("r-" + member, member));
        EXPECT_EQ(mall.spendable(member), 150);
    }
    EXPECT_EQ(mall.spendable("m1"), 20);
    mall.app(newcomer("m6", "m1"));
    mall.now = noon + days(1);
    mall.till(sale("r1", "m6", 10'000, "retail", mall.now));
    EXPECT_EQ(mall.spendable("m1"), 30) << "the day of the visit counts";
}

TEST(Deeds, nobody_refers_himself_or_who_was_a_member_before) {
    Mall mall;
    EXPECT_EQ(mall.app(newcomer("m3", "m3")).code, Code::unknown_member);
    EXPECT_EQ(mall.app(newcomer("m3", "m9")).code, Code::unknown_member);
    EXPECT_EQ(mall.app(newcomer("m2", "m2")).code, Code::unknown_member);
    EXPECT_EQ(mall.app(newcomer("m2", "m1")).answer.outcome, Outcome::applied) << "staff had added him without a phone";
    mall.till(sale("r1", "m2"));
    EXPECT_EQ(mall.spendable("m1"), 0);
    EXPECT_EQ(mall.spendable("m2"), 150);
}

TEST(Deeds, I18_a_post_gives_nothing_before_a_person_has_approved_it) {
    Mall mall;
    EXPECT_EQ(mall.app(Posted{{"m1"}, {"p1"}}).code, Code::awaits_review);
    const std::string item = mall.last_id();
    EXPECT_EQ(mall.spendable("m1"), 0);
    EXPECT_EQ(mall.waiting("m1"), 5);
    EXPECT_EQ(mall.desk("anna", Reviewed{{item}, true, ""}).answer.points, 5);
    EXPECT_EQ(mall.desk("anna", Reviewed{{item}, true, ""}).code, Code::decided_before);
    EXPECT_EQ(mall.spendable("m1"), 5) << "approved twice, given once";
    EXPECT_EQ(mall.app(Posted{{"m1"}, {"p1"}}).code, Code::done_before);
}

TEST(Deeds, a_newcomers_bonus_does_not_depend_on_what_comes_back_first) {
    for (const bool later : {false, true}) {
        Mall mall([](Terms& terms) { terms.earning.deeds[0].reversal = rules::Reversal::clawed_back; });
        mall.app(newcomer("m3", "m1"));
        mall.till(sale("r1", "m3"));
        if (!later) {
            mall.till(back(sale("r1"), 10'000));
        }
        const SiteTime before = noon - days(1); // of another day
        mall.till(sale("r2", "m3", 10'000, "retail", before));
        if (later) {
            mall.till(back(sale("r1"), 10'000));
        }
        EXPECT_EQ(mall.spendable("m3"), 150) << later;
        EXPECT_EQ(mall.spendable("m1"), 10) << later;
        mall.till(back(sale("r2", "", 10'000, "retail", before), 10'000));
        EXPECT_EQ(mall.spendable("m3"), 0) << "nothing is left that brings them";
        EXPECT_EQ(mall.spendable("m1"), 0);
        mall.till(sale("r3", "m3"));
        EXPECT_EQ(mall.spendable("m3"), 150);
        EXPECT_EQ(mall.spendable("m1"), 10);
    }
}

TEST(Deeds, a_bonus_that_waits_for_a_person_waits_as_another_purchase_s) {
    Mall mall([](Terms& terms) {
        terms.earning.deeds[0].reversal = rules::Reversal::clawed_back;
        terms.earning.deeds[0].reviewed = true;
    });
    mall.app(newcomer("m3"));
    mall.till(sale("r1", "m3"));
    mall.till(sale("r2", "m3"));
    mall.till(back(sale("r1"), 10'000));
    const auto items = mall.store->reviews(false, 10);
    ASSERT_EQ(items.size(), 1U);
    EXPECT_EQ(mall.waiting("m3"), 50);
    EXPECT_EQ(mall.desk("anna", Reviewed{items.front().id, true, ""}).answer.points, 50);
    EXPECT_EQ(mall.spendable("m3"), 150);
}

} // namespace
} // namespace parkgate::ledger::test
