// Tariffs as files write them, and stays as people write them.
#pragma once

#include "platform/settings/reader.hpp"
#include "rules/charge.hpp"

#include <filesystem>
#include <string>

namespace parkgate::test {

// The keys of [tariff] and below; `zone` and the minutes to leave are there unless the text begins with them.
rules::Tariff tariff_of(const std::string& text);
// What a reader of the text is told, one line each.
std::vector<std::string> faults_in(const std::string& text);

// "2026-11-21 10:00" or with seconds, by the site's clock; the first such moment, if the clock passes it twice.
SiteTime at(const rules::Tariff& tariff, const std::string& local);
// "2026-11-21 10:00"
std::string text_of(rules::LocalTime time);

Fen fee(const rules::Tariff& tariff, const std::string& entered, const std::string& left,
        const rules::Visitor& visitor = {});
// "10:00 +30 300, 10:30 +30 0 cap_of_day": where each begins at the site, its minutes, its fen, and its reason if it is
// not the rate; equal ones together as "10:00 +30 3 x 300".
std::string lines(const rules::Tariff& tariff, const std::string& entered, const std::string& left,
                  const rules::Visitor& visitor = {});

} // namespace parkgate::test
