// The words of the tariff, as they stand in files and explanations.
#pragma once

#include "rules/charge.hpp"

#include <string_view>

namespace parkgate::rules {

std::string_view name_of(DayKind kind);
std::string_view name_of(VehicleKind kind);
std::string_view name_of(RateLineType type); // as APDS writes it: flatRate
std::string_view name_of(ChargeReason reason);
std::string clock_text(Minutes of_day); // 08:00

} // namespace parkgate::rules
