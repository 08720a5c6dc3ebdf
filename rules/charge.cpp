#include "rules/charge.hpp"

#include "rules/walk.hpp"

#include <algorithm>

namespace parkgate::rules {

Minutes stay_between(SiteTime entered, SiteTime left) {
    const auto length = std::chrono::ceil<std::chrono::minutes>(left - entered);
    return {std::max<std::int64_t>(length.count(), 0)};
}

std::vector<Charge> charges_of(const Tariff& tariff, const Visitor& visitor, SiteTime entered, SiteTime left) {
    const Minutes stay = std::min(stay_between(entered, left), longest_priced_stay);
    const std::size_t table = table_for(tariff, visitor, entered);
    if (stay == Minutes{} || table == none) {
        return {};
    }
    return Walk(tariff, table, visitor.free_minutes_spent, entered, stay).run();
}

Fen fee_of(const std::vector<Charge>& charges) {
    Fen sum;
    for (const auto& charge : charges) {
        sum += charge.fen;
    }
    return sum;
}

} // namespace parkgate::rules
