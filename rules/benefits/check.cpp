#include "rules/benefits/check.hpp"

#include "rules/benefits/points.hpp"

#include <algorithm>
#include <set>

namespace parkgate::rules {

namespace {

bool is_in_order(const BenefitTerms& terms, Benefit benefit) {
    return std::ranges::find(terms.order, benefit) != terms.order.end();
}

void check_order(const BenefitTerms& terms, std::vector<TermsFault>& out) {
    const auto& order = terms.order;
    std::set<Benefit> seen;
    for (std::size_t i = 0; i < order.size(); ++i) {
        if (order[i] == Benefit::right) {
            out.push_back({TermsPart::order, i, "no right: it always comes after grace"});
        } else if (!seen.insert(order[i]).second) {
            out.push_back({TermsPart::order, i, std::string(name_of(order[i])) + " once only"});
        }
    }
    if (order.empty() || order.front() != Benefit::grace) {
        out.push_back({TermsPart::order, 0, "grace first: nothing is spent on a stay that is free"});
    }
    if (!seen.contains(Benefit::payment)) {
        out.push_back({TermsPart::order, order.size(), "payment: what was paid always counts"});
    }
}

bool has_caps(Benefit benefit) {
    return benefit != Benefit::grace && benefit != Benefit::right && benefit != Benefit::payment;
}

// A cap that never binds because one with a narrower count is not above it is a slip of the pen.
bool never_binds(const BenefitCap& cap, const BenefitCap& other) {
    return other.of == cap.of && other.in == cap.in && other.over > cap.over && other.most < cap.most;
}

void check_caps(const BenefitTerms& terms, std::vector<TermsFault>& out) {
    for (std::size_t i = 0; i < terms.caps.size(); ++i) {
        const auto& cap = terms.caps[i];
        const auto fault = [&](std::string expected) { out.push_back({TermsPart::cap, i, std::move(expected)}); };
        if (!has_caps(cap.of)) {
            fault("a benefit that can be capped");
        } else if (!is_in_order(terms, cap.of)) {
            fault(std::string(name_of(cap.of)) + " in the order of benefits, or no cap of it");
        }
        if (cap.most < 1) {
            fault("at least 1; a benefit that is not given is left out of the order");
        }
        const auto same = [&](const BenefitCap& other) {
            return other.of == cap.of && other.over == cap.over && other.in == cap.in;
        };
        if (std::any_of(terms.caps.begin(), terms.caps.begin() + static_cast<std::ptrdiff_t>(i), same)) {
            fault("one cap of this benefit over this count");
        }
        if (std::ranges::any_of(terms.caps, [&](const auto& other) { return never_binds(cap, other); })) {
            fault("at most the cap of this benefit over a day or a member, which binds first");
        }
    }
}

void check_tiers(const BenefitTerms& terms, std::vector<TermsFault>& out) {
    std::set<std::string> seen;
    for (std::size_t i = 0; i < terms.tier_hours.tiers.size(); ++i) {
        if (!seen.insert(terms.tier_hours.tiers[i].name).second) {
            out.push_back({TermsPart::tier, i, "each tier once"});
        }
    }
    if (!seen.empty() && !is_in_order(terms, Benefit::tier_hours)) {
        out.push_back({TermsPart::tier, 0, "tier_hours in the order of benefits, or no tiers here"});
    }
}

void check_codes(const BenefitTerms& terms, std::vector<TermsFault>& out) {
    std::set<BenefitCode> seen;
    for (std::size_t i = 0; i < terms.codes.size(); ++i) {
        const auto& one = terms.codes[i];
        if (!is_benefit_code(one.code.text)) {
            out.push_back({TermsPart::code, i, "a code: 1 to 16 of a-z, 0-9 and -"});
        }
        if (!seen.insert(one.code).second) {
            out.push_back({TermsPart::code, i, "each code once"});
        }
        if (one.free < Minutes{1}) {
            out.push_back({TermsPart::code, i, "at least 1 free minute; a code that gives nothing is left out"});
        }
    }
    if (!seen.empty() && !is_in_order(terms, Benefit::codes)) {
        out.push_back({TermsPart::code, 0, "codes in the order of benefits, or no codes here"});
    }
}

// Some moment and tier for which none of the prices before it holds. "" stands for every tier that nobody names.
bool is_reached(const std::vector<PointsAtHours>& prices, std::size_t index) {
    auto tiers = prices[index].tiers;
    if (tiers.empty()) {
        tiers.emplace_back();
        for (const auto& price : prices) {
            tiers.insert(tiers.end(), price.tiers.begin(), price.tiers.end());
        }
    }
    for (const auto& tier : tiers) {
        for (std::size_t day = 0; day < day_kinds; ++day) {
            for (Minutes minute; minute < whole_day; minute += Minutes{1}) {
                const auto holds = [&](const PointsAtHours& price) {
                    return fits(price, tier, {static_cast<DayKind>(day), minute});
                };
                const auto first = std::find_if(prices.begin(), prices.end(), holds);
                if (first - prices.begin() == static_cast<std::ptrdiff_t>(index)) {
                    return true;
                }
            }
        }
    }
    return false;
}

} // namespace

std::vector<TermsFault> faults_of(const BenefitTerms& terms) {
    std::vector<TermsFault> out;
    check_order(terms, out);
    check_caps(terms, out);
    check_tiers(terms, out);
    check_codes(terms, out);
    return out;
}

std::vector<TermsFault> faults_of(const PointsPrice& price) {
    std::vector<TermsFault> out;
    for (std::size_t i = 0; i < price.at_hours.size(); ++i) {
        if (!is_reached(price.at_hours, i)) {
            out.push_back({TermsPart::points_price, i, "hours and tiers that the prices before it leave open"});
        }
    }
    return out;
}

std::string_view name_of(Benefit benefit) {
    switch (benefit) {
    case Benefit::grace: return "grace";
    case Benefit::right: return "right";
    case Benefit::store_validation: return "store_validation";
    case Benefit::codes: return "codes";
    case Benefit::tier_hours: return "tier_hours";
    case Benefit::coupon: return "coupon";
    case Benefit::points: return "points";
    case Benefit::payment: return "payment";
    }
    return "";
}

} // namespace parkgate::rules
