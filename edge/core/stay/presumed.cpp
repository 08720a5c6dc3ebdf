// A presumed exit that was none: its car is read inside later, and the stay goes on as if it had never ended.
#include "edge/core/context.hpp"
#include "plate/match.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace parkgate::core {

namespace {

constexpr plate::MatchSettings certain{};

std::vector<plate::Candidate> candidates_of(const plate::Match& match) {
    if (const auto* exact = std::get_if<plate::Exact>(&match)) {
        return {{exact->index, 0}};
    }
    if (const auto* fuzzy = std::get_if<plate::Fuzzy>(&match)) {
        return fuzzy->candidates;
    }
    const auto* ask = std::get_if<plate::Ask>(&match);
    return ask != nullptr ? ask->candidates : std::vector<plate::Candidate>{};
}

// What is still owed of the stay is owed by the stay again; what was paid of it has been paid for the stay.
Fen withdraw_debt(Context& context, const PresumedExit& exit) {
    const auto known = context.lot.history.plates.find(exit.session.hash);
    if (known == context.lot.history.plates.end()) {
        return {};
    }
    Fen left;
    const auto withdrawn = std::erase_if(known->second.debts, [&](const Debt& debt) {
        left += debt.session == exit.session.id ? debt.fen : Fen{};
        return debt.session == exit.session.id;
    });
    if (withdrawn > 0) {
        context.emit(SavePlateHistory{known->first, known->second});
    }
    return left;
}

void restore_coupons(Context& context, const PresumedExit& exit) {
    if (const Coupon* given = context.lot.purse.find(exit.given)) {
        context.emit(SaveCoupon{*given, true});
        context.lot.purse.take(exit.given);
    }
    if (exit.spent) {
        context.lot.purse.unspend(*exit.spent);
        context.emit(SaveCoupon{*exit.spent, false});
    }
}

bool is_remembered(const LotState& lot, const PresumedExit& exit, SiteTime now) {
    return std::chrono::abs(now - exit.left_at) <= remembers_who_left(lot);
}

bool may_be_reversed(const LotState& lot, const PresumedExit& exit, SiteTime now) {
    return is_remembered(lot, exit, now) && lot.sessions.find_plate(exit.session.plate) == nullptr;
}

} // namespace

void note_presumed(Context& context, PresumedExit exit) {
    PresumedExits& exits = context.lot.presumed;
    for (auto at = exits.begin(); at != exits.end();) {
        const auto next = std::next(at);
        if (at->first == exit.session.hash || !is_remembered(context.lot, at->second, context.now.site)) {
            forget_presumed(context, PlateHash{at->first});
        }
        at = next;
    }
    const PlateHash plate = exit.session.hash;
    context.emit(SavePresumedExit{plate, exit.session.id, exit});
    exits.insert_or_assign(plate, std::move(exit));
}

void forget_presumed(Context& context, const PlateHash& plate) {
    if (const auto known = context.lot.presumed.find(plate); known != context.lot.presumed.end()) {
        context.emit(SavePresumedExit{plate, known->second.session.id, std::nullopt});
        context.lot.presumed.erase(known);
    }
}

void forget_all_presumed(Context& context) {
    while (!context.lot.presumed.empty()) {
        forget_presumed(context, PlateHash{context.lot.presumed.begin()->first});
    }
}

const Session* find_stay(const LotState& lot, const SessionId& session) {
    const auto presumed =
        std::ranges::find_if(lot.presumed, [&](const auto& entry) { return entry.second.session.id == session; });
    return presumed != lot.presumed.end() ? &presumed->second.session : lot.sessions.find(session);
}

std::vector<NearStay> near_presumed(const LotState& lot, const PlateRead& read, SiteTime now) {
    std::vector<std::string_view> plates;
    std::vector<SessionId> sessions;
    for (const auto& [plate, exit] : lot.presumed) {
        if (may_be_reversed(lot, exit, now)) {
            plates.push_back(exit.session.plate);
            sessions.push_back(exit.session.id);
        }
    }
    std::vector<NearStay> near;
    for (const auto& one : candidates_of(plate::match(read.plate, read.confidence, plates, certain))) {
        near.push_back({sessions[one.index], one.distance});
    }
    return near;
}

void reverse_presumed(Context& context, const LaneSlot& slot, const PlateHash& plate) {
    LotState& lot = context.lot;
    const auto known = lot.presumed.find(plate);
    if (known == lot.presumed.end() || !may_be_reversed(lot, known->second, context.now.site)) {
        return;
    }
    const PresumedExit exit = known->second;
    const Fen owed = withdraw_debt(context, exit);
    context.record(exit.session.id,
                   ExitReversed{slot.config.id, plate, exit.left_at, exit.hold,
                                exit.spent ? exit.spent->coupon : CouponId{}, exit.given, owed, exit.waived});
    forget_presumed(context, plate);
    restore_coupons(context, exit);
    unremember_exit(context, exit.session, exit.quote);
    Session session = exit.session;
    session.paid += exit.debt - owed;
    lot.memory.forget_left(session.id);
    context.save(session);
    context.announce(slot, "presumed_exit_reversed", session.id);
    want_link(context, session); // his coupons and tier may be others by now; his points are asked for after it
}

void reverse_presumed(Context& context, const LaneSlot& slot, const PlateRead& read) {
    const auto known = context.lot.presumed.find(read.hash);
    const bool is_its_plate = known != context.lot.presumed.end() && known->second.session.plate == read.plate;
    // One that the camera has kept may be of that leaving itself.
    if (is_its_plate && read.age == ReadAge::fresh && read.confidence >= certain.doubtful_below) {
        reverse_presumed(context, slot, read.hash);
    }
}

} // namespace parkgate::core
