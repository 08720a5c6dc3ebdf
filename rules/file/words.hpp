// Times, dates and kinds as a rule file writes them.
#pragma once

#include "platform/settings/reader.hpp"
#include "rules/rate_table.hpp"

#include <string_view>

namespace parkgate::rules {

constexpr std::int64_t most_minutes = 60 * 24 * 366;
constexpr std::int64_t most_fen = 100'000'000;

std::optional<Minutes> clock_of(std::string_view text); // 00:00 to 24:00
std::optional<LocalDay> date_of(std::string_view text); // 2026-10-01

// Optional keys; what is missing stays as large as it can be. Faults are reported at the key.
ClockRange read_hours(settings::Table& table, std::string_view from_key, std::string_view to_key);
DaySet read_days(settings::Table& table, std::string_view key);
VehicleSet read_vehicles(settings::Table& table, std::string_view key);
// None: the key is missing, or its fault is reported.
std::optional<LocalDay> read_date(settings::Table& table, std::string_view key);
// Dates and ranges of dates ("2026-10-01/2026-10-07"), ascending.
std::vector<LocalDay> read_dates(settings::Table& table, std::string_view key);

} // namespace parkgate::rules
