// The membership file: the shipped ones, what is refused and where, and templates that malls share.
#include "rules/earning/names.hpp"
#include "rules/file/earning_file.hpp"
#include "tests/unit/rules/earning/mall.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace parkgate::test {
namespace {

using namespace rules;

const std::string house_file = PARKGATE_ROOT "config/membership.toml";
const std::string demo_file = PARKGATE_ROOT "demo/site/membership.toml";

std::string text_of(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::string house_with(const std::string& from, const std::string& to) {
    std::string text = text_of(house_file);
    const auto place = text.find(from);
    EXPECT_NE(place, std::string::npos) << from;
    return place == std::string::npos ? text : text.replace(place, from.size(), to);
}

std::vector<std::string> problems_of(const settings::Document& document) {
    std::vector<std::string> out;
    for (const auto& problem : document.problems()) {
        out.push_back(settings::to_text(problem));
    }
    return out;
}

std::vector<std::string> problems_in(const std::string& text) {
    auto document = settings::Document::from_text(text, "membership.toml");
    static_cast<void>(read_earning(document.root(), std::nullopt, mall_calendar()));
    return problems_of(document);
}

EarnTerms terms_in(const std::string& text) {
    auto document = settings::Document::from_text(text, "membership.toml");
    auto terms = read_earning(document.root(), std::nullopt, mall_calendar());
    EXPECT_EQ(problems_of(document), std::vector<std::string>{});
    return terms;
}

// One problem, and it names the key.
void expect_refused(const std::string& from, const std::string& to, const std::string& key) {
    const auto problems = problems_in(house_with(from, to));
    ASSERT_FALSE(problems.empty()) << from << " -> " << to;
    EXPECT_EQ(problems.size(), 1U) << problems.back();
    EXPECT_NE(problems.front().find(": " + key + ": "), std::string::npos) << problems.front();
}

const std::string two_segments = R"(
[[segment]]
name = "driver"
benefit = "d30"

[[segment]]
name = "courier"
benefit = "d30"
)";

class ShippedFile : public testing::TestWithParam<std::string> {};

TEST_P(ShippedFile, EarnsAtTheRatesOfTheSeeds) {
    const auto [terms, problems, read] = earning_file(GetParam(), mall_calendar());
    for (const auto& problem : problems) {
        ADD_FAILURE() << settings::to_text(problem);
    }
    const std::vector<std::pair<std::string, std::int64_t>> seeds = {
        {"retail", 100}, {"cosmetics", 100}, {"dining", 50}, {"digital", 25},
        {"beauty", 20},  {"jewellery", 10},  {"cinema", 0},  {"gym", 0}};
    for (const auto& [category, points] : seeds) {
        EXPECT_TRUE(knows_category(terms, category)) << category;
        EXPECT_EQ(earn(terms, sale_of(category, Fen{10'000})).sum(), Points{points}) << category;
    }
    Sale groceries = sale_of("supermarket", Fen{10'000});
    groceries.lease = LeaseType::fixed_rent;
    EXPECT_TRUE(knows_category(terms, "supermarket"));
    EXPECT_EQ(earn(terms, groceries), Earned{});
}

TEST_P(ShippedFile, CapsDeedsAsTheSeedsDo) {
    const auto terms = earning_file(GetParam(), mall_calendar()).terms;
    const auto rule = [&](Deed deed) { return *std::ranges::find(terms.deeds, deed, &DeedRule::deed); };
    ASSERT_EQ(terms.deeds.size(), 4U);
    EXPECT_EQ(rule(Deed::like).most_a_day, Points{10});
    EXPECT_EQ(rule(Deed::refer).most_a_day, Points{20});
    EXPECT_TRUE(rule(Deed::post).reviewed);
    EXPECT_EQ(rule(Deed::join).most_a_day, rule(Deed::join).points);
}

INSTANTIATE_TEST_SUITE_P(Each, ShippedFile, testing::Values(house_file, demo_file),
                         [](const auto& info) { return info.param == house_file ? "config" : "demo"; });

TEST(EarningFile, ReadsAllThatItSays) {
    const auto terms = terms_in(text_of(house_file));
    EXPECT_EQ(terms.id, RulesId{"membership-1"});
    EXPECT_EQ(terms.point_value, Fen{1});
    EXPECT_EQ(terms.budget, Fen{10'000'000});
    EXPECT_EQ(terms.second_person_above, Points{500});
    EXPECT_EQ(terms.review_after_days, 7);
    EXPECT_EQ(terms.lot_months, 12);
    EXPECT_EQ(terms.period_months, 12);
    ASSERT_EQ(terms.steps.size(), 2U);
    EXPECT_EQ(terms.steps[1].from, Points{20'000});
    EXPECT_EQ(terms.steps[1].percent, 120);
    ASSERT_EQ(terms.tiers.size(), 2U);
    EXPECT_EQ(tier_of(terms, Points{5'000}), "gold");
    EXPECT_EQ(terms.deeds[2].reversal, Reversal::none);
    EXPECT_EQ(terms.deeds[3].reversal, Reversal::clawed_back);
    EXPECT_EQ(terms.stamps.stamps, 10);
    EXPECT_EQ(terms.stamps.shortest_stay, Minutes{30});
    EXPECT_EQ(terms.stamps.campaign, CampaignId{"return-visit"});
    EXPECT_EQ(terms.plates.plates_a_member, 3);
    EXPECT_EQ(terms.plates.members_a_plate, 1);
    EXPECT_EQ(terms.plates.visits_a_plate, 1);
    EXPECT_EQ(terms.plates.earnings_a_day, 20);
}

TEST(EarningFile, ASegmentHasACodeAndSeveralMayHaveTheSame) {
    auto terms = terms_in(text_of(house_file));
    EXPECT_EQ(benefits_of(terms, {{"mother_and_baby"}}), std::vector<BenefitCode>{{"mb60"}});
    terms.segments = terms_in(text_of(house_file) + two_segments).segments;
    EXPECT_EQ(benefits_of(terms, {{"mother_and_baby"}, {"driver"}, {"courier"}, {"unheard-of"}}),
              (std::vector<BenefitCode>{{"d30"}, {"mb60"}}))
        << "each code once, sorted";
    EXPECT_TRUE(benefits_of(terms, {}).empty());
}

TEST(EarningFile, ASegmentThatCannotBeMeantIsRefusedWithItsLine) {
    const auto lines = std::ranges::count(text_of(house_file), '\n');
    const auto refused = [&](const std::string& segment, std::int64_t line, const std::string& words) {
        const auto problems = problems_in(text_of(house_file) + segment);
        ASSERT_EQ(problems.size(), 1U) << segment << (problems.empty() ? "" : problems.back());
        EXPECT_NE(problems[0].find(":" + std::to_string(lines + line) + ":"), std::string::npos) << problems[0];
        EXPECT_NE(problems[0].find(words), std::string::npos) << problems[0];
    };
    refused("[[segment]]\nname = 'mother_and_baby'\nbenefit = 'mb90'\n", 2, "each segment once");
    refused("[[segment]]\nname = 'driver'\nbenefit = 'Drivers!'\n", 3, "1 to 16 of a-z, 0-9 and -");
    refused("[[segment]]\nname = 'driver'\n", 1, "benefit");
    refused("[[segment]]\nname = 'driver'\nbenefit = 'd30'\nminutes = 30\n", 4, "no such key");
}

TEST(EarningFile, DatesAreDaysOfTheMallAndTheLastOneCounts) {
    const auto terms = terms_in(text_of(house_file) + R"(
[[rate]]
category = "supermarket"
leases = ["turnover_rent", "joint"]
fen_per_point = 500
from = "2026-12-01"
until = "2026-12-31"

[[campaign]]
id = "eve"
percent = 200
categories = ["dining"]
until = "2026-12-31"
budget_points = 1000
)");
    const auto& rate = terms.rates.back();
    EXPECT_EQ(rate.leases, (std::vector{LeaseType::turnover_rent, LeaseType::joint}));
    EXPECT_EQ(rate.valid.from, by_the_clock(2026, 12, 1));
    EXPECT_EQ(rate.valid.until, by_the_clock(2027, 1, 1));
    ASSERT_EQ(terms.campaigns.size(), 1U);
    EXPECT_EQ(terms.campaigns[0].percent, 200);
    EXPECT_EQ(terms.campaigns[0].categories, std::vector<std::string>{"dining"});
    EXPECT_EQ(terms.campaigns[0].valid.from, std::nullopt);
    EXPECT_EQ(terms.campaigns[0].valid.until, by_the_clock(2027, 1, 1));
    EXPECT_EQ(terms.campaigns[0].budget, Points{1'000});
}

// No deed without cap, review flag and policy of reversal, whichever it is.
TEST(EarningFile, ADeedWithoutCapReviewOrReversalDoesNotLoad) {
    expect_refused("most_points_a_day = 10\n", "", "deed[3].most_points_a_day");
    expect_refused("reviewed = true\n", "", "deed[4].reviewed");
    expect_refused("reversal = \"none\"\n", "", "deed[3].reversal");
    expect_refused("reversal = \"none\"", "reversal = \"perhaps\"", "deed[3].reversal");
}

TEST(EarningFile, RefusesWhereItStands) {
    expect_refused("reviewed = true", "reviewed = false", "deed[4].reviewed");
    expect_refused("kind = \"like\"", "kind = \"likes\"", "deed[3].kind");
    expect_refused("fen_per_point = 200", "fen_per_point = 0", "rate[3].fen_per_point");
    expect_refused("fen_per_point = 200", "fen_per_point = 1", "rate[3].fen_per_point");
    expect_refused("fen_per_point = 200", "fen_per_point = 2.5", "rate[3].fen_per_point");
    expect_refused("fen_per_point = 200", "fen_per_point = 200\nfrom = \"Monday\"", "rate[3].from");
    expect_refused("fen_per_point = 200", "fen_per_point = 200\nleases = [\"rent\"]", "rate[3].leases");
    expect_refused("fen_per_point = 200", "fen_per_point = 200\nleases = []", "rate[3].leases");
    expect_refused("fen_per_point = 200", "fen_per_point = 200\nmost = 5", "rate[3].most");
    expect_refused("category = \"dining\"", "category = \"diner\"", "rate[3].category");
    expect_refused("\"gym\"]", "\"gym\", \"dining\"]", "categories[10]");
    expect_refused("qualifying_period_months = 12", "qualifying_period_months = 5", "qualifying_period_months");
    expect_refused("point_value_fen = 1 ", "# ", "point_value_fen");
    expect_refused("from_points = 20_000\npercent = 120", "from_points = 20_000\npercent = 105", "step[2].percent");
    expect_refused("name = \"platinum\"", "name = \"gold\"", "tier[2].name");
    expect_refused("stamps = 10", "stamps = 0", "stamps.stamps");
    expect_refused("earnings_a_day = 20", "earnings_a_day = 0", "plates.earnings_a_day");
    expect_refused("[plates]", "[plate]\n[plates]", "plate");
}

class Templates : public testing::Test {
  protected:
    void SetUp() override { std::filesystem::create_directories(folder_); }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    EarningFile mall(const std::string& text) { return earning_file(write("mall.toml", text), mall_calendar()); }
    std::string write(const std::string& name, const std::string& text) {
        const auto path = folder_ / name;
        std::ofstream(path) << text;
        return path.string();
    }

  private:
    std::filesystem::path folder_ =
        std::filesystem::path(testing::TempDir()) /
        (std::string("parkgate-templates-") + testing::UnitTest::GetInstance()->current_test_info()->name());
};

TEST_F(Templates, SeveralMallsShareOneAndEachSaysWhatIsItsOwn) {
    write("chain.toml", text_of(house_file));
    const auto plain = mall("id = 'north'\ntemplate = 'chain.toml'\n");
    ASSERT_TRUE(plain.problems.empty()) << settings::to_text(plain.problems.front());
    EXPECT_EQ(plain.terms.id, RulesId{"north"});
    EXPECT_EQ(plain.terms.budget, Fen{10'000'000});
    EXPECT_EQ(plain.terms.rates.size(), 6U);

    const auto other = mall("id = 'south'\ntemplate = 'chain.toml'\nbudget_fen_a_year = 5\nstep = []\n"
                            "[[tier]]\nname = 'friend'\nfrom_points = 100\n");
    ASSERT_TRUE(other.problems.empty()) << settings::to_text(other.problems.front());
    EXPECT_EQ(other.terms.budget, Fen{5});
    EXPECT_TRUE(other.terms.steps.empty()) << "an empty list is the mall's own word";
    ASSERT_EQ(other.terms.tiers.size(), 1U) << "a part is the mall's own as a whole";
    EXPECT_EQ(other.terms.tiers[0].name, "friend");
    EXPECT_EQ(other.terms.deeds.size(), 4U);
}

TEST_F(Templates, AFaultIsReportedInTheFileThatItStandsIn) {
    write("chain.toml", house_with("percent = 120", "percent = 105"));
    const auto file = mall("id = 'north'\ntemplate = 'chain.toml'\n");
    ASSERT_EQ(file.problems.size(), 1U);
    EXPECT_TRUE(file.problems[0].file.ends_with("chain.toml")) << settings::to_text(file.problems[0]);
    EXPECT_EQ(file.problems[0].key, "step[2].percent");
}

TEST_F(Templates, AMallHasANameOfItsOwn) {
    write("chain.toml", text_of(house_file));
    const auto file = mall("template = 'chain.toml'\n");
    ASSERT_EQ(file.problems.size(), 1U);
    EXPECT_TRUE(file.problems[0].file.ends_with("mall.toml"));
    EXPECT_EQ(file.problems[0].key, "id");
}

TEST_F(Templates, ATemplateHasNoTemplate) {
    write("chain.toml", "template = 'chain.toml'\n" + text_of(house_file));
    const auto file = mall("id = 'north'\ntemplate = 'chain.toml'\n");
    ASSERT_EQ(file.problems.size(), 1U);
    EXPECT_EQ(file.problems[0].key, "template");
}

TEST_F(Templates, OneThatIsMissingIsReportedAndNothingElse) {
    const auto file = mall("id = 'north'\ntemplate = 'chain.toml'\n");
    ASSERT_EQ(file.problems.size(), 1U);
    EXPECT_TRUE(file.problems[0].file.ends_with("chain.toml"));
    EXPECT_TRUE(file.problems[0].expected.starts_with("cannot be read"));
}

} // namespace
} // namespace parkgate::test
