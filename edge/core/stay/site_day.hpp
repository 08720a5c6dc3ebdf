// The day that the site's clock shows.
#pragma once

#include "edge/core/lot.hpp"

namespace parkgate::core {

inline LocalDay day_of(const LotState& lot, SiteTime at) {
    return std::chrono::floor<std::chrono::days>(rules::local_time(lot.config.rules.tariff.calendar, at));
}

} // namespace parkgate::core
