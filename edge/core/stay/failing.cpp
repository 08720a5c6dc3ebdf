// Exits are never blocked by a failure of ours (INVARIANTS G-03, G-04): a commit that is late, a store that is lost.
#include "edge/core/context.hpp"
#include "edge/core/stay/texts.hpp"

namespace parkgate::core {

void open_undurably(Context& context, LaneSlot& slot) {
    if (!slot.admission || slot.admission->undurable || slot.lane.phase != lane::Phase::opening) {
        return;
    }
    Admission& admission = *slot.admission;
    admission.undurable = true;
    const Session* session = context.lot.sessions.find(admission.session);
    if (admission.cause == OpenCause::leave && session != nullptr) {
        // What may not be durable is not given: no points, no coupon, and what is not paid is written down.
        context.lot.purse.unlock(admission.quote.coupon);
        const QuoteId id = admission.quote.id;
        admission.quote = quote_for(context, *session, admission.quote.priced_at, false);
        admission.quote.id = id;
        admission.gives_coupon = false;
        admission.debt_reason = admission.quote.due > Fen{} ? "undurable_open" : "";
    }
    context.record(admission.session, UndurableOpen{slot.config.id, admission.arrival});
    context.save(slot);
    context.raise("store_slow", "");
    context.announce(slot, "undurable_open", admission.session);
    context.out.emplace_back(MoveArm{slot.config.id, ArmCommand::open, ++slot.order, true});
    if (session != nullptr && admission.cause == OpenCause::leave) {
        context.show(slot, texts::goodbye(session->plate, admission.quote, Minutes{}));
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
