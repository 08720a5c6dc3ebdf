// How many cars are inside, where, and who may still come in.
#include "edge/core/context.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

namespace parkgate::core {

namespace {

constexpr std::array both_kinds = {CountedAs::transient, CountedAs::right};

const AreaConfig* config_of(const LotState& lot, const AreaId& area) {
    const auto found = std::ranges::find(lot.config.areas, area, &AreaConfig::id);
    return found == lot.config.areas.end() || found->spaces <= 0 ? nullptr : &*found;
}

bool is_counted(const Session& session) {
    return session.phase == SessionPhase::inside || session.phase == SessionPhase::leaving;
}

using Counts = std::map<std::pair<AreaId, CountedAs>, std::int64_t>;

std::int64_t count_in(const Counts& counts, const AreaId& area, CountedAs cars) {
    const auto found = counts.find({area, cars});
    return found == counts.end() ? 0 : found->second;
}

// Cars that were admitted and are on their way in: two entries must not give away one space.
std::int64_t on_their_way(const LotState& lot, const AreaId& area, CountedAs cars) {
    return std::ranges::count_if(lot.lanes, [&](const auto& entry) {
        const LaneSlot& slot = entry.second;
        const Session* session = slot.admission ? lot.sessions.find(slot.admission->session) : nullptr;
        return session != nullptr && leads_to(slot) == area && session->counted_as == cars &&
               (!is_counted(*session) || area_of(lot, *session) != area);
    });
}

// The book has fewer cars than a person once took off: they were among those that have left it since.
void settle_corrections(Context& context) {
    for (const AreaConfig& area : context.lot.config.areas) {
        for (const CountedAs cars : both_kinds) {
            const std::int64_t least = -count_in(context.lot.counted, area.id, cars);
            if (count_in(context.lot.corrections, area.id, cars) < least) {
                correct_count(context, area.id, cars, least);
            }
        }
    }
}

// A car left of which the book knows nothing: it is one of those that a person added.
void settle_unknown_exit(Context& context, const LaneId& lane) {
    const auto slot = context.lot.lanes.find(lane);
    if (slot == context.lot.lanes.end()) {
        return;
    }
    const AreaId area = slot->second.config.behind;
    const std::int64_t correction = count_in(context.lot.corrections, area, CountedAs::transient);
    if (correction > 0) {
        correct_count(context, area, CountedAs::transient, correction - 1);
    }
}

} // namespace

AreaId area_of(const LotState& lot, const Session& session) {
    if (!session.segments.empty()) {
        return session.segments.back().area;
    }
    const auto lane = lot.lanes.find(session.entry_lane);
    return lane == lot.lanes.end() ? AreaId{} : lane->second.config.behind;
}

AreaId leads_to(const LaneSlot& slot) {
    return side_of(slot) == Side::entry ? slot.config.behind : slot.config.before;
}

std::int64_t inside(const LotState& lot, const AreaId& area, CountedAs cars) {
    return std::max<std::int64_t>(count_in(lot.counted, area, cars) + count_in(lot.corrections, area, cars), 0);
}

std::optional<std::int64_t> free_spaces(const LotState& lot, const AreaId& area) {
    const AreaConfig* config = config_of(lot, area);
    if (config == nullptr) {
        return std::nullopt;
    }
    const std::int64_t taken = inside(lot, area, CountedAs::transient) + inside(lot, area, CountedAs::right);
    return std::max<std::int64_t>(config->spaces - taken, 0);
}

bool is_full_for(const LotState& lot, const AreaId& area, CountedAs cars) {
    const AreaConfig* config = config_of(lot, area);
    if (config == nullptr) {
        return false;
    }
    const auto taken_by = [&](CountedAs kind) { return inside(lot, area, kind) + on_their_way(lot, area, kind); };
    const std::int64_t transient = taken_by(CountedAs::transient);
    const std::int64_t right = taken_by(CountedAs::right);
    return cars == CountedAs::right ? transient + right >= config->spaces
                                    : transient >= config->spaces - std::max(config->for_rights, right);
}

void count_cars(LotState& lot, const Session* was, const Session* is) {
    if (was != nullptr && is_counted(*was)) {
        --lot.counted[{area_of(lot, *was), was->counted_as}];
    }
    if (is != nullptr && is_counted(*is)) {
        ++lot.counted[{area_of(lot, *is), is->counted_as}];
    }
}

void spaces_changed(Context& context) {
    settle_corrections(context);
    std::vector<LaneSlot*> waiting;
    for (auto& [id, slot] : context.lot.lanes) {
        const bool for_others =
            slot.visit && (slot.visit->kept_out == KeptOut::full || slot.visit->kept_out == KeptOut::elsewhere);
        if (for_others && !slot.admission) {
            waiting.push_back(&slot);
        }
    }
    std::ranges::sort(waiting, {}, [](const LaneSlot* slot) { return slot->visit->since; });
    for (LaneSlot* slot : waiting) {
        decide_again(context, *slot);
    }
    for (auto& [id, slot] : context.lot.lanes) {
        show_spaces(context, slot);
    }
}

void follow_counts(Context& context, std::size_t from) {
    bool changed = false;
    std::vector<LaneId> unknown_left;
    for (std::size_t at = from; at < context.out.size(); ++at) {
        const Effect& effect = context.out[at];
        changed = changed || std::holds_alternative<SaveSession>(effect) ||
                  std::holds_alternative<SaveAdmission>(effect) || std::holds_alternative<SaveCounter>(effect);
        const auto* record = std::get_if<Record>(&effect);
        const auto* exited = record != nullptr ? std::get_if<Exited>(&record->fact.body) : nullptr;
        if (exited != nullptr && exited->how == ExitHow::no_entry) {
            unknown_left.push_back(exited->lane);
        }
    }
    for (const LaneId& lane : unknown_left) {
        settle_unknown_exit(context, lane);
    }
    if (changed || !unknown_left.empty()) {
        spaces_changed(context);
    }
}

void correct_count(Context& context, const AreaId& area, CountedAs cars, std::int64_t correction) {
    context.lot.corrections[{area, cars}] = correction;
    context.emit(SaveCounter{area, cars, correction});
}

void forget_correction(Context& context, const Session& session) {
    const AreaId area = area_of(context.lot, session);
    const std::int64_t correction = count_in(context.lot.corrections, area, session.counted_as);
    if (is_counted(session) && correction < 0) {
        correct_count(context, area, session.counted_as, correction + 1);
    }
}

void way_stood_open(Context& context, const LaneSlot& slot) {
    if (context.lot.config.anti_passback != AntiPassback::hard) {
        return;
    }
    std::vector<Session> there;
    for (const auto& [id, session] : context.lot.sessions.all()) {
        const AreaId area = area_of(context.lot, session);
        if (is_counted(session) && !session.may_have_left &&
            (area == slot.config.before || area == slot.config.behind)) {
            there.push_back(session);
        }
    }
    for (Session& session : there) {
        session.may_have_left = true;
        context.save(session);
    }
}

void watch_overstays(Context& context) {
    const Duration longest = context.lot.config.longest_stay;
    if (longest <= Duration{}) {
        return;
    }
    std::vector<Session> over;
    for (const auto& [id, session] : context.lot.sessions.all()) {
        if (is_counted(session) && !session.overstay_told && context.now.site - session.entered_at >= longest) {
            over.push_back(session);
        }
    }
    for (Session& session : over) {
        session.overstay_told = true;
        context.save(session);
        const auto stay = rules::stay_between(session.entered_at, context.now.site);
        context.emit(Announce{{context.next_id<EventId>(), session.entry_lane, "overstay", session.id, context.now.site,
                               std::to_string(stay.count) + " min"}});
    }
}

} // namespace parkgate::core
