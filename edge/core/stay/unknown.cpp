// A car at an exit that ends no known stay: it has no plate that a camera could read, or nobody saw it come in.
#include "edge/core/context.hpp"
#include "edge/core/text/messages.hpp"
#include "plate/pseudo.hpp"

#include <utility>
#include <vector>

namespace parkgate::core {

namespace {

Quote minimum_quote(const LaneSlot& slot, bool paid) {
    const OpenQuote& open = slot.visit->minimum->quote;
    Quote quote;
    quote.id = open.id;
    quote.entered_at = quote.priced_at = open.priced_at;
    quote.fee = open.due;
    if (paid) {
        quote.steps.push_back({Benefit::payment, {}, {}, open.due, {}});
    } else {
        quote.due = open.due;
    }
    return quote;
}

void ask_minimum_fee(Context& context, LaneSlot& slot) {
    const LotConfig& config = context.lot.config;
    Visit& visit = *slot.visit;
    visit.minimum = MinimumFee{{context.next_id<QuoteId>(), visit.at, config.minimum_fee},
                               context.now.monotonic + config.staff_wait};
    context.announce(slot, "payment_due", {}, texts::yuan(config.minimum_fee));
    context.show(slot, texts::minimum_fee(visit.read->plate, minimum_quote(slot, false)));
    if (!context.lot.broker_connected) {
        leave_without_minimum_fee(context, slot); // nor can it be paid
    }
}

// Whoever came in without a plate has none to be read by: staff know him from the others by his car.
void ask_whose_it_is(Context& context, LaneSlot& slot) {
    if (side_of(slot) != Side::exit || is_between_areas(slot)) {
        return;
    }
    std::vector<NearStay> without_a_plate;
    for (const auto& [id, session] : context.lot.sessions.all()) {
        // Also one that another lane holds: it may be this car's, and nobody waits without a time-out.
        if (session.phase == SessionPhase::inside && plate::is_pseudo_plate(session.plate)) {
            without_a_plate.push_back({id, 0});
        }
    }
    if (!without_a_plate.empty()) {
        ask_staff(context, slot, std::move(without_a_plate), false);
    }
}

} // namespace

void call_staff_for_unread(Context& context, LaneSlot& slot) {
    // A lane that is shut tells nobody: it asks when it is in use again.
    if (slot.visit && !slot.visit->read && !slot.admission && !slot.visit->told_unread && lane::may_admit(slot.lane) &&
        context.now.monotonic - slot.visit->since >= context.lot.config.unread_after) {
        slot.visit->told_unread = true;
        context.announce(slot, "unread");
        context.show(slot, texts::unread());
        ask_whose_it_is(context, slot);
    }
}

void leave_without_entry(Context& context, LaneSlot& slot) {
    Visit& visit = *slot.visit;
    if (visit.minimum) {
        return; // read once more
    }
    if (!visit.question) {
        context.announce(slot, "no_session");
    }
    const bool open = context.lot.limp || is_free_for_all(slot);
    switch (open ? WithoutEntry::open : context.lot.config.without_entry) {
    case WithoutEntry::open: admit_leave(context, slot, nullptr, Quote{}, OpenCause::leave, {}); return;
    case WithoutEntry::minimum_fee:
        visit.question.reset();
        ask_minimum_fee(context, slot);
        return;
    case WithoutEntry::ask:
        ask_staff(context, slot, near_presumed(context.lot, *visit.read, context.now.site), false);
        return;
    }
}

void leave_without_minimum_fee(Context& context, LaneSlot& slot) {
    admit_leave(context, slot, nullptr, minimum_quote(slot, false), OpenCause::leave, "no_entry");
}

bool minimum_paid(Context& context, const PaymentNotice& notice) {
    for (auto& [id, slot] : context.lot.lanes) {
        const bool waits = slot.visit && slot.visit->minimum && !slot.admission && lane::may_admit(slot.lane);
        if (waits && slot.visit->minimum->quote.id == notice.quote && notice.paid >= slot.visit->minimum->quote.due) {
            admit_leave(context, slot, nullptr, minimum_quote(slot, true), OpenCause::leave, {});
            return true;
        }
    }
    return false;
}

bool let_out_unknown(Context& context, LaneSlot& slot) {
    const bool asked =
        slot.visit && !slot.admission && side_of(slot) == Side::exit && (slot.visit->question || slot.visit->minimum);
    if (!asked) {
        return false;
    }
    const bool fee = slot.visit->minimum.has_value();
    admit_leave(context, slot, nullptr, fee ? minimum_quote(slot, false) : Quote{}, OpenCause::operator_command,
                fee ? "operator" : "");
    return true;
}

} // namespace parkgate::core
