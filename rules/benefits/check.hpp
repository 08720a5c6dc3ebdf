// What is wrong with a mall's terms of benefits, before they price a stay.
#pragma once

#include "rules/benefits/terms.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace parkgate::rules {

// `index` counts within the list that `part` names.
enum class TermsPart : std::uint8_t { order, cap, tier, points_price, code };

struct TermsFault {
    TermsPart part = TermsPart::order;
    std::size_t index = 0;
    std::string expected; // a sentence for the one who wrote the file
    bool operator==(const TermsFault&) const = default;
};

// Empty: the terms may be used.
std::vector<TermsFault> faults_of(const BenefitTerms& terms);
std::vector<TermsFault> faults_of(const PointsPrice& price);

// As in the rules file and in a quote.
std::string_view name_of(Benefit benefit);

} // namespace parkgate::rules
