#include "rules/select.hpp"

#include <algorithm>

namespace parkgate::rules {

namespace {

bool names(const std::vector<std::string>& tiers, const std::string& tier) {
    return std::ranges::find(tiers, tier) != tiers.end();
}

bool tiers_within(const std::vector<std::string>& a, const std::vector<std::string>& b) {
    if (b.empty()) {
        return true;
    }
    return !a.empty() && std::ranges::all_of(a, [&](const auto& tier) { return names(b, tier); });
}

template <typename Candidate, typename... At>
std::size_t narrowest(const std::vector<Candidate>& candidates, const At&... at) {
    std::size_t best = none;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        if (fits(candidates[i], at...) && (best == none || within(candidates[i], candidates[best]))) {
            best = i;
        }
    }
    return best;
}

} // namespace

Minutes ClockRange::length() const {
    return to > from ? to - from : to + whole_day - from;
}

bool ClockRange::contains(Minutes of_day) const {
    const Minutes since = of_day >= from ? of_day - from : of_day + whole_day - from;
    return since < length();
}

bool ClockRange::within(const ClockRange& other) const {
    if (other.length() == whole_day) {
        return true;
    }
    const Minutes since = from >= other.from ? from - other.from : from + whole_day - other.from;
    return since + length() <= other.length();
}

Moment moment_at(const SiteCalendar& calendar, LocalTime time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    return {kind_of(calendar, day), {std::chrono::floor<std::chrono::minutes>(time - day).count()}};
}

bool fits(const RateTable& table, const Visitor& visitor, const Moment& entry) {
    return table.vehicles.contains(visitor.vehicle) && table.entry_days.contains(entry.day) &&
           table.entry_hours.contains(entry.of_day) && (table.tiers.empty() || names(table.tiers, visitor.tier));
}

bool fits(const RateLineCollection& collection, const Moment& at) {
    return collection.days.contains(at.day) && collection.hours.contains(at.of_day);
}

bool within(const RateTable& a, const RateTable& b) {
    return a.vehicles.within(b.vehicles) && tiers_within(a.tiers, b.tiers) && a.entry_days.within(b.entry_days) &&
           a.entry_hours.within(b.entry_hours);
}

bool within(const RateLineCollection& a, const RateLineCollection& b) {
    return a.days.within(b.days) && a.hours.within(b.hours);
}

std::size_t table_for(const Tariff& tariff, const Visitor& visitor, SiteTime entered) {
    return narrowest(tariff.tables, visitor, moment_at(tariff.calendar, local_time(tariff.calendar, entered)));
}

std::size_t collection_at(const RateTable& table, const Moment& at) {
    return narrowest(table.collections, at);
}

} // namespace parkgate::rules
