// Reads a mall's membership file. docs/MEMBERSHIP.md is its page.
#pragma once

#include "platform/settings/reader.hpp"
#include "rules/earning/earning.hpp"

#include <optional>
#include <string>
#include <vector>

namespace parkgate::rules {

struct EarningFile {
    EarnTerms terms;                         // may be used when there are no problems
    std::vector<settings::Problem> problems; // of the file and of its template
    std::vector<settings::Document> read;    // the file, then its template if it names one
};

// The file and the template that it may name, which lies relative to it. `calendar` is the tariff's: the dates of a
// file are days of the mall.
EarningFile earning_file(const std::string& path, const SiteCalendar& calendar);

// From tables that are read already. A part (a key of the root) that `own` has is taken from there, whole; any other
// from `shared`. Faults are reported to the document of the table that they stand in.
EarnTerms read_earning(settings::Table own, std::optional<settings::Table> shared, const SiteCalendar& calendar);

} // namespace parkgate::rules
