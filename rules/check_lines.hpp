// The lines of one collection and the caps above them. Internal to the room; the way in is rules/check.hpp.
#pragma once

#include "rules/check.hpp"

namespace parkgate::rules {

void check_lines(const RateTable& table, const TariffPlace& place, std::vector<TariffFault>& faults);
void check_caps(const RateTable& table, const TariffPlace& place, std::vector<TariffFault>& faults);

} // namespace parkgate::rules
