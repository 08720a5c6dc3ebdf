// The zone of a site as POSIX writes it (IEEE Std 1003.1, chapter 8.3, TZ): "CST-8", "EST5EDT,M3.2.0,M11.1.0".
#pragma once

#include "rules/site_calendar.hpp"

#include <optional>
#include <string_view>

namespace parkgate::rules {

// The offsets of the years 2000 to 2100; after them the last one stays. None: not such a text, a zone with summer time
// but without the rules of its change, or an offset that is not of whole minutes.
std::optional<std::vector<ZoneOffset>> zone_of(std::string_view posix);

} // namespace parkgate::rules
