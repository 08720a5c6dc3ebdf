// A lot as text: a header, a line a lane, the faults that stand with what to do about each. Pure.
#pragma once

#include "parkgatectl/lot_view.hpp"

#include <string>

namespace parkgate::ctl {

// Lines that end with \n, without colours or cursor movements.
std::string render(const LotView& view, const Clocks& now);

// 1234 fen: "12.34"
std::string yuan(Fen amount);

} // namespace parkgate::ctl
