// A car in front of an arm: arrival and read are kept apart, one car may be read many times.
#include "edge/core/context.hpp"
#include "edge/core/text/messages.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace parkgate::core {

namespace {

// A read belongs to an arrival when it came within `read_keep` of the loop, or while that loop was already occupied by
// this car (the one behind was read while the one in front was still passing).
bool belongs(const LotState& lot, const LaneSlot& slot, const EarlyRead& early, MonotonicTime now) {
    const MonotonicTime since = slot.lane.from_beyond ? slot.lane.beyond_since : slot.lane.arrival_since;
    return now - early.at <= lot.config.read_keep ||
           (lane::in_front(slot.lane, slot.config.settings) == Presence::occupied &&
            since <= early.at + lot.config.read_keep);
}

bool is_the_admitted_car(const LotState& lot, const LaneSlot& slot, const PlateRead& read) {
    if (slot.visit && slot.visit->read && slot.visit->read->plate == read.plate) {
        return true;
    }
    const Session* session = slot.admission ? lot.sessions.find(slot.admission->session) : nullptr;
    const bool same_read = slot.admission && !read.hash.empty() && slot.admission->read == read.hash;
    return same_read || (session != nullptr && session->plate == read.plate);
}

// In limp mode the arm rises first and the plate may come after it.
bool admitted_unread(const LaneSlot& slot) {
    return slot.admission && slot.admission->cause == OpenCause::limp && slot.visit && !slot.visit->read &&
           slot.visit->session.empty() && !slot.lane.under_arm;
}

// The admitted car has not moved: it is on the loop in front and has not been under the arm.
bool still_in_front(const LaneSlot& slot) {
    return lane::in_front(slot.lane, slot.config.settings) == Presence::occupied && !slot.lane.under_arm &&
           (slot.lane.phase == lane::Phase::opening || slot.lane.phase == lane::Phase::open);
}

// Without a loop in front, or with a dead one, nobody sees a car give up: another plate is another car, unless it comes
// so soon that it may be a better look at the same one.
bool is_behind_one_that_gave_up(const Context& context, const LaneSlot& slot, const PlateRead& read) {
    const auto front = lane::in_front(slot.lane, slot.config.settings);
    return front.value_or(Presence::unknown) == Presence::unknown && slot.visit && !slot.admission &&
           slot.visit->read && slot.visit->read->plate != read.plate &&
           context.now.monotonic - slot.visit->since > context.lot.config.read_keep;
}

void begin_visit(Context& context, LaneSlot& slot) {
    Visit visit;
    visit.id = context.next_id<ArrivalId>();
    visit.side = side_of_newest(slot);
    visit.at = context.now.site;
    visit.since = context.now.monotonic;
    auto& early = slot.early[index_of(visit.side)];
    if (early && belongs(context.lot, slot, *early, context.now.monotonic)) {
        visit.read = early->read;
    }
    early.reset();
    slot.visit = std::move(visit);
}

// Until the arm is told to open, a better look at the same car changes what it is decided on.
void refine(Context& context, LaneSlot& slot, const PlateRead& read) {
    PlateRead& known = *slot.visit->read;
    const bool better = read.confidence > known.confidence;
    const bool same = read.plate == known.plate;
    // What a person has said is not taken back by a camera.
    if (!better || (slot.visit->awaits_payment && same) || slot.visit->matched == Matched::chosen) {
        return;
    }
    context.emit(AcknowledgePlate{slot.config.id, known.sequence, known.side});
    known = read;
    if (!same) {
        context.announce(slot, "read_corrected", slot.visit->session);
        forget_match(*slot.visit);
    }
    use_read(context, slot);
}

// Of a reversible lane: a camera that looks at the back of the car, or at one that waits for it to come out.
bool is_of_the_other_side(const LaneSlot& slot, const PlateRead& read) {
    return slot.config.settings.reversible && slot.lane.car && read.side != side_of(slot);
}

void keep(Context& context, LaneSlot& slot, const PlateRead& read) {
    slot.early[index_of(read.side)] = EarlyRead{read, context.now.monotonic};
}

// Which of the things that a read may be it is.
void sort_read(Context& context, LaneSlot& slot, const PlateRead& read, lane::Output& output) {
    const MonotonicTime now = context.now.monotonic;
    const lane::Settings& settings = slot.config.settings;
    if (admitted_unread(slot)) {
        slot.visit->read = read;
        use_read(context, slot);
    } else if (slot.admission && still_in_front(slot)) {
        // One car, many reads: another text for the car that was admitted is not the next car.
        if (!is_the_admitted_car(context.lot, slot, read)) {
            context.announce(slot, "read_differs", slot.admission->session);
        }
    } else if (slot.admission && !is_the_admitted_car(context.lot, slot, read)) {
        keep(context, slot, read);
        lane::another_car_is_here(slot.lane, settings, now, output);
    } else if (!slot.visit && read.age == ReadAge::kept && front_at(slot, read.side) == Presence::unknown) {
        keep(context, slot, read); // until the loop has been heard, or is known not to be
    } else if (!slot.visit) {
        keep(context, slot, read);
        lane::assume_arrival(slot.lane, settings, now, output, read.side == Side::exit);
    } else if (is_behind_one_that_gave_up(context, slot, read)) {
        keep(context, slot, read);
        arrived(context, slot);
    } else if (!slot.admission && slot.lane.under_arm) {
        // Whoever is under the arm without an admission was read before; this is who follows him.
        keep(context, slot, read);
    } else if (!slot.visit->read || (slot.visit->session.empty() && !slot.admission)) {
        if (!slot.visit->read || read.confidence >= slot.visit->read->confidence) {
            slot.visit->read = read;
        }
        use_read(context, slot);
    } else if (!slot.admission) {
        refine(context, slot, read);
    }
}

// While its car waits, the camera keeps the reading: after a restart it is read again.
void acknowledge_read(Context& context, LaneSlot& slot, const PlateRead& read) {
    const bool waits = slot.visit && slot.visit->read && !slot.admission && slot.visit->read->side == read.side;
    if (waits) {
        slot.visit->owes_acknowledgement = true;
    } else {
        context.emit(AcknowledgePlate{slot.config.id, read.sequence, read.side});
    }
}

} // namespace

