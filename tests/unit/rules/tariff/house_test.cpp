// What a stay costs: golden cases, and what holds for every stay.
#include "tests/unit/rules/house_tariff.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace parkgate::test {
namespace {

Fen fee(SiteTime from, SiteTime to, const rules::Tariff& tariff = house_tariff()) {
    return rules::fee_of(rules::charges_of(tariff, {}, from, to));
}

TEST(Tariff, StartedHalfHoursAfterAFreeThreshold) {
    const SiteTime in = site_time(0, 10, 0);
    const std::vector<std::pair<Duration, int>> cases = {
        {0min, 0},    {15min, 0},        {15min + 1ms, 300}, {30min, 300}, {30min + 1ms, 600}, {31min, 600},
        {60min, 600}, {60min + 1s, 900}, {130min, 1'500},    {3h, 1'800},  {10h, 6'000},       {13h, 6'000}};
    for (const auto& [stay, fen] : cases) {
        EXPECT_EQ(fee(in, in + stay), Fen{fen}) << stay.count() << " ms";
    }
}

TEST(Tariff, AStayIsNeverNegative) {
    const SiteTime in = site_time(0, 10, 0);
    EXPECT_EQ(rules::stay_between(in, in - 5h), Minutes{0});
    EXPECT_EQ(fee(in, in - 5h), Fen{0});
}

TEST(Tariff, TheCapIsOfACalendarDayAtTheSite) {
    // Twelve hours before midnight and eight after it: both days count for themselves.
    EXPECT_EQ(fee(site_time(0, 12, 0), site_time(1, 0, 0)), Fen{6'000});
    EXPECT_EQ(fee(site_time(0, 12, 0), site_time(1, 0, 1)), Fen{6'300});
    EXPECT_EQ(fee(site_time(0, 12, 0), site_time(1, 8, 0)), Fen{6'000 + 16 * 300});
    EXPECT_EQ(fee(site_time(0, 0, 0), site_time(3, 0, 0)), Fen{18'000});
    // 24 hours across one midnight are two days' money, and never more than twice the cap.
    EXPECT_EQ(fee(site_time(0, 12, 0), site_time(1, 12, 0)), Fen{12'000});
    // Midnight in UTC is eight in the morning here, and nothing begins then.
    EXPECT_EQ(fee(site_time(0, 0, 0), site_time(0, 12, 0)), Fen{6'000});
}

TEST(Tariff, AnIncrementBelongsToTheDayOnWhichItStarts) {
    EXPECT_EQ(fee(site_time(0, 23, 45), site_time(1, 0, 15)), Fen{300});
    EXPECT_EQ(fee(site_time(0, 23, 45), site_time(1, 0, 16)), Fen{600});
    const auto charges = rules::charges_of(house_tariff(), {}, site_time(0, 13, 40), site_time(1, 0, 20));
    ASSERT_EQ(charges.size(), 22U);
    EXPECT_EQ(charges[19].fen, Fen{300});
    EXPECT_EQ(charges[20].fen, Fen{0}) << "the day's cap is reached";
    EXPECT_EQ(charges[20].reason, rules::ChargeReason::cap_of_day);
    EXPECT_EQ(charges[21].fen, Fen{300}) << "it starts at ten past midnight";
}

TEST(Tariff, WithoutACapEveryIncrementCosts) {
    auto tariff = house_tariff();
    tariff.tables[0].caps.clear();
    EXPECT_EQ(fee(site_time(0, 0, 0), site_time(1, 0, 0), tariff), Fen{48 * 300});
}

rc::Gen<SiteTime> any_time() {
    return rc::gen::map(rc::gen::inRange<std::int64_t>(0, 3LL * 24 * 3'600'000),
                        [](std::int64_t ms) { return site_time(0, 0, 0) + Duration{ms}; });
}
rc::Gen<Duration> any_stay() {
    return rc::gen::map(rc::gen::inRange<std::int64_t>(0, 5LL * 24 * 3'600'000),
                        [](std::int64_t ms) { return Duration{ms}; });
}

RC_GTEST_PROP(TariffProperty, StayingLongerNeverCostsLess, ()) {
    const auto in = *any_time();
    const auto stay = *any_stay();
    const auto more = *any_stay();
    RC_ASSERT(fee(in, in + stay) <= fee(in, in + stay + more));
}

RC_GTEST_PROP(TariffProperty, NoCalendarDayCostsMoreThanTheCap, ()) {
    const auto in = *any_time();
    const auto stay = *any_stay();
    const auto day_of = [](SiteTime time) {
        return std::chrono::floor<std::chrono::days>(time.time_since_epoch() + 8h).count();
    };
    std::map<std::int64_t, Fen> of_day;
    for (const auto& charge : rules::charges_of(house_tariff(), {}, in, in + stay)) {
        RC_ASSERT(charge.fen >= Fen{0});
        of_day[day_of(in + std::chrono::minutes(charge.from.count))] += charge.fen;
    }
    for (const auto& [day, fen] : of_day) {
        RC_ASSERT(fen <= Fen{6'000});
    }
}

RC_GTEST_PROP(TariffProperty, IncrementsCoverTheStayWithoutAGap, ()) {
    const auto in = *any_time();
    const auto stay = *any_stay();
    const auto charges = rules::charges_of(house_tariff(), {}, in, in + stay);
    Minutes from;
    for (const auto& charge : charges) {
        RC_ASSERT(charge.from == from);
        from += charge.length;
    }
    const Minutes length = rules::stay_between(in, in + stay);
    const Minutes longest = length + (length <= Minutes{15} ? Minutes{1} : Minutes{30});
    RC_ASSERT(from >= length && from < longest);
}

} // namespace
} // namespace parkgate::test
