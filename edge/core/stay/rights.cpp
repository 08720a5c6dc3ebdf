// Passes, bans and locks, as the gate meets them.
#include "edge/core/context.hpp"

#include <algorithm>
#include <vector>

namespace parkgate::core {

namespace {

bool is_in_the_list(const Context& context, const PlateHash& plate) {
    return std::ranges::any_of(context.lot.config.rights.locks, [&](const rules::OwnerLock& lock) {
        return lock.plate == plate &&
               rules::holds(lock.period, context.lot.config.rules.tariff.calendar, context.now.site);
    });
}

const Session* stay_of(const LotState& lot, const PlateHash& plate) {
    const auto& all = lot.sessions.all();
    const auto found = std::ranges::find_if(all, [&](const auto& entry) { return entry.second.hash == plate; });
    return found != all.end() ? &found->second : nullptr;
}

} // namespace

void rights_listed(Context& context, const rules::RightsList& rights) {
    context.lot.config.rights = rights;
    context.lot.rights = rules::Rights(rights);
    for (const auto& [id, session] : context.lot.sessions.all()) {
        if (!session.right.empty()) {
            want_hold(context, session); // it may have come to need points, or to need none
        }
    }
    for (auto& [id, slot] : context.lot.lanes) {
        if (slot.visit && (slot.visit->kept_out == KeptOut::refused || slot.visit->question)) {
            decide_again(context, slot);
        } else if (slot.visit && slot.visit->awaits_payment) {
            decide_exit(context, slot);
        }
    }
}

rules::Verdict right_at_entry(const Context& context, const PlateHash& plate) {
    const LotState& lot = context.lot;
    rules::OnBays on_bays;
    for (const auto& [id, session] : lot.sessions.all()) {
        // A stay of this plate that nobody saw end takes no bay from it.
        if (!session.right.empty() && session.hash != plate) {
            ++on_bays[session.right];
        }
    }
    return lot.rights.at_entry(lot.config.rules.tariff.calendar, plate, context.now.site, on_bays);
}

bool is_locked_by_owner(const Context& context, const PlateHash& plate) {
    return context.lot.owner_locks.contains(plate) || is_in_the_list(context, plate);
}

bool is_kept_by_owner(Context& context, LaneSlot& slot, const Session& session) {
    auto& question = slot.visit->question;
    if (!context.lot.limp && is_locked_by_owner(context, session.hash)) {
        ask_about(context, slot, Asked::owner_lock, session.id);
        return true;
    }
    if (question && question->about == Asked::owner_lock) {
        question.reset();
    }
    return false;
}

void end_owner_lock(Context& context, const PlateHash& plate, const std::string& by) {
    const Session* session = stay_of(context.lot, plate);
    const SessionId id = session != nullptr ? session->id : SessionId{};
    context.lot.owner_locks.erase(plate);
    context.emit(SaveOwnerLock{plate, false});
    context.record(id, CarLocked{plate, false, by});
    decide_stay_again(context, id);
}

std::string unlock_car(Context& context, const PlateHash& plate, const OperatorId& by) {
    if (context.lot.owner_locks.contains(plate)) {
        end_owner_lock(context, plate, by.text);
        return {};
    }
    return is_in_the_list(context, plate) ? "the list of rights locks that car: open or release lets it leave"
                                          : "that car is not locked";
}

} // namespace parkgate::core