void use_read(Context& context, LaneSlot& slot) {
    if (!lane::may_admit(slot.lane)) {
        slot.visit->question.reset();
        slot.visit->minimum.reset();
        context.show(slot, slot.lane.mode == lane::Mode::locked ? texts::locked() : texts::out_of_service());
    } else if (is_between_areas(slot)) {
        pass_between(context, slot);
    } else if (side_of(slot) == Side::entry) {
        entry_read(context, slot);
    } else {
        exit_read(context, slot);
    }
}

void arrived(Context& context, LaneSlot& slot) {
    begin_visit(context, slot);
    context.announce(slot, "arrived");
    show_oncoming(context, slot);
    if (context.lot.limp && side_of(slot) == Side::exit && lane::may_admit(slot.lane)) {
        open_in_limp_mode(context, slot);
        return;
    }
    if (lane::may_admit(slot.lane)) {
        context.show(slot, texts::one_moment());
    }
    if (slot.visit->read) {
        use_read(context, slot);
    }
}

void came_unadmitted(Context& context, LaneSlot& slot) {
    if (!slot.visit) {
        begin_visit(context, slot);
    }
    const bool ends_a_stay = side_of(slot) == Side::exit && !is_between_areas(slot);
    if (slot.visit->read && slot.visit->session.empty() && ends_a_stay) {
        reverse_presumed(context, slot, *slot.visit->read);
        const Session* session = context.lot.sessions.find_plate(slot.visit->read->plate);
        if (session != nullptr && !stands_elsewhere(context, slot, session->id)) {
            slot.visit->session = session->id;
            slot.visit->matched = Matched::exact;
        }
    }
    context.announce(slot, "tailgated", slot.visit->session);
}

Presence front_at(const LaneSlot& slot, Side side) {
    const auto& fitted = slot.config.settings.fitted;
    const bool far_side = slot.config.settings.reversible && side == Side::exit;
    if (far_side ? !fitted.beyond : !fitted.arrival) {
        return Presence::unknown;
    }
    return far_side ? slot.lane.beyond : slot.lane.arrival;
}

void forget_backlog(LaneSlot& slot) {
    for (const Side side : {Side::entry, Side::exit}) {
        auto& early = slot.early[index_of(side)];
        if (early && early->read.age == ReadAge::kept && front_at(slot, side) == Presence::clear) {
            early.reset();
        }
    }
}

void let_kept_read_stand_in(Context& context, LaneSlot& slot, Side side) {
    EarlyRead& early = *slot.early[index_of(side)];
    early.at = context.now.monotonic;
    early.read.confidence = std::min(early.read.confidence, context.lot.config.confidence_for_points - 1);
    lane::Output output;
    lane::assume_arrival(slot.lane, slot.config.settings, context.now.monotonic, output, side == Side::exit);
    carry_out(context, slot, output);
}

void forget_who_backs_away(LaneSlot& slot, const LoopSeen& seen) {
    const bool far_side = seen.loop == Loop::beyond;
    if (!slot.config.settings.reversible || (!far_side && seen.loop != Loop::arrival)) {
        return;
    }
    const Side side = far_side ? Side::exit : Side::entry;
    const Presence known = far_side ? slot.lane.beyond : slot.lane.arrival;
    // From when the car of this side is under the arm, that loop is its own.
    const bool is_the_others = slot.lane.car && side != side_of_newest(slot) && !slot.lane.under_arm;
    if (is_the_others && known == Presence::occupied && seen.presence == Presence::clear) {
        slot.early[index_of(side)].reset();
    }
}

void acknowledge(Context& context, LaneSlot& slot) {
    if (slot.visit && slot.visit->owes_acknowledgement) {
        slot.visit->owes_acknowledgement = false;
        context.emit(AcknowledgePlate{slot.config.id, slot.visit->read->sequence, slot.visit->read->side});
    }
}

void plate_read(Context& context, LaneSlot& slot, const PlateRead& seen) {
    PlateRead read = seen;
    if (!slot.config.settings.reversible) {
        read.side = side_of(slot);
    }
    // By its hash: a plate stays in the lot.
    const std::string captured = read.captured_ms > 0 ? " captured " + std::to_string(read.captured_ms) : "";
    note(context, slot, "read", read.hash.text.substr(0, 8) + " " + std::to_string(read.confidence) + captured);
    lane::Output output;
    const Presence front = front_at(slot, read.side);
    if (read.age == ReadAge::overtaken || (read.age == ReadAge::kept && front == Presence::clear)) {
        context.refuse("read_of_a_car_that_has_gone");
    } else if (is_of_the_other_side(slot, read)) {
        if (!is_the_admitted_car(context.lot, slot, read)) {
            keep(context, slot, read);
        }
    } else {
        sort_read(context, slot, read, output);
    }
    carry_out(context, slot, output);
    acknowledge_read(context, slot, read);
}

} // namespace parkgate::core
