// The entry: a car is admitted at once, whose it is and what it may spend is found out meanwhile.
#include "edge/core/context.hpp"
#include "edge/core/stay/texts.hpp"

namespace parkgate::core {

namespace {

bool waits_elsewhere(const Context& context, const LaneSlot& slot, const SessionId& session) {
    for (const auto& [id, other] : context.lot.lanes) {
        const bool is_there = (other.admission && other.admission->session == session) ||
                              (other.visit && other.visit->session == session);
        if (id != slot.config.id && is_there) {
            return true;
        }
    }
    return false;
}

} // namespace

void close_as_unseen(Context& context, Session session) {
    context.record(session.id,
                   Exited{session.entry_lane, session.hash, ExitHow::unseen, context.now.site,
                          rules::stay_between(session.entered_at, context.now.site), Fen{}, session.paid, Fen{}});
    if (session.voucher) {
        context.record(session.id, HoldReleased{session.voucher->hold, session.voucher->member, session.voucher->points,
                                                ReleaseReason::unseen_exit});
    }
    session.phase = SessionPhase::closed;
    context.save(session);
}

void entry_read(Context& context, LaneSlot& slot) {
    const PlateRead read = *slot.visit->read;
    if (const Session* stale = context.lot.sessions.find_plate(read.plate)) {
        if (waits_elsewhere(context, slot, stale->id)) {
            context.announce(slot, "plate_is_in_another_lane", stale->id);
            context.show(slot, texts::call_staff());
            return;
        }
        close_as_unseen(context, *stale);
    }
    Session session;
    session.id = context.next_id<SessionId>();
    session.plate = read.plate;
    session.hash = read.hash;
    session.entry_lane = slot.config.id;
    session.entered_at = slot.visit->at;
    session.confidence = read.confidence;
    slot.visit->session = session.id;
    slot.admission = Admission{slot.visit->id, session.id, OpenCause::entry, false, false, {}, {}, false, {}};

    context.record(session.id, EntryAuthorised{slot.config.id, slot.visit->id, read.hash, read.confidence});
    context.record(session.id, OpenIntent{slot.config.id, slot.visit->id, OpenCause::entry});
    context.save(session);
    context.save(slot);
    context.announce(slot, "admitted", session.id);

    lane::Output output;
    lane::admit(slot.lane, slot.config.settings, context.now.monotonic, output);
    carry_out(context, slot, output);
    context.show(slot, texts::come_in(session.plate), session.plate);
    want_link(context, session);
}

void entry_passed(Context& context, LaneSlot& slot) {
    if (Session* session = slot.admission ? context.lot.sessions.find(slot.admission->session) : nullptr) {
        Session inside = *session;
        if (inside.phase == SessionPhase::entering) {
            inside.phase = SessionPhase::inside;
        }
        context.record(inside.id, Entered{slot.config.id, inside.hash, inside.entered_at});
        context.save(inside);
        context.announce(slot, "entered", inside.id);
    } else {
        context.announce(slot, "unadmitted_passage");
    }
    slot.admission.reset();
    slot.visit.reset();
    context.save(slot);
}

void entry_turned_back(Context& context, LaneSlot& slot) {
    if (Session* session = slot.admission ? context.lot.sessions.find(slot.admission->session) : nullptr) {
        Session gone = *session;
        context.record(gone.id, EntryCancelled{slot.config.id});
        if (gone.voucher) {
            context.record(gone.id, HoldReleased{gone.voucher->hold, gone.voucher->member, gone.voucher->points,
                                                 ReleaseReason::turned_back});
        }
        gone.phase = SessionPhase::closed;
        context.save(gone);
    }
    context.announce(slot, "turned_back", slot.admission ? slot.admission->session : SessionId{});
    slot.admission.reset();
    slot.visit.reset();
    context.save(slot);
}

} // namespace parkgate::core
