// The rules in the file are the rules that the tests reckon with.
#include "rules/file/rule_file.hpp"
#include "tests/unit/rules/house.hpp"

#include <gtest/gtest.h>

namespace parkgate::test {
namespace {

TEST(RuleFile, TheHousesFileIsWhatTheTestsReckonWith) {
    auto document = settings::Document::from_file(PARKGATE_HOUSE_RULES);
    const auto rules = rules::read_rules(document.root());
    for (const auto& problem : document.problems()) {
        ADD_FAILURE() << settings::to_text(problem);
    }
    const auto expected = house();
    EXPECT_EQ(rules.id, expected.id);
    for (const Duration stay : std::vector<Duration>{15min, 16min, 130min, 11h, 50h}) {
        const SiteTime in = site_time(0, 20, 0);
        EXPECT_EQ(rules::charges_of(rules.tariff, {}, in, in + stay),
                  rules::charges_of(expected.tariff, {}, in, in + stay));
    }
    EXPECT_EQ(rules.tariff.leave_window, expected.tariff.leave_window);
    EXPECT_EQ(rules.points.unit, expected.points.unit);
    EXPECT_EQ(rules.points.per_unit, expected.points.per_unit);
    EXPECT_EQ(rules.points.most_to_hold, expected.points.most_to_hold);
    EXPECT_EQ(rules.coupons, expected.coupons);
}

TEST(RuleFile, AValueOutOfRangeAndAnUnknownKeyAreReported) {
    auto document =
        settings::Document::from_text("id = 'x'\n[tariff]\nleave_minutes_after_paying = -1\nfree = 3\n", "rules.toml");
    static_cast<void>(rules::read_rules(document.root()));
    EXPECT_FALSE(document.good());
}

} // namespace
} // namespace parkgate::test
