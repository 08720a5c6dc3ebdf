// What a gate learns of why a member pays less: a code that says nothing of him, and that its rules know or do not.
#pragma once

#include "protocol/ids.hpp"

#include <string_view>

namespace parkgate {

using BenefitCode = Id<struct BenefitCodeTag>;

inline constexpr std::size_t most_benefits_told = 8; // of one member

// 1 to 16 of [a-z0-9-].
bool is_benefit_code(std::string_view text);

} // namespace parkgate
