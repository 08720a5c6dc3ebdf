// Lanes between two areas, of which one lies within the other: a stay goes on there and nothing is paid.
#include "edge/core/context.hpp"
#include "edge/core/names.hpp"
#include "edge/core/text/messages.hpp"
#include "plate/match.hpp"

#include <utility>

namespace parkgate::core {

namespace {

struct Whose {
    std::optional<NearStay> stay;
    bool one_of_several = false; // it has a stay, and nobody can say which
};

Whose whose(const LotState& lot, const PlateRead& read) {
    const OpenPlates open = lot.sessions.open_plates();
    const plate::Match match = plate::match(read.plate, read.confidence, open.plates, plate::MatchSettings{});
    if (const auto* exact = std::get_if<plate::Exact>(&match)) {
        return {NearStay{open.sessions[exact->index], 0}, false};
    }
    if (const auto* fuzzy = std::get_if<plate::Fuzzy>(&match)) {
        return {NearStay{open.sessions[fuzzy->best.index], fuzzy->best.distance}, false};
    }
    return {std::nullopt, std::holds_alternative<plate::Ask>(match)};
}

void note_whose(Context& context, LaneSlot& slot, const NearStay& stay) {
    const Session& session = *context.lot.sessions.find(stay.session);
    Visit& visit = *slot.visit;
    visit.session = slot.admission->session = stay.session;
    visit.matched = slot.admission->matched = session.plate == visit.read->plate ? Matched::exact : Matched::fuzzy;
    visit.distance = slot.admission->distance = stay.distance;
    const bool exact = visit.matched == Matched::exact;
    context.announce(slot, "read", stay.session, exact ? "" : text_of(visit.matched));
}

OpenCause cause_of(const Context& context, bool by_a_person) {
    if (by_a_person) {
        return OpenCause::operator_command;
    }
    return context.lot.limp ? OpenCause::limp : OpenCause::entry;
}

void open_for(Context& context, LaneSlot& slot, const std::optional<NearStay>& stay, bool by_a_person) {
    slot.visit->kept_out = KeptOut::no;
    slot.admission = Admission{};
    slot.admission->arrival = slot.visit->id;
    slot.admission->cause = cause_of(context, by_a_person);
    slot.admission->read = slot.visit->read ? slot.visit->read->hash : PlateHash{};
    if (stay) {
        note_whose(context, slot, *stay);
    }
    const SessionId session = slot.admission->session;
    context.record(session, OpenIntent{slot.config.id, slot.visit->id, slot.admission->cause});
    context.save(slot);
    context.announce(slot, "admitted", session);
    lane::Output output;
    lane::admit(slot.lane, slot.config.settings, context.now.monotonic, output, by_a_person);
    carry_out(context, slot, output);
    const Session* known = context.lot.sessions.find(session);
    context.show(slot, known != nullptr && side_of(slot) == Side::entry
                           ? texts::come_in(known->plate, known->tier, free_spaces(context.lot, leads_to(slot)))
                           : texts::drive_carefully());
}

void begin_segment(Context& context, const LaneSlot& slot, Session session) {
    const AreaId area = leads_to(slot);
    if (area_of(context.lot, session) == area) {
        return;
    }
    if (session.segments.empty()) {
        session.segments.push_back({area_of(context.lot, session), session.entered_at});
    }
    session.segments.push_back({area, context.now.site});
    context.record(session.id, SegmentBegan{area, slot.config.id, context.now.site});
    context.save(session);
    context.announce(slot, "changed_area", session.id, area.text);
}

} // namespace

bool is_between_areas(const LaneSlot& slot) {
    return !slot.config.before.empty() && !slot.config.behind.empty();
}

void pass_between(Context& context, LaneSlot& slot, bool by_a_person) {
    LotState& lot = context.lot;
    if (!slot.visit->read) {
        open_for(context, slot, std::nullopt, by_a_person); // in limp mode the arm rises first
        return;
    }
    reverse_presumed(context, slot, *slot.visit->read);
    const Whose car = whose(lot, *slot.visit->read);
    const Session* same = lot.sessions.find_plate(slot.visit->read->plate);
    const bool elsewhere = (car.stay && stands_elsewhere(context, slot, car.stay->session)) ||
                           (same != nullptr && stands_elsewhere(context, slot, same->id));
    if (slot.admission) {
        if (car.stay && !elsewhere && slot.admission->session.empty()) {
            note_whose(context, slot, *car.stay);
            context.save(slot);
        }
        return;
    }
    if (elsewhere || car.one_of_several) {
        // Nobody can be charged a second time here, and nobody is to be held between two arms.
        context.announce(slot, elsewhere ? "plate_is_in_another_lane" : "read", {}, elsewhere ? "" : "several");
        open_for(context, slot, std::nullopt, by_a_person);
    } else if (!car.stay) {
        context.announce(slot, "no_session");
        let_in(context, slot, cause_of(context, by_a_person));
    } else if (side_of(slot) == Side::exit || by_a_person ||
               !keep_out_if_full(context, slot, *lot.sessions.find(car.stay->session))) {
        open_for(context, slot, car.stay, by_a_person);
    }
}

void passed_between(Context& context, LaneSlot& slot) {
    if (!slot.admission) {
        context.announce(slot, "unadmitted_passage");
    }
    const Session* session = slot.admission ? context.lot.sessions.find(slot.admission->session) : nullptr;
    if (session == nullptr && slot.visit && slot.visit->read) {
        reverse_presumed(context, slot, *slot.visit->read);
        session = context.lot.sessions.find_plate(slot.visit->read->plate);
    }
    if (session != nullptr && session->phase == SessionPhase::entering && slot.admission) {
        entry_passed(context, slot);
        return;
    }
    if (session != nullptr && session->phase == SessionPhase::inside) {
        begin_segment(context, slot, *session);
    }
    slot.admission.reset();
    slot.visit.reset();
    context.save(slot);
}

} // namespace parkgate::core
