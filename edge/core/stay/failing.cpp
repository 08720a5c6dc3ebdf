// Exits are never blocked by a failure of ours (INVARIANTS G-03, G-04): a commit that is late, a store that is lost.
#include "edge/core/context.hpp"
#include "edge/core/text/messages.hpp"

namespace parkgate::core {

namespace {

// What may not be durable is not given: no points, no coupon, and what is not paid is written down.
void give_nothing(Context& context, Admission& admission) {
    const Session* session = context.lot.sessions.find(admission.session);
    const Quote& quote = admission.quote;
    const bool gives = quote.points > Points{} || !quote.coupon.empty() || !admission.gift.empty();
    if (session == nullptr || !gives) {
        return;
    }
    const Fen let_off = quote.due; // without a debt it is waived
    const bool owed_nothing = admission.debt_reason.empty();
    context.lot.purse.unlock(admission.quote.coupon);
    const QuoteId id = admission.quote.id;
    admission.quote = quote_for(context, *session, by_site_clock(*session, admission.quote.priced_at), false);
    admission.quote.id = id;
    if (!admission.quote.coupon.empty()) {
        context.lot.purse.lock(admission.quote.coupon); // a payment rests on it
    }
    admission.gift = {};
    if (owed_nothing && admission.quote.due > let_off) {
        admission.debt_reason = "undurable_open";
    }
}

} // namespace

void open_undurably(Context& context, LaneSlot& slot) {
    if (slot.lane.phase != lane::Phase::opening || (slot.admission && slot.admission->undurable)) {
        return;
    }
    const SessionId id = slot.admission ? slot.admission->session : SessionId{};
    if (slot.admission) {
        slot.admission->undurable = true;
        give_nothing(context, *slot.admission);
        context.save(slot);
    }
    context.record(id, UndurableOpen{slot.config.id, slot.visit ? slot.visit->id : ArrivalId{}});
    context.raise("store_slow", "");
    context.announce(slot, "undurable_open", id);
    const ArmCommand raises = lane::is_held(slot.lane) ? ArmCommand::hold : ArmCommand::open; // takes its place
    context.emit(MoveArm{slot.config.id, raises, ++slot.order, true});
    const Session* session = context.lot.sessions.find(id);
    if (session != nullptr && session->phase == SessionPhase::leaving) {
        context.show(slot, texts::goodbye(session->plate, slot.admission->quote, {}));
    }
}

void open_in_limp_mode(Context& context, LaneSlot& slot) {
    if (is_between_areas(slot)) {
        pass_between(context, slot);
    } else if (slot.visit && slot.visit->read) {
        exit_read(context, slot);
    } else {
        admit_leave(context, slot, nullptr, Quote{}, OpenCause::limp, {});
    }
}

void attach_in_limp_mode(Context& context, LaneSlot& slot) {
    if (!slot.admission->session.empty()) {
        return;
    }
    const PlateRead& read = *slot.visit->read;
    slot.admission->read = read.hash;
    const auto whose = certain_or_near(context.lot, read);
    if (!whose || stands_elsewhere(context, slot, whose->session)) {
        context.save(slot);
        return;
    }
    Session session = *context.lot.sessions.find(whose->session);
    slot.visit->session = session.id;
    slot.visit->matched = session.plate == read.plate ? Matched::exact : Matched::fuzzy;
    slot.visit->distance = whose->distance;
    slot.admission->session = session.id;
    slot.admission->matched = slot.visit->matched;
    slot.admission->distance = whose->distance;
    slot.admission->quote = is_free_for_all(slot) ? free_quote(context, session, slot.visit->at)
                                                  : quote_for(context, session, slot.visit->at, false);
    slot.admission->debt_reason = slot.admission->quote.due > Fen{} ? "limp" : "";
    session.phase = SessionPhase::leaving;
    context.save(session);
    context.save(slot);
}

} // namespace parkgate::core
