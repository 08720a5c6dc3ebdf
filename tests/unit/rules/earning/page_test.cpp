// Every example of docs/MEMBERSHIP.md is worked out: over the house's file, of which it replaces the parts that it has.
#include "rules/earning/names.hpp"
#include "rules/file/earning_file.hpp"
#include "rules/file/words.hpp"
#include "tests/unit/rules/earning/mall.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <map>

namespace parkgate::test {
namespace {

using namespace rules;
using settings::Document;
using settings::Table;

std::vector<std::string> blocks_of_page() {
    std::ifstream page(PARKGATE_ROOT "docs/MEMBERSHIP.md");
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

SiteTime noon_of(Table& table, const std::string& key, const std::string& otherwise) {
    const auto day = date_of(table.text_or(key, otherwise));
    EXPECT_TRUE(day) << key;
    return instant_of(mall_calendar(), day.value_or(LocalDay{}) + std::chrono::hours(12), SiteTime{});
}

Sale read_sale(Table& table, const EarnTerms& terms) {
    Sale sale;
    sale.category = table.name("category");
    const auto lease = lease_named(table.one_of_or("lease", lease_names(), "turnover_rent"));
    sale.lease = lease.value_or(LeaseType::turnover_rent);
    sale.net = {table.integer("fen", 0, most_fen)};
    sale.at = noon_of(table, "day", "2026-11-21");
    sale.qualifying = {table.integer_or("qualifying", 0, 1'000'000, 0)};
    const auto* campaign = best_campaign(terms, sale.category, sale.at);
    const std::int64_t budget = campaign != nullptr ? campaign->budget.count : 0;
    sale.campaign_left = {table.integer_or("campaign_left", 0, 1'000'000, budget)};
    table.done();
    return sale;
}

Earned read_earned(Table table) {
    Earned earned;
    earned.usual = {table.integer("usual", 0, 1'000'000)};
    earned.steps = {table.integer_or("steps", 0, 1'000'000, 0)};
    earned.campaign = {table.integer_or("campaign", 0, 1'000'000, 0)};
    earned.by = {table.text_or("by", "")};
    table.done();
    return earned;
}

// What an example shows; all tables of an example that are not the file's.
class Example {
  public:
    explicit Example(Table& root) {
        for (const auto* key : {"sale", "earned", "kept", "member", "lot", "suggested"}) {
            if (auto table = root.table_if(key)) {
                parts_.emplace(key, *table);
            }
        }
    }

    // How many things it showed.
    int work_out(const EarnTerms& terms) {
        int shown = 0;
        if (parts_.contains("sale")) {
            shown += show_sale(terms);
        }
        if (parts_.contains("member")) {
            Table& member = parts_.at("member");
            EXPECT_EQ(tier_of(terms, Points{member.integer("qualifying", 0, 1'000'000)}), member.text("tier"));
            member.done();
            ++shown;
        }
        if (parts_.contains("lot")) {
            Table& lot = parts_.at("lot");
            const SiteTime earned = noon_of(lot, "earned", "");
            EXPECT_EQ(lot_ends(terms, mall_calendar(), earned), date_of(lot.text("first_day_without")));
            lot.done();
            ++shown;
        }
        return parts_.contains("suggested") ? shown + show_suggested(terms) : shown;
    }

  private:
    std::map<std::string, Table> parts_;

    int show_sale(const EarnTerms& terms) {
        const Sale sale = read_sale(parts_.at("sale"), terms);
        const Earned first = earn(terms, sale);
        EXPECT_EQ(first, read_earned(parts_.at("earned")));
        if (parts_.contains("kept")) {
            Table& kept = parts_.at("kept");
            const Earned still = earn_of_kept(terms, sale, first, Fen{kept.integer("fen", 0, most_fen)});
            EXPECT_EQ(still.sum(), Points{kept.integer("points", 0, 1'000'000)});
            kept.done();
        }
        return 1;
    }

    int show_suggested(const EarnTerms& terms) {
        Table& table = parts_.at("suggested");
        const Fen rent{table.integer("rent_fen", 1, 1'000'000'000'000)};
        const Fen sales{table.integer("sales_fen", 1, 1'000'000'000'000)};
        const auto rate = suggested_rate(rent, sales, table.integer("share_percent", 1, 100), terms.point_value);
        EXPECT_EQ(rate, Fen{table.integer("fen_per_point", 1, most_fen)});
        table.done();
        return 1;
    }
};

TEST(MembershipPage, EveryExampleIsWorkedOut) {
    auto house = Document::from_file(PARKGATE_ROOT "config/membership.toml");
    int shown = 0;
    for (const auto& block : blocks_of_page()) {
        SCOPED_TRACE(block);
        auto document = Document::from_text("id = \"example\"\n" + block, "MEMBERSHIP.md");
        Table root = document.root();
        Example example(root);
        const auto terms = read_earning(root, house.root(), mall_calendar());
        shown += example.work_out(terms);
        for (const auto& problem : document.problems()) {
            ADD_FAILURE() << settings::to_text(problem);
        }
    }
    for (const auto& problem : house.problems()) {
        ADD_FAILURE() << settings::to_text(problem);
    }
    EXPECT_GE(shown, 11);
}

} // namespace
} // namespace parkgate::test
