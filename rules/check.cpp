#include "rules/check.hpp"

#include "rules/check_lines.hpp"
#include "rules/names.hpp"

#include <algorithm>
#include <set>

namespace parkgate::rules {

namespace {

std::vector<DayKind> days_of(const SiteCalendar& calendar) {
    std::vector<DayKind> out;
    for (std::size_t i = 0; i < day_kinds; ++i) {
        const auto kind = static_cast<DayKind>(i);
        const bool never_comes = (kind == DayKind::holiday && calendar.holidays.empty()) ||
                                 (kind == DayKind::makeup_workday && calendar.makeup_workdays.empty());
        if (!never_comes) {
            out.push_back(kind);
        }
    }
    return out;
}

// The moments at which the choice among `ranges` can change: one for each day and edge.
std::vector<Moment> moments_of(const SiteCalendar& calendar, const std::vector<ClockRange>& ranges) {
    std::set<Minutes> edges = {Minutes{}};
    for (const auto& range : ranges) {
        edges.insert({range.from.count % whole_day.count});
        edges.insert({range.to.count % whole_day.count});
    }
    std::vector<Moment> out;
    for (const auto day : days_of(calendar)) {
        for (const auto edge : edges) {
            out.push_back({day, edge});
        }
    }
    return out;
}

std::string text(const Moment& moment) {
    return "a " + std::string(name_of(moment.day)) + " at " + clock_text(moment.of_day);
}

std::string text(const Visitor& visitor, const Moment& moment) {
    return "a " + std::string(name_of(visitor.vehicle)) +
           (visitor.tier.empty() ? std::string() : " of tier " + visitor.tier) + " that enters on " + text(moment);
}

// What fits each of many cases: gaps, overlaps, and who is never chosen.
template <typename Candidate>
class Choice {
  public:
    explicit Choice(const std::vector<Candidate>& candidates) : candidates_(candidates), chosen_(candidates.size()) {}

    void see(const auto& case_text, const auto&... at) {
        std::vector<std::size_t> fitting;
        for (std::size_t i = 0; i < candidates_.size(); ++i) {
            if (fits(candidates_[i], at...)) {
                fitting.push_back(i);
            }
        }
        if (fitting.empty()) {
            if (gap_.empty()) {
                gap_ = case_text();
            }
            return;
        }
        const auto narrowest = std::ranges::find_if(fitting, [&](std::size_t one) {
            return std::ranges::all_of(fitting, [&](std::size_t other) {
                return one == other ||
                       (within(candidates_[one], candidates_[other]) && !within(candidates_[other], candidates_[one]));
            });
        });
        if (narrowest != fitting.end()) {
            chosen_[*narrowest] = true;
            return;
        }
        for (const std::size_t one : fitting) {
            chosen_[one] = true;
        }
        overlap(fitting, case_text);
    }

    [[nodiscard]] const std::string& gap() const { return gap_; }
    [[nodiscard]] bool chosen(std::size_t index) const { return chosen_[index]; }
    void choose(std::size_t index) { chosen_[index] = true; }
    // Pairs of which neither is narrower, with a case that both fit.
    [[nodiscard]] const auto& overlaps() const { return overlaps_; }

  private:
    void overlap(const std::vector<std::size_t>& fitting, const auto& case_text) {
        for (const std::size_t one : fitting) {
            for (const std::size_t other : fitting) {
                const bool a_in_b = within(candidates_[one], candidates_[other]);
                const bool b_in_a = within(candidates_[other], candidates_[one]);
                const bool known = std::ranges::any_of(
                    overlaps_, [&](const auto& pair) { return pair.first == one && pair.second == other; });
                if (one < other && a_in_b == b_in_a && !known) {
                    overlaps_.push_back({one, other, case_text()});
                }
            }
        }
    }

    struct Overlap {
        std::size_t first;
        std::size_t second;
        std::string where;
    };
    const std::vector<Candidate>& candidates_;
    std::vector<bool> chosen_;
    std::string gap_;
    std::vector<Overlap> overlaps_;
};

class Check {
  public:
    explicit Check(const Tariff& tariff) : tariff_(tariff) {}

