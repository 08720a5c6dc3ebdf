// No minutes of any stay are worth more than this.
#include "rules/benefits/owed.hpp"
#include "rules/dearest.hpp"
#include "rules/file/tariff_file.hpp"
#include "tests/unit/rules/tariff/tariffs.hpp"

#include <gtest/gtest.h>

namespace parkgate::test {
namespace {

using namespace rules;
using namespace std::chrono_literals;

Tariff of_lines(const std::string& lines) {
    return tariff_of(R"(
[[tariff.table]]
id = "all"
[[tariff.table.collection]]
id = "always"
)" + lines);
}

TEST(Dearest, of_one_price_is_that_price) {
    const Tariff tariff = of_lines(R"(
[[tariff.table.collection.line]]
type = "incrementingRate"
from_minutes = 0
increment_minutes = 30
fen = 300
)");
    EXPECT_EQ(dearest(tariff, {0}), Fen{0});
    EXPECT_EQ(dearest(tariff, {1}), Fen{300});
    EXPECT_EQ(dearest(tariff, {30}), Fen{300});
    EXPECT_EQ(dearest(tariff, {31}), Fen{600});
    EXPECT_EQ(dearest(tariff, {60}), Fen{600});
}

TEST(Dearest, of_a_flat_price_without_an_end_is_that_price_once) {
    const Tariff tariff = of_lines(R"(
[[tariff.table.collection.line]]
type = "flatRateTier"
from_minutes = 0
to_minutes = 120
fen = 500
[[tariff.table.collection.line]]
type = "flatRateTier"
from_minutes = 120
fen = 1000
)");
    EXPECT_EQ(dearest(tariff, {30}), Fen{1000});
    EXPECT_EQ(dearest(tariff, {120}), Fen{1000});
}

TEST(Dearest, the_fewest_points_of_any_price_count) {
    PointsPrice price{{30}, {300}, {180}};
    EXPECT_EQ(cheapest_unit(price), Points{300});
    price.at_hours = {{{"gold"}, {}, {}, {200}}, {{}, {}, {}, {400}}};
    EXPECT_EQ(cheapest_unit(price), Points{200});
}

Tariff golden(const std::string& name) {
    const std::filesystem::path root = PARKGATE_ROOT;
    auto document = settings::Document::from_file(root / "tests/unit/rules/golden" / name);
    auto file = document.root();
    if (!file.has("tariff_file")) {
        return read_tariff(file.table("tariff"));
    }
    auto other = settings::Document::from_file(root / file.text("tariff_file"));
    return read_tariff(other.root().table("tariff"));
}

// Of every tariff that malls have, each hour of each stay: covered as coupons and points cover it.
class DearestOf : public ::testing::TestWithParam<const char*> {};

TEST_P(DearestOf, no_hour_of_any_stay_costs_more) {
    const Tariff tariff = golden(GetParam());
    const SiteTime end = at(tariff, "2026-11-23 00:00");
    std::size_t looked = 0;
    for (SiteTime entered = at(tariff, "2026-11-20 00:10"); entered < end; entered += 157min) {
        for (const auto vehicle : {VehicleKind::car, VehicleKind::large, VehicleKind::motorcycle}) {
            const auto charges = charges_of(tariff, {vehicle, "", true}, entered, entered + 30h);
            for (const Minutes covered : {Minutes{30}, Minutes{60}, Minutes{150}}) {
                const Fen most = dearest(tariff, covered);
                for (auto first = charges.begin(); first != charges.end(); ++first, ++looked) {
                    const auto enough = std::min<std::ptrdiff_t>(charges.end() - first, covered.count + 1);
                    const Taken taken = Owed({first, first + enough}, StartedCharge::whole).cover({covered});
                    ASSERT_LE(taken.fen, most)
                        << covered.count << " minutes of who enters at "
                        << text_of(local_time(tariff.calendar, entered)) << ", after " << first->from.count;
                }
            }
        }
    }
    EXPECT_GT(looked, 100U);
}

INSTANTIATE_TEST_SUITE_P(Malls, DearestOf,
                         ::testing::Values("apds-flat.toml", "apds-tiers.toml", "bukit-jalil.toml", "damansara.toml",
                                           "day-night.toml", "hoi-fu.toml", "house.toml", "kuala-lumpur.toml",
                                           "mixc.toml", "per-entry.toml", "sheung-shui.toml", "singapore.toml",
                                           "soho-kl.toml", "taipei.toml", "tung-shing.toml", "xuhui.toml"));

} // namespace
} // namespace parkgate::test
