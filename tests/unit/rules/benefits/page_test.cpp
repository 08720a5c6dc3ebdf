// Every example of docs/BENEFITS.md is worked out: its terms are read, its stay is priced, its quote is compared.
#include "rules/benefits/check.hpp"
#include "rules/benefits/coupon.hpp"
#include "rules/file/benefits_file.hpp"
#include "rules/file/coupon_file.hpp"
#include "rules/file/words.hpp"
#include "tests/unit/rules/benefits/mall.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>

namespace parkgate::test {
namespace {

using settings::Document;
using settings::Table;

std::vector<std::string> blocks_of_page() {
    std::ifstream page(BENEFITS_PAGE);
    std::vector<std::string> out;
    bool inside = false;
    for (std::string line; std::getline(page, line);) {
        if (line == "```toml") {
            inside = true;
            out.emplace_back();
        } else if (line == "```") {
            inside = false;
        } else if (inside) {
            out.back() += line + "\n";
        }
    }
    return out;
}

// `until_minutes` of a worth counts from the entry.
rules::Worth worth_of(Table& table) {
    if (table.has("until_minutes")) {
        return rules::FreeUntil{ten + std::chrono::minutes(table.integer("until_minutes", 0, 10'000))};
    }
    return rules::read_worth(table);
}

rules::BenefitUse use_of(Table& table, const std::string& who) {
    return {Minutes{table.integer_or(who + "_minutes", 0, 10'000, 0)},
            Fen{table.integer_or(who + "_fen", 0, 10'000, 0)}, table.integer_or(who + "_times", 0, 10, 0)};
}

void read_used(Table stay, Means& means) {
    for (const auto benefit :
         {Benefit::store_validation, Benefit::codes, Benefit::tier_hours, Benefit::coupon, Benefit::points}) {
        if (auto used = stay.table_if(rules::name_of(benefit))) {
            means.used_today[benefit] = {use_of(*used, "plate"), use_of(*used, "member")};
            used->done();
        }
    }
    stay.done();
}

struct Seen {
    int examples = 0;
    int leavings = 0;
    std::set<Benefit> benefits;
    std::set<WorthKind> coupons;
};

Means means_of(Table& stay, Seen& seen) {
    Means means;
    if (auto coupon = stay.table_if("coupon")) {
        const auto worth = rules::read_coupon_worth(*coupon);
        means.coupons = {rules::in_hand({"coupon"}, worth, house().tariff.calendar, ten)};
        seen.coupons.insert(worth.kind);
        coupon->done();
    }
    for (auto& validation : stay.tables("validations")) {
        const std::string store = validation.name("store");
        means.validations.push_back({{store}, worth_of(validation)});
        validation.done();
    }
    if (auto right = stay.table_if("right")) {
        const auto from = std::chrono::minutes(right->integer("from_minutes", -10'000, 10'000));
        const auto until = std::chrono::minutes(right->integer("until_minutes", -10'000, 10'000));
        means.right = rules::FreeBy{{"right"}, {ten + from, ten + until}};
        right->done();
    }
    if (auto used = stay.table_if("used_today")) {
        read_used(*used, means);
    }
    means.points = {stay.integer_or("points", 0, 1'000'000, 0)};
    means.paid = {stay.integer_or("paid", 0, 1'000'000, 0)};
    if (stay.has("paid_after_minutes")) {
        means.settled_at = ten + std::chrono::minutes(stay.integer("paid_after_minutes", 0, 10'000));
        means.settled_until = *means.settled_at + 15min;
    }
    for (const auto& code : stay.texts_or("codes", {})) {
        means.codes.push_back({code});
    }
    means.member_tier = stay.text_or("tier", "");
    means.visitor.tier = stay.text_or("right_tier", means.member_tier);
    means.first_entry_of_day = stay.flag_or("first_entry", true);
    return means;
}

// "points 60 min 600 points 600 fen"
std::string text_of(const QuoteStep& step) {
    std::string out(rules::name_of(step.benefit));
    out += step.minutes > Minutes{} ? " " + std::to_string(step.minutes.count) + " min" : "";
    out += step.points > Points{} ? " " + std::to_string(step.points.count) + " points" : "";
    return out + " " + std::to_string(step.fen.count) + " fen";
}

std::vector<std::string> texts_of(const Quote& quote) {
    std::vector<std::string> out;
    for (const auto& step : quote.steps) {
        out.push_back(text_of(step));
    }
    return out;
}

void work_out(Table root, const RuleSet& rules, const std::string& block, Seen& seen) {
    Table stay = root.table("stay");
    Table expected = root.table("quote");
    const auto minutes = std::chrono::minutes(stay.integer("minutes", 0, 100'000));
    const Quote quote = price(rules, minutes, means_of(stay, seen));
    stay.done();
    EXPECT_EQ(texts_of(quote), expected.texts_or("steps", {})) << block;
    EXPECT_EQ(quote.fee, Fen{expected.integer("fee", 0, 1'000'000)}) << block;
    EXPECT_EQ(quote.due, Fen{expected.integer("due", 0, 1'000'000)}) << block;
    expected.done();
    ++seen.examples;
    for (const auto& step : quote.steps) {
        seen.benefits.insert(step.benefit);
    }
}

// Of several coupons, which one.
void choose(Table leaving, const RuleSet& rules, const std::string& block) {
    const auto day = rules::date_of(leaving.text("day")).value_or(rules::LocalDay{});
    const auto minutes = std::chrono::minutes(leaving.integer_or("minutes", 0, 10'000, 60));
    const auto spent = leaving.texts_or("spent", {});
    const std::string tier = leaving.text_or("tier", "");
    const SiteTime at = rules::instant_of(rules.tariff.calendar, rules::LocalTime{day} + 12h, ten - 24h);
    const Quote quote = rules::price(rules, at - minutes, at, {});
    const auto* rule = rules::coupon_for(rules, {quote, tier, at}, [&](const CampaignId& campaign) {
        return std::ranges::find(spent, campaign.text) == spent.end();
    });
    EXPECT_EQ(rule != nullptr ? rule->campaign.text : "none", leaving.text("gives")) << block;
    leaving.done();
}

TEST(BenefitsPage, EveryExampleIsWorkedOut) {
    Seen seen;
    for (const auto& block : blocks_of_page()) {
        auto document = Document::from_text(block, "BENEFITS.md");
        Table root = document.root();
        RuleSet rules = mall();
        if (auto benefits = root.table_if("benefits")) {
            rules.benefits = rules::read_benefits(*benefits);
        }
        if (auto points = root.table_if("points")) {
            rules.points = rules::read_points(*points);
        }
        if (root.has("coupon")) {
            rules.coupons = rules::read_coupons(root);
        }
        if (root.has("stay")) {
            work_out(root, rules, block, seen);
        }
        for (const auto& leaving : root.tables("leaving")) {
            choose(leaving, rules, block);
            ++seen.leavings;
        }
        root.done();
        for (const auto& problem : document.problems()) {
            ADD_FAILURE() << settings::to_text(problem) << "\n" << block;
        }
    }
    EXPECT_GE(seen.examples, 18);
    EXPECT_EQ(seen.leavings, 5);
    EXPECT_EQ(seen.benefits.size(), 8U) << "each benefit is shown at work";
    EXPECT_EQ(seen.coupons.size(), 5U) << "and each kind of coupon";
}

} // namespace
} // namespace parkgate::test
