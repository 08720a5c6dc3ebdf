// Whose stay ends with the car in front of an exit: certainly, probably, perhaps, or nobody's (docs/PLATES.md).
#include "edge/core/context.hpp"
#include "edge/core/names.hpp"
#include "plate/match.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace parkgate::core {

namespace {

constexpr plate::MatchSettings settings{};

struct Looked {
    plate::Match match;
    std::vector<NearStay> near; // of a fuzzy match and of a question, nearest first
};

Looked look(const LotState& lot, const PlateRead& read) {
    const OpenPlates open = lot.sessions.open_plates();
    Looked out{plate::match(read.plate, read.confidence, open.plates, settings), {}};
    const auto add = [&](const std::vector<plate::Candidate>& candidates) {
        for (const auto& one : candidates) {
            out.near.push_back({open.sessions[one.index], one.distance});
        }
    };
    if (const auto* exact = std::get_if<plate::Exact>(&out.match)) {
        out.near.push_back({open.sessions[exact->index], 0});
    } else if (const auto* fuzzy = std::get_if<plate::Fuzzy>(&out.match)) {
        add(fuzzy->candidates);
    } else if (const auto* ask = std::get_if<plate::Ask>(&out.match)) {
        add(ask->candidates);
    }
    return out;
}

// One stay ends in one lane. A car may be at an exit before its entry has noticed that it has passed: that lane does
// not count.
bool ends_elsewhere(const Context& context, const LaneSlot& slot, const Session& session) {
    return session.phase == SessionPhase::leaving || std::ranges::any_of(context.lot.lanes, [&](const auto& entry) {
               const bool comes_in = session.phase == SessionPhase::entering && entry.first == session.entry_lane;
               return entry.first != slot.config.id && !comes_in && stands_in(entry.second, session.id);
           });
}

// A fuzzy match is trusted with a small fee; who owes more is looked at by a person.
void end_near_stay(Context& context, LaneSlot& slot, std::vector<NearStay> near) {
    const Session& session = *context.lot.sessions.find(near.front().session);
    if (stands_elsewhere(context, slot, session.id)) {
        ask_staff(context, slot, std::move(near), false);
        return;
    }
    const bool dear = quote_for(context, session, slot.visit->at, false).due > context.lot.config.ask_fuzzy_above;
    // A car that its owner has locked is kept by that question, which no time-out ends.
    const bool locked = is_locked_by_owner(context, session.hash);
    if (dear && !locked && !context.lot.limp && !is_free_for_all(slot)) {
        ask_staff(context, slot, std::move(near), true);
    } else {
        end_stay(context, slot, near.front(), Matched::fuzzy);
    }
}

void match_read(Context& context, LaneSlot& slot) {
    Looked looked = look(context.lot, *slot.visit->read);
    if (std::holds_alternative<plate::Exact>(looked.match)) {
        end_stay(context, slot, looked.near.front(), Matched::exact);
    } else if (std::holds_alternative<plate::Fuzzy>(looked.match)) {
        end_near_stay(context, slot, std::move(looked.near));
    } else if (std::holds_alternative<plate::Ask>(looked.match)) {
        std::ranges::move(near_presumed(context.lot, *slot.visit->read, context.now.site),
                          std::back_inserter(looked.near));
        ask_staff(context, slot, std::move(looked.near), false);
    } else {
        leave_without_entry(context, slot);
    }
}

} // namespace

bool stands_in(const LaneSlot& slot, const SessionId& session) {
    return (slot.admission && slot.admission->session == session) || (slot.visit && slot.visit->session == session);
}

bool stands_elsewhere(const Context& context, const LaneSlot& slot, const SessionId& session) {
    return std::ranges::any_of(context.lot.lanes, [&](const auto& entry) {
        return entry.first != slot.config.id && stands_in(entry.second, session);
    });
}

void forget_match(Visit& visit) {
    visit.session = {};
    visit.matched = Matched::none;
    visit.distance = 0;
    visit.awaits_payment = false;
    visit.ledger_until.reset();
    visit.question.reset();
    visit.minimum.reset();
}

void end_stay(Context& context, LaneSlot& slot, const NearStay& stay, Matched matched) {
    Visit& visit = *slot.visit;
    visit.session = stay.session;
    visit.matched = matched;
    visit.distance = stay.distance;
    if (visit.question &&
        (visit.question->about == Asked::whose_stay || visit.question->candidates.front().session != stay.session)) {
        visit.question.reset();
    }
    visit.minimum.reset();
    context.announce(slot, "read", stay.session, matched == Matched::exact ? "" : text_of(matched));
    decide_exit(context, slot);
}

void ask_about_a_twin(Context& context, LaneSlot& slot, const SessionId& session) {
    context.announce(slot, "plate_is_in_another_lane", session);
    ask_staff(context, slot, {}, false);
}

void forget_ended_stay(Context& context, LaneSlot& slot) {
    const bool waits = slot.visit && !slot.admission && !slot.lane.under_arm && !slot.visit->session.empty();
    const bool ends_a_stay = side_of(slot) == Side::exit && !is_between_areas(slot);
    if (waits && ends_a_stay && context.lot.sessions.find(slot.visit->session) == nullptr) {
        forget_match(*slot.visit);
        slot.visit->told_unread = false;
        decide_again(context, slot);
    }
}

void exit_read(Context& context, LaneSlot& slot) {
    if (slot.admission) {
        attach_in_limp_mode(context, slot);
        return;
    }
    const PlateRead& read = *slot.visit->read;
    reverse_presumed(context, slot, read);
    const Session* same = context.lot.sessions.find_plate(read.plate);
    if (same != nullptr && ends_elsewhere(context, slot, *same)) {
        ask_about_a_twin(context, slot, same->id);
    } else if (same != nullptr && (same->phase != SessionPhase::inside || read.confidence >= settings.doubtful_below)) {
        end_stay(context, slot, {same->id, 0}, Matched::exact);
    } else {
        match_read(context, slot);
    }
}

std::optional<NearStay> certain_or_near(const LotState& lot, const PlateRead& read) {
    const Looked looked = look(lot, read);
    const bool one =
        std::holds_alternative<plate::Exact>(looked.match) || std::holds_alternative<plate::Fuzzy>(looked.match);
    return one ? std::optional(looked.near.front()) : std::nullopt;
}

} // namespace parkgate::core
