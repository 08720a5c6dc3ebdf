#include "rules/rights.hpp"

#include "rules/select.hpp"

#include <algorithm>
#include <set>

namespace parkgate::rules {

namespace {

bool at_these_hours(const RightPeriod& period, const SiteCalendar& calendar, SiteTime at) {
    const Moment moment = moment_at(calendar, local_time(calendar, at));
    return period.days.contains(moment.day) && period.hours.contains(moment.of_day);
}

bool is_over(const RightPeriod& period, SiteTime at) {
    return period.until && at >= *period.until;
}

RightReason reason_of(const RightPeriod& period, const SiteCalendar& calendar, SiteTime at) {
    if (at < period.from) {
        return RightReason::not_yet_valid;
    }
    if (is_over(period, at)) {
        return RightReason::expired;
    }
    return at_these_hours(period, calendar, at) ? RightReason::right_holds : RightReason::outside_hours;
}

bool has_free_bay(const AssignedRight& right, const OnBays& inside) {
    const auto taken = inside.find(right.id);
    return !right.bays || taken == inside.end() || taken->second < *right.bays;
}

Verdict no_more_than(RightOutcome outcome, RightReason reason, const AssignedRight& right) {
    return {outcome, reason, right.id};
}

Verdict granted(const AssignedRight& right) {
    if (!right.tier.empty()) {
        return {RightOutcome::by_tier, RightReason::right_holds, right.id, right.tier};
    }
    return {RightOutcome::free, RightReason::right_holds, right.id, {}, FreeBy{right.id, right.period}};
}

// The lowest is what holds of several rights: the driver's best, and a refusal before a right that is over.
int rank(const Verdict& verdict) {
    switch (verdict.outcome) {
    case RightOutcome::free: return 0;
    case RightOutcome::by_tier: return 1;
    case RightOutcome::transient: return verdict.reason == RightReason::bays_taken ? 2 : 4;
    case RightOutcome::refuse: return 3;
    }
    return 4;
}

bool ends_later(const AssignedRight& a, const AssignedRight& b) {
    return b.period.until && (!a.period.until || *a.period.until > *b.period.until);
}

template <typename Judge>
Verdict best_of(const std::vector<const AssignedRight*>& rights, const Judge& judge) {
    Verdict best;
    const AssignedRight* held = nullptr;
    for (const auto* right : rights) {
        const Verdict verdict = judge(*right);
        const bool better =
            held == nullptr || rank(verdict) < rank(best) || (rank(verdict) == rank(best) && ends_later(*right, *held));
        if (better) {
            best = verdict;
            held = right;
        }
    }
    return best;
}

template <typename Entries>
bool concerns(const Entries& entries, const SiteCalendar& calendar, const PlateHash& plate, SiteTime at) {
    return std::ranges::any_of(
        entries, [&](const auto& entry) { return entry.plate == plate && holds(entry.period, calendar, at); });
}

Verdict judge_entry(const AssignedRight& right, const SiteCalendar& calendar, SiteTime at, const OnBays& inside) {
    const RightReason reason = reason_of(right.period, calendar, at);
    if (reason != RightReason::right_holds) {
        return no_more_than(RightOutcome::transient, reason, right);
    }
    if (!has_free_bay(right, inside)) {
        const bool refuse = right.when_taken == BaysTaken::refuse;
        return no_more_than(refuse ? RightOutcome::refuse : RightOutcome::transient, RightReason::bays_taken, right);
    }
    return granted(right);
}

Verdict judge_exit(const AssignedRight& right, const SiteCalendar& calendar, const StayUnderRights& stay,
                   const OnBays& inside) {
    if (stay.at < right.period.from) {
        return no_more_than(RightOutcome::transient, RightReason::not_yet_valid, right);
    }
    if (is_over(right.period, stay.entered)) {
        return no_more_than(RightOutcome::transient, RightReason::expired, right);
    }
    const bool began_during_stay = stay.entered < right.period.from;
    const bool on_bay = !right.bays || stay.at_entry == right.id || (began_during_stay && has_free_bay(right, inside));
    if (!on_bay) {
        return no_more_than(RightOutcome::transient, RightReason::bays_taken, right);
    }
    // A rate table is chosen by the entry and holds for the whole stay.
    if (!right.tier.empty() && !holds(right.period, calendar, stay.entered)) {
        return no_more_than(RightOutcome::transient, reason_of(right.period, calendar, stay.entered), right);
    }
    return granted(right);
}

void find_faults(const std::string& name, const RightPeriod& period, std::vector<FaultyRight>& out) {
    if (period.until && *period.until <= period.from) {
        out.push_back({name, RightFault::ends_before_it_begins});
    }
}

} // namespace

bool holds(const RightPeriod& period, const SiteCalendar& calendar, SiteTime at) {
    return reason_of(period, calendar, at) == RightReason::right_holds;
}

std::vector<FaultyRight> faults_of(const RightsList& list) {
    std::vector<FaultyRight> out;
    std::set<RightId> seen;
    for (const auto& right : list.rights) {
        const auto& name = right.id.text;
        if (right.id.empty()) {
            out.push_back({name, RightFault::no_id});
        } else if (!seen.insert(right.id).second) {
            out.push_back({name, RightFault::id_twice});
        }
        if (right.plates.empty() || std::ranges::any_of(right.plates, &PlateHash::empty)) {
            out.push_back({name, RightFault::no_plate});
        }
        if (right.bays && *right.bays < 1) {
            out.push_back({name, RightFault::no_bay});
        }
        find_faults(name, right.period, out);
    }
    const auto look_at = [&](const auto& entries) {
        for (const auto& entry : entries) {
            if (entry.plate.empty()) {
                out.push_back({entry.plate.text, RightFault::no_plate});
            }
            find_faults(entry.plate.text, entry.period, out);
        }
    };
    look_at(list.bans);
    look_at(list.locks);
    return out;
}

Rights::Rights(RightsList list) : list_(std::move(list)) {
    for (std::size_t i = 0; i < list_.rights.size(); ++i) {
        for (const auto& plate : list_.rights[i].plates) {
            by_plate_.emplace(plate, i);
        }
    }
}

std::vector<const AssignedRight*> Rights::rights_of(const PlateHash& plate) const {
    std::vector<const AssignedRight*> out;
    const auto [first, last] = by_plate_.equal_range(plate);
    for (auto it = first; it != last; ++it) {
        out.push_back(&list_.rights[it->second]);
    }
    // The same list in another order gives the same verdict.
    std::ranges::sort(out, {}, [](const AssignedRight* right) { return right->id; });
    return out;
}

Verdict Rights::at_entry(const SiteCalendar& calendar, const PlateHash& plate, SiteTime at,
                         const OnBays& inside) const {
    if (concerns(list_.bans, calendar, plate, at)) {
        return {RightOutcome::refuse, RightReason::blacklisted};
    }
    return best_of(rights_of(plate),
                   [&](const AssignedRight& right) { return judge_entry(right, calendar, at, inside); });
}

Verdict Rights::at_exit(const SiteCalendar& calendar, const StayUnderRights& stay, const OnBays& inside) const {
    Verdict verdict{RightOutcome::transient, RightReason::blacklisted};
    if (!concerns(list_.bans, calendar, stay.plate, stay.at)) {
        verdict = best_of(rights_of(stay.plate),
                          [&](const AssignedRight& right) { return judge_exit(right, calendar, stay, inside); });
    }
    if (concerns(list_.locks, calendar, stay.plate, stay.at)) {
        // Its right stays named: what it costs when somebody releases it is what it would have cost.
        verdict.outcome = RightOutcome::refuse;
        verdict.reason = RightReason::locked_by_owner;
    }
    return verdict;
}

} // namespace parkgate::rules
