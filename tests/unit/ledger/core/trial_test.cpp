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

TEST(Trial, who_backs_away_from_an_exit_and_leaves_later_has_stayed_once) {
    Mall mall;
    LeaveAuthorised leaving;
    leaving.quote.id = {"q1"};
    leaving.quote.entered_at = noon;
    leaving.quote.fee = Fen{500};
    leaving.as.billed_until = noon + 100min;
    mall.take(mall.box.fact({"s1"}, leaving));
    mall.take(mall.box.fact({"s1"}, LeaveCancelled{{"exit-1"}, leaving.quote.id}));
    mall.take(mall.box.fact({"s2"}, leaving)); // of another stay: by chance the same number
    leaving.quote.id = {"q2"};
    leaving.quote.fee = Fen{700};
    mall.take(mall.box.fact({"s1"}, leaving));
    std::vector<Fen> fees;
    std::int64_t looked = 0;
    mall.store->past_fees(
        noon - 1h, [&](const PastFee& fee) { fees.push_back(fee.fee); },
        [&](std::int64_t done, std::int64_t) { looked = done; });
    std::ranges::sort(fees);
    EXPECT_EQ(fees, (std::vector{Fen{500}, Fen{700}}));
    EXPECT_EQ(looked, 3);
}

TEST(Trial, of_fees) {
    Mall mall;
    LeaveAuthorised leaving;
    leaving.quote.entered_at = noon;
    leaving.as.billed_until = noon + 100min;
    const auto& tariff = mall.store->terms().rules.tariff;
    leaving.quote.fee = rules::fee_of(rules::charges_of(tariff, {}, noon, noon + 100min));
    mall.take(mall.box.fact({"s1"}, leaving));
    leaving.as.tier = "gold";
    leaving.quote.fee += Fen{100};
    mall.take(mall.box.fact({"s2"}, leaving));
    mall.take(mall.box.fact({}, leaving));
    FeeTrial trial(mall.store->terms().rules);
    std::int64_t looked = 0;
    mall.store->past_fees(
        noon - 1h, [&](const PastFee& fee) { trial.take(fee); },
        [&](std::int64_t done, std::int64_t) { looked = done; });
    EXPECT_EQ(looked, 3);
    EXPECT_EQ(trial.sum().stays, 2);
    EXPECT_EQ(trial.sum().cheaper, 1);
    EXPECT_EQ(trial.sum().cheaper_fen, Fen{100});
    EXPECT_EQ(trial.sum().given - trial.sum().would, Fen{100});
    EXPECT_EQ(trial.visitors().at({VehicleKind::car, "gold"}).stays, 1);
}

} // namespace
} // namespace parkgate::ledger::test
