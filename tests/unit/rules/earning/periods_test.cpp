// Days, periods and ends of points, by the mall's clock.
#include "tests/unit/rules/earning/mall.hpp"

#include <gtest/gtest.h>

namespace parkgate::test {
namespace {

using namespace rules;

TEST(Periods, ADayIsTheMallsDay) {
    EXPECT_EQ(day_of(mall_calendar(), by_the_clock(2026, 11, 21, 0, 0)), the_day(2026, 11, 21));
    EXPECT_EQ(day_of(mall_calendar(), by_the_clock(2026, 11, 21, 23, 59)), the_day(2026, 11, 21));
    EXPECT_EQ(day_of({}, by_the_clock(2026, 11, 21, 7, 59)), the_day(2026, 11, 20)) << "still yesterday in UTC";
    EXPECT_EQ(day_of(mall_calendar(), SiteTime{} - Duration(1)), the_day(1970, 1, 1));
    EXPECT_EQ(day_of({}, SiteTime{} - Duration(1)), the_day(1969, 12, 31)) << "rounded down before the epoch as well";
}

TEST(Periods, PointsEndWithTheMonthThisManyMonthsLater) {
    auto terms = membership();
    const auto ends = [&](SiteTime at) { return lot_ends(terms, mall_calendar(), at); };
    EXPECT_EQ(ends(by_the_clock(2026, 11, 21)), the_day(2027, 12, 1));
    EXPECT_EQ(ends(by_the_clock(2026, 11, 1)), ends(by_the_clock(2026, 11, 30, 23, 59))) << "one lot a month";
    EXPECT_EQ(ends(by_the_clock(2026, 12, 1)), the_day(2028, 1, 1));
    terms.lot_months = 1;
    EXPECT_EQ(ends(by_the_clock(2027, 1, 31)), the_day(2027, 3, 1));
    terms.lot_months = 120;
    EXPECT_EQ(ends(by_the_clock(2026, 6, 15)), the_day(2036, 7, 1));
}

TEST(Periods, QualifyingPeriodsBeginWithJanuary) {
    auto terms = membership();
    const auto begins = [&](SiteTime at) { return period_of(terms, mall_calendar(), at); };
    EXPECT_EQ(begins(by_the_clock(2026, 12, 31, 23, 59)), the_day(2026, 1, 1));
    EXPECT_EQ(begins(by_the_clock(2027, 1, 1)), the_day(2027, 1, 1));
    terms.period_months = 3;
    EXPECT_EQ(begins(by_the_clock(2026, 3, 31)), the_day(2026, 1, 1));
    EXPECT_EQ(begins(by_the_clock(2026, 4, 1)), the_day(2026, 4, 1));
    EXPECT_EQ(begins(by_the_clock(2026, 12, 1)), the_day(2026, 10, 1));
    terms.period_months = 1;
    EXPECT_EQ(begins(by_the_clock(2026, 2, 28)), the_day(2026, 2, 1));
}

} // namespace
} // namespace parkgate::test
