// What staff are asked about a car traps nobody: it has a time-out, after which the arm opens and that is recorded.
// Only whose owner has locked his car waits on while somebody can answer.
#include "edge/core/context.hpp"
#include "edge/core/text/messages.hpp"

#include <algorithm>
#include <utility>

namespace parkgate::core {

namespace {

constexpr Duration told_again_after{5'000}; // to whoever has begun to listen

bool staff_can_answer(const Context& context, const LaneSlot& slot) {
    return !context.lot.limp && context.lot.broker_connected && !is_free_for_all(slot);
}

// What its stay is known by where no camera has read it; empty: nobody knows.
std::string plate_seen(const Context& context, const LaneSlot& slot) {
    if (const auto& read = slot.visit->read) {
        return read->as_read.empty() ? read->plate : read->as_read;
    }
    const OpenQuestion& open = *slot.visit->question;
    const Session* session =
        open.about == Asked::whose_stay ? nullptr : context.lot.sessions.find(open.candidates.front().session);
    return session != nullptr ? session->plate : "";
}

void tell(Context& context, LaneSlot& slot) {
    OpenQuestion& open = *slot.visit->question;
    Question question{open.id,
                      context.lot.config.lot,
                      slot.config.id,
                      plate_seen(context, slot),
                      open.asked_at,
                      open.until_site,
                      {},
                      open.about};
    for (const auto& near : open.candidates) {
        if (const Session* session = find_stay(context.lot, near.session)) {
            question.candidates.push_back(
                {session->id, session->plate, near.distance, session->entry_lane, session->entered_at});
        }
    }
    open.tell_again = context.now.monotonic + told_again_after;
    context.emit(AskOperators{std::move(question)});
}

OpenCause cause_of_giving_up(const Context& context, const LaneSlot& slot) {
    if (context.lot.limp) {
        return OpenCause::limp;
    }
    if (!is_free_for_all(slot)) {
        return OpenCause::unanswered;
    }
    return side_of(slot) == Side::entry ? OpenCause::entry : OpenCause::leave;
}

void show_question(Context& context, LaneSlot& slot) {
    switch (slot.visit->question->about) {
    case Asked::whose_stay: context.show(slot, slot.visit->read ? texts::wait_for_staff() : texts::unread()); return;
    case Asked::still_inside: context.show(slot, texts::wait_for_staff()); return;
    case Asked::unpaid: context.show(slot, texts::call_staff()); return;
    case Asked::owner_lock: context.show(slot, texts::locked_by_owner()); return;
    }
}

void wait_from_now(const Context& context, OpenQuestion& question) {
    question.until = context.now.monotonic + context.lot.config.staff_wait;
    question.until_site = context.now.site + context.lot.config.staff_wait;
}

// False: it stands already. Another look at the car asks something else, and gives nobody more time.
bool put_question(Context& context, Visit& visit, Asked about, std::vector<NearStay> near, bool one_alone) {
    visit.minimum.reset();
    visit.awaits_payment = false;
    auto& open = visit.question;
    if (open && open->about == about && open->candidates == near && open->one_alone == one_alone) {
        return false;
    }
    if (!open) {
        open.emplace();
        open->id = context.next_id<EventId>();
        open->asked_at = context.now.site;
        wait_from_now(context, *open);
    }
    open->about = about;
    open->candidates = std::move(near);
    open->one_alone = one_alone;
    return true;
}

// The stay that alone was near ends with what it owes written down; who is not known leaves with no stay.
void leave_unanswered(Context& context, LaneSlot& slot, const OpenQuestion& question) {
    const OpenCause cause = cause_of_giving_up(context, slot);
    const Session* found =
        question.one_alone ? context.lot.sessions.find(question.candidates.front().session) : nullptr;
    if (found == nullptr || found->phase != SessionPhase::inside || stands_elsewhere(context, slot, found->id)) {
        admit_leave(context, slot, nullptr, Quote{}, cause, {});
        return;
    }
    Session session = *found;
    slot.visit->session = session.id;
    slot.visit->matched = Matched::fuzzy;
    slot.visit->distance = question.candidates.front().distance;
    const Quote quote = is_free_for_all(slot) ? free_quote(context, session, slot.visit->at)
                                              : quote_for(context, session, slot.visit->at, false);
    note_quote(session, quote);
    admit_leave(context, slot, &session, quote, cause, quote.due > Fen{} ? "unanswered" : "");
}

void give_up_question(Context& context, LaneSlot& slot) {
    const OpenQuestion question = std::exchange(slot.visit->question, std::nullopt).value();
    switch (question.about) {
    case Asked::whose_stay: leave_unanswered(context, slot, question); return;
    case Asked::unpaid:
    case Asked::owner_lock: leave_unpaid(context, slot, cause_of_giving_up(context, slot), "unanswered"); return;
    case Asked::still_inside: enter_although_inside(context, slot, cause_of_giving_up(context, slot)); return;
    }
}

void call_staff_again(Context& context, LaneSlot& slot) {
    decide_exit(context, slot); // a lock of the list has its hours
    if (slot.admission || !slot.visit->question || slot.visit->question->about != Asked::owner_lock) {
        return;
    }
    wait_from_now(context, *slot.visit->question);
    context.announce(slot, "unanswered", slot.visit->session);
    tell(context, slot);
}

} // namespace

void ask_staff(Context& context, LaneSlot& slot, std::vector<NearStay> near, bool one_alone) {
    if (!put_question(context, *slot.visit, Asked::whose_stay, std::move(near), one_alone)) {
        return;
    }
    if (!staff_can_answer(context, slot)) {
        give_up_question(context, slot);
        return;
    }
    context.announce(slot, "question", {}, std::to_string(slot.visit->question->candidates.size()) + " candidates");
    show_question(context, slot);
    tell(context, slot);
}

void ask_about(Context& context, LaneSlot& slot, Asked about, const SessionId& session) {
    if (!put_question(context, *slot.visit, about, {{session, slot.visit->distance}}, false)) {
        return;
    }
    if (about == Asked::still_inside && !staff_can_answer(context, slot)) {
        give_up_question(context, slot);
        return;
    }
    context.announce(slot, "question", session, std::string(text_of(about)));
    show_question(context, slot);
    tell(context, slot);
}

void nobody_answers(Context& context, LaneSlot& slot) {
    // Who is to pay or is locked has been told to call staff: they have the time to come.
    const bool stays =
        slot.visit && slot.visit->question &&
        (slot.visit->question->about == Asked::unpaid || slot.visit->question->about == Asked::owner_lock);
    if (!stays) {
        stop_waiting(context, slot);
    }
}

void stop_waiting(Context& context, LaneSlot& slot) {
    const bool waits = slot.visit && !slot.admission && lane::may_admit(slot.lane);
    if (waits && slot.visit->question) {
        context.announce(slot, "unanswered");
        give_up_question(context, slot);
    } else if (waits && slot.visit->minimum) {
        leave_without_minimum_fee(context, slot);
    }
}

void watch_question(Context& context, LaneSlot& slot) {
    if (!slot.visit || slot.admission || !lane::may_admit(slot.lane)) {
        return;
    }
    const MonotonicTime now = context.now.monotonic;
    const auto& question = slot.visit->question;
    const auto& minimum = slot.visit->minimum;
    const bool over = question && now >= question->until;
    if (over && question->about == Asked::owner_lock && staff_can_answer(context, slot)) {
        call_staff_again(context, slot);
    } else if (over || (minimum && now >= minimum->until)) {
        stop_waiting(context, slot);
    } else if (question && now >= question->tell_again) {
        tell(context, slot);
    }
}

std::string choose_stay(Context& context, LaneSlot& slot, const SessionId& id) {
    if (!slot.visit || !slot.visit->question || slot.admission) {
        return "nobody was asked whose stay the car in this lane ends";
    }
    const auto& candidates = slot.visit->question->candidates;
    const auto chosen = std::ranges::find(candidates, id, &NearStay::session);
    if (chosen == candidates.end()) {
        return "that session is no candidate";
    }
    const Asked about = slot.visit->question->about;
    if (about == Asked::still_inside) {
        enter_although_inside(context, slot, OpenCause::operator_command);
        return {};
    }
    if (about != Asked::whose_stay) {
        return "it is known whose stay this is: open or release lets the car leave";
    }
    if (const Session* stay = find_stay(context.lot, id)) {
        reverse_presumed(context, slot, PlateHash{stay->hash});
    }
    const Session* session = context.lot.sessions.find(id);
    if (session == nullptr || session->phase != SessionPhase::inside) {
        return "that session is not open any more";
    }
    if (stands_elsewhere(context, slot, id)) {
        return "the car of that session stands in another lane";
    }
    const NearStay stay = *chosen;
    end_stay(context, slot, stay, Matched::chosen);
    return {};
}

} // namespace parkgate::core
