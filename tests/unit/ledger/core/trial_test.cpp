#include "ledger/core/trial.hpp"
#include "tests/unit/ledger/support/mall.hpp"

#include <gtest/gtest.h>

namespace parkgate::ledger::test {
namespace {

EarningTrial trial_of(const Mall& mall, const rules::EarnTerms& candidate, SiteTime since = noon - days(30)) {
    EarningTrial trial(mall.store->terms(), candidate);
    mall.store->past_sales(since, [&](const PastSale& sale) { trial.take(sale); });
    mall.store->past_deeds(since, [&](const PastDeed& deed) { trial.take(deed); });
    return trial;
}

Tried of_store(const EarningTrial& trial, const std::string& id) {
    Tried out;
    for (const auto& [key, row] : trial.stores()) {
        if (key.first.text == id) {
            out += row;
        }
    }
    return out;
}

TEST(Trial, the_rules_that_held_would_have_given_what_they_gave) {
    Mall mall([](Terms& terms) {
        terms.earning.steps = {{{100}, 150}};
        terms.earning.campaigns = {{{"autumn"}, 200, {"dining"}, {noon - days(9), noon + days(9)}, {90}}};
    });
    mall.till(sale("r1", "m1", 20'000));
    mall.till(sale("r2", "m1", 20'000, "dining", noon - 50min));
    mall.till(sale("r3", "m2", 30'000, "dining", noon - 40min));
    mall.till(back(sale("r1", "m1", 20'000), 5'000));
    mall.till(sale("r4", "m2", 30'000, "supermarket", noon - 30min));
    mall.app(Liked{{"m1"}, {"p1"}});
    mall.app(Posted{{"m1"}, {"p2"}});
    mall.desk("anna", Reviewed{{mall.last_id()}, true, ""});
    mall.app(Posted{{"m1"}, {"p3"}});
    const auto trial = trial_of(mall, mall.store->terms().earning);
    for (const auto& [key, row] : trial.stores()) {
        EXPECT_EQ(row.given, row.would) << key.first.text;
        EXPECT_EQ(row.given_fen, row.would_fen) << key.first.text;
    }
    EXPECT_EQ(trial.campaigns().at("autumn").given, Points{90});
    EXPECT_EQ(trial.campaigns().at("autumn").would, Points{90});
    EXPECT_EQ(trial.deeds().at("like"), (Tried{1, {1}, {2}, {1}, {2}}));
    EXPECT_EQ(trial.deeds().at("post"), (Tried{1, {5}, {10}, {5}, {10}}));
    EXPECT_EQ(of_store(trial, "supermarket"), (Tried{1, {}, {}, {}, {}}));
    // In all it is what the books have.
    const auto spendable = mall.spendable("m1") + mall.spendable("m2");
    EXPECT_EQ(trial.sum().given, Points{spendable});
}

TEST(Trial, of_another_rate_value_campaign_and_cap) {
    Mall mall;
    for (const char* n : {"1", "2", "3"}) {
        mall.till(sale(std::string("r") + n, "m1", 10'000));
    }
    mall.till(sale("s1", "m2", 50'000, "supermarket"));
    for (int i = 0; i < 12; ++i) {
        mall.app(Liked{{"m1"}, {"p" + std::to_string(i)}});
    }
    rules::EarnTerms candidate = mall.store->terms().earning;
    candidate.rates.front().per_point = {200};
    candidate.rates.push_back({"supermarket", {}, {500}});
    candidate.rates.erase(candidate.rates.end() - 2);
    candidate.point_value = {3};
    candidate.campaigns = {{{"half-more"}, 150, {"retail"}, {noon - days(9), noon + days(9)}, {40}}};
    candidate.deeds.at(2).most_a_day = {12};
    const auto trial = trial_of(mall, candidate);
    EXPECT_EQ(of_store(trial, "retail"), (Tried{3, {300}, {600}, {190}, {570}}));
    EXPECT_EQ(of_store(trial, "supermarket"), (Tried{1, {}, {}, {100}, {300}}));
    EXPECT_EQ(trial.campaigns().at("half-more").would, Points{40});
    EXPECT_EQ(trial.deeds().at("like"), (Tried{12, {10}, {20}, {12}, {36}}));
    EXPECT_EQ(trial_of(mall, candidate, noon + 1h).sum(), Tried{});
}

TEST(Trial, a_budget_of_the_year_ends_it) {
    Mall mall;
    mall.till(sale("r1", "m1", 10'000));
    mall.till(sale("r2", "m1", 10'000, "retail", noon - 30min));
    rules::EarnTerms candidate = mall.store->terms().earning;
    candidate.budget = {300};
    EXPECT_EQ(of_store(trial_of(mall, candidate), "retail").would, Points{100});
}

TEST(Trial, a_sale_that_was_kept_because_the_budget_was_spent_is_tried_once) {
    Mall mall([](Terms& terms) { terms.earning.budget = {250}; });
    mall.till(sale("r1", "m1"));
    mall.till(sale("r2", "m2"));
    rules::EarnTerms candidate = mall.store->terms().earning;
    candidate.budget = {};
    EXPECT_EQ(of_store(trial_of(mall, candidate), "retail"), (Tried{2, {100}, {200}, {200}, {400}}));
    mall.till(back(sale("r1"), 10'000));
    mall.till(sale("r2", "m2"));
    EXPECT_EQ(of_store(trial_of(mall, candidate), "retail").given, Points{100});
    EXPECT_EQ(of_store(trial_of(mall, candidate), "retail").would, Points{100});
}

} // namespace
} // namespace parkgate::ledger::test
