// What of his means a driver wants spent.
#include "edge/core/context.hpp"

namespace parkgate::core {

namespace {

bool is_about(const LaneSlot& slot, const SessionId& session) {
    const auto& question = slot.visit->question;
    return question && question->one_alone && question->candidates.front().session == session;
}

} // namespace

Spending spending_of(const Session& session) {
    return session.chosen.value_or(session.by_default);
}

void choose_spending(Context& context, const SessionId& id, Spending spending, const std::string& by) {
    const Session* found = context.lot.sessions.find(id);
    if (found == nullptr || found->chosen == spending) {
        return;
    }
    Session session = *found;
    session.chosen = spending;
    context.record(id, SpendingChosen{spending, by});
    context.save(session);
    want_hold(context, session);
    decide_stay_again(context, id);
}

void decide_stay_again(Context& context, const SessionId& session) {
    for (auto& [id, slot] : context.lot.lanes) {
        if (session.empty() || !slot.visit || slot.admission || side_of(slot) != Side::exit) {
            continue;
        }
        if (slot.visit->session == session) {
            slot.visit->awaits_payment = false; // he may come to wait for the ledger first
            decide_exit(context, slot);
        } else if (is_about(slot, session)) {
            use_read(context, slot); // staff are asked only because of what it owes
        }
    }
}

} // namespace parkgate::core
