// The entry: a car is admitted at once, whose it is and what it may spend is found out meanwhile. Kept out are only who
// may not come in, who finds no space, and, where it is so configured, whose car is inside already.
#include "edge/core/context.hpp"
#include "edge/core/text/messages.hpp"
#include "plate/kind.hpp"
#include "plate/pseudo.hpp"
#include "plate/vehicle.hpp"

#include <algorithm>
#include <cctype>
#include <string>

namespace parkgate::core {

namespace {

const char* text_of(rules::RightReason reason) {
    switch (reason) {
    case rules::RightReason::right_holds: return "right_holds";
    case rules::RightReason::no_right: return "no_right";
    case rules::RightReason::not_yet_valid: return "not_yet_valid";
    case rules::RightReason::expired: return "expired";
    case rules::RightReason::outside_hours: return "outside_hours";
    case rules::RightReason::bays_taken: return "bays_taken";
    case rules::RightReason::blacklisted: return "blacklisted";
    case rules::RightReason::locked_by_owner: return "locked_by_owner";
    }
    return "";
}

void keep_out(Context& context, LaneSlot& slot, KeptOut why, const texts::Message& message, const std::string& kind,
              const std::string& detail) {
    slot.visit->question.reset();
    context.show(slot, message);
    if (slot.visit->kept_out != why) { // read once more
        slot.visit->kept_out = why;
        context.announce(slot, kind, {}, detail);
    }
}

bool is_refused(Context& context, LaneSlot& slot) {
    const rules::Verdict verdict = right_at_entry(context, slot.visit->read->hash);
    if (verdict.outcome != rules::RightOutcome::refuse || is_free_for_all(slot)) {
        return false;
    }
    keep_out(context, slot, KeptOut::refused, texts::refused(), "refused_entry", text_of(verdict.reason));
    return true;
}

// Who has to come in whatever the counters say: whom the mall has invited so, and who puts out its fires.
bool goes_first(const LotState& lot, const Session& car) {
    const bool invited = std::ranges::any_of(lot.config.rights.rights, [&](const rules::AssignedRight& right) {
        return right.id == car.right && right.kind == rules::RightKind::vip;
    });
    return invited || car.vehicle == VehicleKind::emergency;
}

// By the plate that was read; where that is of another open stay, or none could be read, by one that stands for it.
Session newcomer(const Context& context, const LaneSlot& slot, bool by_its_plate, SiteTime entered_at) {
    const Visit& visit = *slot.visit;
    Session car;
    if (by_its_plate) {
        car.plate = visit.read->plate;
        car.hash = visit.read->hash;
        car.confidence = visit.read->confidence;
        const rules::Verdict verdict = right_at_entry(context, car.hash);
        if (verdict.outcome == rules::RightOutcome::free || verdict.outcome == rules::RightOutcome::by_tier) {
            car.right = verdict.right;
            car.counted_as = CountedAs::right;
        }
    } else {
        // An arrival's id is unique, and of the shape of a hash: what stands for a plate is hashed nowhere else.
        std::string id = visit.id.text;
        std::ranges::transform(id, id.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
        car.plate = plate::make_pseudo_plate(id).value_or(id);
        car.hash = {visit.id.text};
        car.link = LinkState::no_member;
    }
    car.vehicle = plate::vehicle_of(plate::classify(car.plate));
    car.entry_lane = slot.config.id;
    car.entered_at = entered_at;
    if (side_of(slot) == Side::exit) {
        car.segments.push_back({leads_to(slot), entered_at}); // it was inside before anybody saw it
    }
    return car;
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
    forget_correction(context, session);
    session.phase = SessionPhase::closed;
    context.save(session);
}

bool keep_out_if_full(Context& context, LaneSlot& slot, const Session& car) {
    const LotState& lot = context.lot;
    if (is_free_for_all(slot) || goes_first(lot, car) || !is_full_for(lot, leads_to(slot), car.counted_as)) {
        return false;
    }
    keep_out(context, slot, KeptOut::full, texts::wait_for_space(), "full", leads_to(slot).text);
    return true;
}

void entry_read(Context& context, LaneSlot& slot) {
    const Session* stale = context.lot.sessions.find_plate(slot.visit->read->plate);
    const SessionId id = stale != nullptr ? stale->id : SessionId{};
    if (is_refused(context, slot)) {
        return;
    }
    if (stale != nullptr && stands_elsewhere(context, slot, id)) {
        if (slot.visit->kept_out != KeptOut::elsewhere) {
            slot.visit->kept_out = KeptOut::elsewhere;
            context.announce(slot, "plate_is_in_another_lane", id);
        }
        ask_about(context, slot, Asked::still_inside, id);
        return;
    }
    const bool asks = context.lot.config.anti_passback == AntiPassback::hard && !is_free_for_all(slot);
    if (stale != nullptr && asks && !stale->may_have_left) {
        slot.visit->kept_out = KeptOut::no;
        ask_about(context, slot, Asked::still_inside, id);
        return;
    }
    count_cars(context.lot, stale, nullptr); // one car does not take two spaces
    const bool is_kept_out = keep_out_if_full(context, slot, newcomer(context, slot, true, slot.visit->at));
    count_cars(context.lot, nullptr, stale);
    if (is_kept_out) {
        return; // nor has anything shown that the stale stay has ended
    }
    if (stale != nullptr) {
        close_as_unseen(context, *stale);
    }
    let_in(context, slot, OpenCause::entry);
}

void enter_although_inside(Context& context, LaneSlot& slot, OpenCause cause) {
    const auto& read = slot.visit->read;
    const Session* stale = read ? context.lot.sessions.find_plate(read->plate) : nullptr;
    if (stale != nullptr && !stands_elsewhere(context, slot, stale->id)) {
        close_as_unseen(context, *stale);
    }
    let_in(context, slot, cause);
}

void let_in(Context& context, LaneSlot& slot, OpenCause cause) {
    Visit& visit = *slot.visit;
    const bool by_its_plate = visit.read && context.lot.sessions.find_plate(visit.read->plate) == nullptr;
    // Who was kept waiting does not pay for that.
    const bool at_once = cause == OpenCause::entry && visit.kept_out == KeptOut::no;
    Session session = newcomer(context, slot, by_its_plate, at_once ? visit.at : context.now.site);
    session.id = context.next_id<SessionId>();
    visit.session = session.id;
    visit.question.reset();
    visit.kept_out = KeptOut::no;
    slot.admission = Admission{};
    slot.admission->arrival = visit.id;
    slot.admission->session = session.id;
    slot.admission->cause = cause;

    context.record(session.id, EntryAuthorised{slot.config.id, visit.id, session.hash, session.confidence,
                                               by_its_plate ? visit.read->repaired : 0, session.right});
    context.record(session.id, OpenIntent{slot.config.id, visit.id, cause});
    forget_presumed(context, session.hash);
    context.save(session);
    context.save(slot);
    context.announce(slot, "admitted", session.id);

    lane::Output output;
    lane::admit(slot.lane, slot.config.settings, context.now.monotonic, output, cause == OpenCause::operator_command);
    carry_out(context, slot, output);
    context.show(slot, texts::come_in(session.plate, session.tier, free_spaces(context.lot, leads_to(slot))));
    if (by_its_plate) {
        want_link(context, session);
    }
}

void entry_passed(Context& context, LaneSlot& slot) {
    if (Session* session = slot.admission ? context.lot.sessions.find(slot.admission->session) : nullptr) {
        Session inside = *session;
        if (inside.phase == SessionPhase::entering) {
            inside.phase = SessionPhase::inside;
            remember_entry(context, inside);
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
    Session* session = slot.admission ? context.lot.sessions.find(slot.admission->session) : nullptr;
    // Whose stay had begun before this lane stays where it was.
    if (session != nullptr && (session->phase == SessionPhase::entering || !is_between_areas(slot))) {
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
