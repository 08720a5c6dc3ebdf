#include "tests/unit/ledger/support/mall.hpp"

#include <gtest/gtest.h>

namespace parkgate::ledger::test {
namespace {

using enum AccountKind;

TEST(Receipts, I16_a_hundred_yuan_earn_what_the_seeds_say) {
    Mall mall;
    const std::map<std::string, std::int64_t> expected{{"retail", 100}, {"cosmetics", 100}, {"dining", 50},
                                                       {"digital", 25}, {"beauty", 20},     {"jewellery", 10}};
    for (const auto& [store, points] : expected) {
        const auto result = mall.till(sale("r-" + store, "m1", 10'000, store));
        EXPECT_EQ(result.answer.outcome, Outcome::applied) << store;
        EXPECT_EQ(result.answer.points, points) << store;
    }
    const auto refused = mall.till(sale("r", "m1", 10'000, "supermarket"));
    EXPECT_EQ(refused.answer.outcome, Outcome::refused) << "a fixed rent pays for no points";
    EXPECT_EQ(refused.code, Code::earns_nothing);
    EXPECT_EQ(mall.spendable("m1"), 305);
    EXPECT_EQ(mall.qualifying("m1"), 305);
}

TEST(Receipts, I30_who_sold_it_pays_for_the_points_in_fen) {
    Mall mall;
    mall.till(sale("r1", "m1"));
    mall.till(sale("r2", "m1", 10'000, "dining"));
    EXPECT_EQ(mall.balance(points_funding, "store:retail"), 200);
    EXPECT_EQ(mall.balance(points_liability, "store:retail"), -200);
    EXPECT_EQ(mall.balance(points_funding, "store:dining"), 100);
    EXPECT_EQ(mall.balance(earning_budget_used, "2026"), 300) << "all that was given in the year";
}

TEST(Receipts, a_sale_of_nobody_waits_for_the_one_who_has_its_code) {
    Mall mall;
    const Sold sold = sale("r1");
    EXPECT_EQ(mall.till(sold).code, Code::unclaimed);
    EXPECT_EQ(mall.claim("m1", sold).answer.points, 100);
    EXPECT_EQ(mall.claim("m2", sold).code, Code::receipt_used);
    EXPECT_EQ(mall.spendable("m2"), 0);
    EXPECT_EQ(mall.told(), std::vector<std::string>{"points_earned"});
}

TEST(Receipts, a_code_works_before_the_till_has_told_of_its_sale_and_no_code_does_nothing) {
    Mall mall;
    const Sold sold = sale("r1");
    EXPECT_EQ(mall.claim("m1", sold).answer.points, 100);
    const auto late = mall.till(sold);
    EXPECT_EQ(late.answer.outcome, Outcome::applied) << "what has happened is not refused";
    EXPECT_EQ(late.answer.points, 0);
    EXPECT_EQ(mall.app(Claimed{{"m1"}, {"no code", {"no"}, "no"}}).code, Code::bad_code);
    EXPECT_EQ(mall.claim("m1", sale("r2", "m2")).code, Code::receipt_used) << "the till has said whose it is";
}

TEST(Receipts, I19_one_receipt_earns_once_over_all_channels_and_members) {
    Mall mall;
    const Sold sold = sale("r1", "m1");
    EXPECT_EQ(mall.till(sold).answer.points, 100);
    EXPECT_EQ(mall.till(sold).code, Code::receipt_used);
    EXPECT_EQ(mall.till(sale("r1", "m2")).code, Code::receipt_used);
    EXPECT_EQ(mall.claim("m2", sale("r1")).code, Code::receipt_used);
    EXPECT_EQ(mall.app(Uploaded{{"m2"}, sale("r1"), "photo"}).code, Code::receipt_used);
    EXPECT_EQ(mall.till(sale("r1", "m1", 10'001)).code, Code::receipt_differs);
    EXPECT_EQ(mall.spendable("m1") + mall.spendable("m2"), 100);
    EXPECT_EQ(mall.till(sale("r1", "m1", 10'000, "cosmetics")).answer.points, 100) << "another store's number";
    EXPECT_EQ(mall.till(sale("r1", "m1", 10'000, "retail", noon - days(1))).answer.points, 100) << "another day's";
}

TEST(Receipts, I05_I07_the_same_event_again_has_its_first_answer) {
    Mall mall;
    const auto work = mall.event(Door::pos, "retail", sale("r1", "m1"), noon);
    const auto first = mall.take(work);
    const auto before = mall.transactions();
    const auto again = mall.take(work);
    EXPECT_TRUE(again.repeated);
    EXPECT_EQ(again.answer, first.answer);
    EXPECT_EQ(mall.transactions(), before);
    const auto refused = mall.event(Door::app, "app", Liked{{"m9"}, {"p1"}}, noon);
    EXPECT_EQ(mall.take(refused).code, Code::unknown_member);
    mall.store->add_member({"m9"}, {}, {}, noon);
    EXPECT_EQ(mall.take(refused).answer.outcome, Outcome::refused) << "refused once, refused for ever";
}

TEST(Receipts, I19_a_receipt_in_other_letters_or_on_the_day_beside_is_the_same) {
    Mall mall;
    mall.till(sale("R1", "m1"));
    EXPECT_EQ(mall.app(Uploaded{{"m2"}, sale(" r1 "), "photo"}).code, Code::receipt_used);
    EXPECT_EQ(mall.claim("m2", sale("r1")).code, Code::receipt_used);
    for (const auto off : {days(-1), days(1)}) {
        Mall other;
        const Sold told = sale("r1", "m1", 10'000, "retail", noon - days(3));
        other.till(told);
        const Sold typed = sale("r1", "", 10'000, "retail", told.sold_at + off);
        EXPECT_EQ(other.app(Uploaded{{"m1"}, typed, "photo"}).code, Code::receipt_used);
    }
    Mall first;
    first.app(Uploaded{{"m1"}, sale("r1", "", 10'000, "retail", noon - days(1)), "photo"});
    first.desk("anna", Reviewed{{first.last_id()}, true, ""});
    EXPECT_EQ(first.till(sale("r1", "m1")).code, Code::awaits_review) << "a person has seen one like it";
    EXPECT_EQ(first.spendable("m1"), 100);
}

TEST(Receipts, I19_what_a_till_has_said_is_not_forgotten_by_a_rejection) {
    Mall mall;
    mall.till(sale("r1"));
    mall.app(Uploaded{{"m1"}, sale("r1"), "photo"});
    mall.desk("anna", Reviewed{{mall.last_id()}, false, "blurred"});
    EXPECT_EQ(mall.app(Uploaded{{"m1"}, sale("r1", "", 999'900), "photo"}).code, Code::receipt_differs);
    EXPECT_EQ(mall.receipt(sale("r1")).state, ReceiptState::unclaimed);
    EXPECT_EQ(mall.claim("m1", sale("r1")).answer.points, 100);
    Mall after;
    after.app(Uploaded{{"m1"}, sale("r1"), "photo"});
    const std::string item = after.last_id();
    after.till(sale("r1"));
    after.desk("anna", Reviewed{{item}, false, "blurred"});
    EXPECT_EQ(after.app(Uploaded{{"m1"}, sale("r1", "", 999'900), "photo"}).code, Code::receipt_differs);
}

TEST(Receipts, what_a_person_has_rejected_is_not_credited_unseen_to_somebody_else) {
    Mall mall;
    for (int i = 0; i < 20; ++i) {
        mall.till(sale("r" + std::to_string(i), "m1", 100));
    }
    EXPECT_EQ(mall.claim("m1", sale("found")).code, Code::awaits_review);
    mall.desk("anna", Reviewed{{mall.last_id()}, false, "not his"});
    mall.app(Uploaded{{"m2"}, sale("found"), "photo"});
    EXPECT_EQ(mall.claim("m2", sale("found")).code, Code::awaits_review) << "a photo in between does not help";
    EXPECT_EQ(mall.spendable("m2"), 0);
    EXPECT_EQ(mall.desk("anna", Reviewed{{mall.last_id()}, true, ""}).answer.points, 100);
}

TEST(Receipts, a_sale_of_somebody_who_is_told_of_later_is_kept) {
    Mall mall;
    const auto told = mall.till(sale("r1", "m9"));
    EXPECT_EQ(told.answer.outcome, Outcome::applied);
    EXPECT_EQ(told.code, Code::unknown_member);
    mall.app(Joined{{"m9"}, {"phone-9"}, {}});
    EXPECT_EQ(mall.till(sale("r1", "m9")).answer.points, 100) << "another event of the same sale";
    mall.till(sale("r2", "m8"));
    EXPECT_EQ(mall.till(back(sale("r2"), 4'000)).answer.outcome, Outcome::applied);
    EXPECT_EQ(mall.claim("m9", sale("r2")).answer.points, 60);
}

TEST(Receipts, the_word_of_a_till_goes_before_an_upload_that_waits) {
    Mall mall;
    EXPECT_EQ(mall.app(Uploaded{{"m2"}, sale("r1", "", 90'000), "photo"}).code, Code::awaits_review);
    const std::string item = mall.last_id();
    EXPECT_EQ(mall.waiting("m2"), 900);
    EXPECT_EQ(mall.till(sale("r1", "m1")).answer.points, 100);
    EXPECT_EQ(mall.waiting("m2"), 0);
    EXPECT_EQ(mall.desk("anna", Reviewed{{item}, true, ""}).code, Code::decided_before);
    EXPECT_EQ(mall.spendable("m2"), 0);
    EXPECT_EQ(mall.balance(earning_budget_used, "2026"), 200);
}

TEST(Receipts, a_sale_that_was_told_late_waits_for_a_person_and_one_too_late_is_refused) {
    Mall mall;
    const Sold late = sale("r1", "m1", 10'000, "retail", noon - days(8));
    EXPECT_EQ(mall.till(late).code, Code::awaits_review);
    EXPECT_EQ(mall.spendable("m1"), 0);
    EXPECT_EQ(mall.desk("anna", Reviewed{{mall.last_id()}, true, ""}).answer.points, 100);
    EXPECT_EQ(mall.till(sale("r2", "m1", 10'000, "retail", noon - days(7))).answer.points, 100);
    EXPECT_EQ(mall.till(sale("r3", "m1", 10'000, "retail", noon - days(400))).code, Code::too_late);
}

TEST(Receipts, I29_the_21st_of_a_day_waits_for_a_person) {
    Mall mall;
    for (int i = 0; i < 20; ++i) {
        EXPECT_EQ(mall.till(sale("r" + std::to_string(i), "m1", 100)).answer.points, 1);
    }
    EXPECT_EQ(mall.till(sale("r20", "m1", 100)).code, Code::awaits_review);
    EXPECT_EQ(mall.till(sale("r20", "m2", 100, "dining")).code, Code::none) << "of another member";
    EXPECT_EQ(mall.till(sale("r21", "m1", 100, "retail", noon - 23h)).answer.points, 1) << "of the day before";
}

TEST(Receipts, a_campaign_multiplies_until_its_own_budget_is_spent_or_it_is_stopped) {
    const auto double_points = [](Terms& terms) {
        terms.earning.campaigns = {{{"autumn"}, 200, {"retail"}, {noon - days(2), noon + days(2)}, {150}}};
    };
    Mall mall(double_points);
    EXPECT_EQ(mall.till(sale("r1", "m1")).answer.points, 200);
    EXPECT_EQ(mall.till(sale("r2", "m1", 10'000, "dining")).answer.points, 50) << "not its category";
    EXPECT_EQ(mall.till(sale("r3", "m1", 10'000, "retail", noon - days(3))).answer.points, 100) << "before it";
    EXPECT_EQ(mall.till(sale("r4", "m1")).answer.points, 150) << "what is left of it";
    EXPECT_EQ(mall.till(sale("r5", "m1")).answer.points, 100);
    EXPECT_EQ(mall.balance(points_budget_used, "autumn"), 150);
    EXPECT_EQ(mall.balance(points_funding, "campaign:autumn"), 300);
    EXPECT_EQ(mall.qualifying("m1"), 450) << "its points do not count";

    Mall stopped(double_points);
    EXPECT_EQ(stopped.desk("anna", CampaignSwitched{{"autumn"}, true, "wrong"}).answer.outcome, Outcome::applied);
    EXPECT_EQ(stopped.till(sale("r1", "m1")).answer.points, 100);
    stopped.desk("anna", CampaignSwitched{{"autumn"}, false, "right"});
    EXPECT_EQ(stopped.till(sale("r2", "m1")).answer.points, 200);
}

TEST(Receipts, I15_steps_never_make_a_receipt_in_parts_worth_more) {
    const auto steps = [](Terms& terms) { terms.earning.steps = {{{500}, 150}, {{1000}, 200}}; };
    Mall whole(steps);
    Mall parts(steps);
    whole.till(sale("r", "m1", 150'000));
    for (int i = 0; i < 15; ++i) {
        parts.till(sale("r" + std::to_string(i), "m1", 9'999));
    }
    EXPECT_EQ(whole.spendable("m1"), 1500 + 250 + 500);
    EXPECT_LE(parts.spendable("m1"), whole.spendable("m1"));
    EXPECT_EQ(whole.balance(points_funding, "mall"), 1500) << "the mall pays for its steps";
}

TEST(Receipts, nothing_is_given_beyond_the_budget_of_the_year) {
    Mall mall([](Terms& terms) { terms.earning.budget = {250}; });
    EXPECT_EQ(mall.till(sale("r1", "m1")).answer.points, 100);
    EXPECT_EQ(mall.till(sale("r2", "m1")).code, Code::budget_is_spent);
    EXPECT_EQ(mall.till(sale("r3", "m1", 2'500)).answer.points, 25);
    EXPECT_EQ(mall.balance(earning_budget_used, "2026"), 250);
    mall.now = noon + days(120);
    EXPECT_EQ(mall.till(sale("r4", "m1", 10'000, "retail", mall.now)).answer.points, 100) << "the next year's";
}

TEST(Receipts, what_a_till_tells_when_the_year_s_budget_is_spent_is_kept_and_can_be_claimed_later) {
    Mall mall([](Terms& terms) { terms.earning.budget = {250}; });
    mall.till(sale("r1", "m1"));
    const auto told = mall.till(sale("r2", "m2"));
    EXPECT_EQ(told.answer.outcome, Outcome::applied);
    EXPECT_EQ(told.code, Code::budget_is_spent);
    EXPECT_EQ(told.answer.points, 0);
    EXPECT_EQ(mall.receipt(sale("r2")).state, ReceiptState::unclaimed);
    EXPECT_EQ(mall.app(Uploaded{{"m1"}, sale("r2", "", 1'000), "photo"}).code, Code::receipt_differs);
    EXPECT_EQ(mall.claim("m2", sale("r2")).answer.outcome, Outcome::refused) << "still";
    mall.till(back(sale("r1"), 10'000));
    EXPECT_EQ(mall.claim("m2", sale("r2")).answer.points, 100);
}

TEST(Receipts, I19_a_till_and_a_code_on_either_side_of_midnight_are_one_purchase_unless_a_person_says_otherwise) {
    const SiteTime midnight = noon + 1h + 46min + 40s; // of the mall
    const Sold late = sale("r1", "", 10'000, "retail", midnight - 1s);
    const Sold early = sale("r1", "", 10'000, "retail", midnight + 1s);
    const auto of = [](Sold sold) {
        sold.member = {"m1"};
        return sold;
    };
    for (const auto& [told, code] : {std::pair(late, early), std::pair(early, late)}) {
        Mall till_first;
        till_first.now = noon + days(1);
        EXPECT_EQ(till_first.till(of(told)).answer.points, 100);
        EXPECT_EQ(till_first.claim("m2", code).code, Code::awaits_review);
        EXPECT_EQ(till_first.spendable("m2"), 0);
        Mall code_first;
        code_first.now = noon + days(1);
        EXPECT_EQ(code_first.claim("m2", code).answer.points, 100);
        EXPECT_EQ(code_first.till(of(told)).code, Code::awaits_review);
    }
    Mall later;
    later.now = noon + days(1);
    later.till(of(late));
    EXPECT_EQ(later.claim("m2", sale("r1", "", 10'000, "retail", midnight + 1h)).answer.points, 100)
        << "the shop has counted anew";
}

TEST(Receipts, I23_tiers_go_by_qualifying_points_and_spending_changes_nothing) {
    Mall mall;
    mall.till(sale("r1", "m1", 100'000));
    EXPECT_EQ(mall.store->books().member({"m1"})->tier, "silver");
    EXPECT_EQ(mall.told(), (std::vector<std::string>{"points_earned", "tier_changed"}));
    mall.hold(mall.box, "h1", "s1", 900);
    mall.take(mall.box.fact({"s1"}, charged("h1", 900)));
    EXPECT_EQ(mall.spendable("m1"), 100);
    EXPECT_EQ(mall.qualifying("m1"), 1000);
    EXPECT_EQ(mall.store->books().member({"m1"})->tier, "silver");
}

TEST(Receipts, I21_points_end_with_their_month_a_year_later) {
    Mall mall;
    mall.till(sale("r1", "m1"));
    mall.now = noon + days(9);
    mall.till(sale("r2", "m1", 10'000, "retail", mall.now)); // at the mall it is September for two hours more
    mall.now = noon + days(10);
    mall.till(sale("r3", "m1", 10'000, "retail", mall.now)); // and now October
    ASSERT_EQ(mall.store->books().lots_of({"m1"}).size(), 2);
    mall.store->sweep(noon + days(9 + 365), 10);
    EXPECT_EQ(mall.spendable("m1"), 300);
    mall.store->sweep(noon + days(10 + 365), 10);
    EXPECT_EQ(mall.spendable("m1"), 100);
    EXPECT_EQ(mall.balance(points_expired, "store:retail"), 200);
}

} // namespace
} // namespace parkgate::ledger::test