    std::vector<TariffFault> run() {
        if (tariff_.tables.empty()) {
            faults_.push_back({{}, "table", "at least one rate table"});
            return std::move(faults_);
        }
        for (std::size_t i = 0; i < tariff_.tables.size(); ++i) {
            check_table(i);
        }
        unique_ids(tariff_.tables, {});
        choice_of_tables();
        const bool has_free = std::ranges::any_of(tariff_.tables, [](const auto& t) { return t.free > Minutes{}; });
        if (tariff_.free_again_after > Minutes{} && !has_free) {
            faults_.push_back({{}, "free_again_after_minutes", "0: no table has free minutes to give again"});
        }
        return std::move(faults_);
    }

  private:
    const Tariff& tariff_;
    std::vector<TariffFault> faults_;

    static TariffPlace part(TariffPlace place, std::size_t index) {
        (place.table == none ? place.table : place.collection) = index;
        return place;
    }

    void unique_ids(const auto& parts, const TariffPlace& above) {
        for (std::size_t i = 0; i < parts.size(); ++i) {
            for (std::size_t before = 0; before < i; ++before) {
                if (parts[before].id == parts[i].id) {
                    faults_.push_back({part(above, i), "id", "an id of its own"});
                    break;
                }
            }
        }
    }

    void check_table(std::size_t index) {
        const auto& table = tariff_.tables[index];
        TariffPlace place{index, none, none, none};
        if (table.hand_over && table.hand_over->after <= table.free) {
            faults_.push_back({place, "at_most_minutes", "more than the free minutes"});
        }
        check_caps(table, place, faults_);
        if (table.collections.empty()) {
            faults_.push_back({place, "line", "at least one rate line"});
            return;
        }
        unique_ids(table.collections, place);
        choice_of_collections(table, place);
        for (place.collection = 0; place.collection < table.collections.size(); ++place.collection) {
            check_lines(table, place, faults_);
        }
    }

    void report(const auto& choice, const auto& parts, const TariffPlace& above, const std::string& kind) {
        if (!choice.gap().empty()) {
            faults_.push_back({above, kind, "a " + kind + " for " + choice.gap() + ": none fits"});
        }
        for (const auto& overlap : choice.overlaps()) {
            faults_.push_back({part(above, overlap.second), "id",
                               "a " + kind + " narrower than \"" + parts[overlap.first].id +
                                   "\" or apart from it: both fit " + overlap.where});
        }
        for (std::size_t i = 0; i < parts.size(); ++i) {
            if (!choice.chosen(i)) {
                faults_.push_back({part(above, i), "id",
                                   "a " + kind +
                                       " that is reached: narrower ones hold whenever it fits, or its days "
                                       "never come"});
            }
        }
    }

    void choice_of_collections(const RateTable& table, const TariffPlace& place) {
        std::vector<ClockRange> ranges;
        for (const auto& collection : table.collections) {
            ranges.push_back(collection.hours);
        }
        Choice choice(table.collections);
        for (const auto& moment : moments_of(tariff_.calendar, ranges)) {
            choice.see([&] { return text(moment); }, moment);
        }
        report(choice, table.collections, place, "collection");
    }

    void choice_of_tables() {
        std::vector<ClockRange> ranges;
        std::set<std::string> tiers = {""};
        Choice choice(tariff_.tables);
        for (const auto& table : tariff_.tables) {
            ranges.push_back(table.entry_hours);
            tiers.insert(table.tiers.begin(), table.tiers.end());
            if (table.hand_over) {
                choice.choose(table.hand_over->table);
            }
        }
        const auto moments = moments_of(tariff_.calendar, ranges);
        for (std::size_t vehicle = 0; vehicle < vehicle_kinds; ++vehicle) {
            for (const auto& tier : tiers) {
                const Visitor visitor{static_cast<VehicleKind>(vehicle), tier};
                for (const auto& moment : moments) {
                    choice.see([&] { return text(visitor, moment); }, visitor, moment);
                }
            }
        }
        report(choice, tariff_.tables, {}, "table");
    }
};

} // namespace

std::vector<TariffFault> faults_of(const Tariff& tariff) {
    return Check(tariff).run();
}

} // namespace parkgate::rules
