// Each fault of a mall's terms is found, where it stands; sound terms have none.
#include "rules/earning/check.hpp"
#include "tests/unit/rules/earning/mall.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

namespace parkgate::test {
namespace {

using namespace rules;

struct Slip {
    std::string name;
    std::function<void(EarnTerms&)> make;
    EarnPart part;
    std::size_t index;
    std::string key;
};

std::vector<Slip> slips_of_the_whole() {
    const auto whole = [](std::string name, auto make, std::string key) {
        return Slip{std::move(name), make, EarnPart::whole, 0, std::move(key)};
    };
    return {
        whole(
            "period of 5 months", [](auto& terms) { terms.period_months = 5; }, "qualifying_period_months"),
        whole(
            "period of 0 months", [](auto& terms) { terms.period_months = 0; }, "qualifying_period_months"),
        whole(
            "period of 24 months", [](auto& terms) { terms.period_months = 24; }, "qualifying_period_months"),
        whole(
            "points that end at once", [](auto& terms) { terms.lot_months = 0; }, "points_end_after_months"),
        whole(
            "points worth nothing", [](auto& terms) { terms.point_value = {}; }, "point_value_fen"),
        whole(
            "negative days", [](auto& terms) { terms.review_after_days = -1; }, "review_receipts_after_days"),
        whole(
            "negative points", [](auto& terms) { terms.second_person_above = {-1}; }, "second_person_above_points"),
        whole(
            "negative budget", [](auto& terms) { terms.budget = {-1}; }, "budget_fen_a_year"),
        {"category twice", [](auto& terms) { terms.categories.emplace_back("retail"); }, EarnPart::categories, 7,
         "categories"},
        {"category of two words", [](auto& terms) { terms.categories.emplace_back("fast food"); }, EarnPart::categories,
         7, "categories"},
    };
}

std::vector<Slip> slips_of_rates() {
    const auto first = [](std::string name, auto make, std::string key) {
        return Slip{std::move(name), make, EarnPart::rate, 0, std::move(key)};
    };
    const auto second_of_retail = [](std::vector<LeaseType> leases, Validity valid) {
        return [=](EarnTerms& terms) { terms.rates[1] = {"retail", leases, Fen{100}, valid}; };
    };
    return {
        first(
            "unknown category", [](auto& terms) { terms.rates[0].category = "retial"; }, "category"),
        first(
            "no fen",
            [](auto& terms) {
                terms.rates[0].per_point = {};
                terms.campaigns.clear();
            },
            "fen_per_point"),
        first(
            "lease twice", [](auto& terms) { terms.rates[0].leases = {LeaseType::joint, LeaseType::joint}; }, "leases"),
        first(
            "ends before it begins",
            [](auto& terms) { terms.rates[0].valid = {by_the_clock(2027, 1, 1), by_the_clock(2026, 1, 1)}; }, "until"),
        first(
            "never", [](auto& terms) { terms.rates[0].valid = {SiteTime{}, SiteTime{}}; }, "until"),
        {"the same again", second_of_retail({}, {}), EarnPart::rate, 1, "category"},
        {"the same for one lease", second_of_retail({LeaseType::joint}, {}), EarnPart::rate, 1, "category"},
        {"the same for a time", second_of_retail({}, {SiteTime{}, by_the_clock(2026, 1, 1)}), EarnPart::rate, 1,
         "category"},
        first(
            "buying earns back all that is paid", [](auto& terms) { terms.rates[0].per_point = {2}; }, "fen_per_point"),
        first(
            "the same by a campaign", [](auto& terms) { terms.point_value = {50}; }, "fen_per_point"),
    };
}

std::vector<Slip> slips_of_campaigns() {
    const auto first = [](std::string name, auto make, std::string key) {
        return Slip{std::move(name), make, EarnPart::campaign, 0, std::move(key)};
    };
    return {
        first(
            "no name", [](auto& terms) { terms.campaigns[0].id = {}; }, "id"),
        first(
            "the name of the coupons", [](auto& terms) { terms.campaigns[0].id = {"return-visit"}; }, "id"),
        {"one name for two", [](auto& terms) { terms.campaigns[1].id = {"december"}; }, EarnPart::campaign, 1, "id"},
        first(
            "no more than usual", [](auto& terms) { terms.campaigns[0].percent = 100; }, "percent"),
        first(
            "more than ten times", [](auto& terms) { terms.campaigns[0].percent = 1001; }, "percent"),
        first(
            "no budget", [](auto& terms) { terms.campaigns[0].budget = {}; }, "budget_points"),
        first(
            "without end", [](auto& terms) { terms.campaigns[0].valid.until.reset(); }, "until"),
        first(
            "ends before it begins", [](auto& terms) { terms.campaigns[0].valid.until = SiteTime{}; }, "until"),
        first(
            "category twice", [](auto& terms) { terms.campaigns[0].categories = {"retail", "retail"}; }, "categories"),
        first(
            "unknown category", [](auto& terms) { terms.campaigns[0].categories = {"retial"}; }, "categories"),
        first(
            "more of nothing",
            [](auto& terms) {
                terms.categories.emplace_back("cinema");
                terms.campaigns[0].categories = {"cinema"};
            },
            "categories"),
        first(
            "more of what has ended",
            [](auto& terms) {
                terms.rates[0].valid.until = by_the_clock(2026, 12, 1);
                terms.campaigns[0].categories = {"retail"};
            },
            "categories"),
    };
}

std::vector<Slip> slips_of_the_rest() {
    return {
        {"step back", [](auto& terms) { terms.steps[1].from = {1'000}; }, EarnPart::step, 1, "from_points"},
        {"step below 0", [](auto& terms) { terms.steps[0].from = {-1}; }, EarnPart::step, 0, "from_points"},
        {"step down", [](auto& terms) { terms.steps[1].percent = 109; }, EarnPart::step, 1, "percent"},
        {"less than usual", [](auto& terms) { terms.steps[0].percent = 99; }, EarnPart::step, 0, "percent"},
        {"more than ten times", [](auto& terms) { terms.steps[1].percent = 1001; }, EarnPart::step, 1, "percent"},
        {"deed twice", [](auto& terms) { terms.deeds[1].deed = Deed::join; }, EarnPart::deed, 1, "kind"},
        {"deed for nothing", [](auto& terms) { terms.deeds[2].points = {}; }, EarnPart::deed, 2, "points"},
        {"deed above its cap", [](auto& terms) { terms.deeds[2].points = {11}; }, EarnPart::deed, 2,
         "most_points_a_day"},
        {"post that nobody looks at", [](auto& terms) { terms.deeds[3].reviewed = false; }, EarnPart::deed, 3,
         "reviewed"},
        {"tier twice", [](auto& terms) { terms.tiers[1].name = "silver"; }, EarnPart::tier, 1, "name"},
        {"tier without name", [](auto& terms) { terms.tiers[0].name = ""; }, EarnPart::tier, 0, "name"},
        {"tier back", [](auto& terms) { terms.tiers[2].from = {5'000}; }, EarnPart::tier, 2, "from_points"},
        {"segment twice", [](auto& terms) { terms.segments = {{{"vip"}, {"a"}}, {{"vip"}, {"b"}}}; }, EarnPart::segment,
         1, "name"},
        {"segment without name", [](auto& terms) { terms.segments = {{{""}, {"a"}}}; }, EarnPart::segment, 0, "name"},
        {"code that tells", [](auto& terms) { terms.segments = {{{"vip"}, {"VIP"}}}; }, EarnPart::segment, 0,
         "benefit"},
        {"code of 17", [](auto& terms) { terms.segments = {{{"vip"}, {std::string(17, 'a')}}}; }, EarnPart::segment, 0,
         "benefit"},
        {"no code", [](auto& terms) { terms.segments = {{{"vip"}, {""}}}; }, EarnPart::segment, 0, "benefit"},
        {"nine codes",
         [](auto& terms) {
             for (char c = 'a'; c < 'j'; ++c) {
                 terms.segments.push_back({{std::string("of-") + c}, {std::string(1, c)}});
             }
         },
         EarnPart::segment, 8, "benefit"},
        {"stamps for nothing", [](auto& terms) { terms.stamps.campaign = {}; }, EarnPart::stamps, 0, "campaign"},
        {"negative stamps", [](auto& terms) { terms.stamps.stamps = -1; }, EarnPart::stamps, 0, "stamps"},
        {"negative stay", [](auto& terms) { terms.stamps.shortest_stay = {-1}; }, EarnPart::stamps, 0,
         "shortest_stay_minutes"},
        {"no plates", [](auto& terms) { terms.plates.plates_a_member = 0; }, EarnPart::plates, 0, "plates_a_member"},
        {"no members", [](auto& terms) { terms.plates.members_a_plate = 0; }, EarnPart::plates, 0, "members_a_plate"},
        {"no visits", [](auto& terms) { terms.plates.visits_a_plate = 0; }, EarnPart::plates, 0, "visits_a_plate"},
        {"no earnings", [](auto& terms) { terms.plates.earnings_a_day = 0; }, EarnPart::plates, 0, "earnings_a_day"},
    };
}

void expect_found(const std::vector<Slip>& slips) {
    for (const auto& slip : slips) {
        auto terms = membership();
        slip.make(terms);
        const auto faults = faults_of(terms);
        EXPECT_TRUE(std::ranges::any_of(faults, [&](const EarnFault& fault) {
            return fault.part == slip.part && fault.index == slip.index && fault.key == slip.key;
        })) << slip.name;
    }
}

TEST(EarnCheck, SoundTermsHaveNoFaults) {
    for (const auto& fault : faults_of(membership())) {
        ADD_FAILURE() << fault.key << ": " << fault.expected;
    }
}

TEST(EarnCheck, FindsSlipsInTheWhole) {
    expect_found(slips_of_the_whole());
}

TEST(EarnCheck, FindsSlipsInRates) {
    expect_found(slips_of_rates());
}

TEST(EarnCheck, FindsSlipsInCampaigns) {
    expect_found(slips_of_campaigns());
}

TEST(EarnCheck, FindsSlipsInStepsDeedsTiersStampsAndPlates) {
    expect_found(slips_of_the_rest());
}

TEST(EarnCheck, ASlipIsReportedOnce) {
    auto terms = membership();
    terms.rates[0].per_point = {2};
    EXPECT_EQ(faults_of(terms).size(), 1U);
}

TEST(EarnCheck, RatesOfOtherLeasesAndTimesStandSideBySide) {
    auto terms = membership();
    const SiteTime change = by_the_clock(2027, 1, 1);
    terms.rates[0] = {"retail", {LeaseType::joint}, Fen{100}, {std::nullopt, change}};
    terms.rates.push_back({"retail", {LeaseType::joint}, Fen{150}, {change, std::nullopt}});
    terms.rates.push_back({"retail", {LeaseType::fixed_rent}, Fen{300}, {}});
    EXPECT_EQ(faults_of(terms), std::vector<EarnFault>{});
}

TEST(EarnCheck, AMallMayDoWithoutMostOfIt) {
    EarnTerms terms;
    terms.id = {"plain"};
    terms.categories = {"retail"};
    terms.rates = {{"retail", {}, Fen{100}}};
    EXPECT_EQ(faults_of(terms), std::vector<EarnFault>{});
}

} // namespace
} // namespace parkgate::test
