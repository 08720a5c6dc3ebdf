// A car in front of an arm: arrival and read are kept apart, one car may be read many times.
#include "edge/core/context.hpp"
#include "edge/core/stay/texts.hpp"

namespace parkgate::core {

namespace {

// A read belongs to an arrival when it came within `read_keep` of the loop, or while that loop was already occupied by
// this car (the one behind was read while the one in front was still passing).
bool belongs(const LotState& lot, const LaneSlot& slot, const EarlyRead& early, MonotonicTime now) {
    return now - early.at <= lot.config.read_keep ||
           (slot.lane.arrival == Presence::occupied && slot.lane.arrival_since <= early.at + lot.config.read_keep);
}

void use_read(Context& context, LaneSlot& slot) {
    if (slot.config.direction == Direction::entry) {
        entry_read(context, slot);
    } else {
        exit_read(context, slot);
    }
}

bool is_the_admitted_car(const LotState& lot, const LaneSlot& slot, const PlateRead& read) {
    if (slot.visit && slot.visit->read && slot.visit->read->plate == read.plate) {
        return true;
    }
    const Session* session = slot.admission ? lot.sessions.find(slot.admission->session) : nullptr;
    return session != nullptr && session->plate == read.plate;
}

// In limp mode the arm rises first and the plate may come after it.
bool admitted_unread(const LaneSlot& slot) {
    return slot.admission && slot.admission->cause == OpenCause::limp && slot.visit && !slot.visit->read &&
           slot.visit->session.empty() && !slot.lane.under_arm;
}

// The admitted car has not moved: it is on the arrival loop and has not been under the arm.
bool still_in_front(const LaneSlot& slot) {
    return slot.lane.arrival == Presence::occupied && !slot.lane.under_arm &&
           (slot.lane.phase == lane::Phase::opening || slot.lane.phase == lane::Phase::open);
}

// With the arrival loop dead nobody sees a car give up: another plate is another car.
bool is_behind_one_that_gave_up(const LaneSlot& slot, const PlateRead& read) {
    return slot.lane.arrival == Presence::unknown && slot.visit && !slot.admission && slot.visit->read &&
           slot.visit->read->plate != read.plate;
}

} // namespace

void arrived(Context& context, LaneSlot& slot) {
    slot.visit = Visit{context.next_id<ArrivalId>(), context.now.site, {}, {}, false, false, {}};
    context.announce(slot, "arrived");
    if (slot.early && belongs(context.lot, slot, *slot.early, context.now.monotonic)) {
        slot.visit->read = slot.early->read;
    }
    slot.early.reset();
    if (context.lot.limp && slot.config.direction == Direction::exit) {
        open_in_limp_mode(context, slot);
        return;
    }
    context.show(slot, texts::one_moment());
    if (slot.visit->read) {
        use_read(context, slot);
    }
}

void forget_backlog(LaneSlot& slot) {
    if (slot.early && slot.early->read.backlog && slot.lane.arrival == Presence::clear) {
        slot.early.reset();
    }
}

void acknowledge(Context& context, LaneSlot& slot) {
    if (slot.visit && slot.visit->owes_acknowledgement) {
        slot.visit->owes_acknowledgement = false;
        context.out.emplace_back(AcknowledgePlate{slot.config.id, slot.visit->read->sequence});
    }
}

void plate_read(Context& context, LaneSlot& slot, const PlateRead& read) {
    lane::Output output;
    if (read.backlog && slot.lane.arrival == Presence::clear) {
        context.refuse("read_of_a_car_that_has_gone");
    } else if (admitted_unread(slot)) {
        slot.visit->read = read;
        use_read(context, slot);
    } else if (slot.admission && still_in_front(slot)) {
        // One car, many reads: another text for the car that was admitted is not the next car.
        if (!is_the_admitted_car(context.lot, slot, read)) {
            context.announce(slot, "read_differs", slot.admission->session);
        }
    } else if (slot.admission && !is_the_admitted_car(context.lot, slot, read)) {
        slot.early = EarlyRead{read, context.now.monotonic};
        lane::another_car_is_here(slot.lane, slot.config.settings, context.now.monotonic, output);
    } else if (!slot.visit) {
        slot.early = EarlyRead{read, context.now.monotonic};
        lane::assume_arrival(slot.lane, context.now.monotonic, output);
    } else if (is_behind_one_that_gave_up(slot, read)) {
        slot.early = EarlyRead{read, context.now.monotonic};
        arrived(context, slot);
    } else if (!slot.visit->read || (slot.visit->session.empty() && !slot.admission)) {
        slot.visit->read = read;
        use_read(context, slot);
    }
    carry_out(context, slot, output);
    const bool waits = slot.visit && slot.visit->read && !slot.admission;
    if (waits) {
        slot.visit->owes_acknowledgement = true;
    } else {
        context.out.emplace_back(AcknowledgePlate{slot.config.id, read.sequence});
    }
}

} // namespace parkgate::core
