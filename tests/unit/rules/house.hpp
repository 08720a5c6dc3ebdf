// The rules of config/rules.toml, and times of a day at the site (UTC+8).
#pragma once

#include "rules/benefits.hpp"

namespace parkgate::test {

using namespace std::chrono_literals;

inline rules::RuleSet house() {
    return {{"house-1"},
            {Minutes{15}, Minutes{30}, Fen{300}, Fen{6'000}, Minutes{480}, Minutes{15}},
            {Minutes{30}, Points{300}, Minutes{180}},
            {{"return-visit"}, Minutes{60}, Minutes{30}, 14}};
}

// Day 0 is 2026-11-21.
inline SiteTime site_time(int day, int hour, int minute) {
    constexpr Duration midnight_in_utc{1'795'219'200'000};
    return SiteTime{midnight_in_utc + std::chrono::days(day) + std::chrono::hours(hour - 8) +
                    std::chrono::minutes(minute)};
}

} // namespace parkgate::test
