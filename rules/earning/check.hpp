// What is wrong with a mall's terms of earning, before they give a point away.
#pragma once

#include "rules/earning/earning.hpp"

#include <string>
#include <vector>

namespace parkgate::rules {

constexpr std::int64_t most_percent = 1000; // of steps and campaigns: ten times the usual points

// `index` counts within the list that `part` names; of the rest it is 0.
enum class EarnPart : std::uint8_t { whole, categories, rate, campaign, step, deed, tier, stamps, plates, segment };

struct EarnFault {
    EarnPart part = EarnPart::whole;
    std::size_t index = 0;
    std::string key;      // as the file names it
    std::string expected; // a sentence for the one who wrote the file
    bool operator==(const EarnFault&) const = default;
};

// Empty: the terms may be used.
std::vector<EarnFault> faults_of(const EarnTerms& terms);

} // namespace parkgate::rules
