// Why a stay costs what it costs, as a table that a driver can be shown. Pure.
#pragma once

#include "protocol/messages.hpp"

#include <string>

namespace parkgate::ctl {

inline constexpr std::size_t terminal_columns = 80;

// Columns that a text takes on a terminal: two for what East Asian fonts draw wide.
std::size_t columns_of(const std::string& text);

// Lines of at most 80 columns; names that do not fit are cut, and end with ~. Amounts are yuan.
std::string to_text(const Explanation& explanation);

} // namespace parkgate::ctl
