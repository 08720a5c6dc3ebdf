// Which table holds for an entry, and which collection at a moment: the narrowest of those that fit.
#pragma once

#include "rules/rate_table.hpp"

namespace parkgate::rules {

constexpr std::size_t none = static_cast<std::size_t>(-1);

// A moment of the week, by what the site's clock shows.
struct Moment {
    DayKind day = DayKind::monday;
    Minutes of_day;
};

Moment moment_at(const SiteCalendar& calendar, LocalTime time);

bool fits(const RateTable& table, const Visitor& visitor, const Moment& entry);
bool fits(const RateLineCollection& collection, const Moment& at);

// `a` fits only where `b` fits as well.
bool within(const RateTable& a, const RateTable& b);
bool within(const RateLineCollection& a, const RateLineCollection& b);

// Indices; `none` in a tariff with a gap, which rules/check.hpp refuses.
std::size_t table_for(const Tariff& tariff, const Visitor& visitor, SiteTime entered);
std::size_t collection_at(const RateTable& table, const Moment& at);

} // namespace parkgate::rules
