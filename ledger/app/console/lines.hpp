// How numbers and moments look in what tools print. Every number comes with its unit.
#pragma once

#include "protocol/units.hpp"
#include "rules/site_calendar.hpp"

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parkgate::ledger {

std::string yuan(Fen amount);                          // "-0.05 yuan"
std::string points(Points amount);                     // "12 points"
std::string minutes(Minutes amount);                   // "90 min"
std::string share(std::int64_t part, std::int64_t of); // "12.3 %"; of nothing: "0.0 %"
// By the mall's clock: "2026-11-21 08:00".
std::string moment(const rules::SiteCalendar& calendar, SiteTime at);

// The first instant of a day of the mall, "2026-11-21"; `day_after`: of the one after it. None: no such day.
std::optional<SiteTime> day_begins(const rules::SiteCalendar& calendar, std::string_view day, bool day_after);

// Columns as wide as they need to be; the first one stands left, all others right.
class Columns {
  public:
    void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
    [[nodiscard]] std::string text(std::string_view indent = "  ") const;

  private:
    std::vector<std::vector<std::string>> rows_;
};

} // namespace parkgate::ledger
