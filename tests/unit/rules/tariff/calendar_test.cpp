// The site's clock: zones as POSIX writes them, days of 23 and 25 hours, and what a summer time does to a stay.
#include "rules/file/zone.hpp"
#include "tests/unit/rules/tariff/tariffs.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdlib>
#include <ctime>

namespace parkgate::test {
namespace {

const std::string new_york = "EST5EDT,M3.2.0,M11.1.0";

rules::SiteCalendar calendar(const std::string& zone) {
    rules::SiteCalendar out;
    const auto offsets = rules::zone_of(zone);
    EXPECT_TRUE(offsets) << zone;
    out.zone = offsets.value_or(std::vector<rules::ZoneOffset>());
    return out;
}

TEST(Zone, ReadsWhatPosixWrites) {
    EXPECT_EQ(calendar("CST-8").zone.at(0).east, Minutes{480});
    EXPECT_EQ(calendar("<+0530>-5:30").zone.at(0).east, Minutes{330});
    EXPECT_EQ(calendar("UTC0").zone.at(0).east, Minutes{0});
    EXPECT_EQ(calendar(new_york).zone.size(), 204U);
}

TEST(Zone, RefusesWhatItCannotKnow) {
    for (const char* text :
         {"", "CST", "CST-8x", "+8", "Asia/Shanghai", "EST5EDT", "CS-8", "CST-25", "EST5EDT,M13.1.0,M11.1.0",
          "EST5EDT,M3.2.0", "EST5EDT,M3.2.7,M11.1.0", "CST-8:00:30", "<+08-8", "CST--8"}) {
        EXPECT_FALSE(rules::zone_of(text)) << text;
    }
}

// The C library reads the same texts by code of its own.
RC_GTEST_PROP(ZoneProperty, ReadsTheClockAsTheLibraryDoes, ()) {
    const std::string zone = *rc::gen::element<std::string>(
        "CST-8", new_york, "CET-1CEST,M3.5.0,M10.5.0/3", "AEST-10AEDT,M10.1.0,M4.1.0/3",
        "<-03>3<-02>,M3.5.0/-2,M10.5.0/-1", "NZST-12NZDT,M9.5.0,M4.1.0/3", "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0",
        "XYZ1ABC,J60,J300/0", "XYZ1ABC,59/1,299/26");
    const auto seconds = *rc::gen::inRange<std::int64_t>(946'684'800, 4'102'444'800); // 2000 to 2100
    ::setenv("TZ", zone.c_str(), 1);
    ::tzset();
    const std::time_t time = seconds;
    std::tm parts{};
    ::localtime_r(&time, &parts);
    const auto local = rules::local_time(calendar(zone), SiteTime{std::chrono::seconds(seconds)});
    RC_ASSERT(std::chrono::duration_cast<std::chrono::seconds>(local.time_since_epoch()).count() - seconds ==
              parts.tm_gmtoff);
}

const std::string hourly = "[tariff]\nzone = \"" + new_york + R"("
leave_minutes_after_paying = 15
[[tariff.table]]
id = "t"
transition = "cut"
[[tariff.table.collection]]
id = "day"
from = "01:30"
to = "22:00"
[[tariff.table.collection.line]]
type = "incrementingRate"
from_minutes = 0
increment_minutes = 30
fen = 100
[[tariff.table.collection]]
id = "night"
[[tariff.table.collection.line]]
type = "flatRate"
from_minutes = 0
fen = 700
)";

TEST(Clock, AnHourThatIsLeftOutCostsNothing) {
    // 2026-03-08: 02:00 is 03:00.
    const auto tariff = tariff_of(hourly);
    EXPECT_EQ(lines(tariff, "2026-03-08 01:30", "2026-03-08 04:00"), "01:30 +30 3 x 100");
    EXPECT_EQ(lines(tariff, "2026-03-07 22:00", "2026-03-08 01:31"), "22:00 +210 700, 01:30 +30 100");
}

TEST(Clock, ABorderInTheHourThatComesTwiceIsPassedOnce) {
    // 2026-11-01: 02:00 is 01:00 again, so that 01:30 comes twice.
    const auto tariff = tariff_of(hourly);
    EXPECT_EQ(lines(tariff, "2026-10-31 23:00", "2026-11-01 02:30"), "23:00 +150 700, 01:30 +30 4 x 100")
        << "the second 01:30 is the same collection and not a night again";
}

TEST(Clock, ABorderInTheHourThatIsLeftOutIsAtItsEnd) {
    std::string text = hourly;
    text.replace(text.find("01:30"), 5, "02:30");
    EXPECT_EQ(lines(tariff_of(text), "2026-03-08 00:30", "2026-03-08 03:10"), "00:30 +90 700, 03:00 +30 100");
}

TEST(Clock, BeforeTheFirstChangeItsOffsetHolds) {
    const SiteTime early = SiteTime{} - std::chrono::hours(24 * 365);
    EXPECT_EQ(rules::local_time(calendar("CST-8"), early).time_since_epoch(),
              early.time_since_epoch() + std::chrono::hours(8));
}

TEST(Clock, WhatBeganInTheHourThatComesTwiceDoesNotEndAgain) {
    const auto tariff = tariff_of("[tariff]\nzone = \"" + new_york + R"("
leave_minutes_after_paying = 15
[[tariff.table]]
id = "t"
transition = "follow_through"
[[tariff.table.collection]]
id = "day"
from = "01:30"
to = "22:00"
[[tariff.table.collection.line]]
type = "incrementingRate"
from_minutes = 0
increment_minutes = 60
fen = 500
[[tariff.table.collection]]
id = "night"
[[tariff.table.collection.line]]
type = "incrementingRate"
from_minutes = 0
increment_minutes = 60
fen = 100
)");
    // The hour of 01:20 runs over the first 01:30; as it ends the clock shows 01:20 for the second time, and it is day.
    EXPECT_EQ(lines(tariff, "2026-11-01 00:20", "2026-11-01 02:00"), "00:20 +60 2 x 100, 01:20 +60 500");
}

TEST(Clock, ADayOf25HoursIsOneDay) {
    const auto tariff = tariff_of("[tariff]\nzone = \"" + new_york + R"("
leave_minutes_after_paying = 15
[[tariff.table]]
id = "t"
[[tariff.table.cap]]
per = "calendar_day"
resets_at = "00:00"
fen = 2400
[[tariff.table.line]]
type = "incrementingRate"
from_minutes = 0
increment_minutes = 60
fen = 100
)");
    EXPECT_EQ(fee(tariff, "2026-11-01 00:00", "2026-11-02 00:00"), Fen{2'400});
    EXPECT_EQ(fee(tariff, "2026-11-01 00:00", "2026-11-02 01:00"), Fen{2'500});
    EXPECT_EQ(fee(tariff, "2026-03-08 00:00", "2026-03-09 00:00"), Fen{2'300});
}

} // namespace
} // namespace parkgate::test
