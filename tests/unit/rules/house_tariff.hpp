// The tariff of config/rules.toml, and times of a day at the site (UTC+8).
#pragma once

#include "rules/charge.hpp"

namespace parkgate::test {

using namespace std::chrono_literals;

// 15 minutes free, then 3.00 yuan a started half hour from the entry on, at most 60.00 a calendar day.
inline rules::Tariff house_tariff() {
    rules::RateLine half_hour;
    half_hour.type = rules::RateLineType::incrementing_rate;
    half_hour.fen = {300};
    half_hour.increment = {30};
    rules::Cap of_the_day;
    of_the_day.per = rules::CapPeriod::calendar_day;
    of_the_day.fen = {6'000};

    rules::RateTable table;
    table.id = "everybody";
    table.free = {15};
    table.caps = {of_the_day};
    table.collections.resize(1);
    table.collections[0].lines = {half_hour};

    rules::Tariff tariff;
    tariff.calendar.zone = {{SiteTime{}, Minutes{480}}};
    tariff.tables = {table};
    tariff.leave_window = {15};
    return tariff;
}

// Day 0 is 2026-11-21.
inline SiteTime site_time(int day, int hour, int minute) {
    constexpr Duration midnight_in_utc{1'795'219'200'000};
    return SiteTime{midnight_in_utc + std::chrono::days(day) + std::chrono::hours(hour - 8) +
                    std::chrono::minutes(minute)};
}

} // namespace parkgate::test
