// What a lot has settled for itself: its areas, who may come in, and what becomes of who cannot pay.
#pragma once

#include "edge/core/lot.hpp"
#include "platform/settings/reader.hpp"

namespace parkgate::app {

// The tables `area`, `entry`, `exit` and `payment`; what is missing keeps its default.
void read_policies(settings::Table& root, core::LotConfig& lot);

// `area` and `from_area` of a lane, after the areas are known.
void read_areas_of(settings::Table& lane, const std::vector<core::AreaConfig>& areas, core::LaneConfig& to);

} // namespace parkgate::app
