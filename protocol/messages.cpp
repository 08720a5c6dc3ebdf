#include "protocol/messages.hpp"

#include <algorithm>
#include <set>

namespace parkgate {

namespace {

std::string_view expected_of_codes(const std::vector<BenefitCode>& codes) {
    const auto good = [](const BenefitCode& code) { return is_benefit_code(code.text); };
    if (codes.size() > most_benefits_told || !std::ranges::all_of(codes, good)) {
        return "at most 8 benefits, each a code: 1 to 16 of a-z 0-9 -";
    }
    const bool repeats = std::set(codes.begin(), codes.end()).size() != codes.size();
    return repeats ? "each of the benefits once" : "";
}

} // namespace

std::string_view expected_of(const LinkAnswer& answer) {
    if (answer.earns_percent && (*answer.earns_percent < 1 || *answer.earns_percent > most_earns_percent)) {
        return "earns_percent from 1 to 1000";
    }
    return expected_of_codes(answer.benefits);
}

std::string_view expected_of(const MemberNews& news) {
    return expected_of_codes(news.benefits);
}

} // namespace parkgate
