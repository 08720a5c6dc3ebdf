// The benefits' part of a rules file: what is read, and what is refused with the line that is wrong.
#include "rules/file/benefits_file.hpp"
#include "rules/file/rule_file.hpp"
#include "tests/unit/rules/benefits/mall.hpp"

#include <gtest/gtest.h>

namespace parkgate::test {
namespace {

using rules::BenefitTerms;
using rules::CapIn;
using rules::CapOver;

struct Read {
    BenefitTerms terms;
    std::vector<settings::Problem> problems;
};
Read read(const std::string& text) {
    auto document = settings::Document::from_text(text, "rules.toml");
    Read out{rules::read_benefits(document.root()), {}};
    out.problems = document.problems();
    return out;
}
rules::PointsPrice read_points(const std::string& text, std::vector<settings::Problem>& problems) {
    auto document = settings::Document::from_text(
        "unit_minutes = 30\npoints_per_unit = 300\nhold_at_most_minutes = 180\n" + text, "rules.toml");
    auto price = rules::read_points(document.root());
    problems = document.problems();
    return price;
}

// Exactly one problem, in this line, whose text has these words.
void expect_refused(const std::string& text, int line, const std::string& words) {
    const auto problems = read(text).problems;
    ASSERT_EQ(problems.size(), 1U) << text << (problems.empty() ? "" : settings::to_text(problems[0]));
    EXPECT_EQ(problems[0].line, line) << settings::to_text(problems[0]);
    EXPECT_NE(settings::to_text(problems[0]).find(words), std::string::npos) << settings::to_text(problems[0]);
}

TEST(Terms, WithoutAFileTheyAreTheUsualOnes) {
    const auto [terms, problems] = read("");
    EXPECT_TRUE(problems.empty());
    EXPECT_EQ(terms.order, (std::vector{Benefit::grace, Benefit::store_validation, Benefit::codes, Benefit::tier_hours,
                                        Benefit::coupon, Benefit::points, Benefit::payment}));
    EXPECT_EQ(terms.courtesy, Minutes{0});
    EXPECT_EQ(terms.kept_above_waste_percent, 50);
}

TEST(Terms, TheHousesFileHasTheUsualOrder) {
    auto document = settings::Document::from_file(PARKGATE_HOUSE_RULES);
    const auto rules = rules::read_rules(document.root());
    EXPECT_TRUE(document.good());
    EXPECT_EQ(rules.benefits.order, BenefitTerms{}.order);
    EXPECT_EQ(rules.benefits.kept_above_waste_percent, BenefitTerms{}.kept_above_waste_percent);
    EXPECT_EQ(rules.benefits.courtesy, Minutes{0});
}

TEST(Terms, EveryPartIsRead) {
    const auto [terms, problems] = read(R"(order = ["grace", "payment", "tier_hours", "coupon", "points"]
courtesy_minutes = 3
coupon_kept_above_waste_percent = 25
started_charge = "share"
[tier_hours]
first_entry_only = false
once_a_day = false
[[tier_hours.tier]]
name = "black"
all = true
[[tier_hours.tier]]
name = "gold"
minutes = 120
[[cap]]
of = "points"
over = "entry"
minutes = 60
[[cap]]
of = "points"
over = "member"
fen = 3000
[[cap]]
of = "coupon"
over = "day"
times = 1
)");
    EXPECT_TRUE(problems.empty()) << settings::to_text(problems[0]);
    EXPECT_EQ(terms.order[1], Benefit::payment);
    EXPECT_EQ(terms.order.size(), 5U);
    EXPECT_EQ(terms.courtesy, Minutes{3});
    EXPECT_EQ(terms.kept_above_waste_percent, 25);
    EXPECT_EQ(terms.started_charge, rules::StartedCharge::share);
    EXPECT_FALSE(terms.tier_hours.first_entry_only);
    EXPECT_FALSE(terms.tier_hours.once_a_day);
    ASSERT_EQ(terms.tier_hours.tiers.size(), 2U);
    EXPECT_EQ(terms.tier_hours.tiers[0].worth, rules::Worth{rules::AllFree{}});
    EXPECT_EQ(terms.tier_hours.tiers[1].worth, rules::Worth{Minutes{120}});
    ASSERT_EQ(terms.caps.size(), 3U);
    EXPECT_EQ(terms.caps[1].over, CapOver::member);
    EXPECT_EQ(terms.caps[1].in, CapIn::fen);
    EXPECT_EQ(terms.caps[1].most, 3'000);
    EXPECT_EQ(terms.caps[2].in, CapIn::times);
}

TEST(Terms, AnOrderThatIsNotTotalIsRefused) {
    expect_refused("order = ['grace', 'coupon', 'coupon', 'payment']", 1, "coupon once only");
    expect_refused("order = ['payment', 'grace']", 1, "grace first");
    expect_refused("order = ['grace', 'points']", 1, "what was paid always counts");
    expect_refused("order = ['grace', 'right', 'payment']", 1, "always comes after grace");
    expect_refused("order = ['grace', 'cupon', 'payment']", 1, "cupon");
}

TEST(Terms, CapsThatCannotBeMeantAreRefused) {
    const std::string entry = "[[cap]]\nof = 'points'\nover = 'entry'\nminutes = 90\n";
    expect_refused(entry + entry, 6, "one cap of this benefit");
    expect_refused(entry + "[[cap]]\nof = 'points'\nover = 'member'\nminutes = 60\n", 2, "binds first");
    expect_refused("[[cap]]\nof = 'payment'\nover = 'entry'\nfen = 90\n", 2, "can be capped");
    expect_refused("order = ['grace', 'payment']\n" + entry, 3, "points in the order");
    expect_refused("[[cap]]\nof = 'points'\nover = 'entry'\nminutes = 0\n", 4, "minutes");
    expect_refused("[[cap]]\nof = 'points'\nover = 'entry'\nminutes = 9\nfen = 9\n", 4, "minutes");
}

TEST(Terms, TiersThatCannotBeMeantAreRefused) {
    const std::string gold = "[[tier_hours.tier]]\nname = 'gold'\nminutes = 60\n";
    expect_refused(gold + gold, 5, "each tier once");
    expect_refused("order = ['grace', 'payment']\n" + gold, 3, "tier_hours in the order");
    expect_refused("[[tier_hours.tier]]\nname = 'gold'\n", 1, "minutes");
    expect_refused(gold + "percent = 50\n", 3, "one of");
    expect_refused("[[tier_hours.tier]]\nname = 'gold'\npercent = 101\n", 3, "percent");
    expect_refused("[[tier_hours.tier]]\nname = 'gold'\nall = false\n", 3, "true");
}

TEST(Terms, CodesThatCannotBeMeantAreRefused) {
    const std::string code = "[[code]]\ncode = 'mb60'\nfree_minutes = 60\n";
    expect_refused(code + code, 5, "each code once");
    expect_refused("order = ['grace', 'payment']\n" + code, 3, "codes in the order");
    expect_refused("[[code]]\ncode = 'Mother_and_baby'\nfree_minutes = 60\n", 2, "1 to 16 of a-z, 0-9 and -");
    expect_refused("[[code]]\ncode = 'seventeen-letters'\nfree_minutes = 60\n", 2, "1 to 16 of a-z, 0-9 and -");
    expect_refused("[[code]]\ncode = 'mb60'\nfree_minutes = 0\n", 3, "free_minutes");
    expect_refused("[[code]]\ncode = 'mb60'\n", 1, "free_minutes");
    expect_refused(code + "tier = 'gold'\n", 4, "no such key");
    const auto [terms, problems] = read(code + "[[code]]\ncode = 'hotel-night'\nfree_minutes = 720\n");
    EXPECT_TRUE(problems.empty());
    ASSERT_EQ(terms.codes.size(), 2U);
    EXPECT_EQ(terms.codes[1].code, BenefitCode{"hotel-night"});
    EXPECT_EQ(terms.codes[1].free, Minutes{720});
}

TEST(Terms, AnUnknownKeyIsReported) {
    expect_refused("curtesy_minutes = 2", 1, "courtesy_minutes");
}

TEST(PointsFile, PricesByDaysHoursAndTiersAreRead) {
    std::vector<settings::Problem> problems;
    const auto price = read_points("[[price]]\ntiers = ['gold']\nfrom = '18:00'\nto = '24:00'\npoints_per_unit = 200\n"
                                   "[[price]]\ndays = ['saturday', 'sunday']\npoints_per_unit = 400\n",
                                   problems);
    EXPECT_TRUE(problems.empty()) << settings::to_text(problems[0]);
    ASSERT_EQ(price.at_hours.size(), 2U);
    EXPECT_EQ(price.at_hours[0].hours.from, Minutes{18 * 60});
    EXPECT_EQ(price.at_hours[1].per_unit, Points{400});
    EXPECT_FALSE(price.at_hours[1].days.contains(rules::DayKind::monday));
}

TEST(PointsFile, APriceThatNeverHoldsIsRefused) {
    std::vector<settings::Problem> problems;
    static_cast<void>(read_points(
        "[[price]]\npoints_per_unit = 200\n[[price]]\ntiers = ['gold']\npoints_per_unit = 400\n", problems));
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_EQ(problems[0].line, 8) << settings::to_text(problems[0]);
    static_cast<void>(read_points("[[price]]\nto = '12:00'\npoints_per_unit = 2\n[[price]]\nfrom = '12:00'\n"
                                  "points_per_unit = 4\n[[price]]\ndays = ['holiday']\npoints_per_unit = 5\n",
                                  problems));
    ASSERT_EQ(problems.size(), 1U) << "morning and afternoon together leave nothing";
    EXPECT_EQ(problems[0].line, 12);
}

} // namespace
} // namespace parkgate::test
