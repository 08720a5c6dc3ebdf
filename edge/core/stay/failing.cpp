// Exits are never blocked by a failure of ours (INVARIANTS G-03, G-04): a commit that is late, a store that is lost.
#include "edge/core/context.hpp"
#include "edge/core/stay/texts.hpp"

namespace parkgate::core {

namespace {

// What may not be durable is not given: no points, no coupon, and what is not paid is written down.
void give_nothing(Context& context, Admission& admission) {
    const Session* session = context.lot.sessions.find(admission.session);
    if (admission.cause != OpenCause::leave || session == nullptr) {
        return;
    }
    context.lot.purse.unlock(admission.quote.coupon);
    const QuoteId id = admission.quote.id;
    admission.quote = quote_for(context, *session, admission.quote.priced_at, false);
    admission.quote.id = id;
    admission.gives_coupon = false;
    admission.debt_reason = admission.quote.due > Fen{} ? "undurable_open" : "";
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
    context.out.emplace_back(MoveArm{slot.config.id, raises, ++slot.order, true});
    const Session* session = context.lot.sessions.find(id);
    if (session != nullptr && slot.admission->cause == OpenCause::leave) {
        context.show(slot, texts::goodbye(session->plate, slot.admission->quote, Minutes{}), session->plate);
    }
}

void open_in_limp_mode(Context& context, LaneSlot& slot) {
    if (slot.visit && slot.visit->read) {
        exit_read(context, slot);
    } else {
        admit_leave(context, slot, nullptr, Quote{}, OpenCause::limp, {});
    }
}

void attach_in_limp_mode(Context& context, LaneSlot& slot) {
    const Session* found = context.lot.sessions.find_plate(slot.visit->read->plate);
    if (!slot.admission->session.empty() || found == nullptr || found->phase == SessionPhase::leaving) {
        return;
    }
    Session session = *found;
    slot.visit->session = session.id;
    slot.admission->session = session.id;
    slot.admission->quote = quote_for(context, session, slot.visit->at, false);
    slot.admission->debt_reason = slot.admission->quote.due > Fen{} ? "limp" : "";
    session.phase = SessionPhase::leaving;
    context.save(session);
    context.save(slot);
}

} // namespace parkgate::core
