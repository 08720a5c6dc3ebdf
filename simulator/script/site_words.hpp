#pragma once

#include "simulator/script/command.hpp"
#include "simulator/script/words.hpp"

#include <optional>

namespace parkgate::sim {

/// A statement about the whole site or one of its lines; nothing where `first` begins none.
[[nodiscard]] std::optional<SiteWord> site_statement_in(std::string_view first, Words& words);

} // namespace parkgate::sim
