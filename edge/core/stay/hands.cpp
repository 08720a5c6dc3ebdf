// Stays end, begin and are paid for by a person's word. Where that lets go of more money than one person may, nothing
// happens before another one has confirmed it.
#include "edge/core/stay/hands.hpp"

#include "edge/core/text/values.hpp"

#include <array>
#include <optional>
#include <utility>

namespace parkgate::core {

namespace {

std::string money(Fen fen) {
    return texts::yuan(fen) + " yuan";
}

// What the driver of the car at the exit would be let off, and whose car it is.
struct Bill {
    const Session* session = nullptr;
    PlateHash plate;
    Quote quote; // of the stay
    Fen due;
};

Bill bill_of(Context& context, const LaneSlot& slot) {
    const Visit& visit = *slot.visit;
    if (const Session* session = context.lot.sessions.find(visit.session)) {
        const bool benefits = points_may_be_spent(context, slot, *session);
        Quote quote = quote_for(context, *session, visit.at, benefits);
        const Fen due = quote.due;
        return {session, session->hash, std::move(quote), due};
    }
    return {nullptr, visit.read ? visit.read->hash : PlateHash{}, {}, visit.minimum ? visit.minimum->quote.due : Fen{}};
}

std::string why_not_release(const LaneSlot& slot, const Command& command) {
    if (side_of(slot) == Side::entry || is_between_areas(slot)) {
        return "a car is released at an exit out of the lot";
    }
    if (command.reason.empty()) {
        return "a release needs a reason";
    }
    if (!slot.visit) {
        return "no car stands in front of the arm";
    }
    return slot.admission ? "the car has been let out already" : "";
}

void carry_out_release(Context& context, LaneSlot& slot, const Command& command, const OperatorId& second) {
    const Bill bill = bill_of(context, slot);
    const bool waived = bill.due > Fen{};
    std::optional<Waiver> waiver;
    if (waived) {
        waiver = Waiver{bill.due, command.by, second, command.reason};
    }
    std::optional<Session> session;
    if (bill.session != nullptr) {
        session = *bill.session;
        note_quote(*session, bill.quote);
    }
    admit_leave(context, slot, session ? &*session : nullptr, bill.quote, OpenCause::operator_command, {},
                std::move(waiver));
    answer_when_up(context, slot, command, waived ? money(bill.due) + " are waived" : "nothing was due");
}

std::string why_not_close(const Context& context, const LaneSlot& slot, const Command& command) {
    const Session* session = context.lot.sessions.find({command.argument});
    if (session == nullptr) {
        return "no open stay has this id";
    }
    if (command.reason.empty()) {
        return "closing a stay needs a reason";
    }
    const bool gone = session->phase == SessionPhase::inside && !stands_in(slot, session->id) &&
                      !stands_elsewhere(context, slot, session->id);
    return gone ? "" : "the car of this stay stands in a lane";
}

void carry_out_close(Context& context, const Command& command) {
    const Session session = *context.lot.sessions.find({command.argument});
    close_as_unseen(context, session);
    std::string says = "the stay has ended unseen, nothing is charged";
    if (session.voucher) {
        says += "; " + std::to_string(session.voucher->points.count) + " points are free again";
    }
    answer(context, command, CommandState::done, std::move(says));
}

bool wait_for_second(Context& context, const Command& command, const PlateHash& plate, Fen due) {
    if (due <= context.lot.config.second_person_above) {
        return false;
    }
    if (!context.lot.unconfirmed.try_emplace(command.id, AwaitsSecond{command, plate}).second) {
        context.refuse("id_conflict");
        answer(context, command, CommandState::refused, "id_conflict: another operator's command of this id waits");
        return true;
    }
    answer(context, command, CommandState::awaits_second,
           money(due) + " are more than one person may let go: another operator has to confirm it");
    return true;
}

// Still the same car, or stay, as the second person was asked about?
std::string why_not_any_more(Context& context, const LaneSlot& slot, const AwaitsSecond& waiting) {
    const Command& command = waiting.command;
    if (command.verb == Verb::close_stay) {
        return why_not_close(context, slot, command);
    }
    std::string why = why_not_release(slot, command);
    return why.empty() && bill_of(context, slot).plate != waiting.plate ? "another car stands there now" : why;
}

} // namespace

void admit(Context& context, LaneSlot& slot, const Command& command) {
    if (side_of(slot) == Side::exit && !is_between_areas(slot)) {
        answer(context, command, CommandState::refused, "a car is admitted at an entry");
    } else if (!slot.visit) {
        answer(context, command, CommandState::refused, "no car stands in front of the arm");
    } else if (slot.admission) {
        answer(context, command, CommandState::refused, "the car has been admitted already");
    } else {
        if (is_between_areas(slot)) {
            pass_between(context, slot, true);
        } else {
            enter_although_inside(context, slot, OpenCause::operator_command);
        }
        const Session* session = context.lot.sessions.find(slot.visit->session);
        answer_when_up(context, slot, command, session != nullptr ? "admitted as " + session->plate : "");
    }
}

void release(Context& context, LaneSlot& slot, const Command& command) {
    if (std::string why = why_not_release(slot, command); !why.empty()) {
        answer(context, command, CommandState::refused, std::move(why));
        return;
    }
    const Bill bill = bill_of(context, slot);
    if (!wait_for_second(context, command, bill.plate, bill.due)) {
        carry_out_release(context, slot, command, {});
    }
}

void close_stay(Context& context, LaneSlot& slot, const Command& command) {
    if (std::string why = why_not_close(context, slot, command); !why.empty()) {
        answer(context, command, CommandState::refused, std::move(why));
        return;
    }
    const Session& session = *context.lot.sessions.find({command.argument});
    const Fen due = quote_for(context, session, context.now.site, false).due;
    if (!wait_for_second(context, command, session.hash, due)) {
        carry_out_close(context, command);
    }
}

void confirm(Context& context, const Command& command) {
    const auto found = context.lot.unconfirmed.find({command.argument});
    if (found == context.lot.unconfirmed.end()) {
        answer(context, command, CommandState::refused, "no command of this id waits for a second person");
        return;
    }
    if (found->second.command.by == command.by) {
        answer(context, command, CommandState::refused, "the second person is another one than the first");
        return;
    }
    const AwaitsSecond waiting = found->second;
    context.lot.unconfirmed.erase(found);
    LaneSlot& slot = context.lot.lanes.at(waiting.command.lane);
    if (std::string why = why_not_any_more(context, slot, waiting); !why.empty()) {
        answer(context, waiting.command, CommandState::refused, why);
        answer(context, command, CommandState::refused, std::move(why));
        return;
    }
    if (waiting.command.verb == Verb::release) {
        carry_out_release(context, slot, waiting.command, command.by);
    } else {
        carry_out_close(context, waiting.command);
    }
    answer(context, command, CommandState::done,
           std::string(text_of(waiting.command.verb)) + " of " + waiting.command.by.text + " confirmed");
}

void drop_unconfirmed(Context& context) {
    std::erase_if(context.lot.unconfirmed, [&](const auto& waiting) {
        const Command& command = waiting.second.command;
        const bool over = command.expires_at < context.now.wall;
        if (over) {
            answer(context, command, CommandState::failed, "nobody confirmed it in time");
        }
        return over;
    });
}

Told spend(Context& context, const LaneSlot& slot, const Command& command) {
    constexpr std::array ways = {std::pair{"asked_for", Spending::asked_for}, std::pair{"nothing", Spending::nothing},
                                 std::pair{"coupon", Spending::coupon}, std::pair{"all", Spending::all}};
    const SessionId id = slot.visit ? slot.visit->session : SessionId{};
    if (context.lot.sessions.find(id) == nullptr) {
        return std::unexpected("no car whose stay is known stands in this lane");
    }
    for (const auto& [name, spending] : ways) {
        if (command.argument == name) {
            choose_spending(context, id, spending, command.by.text);
            return "this stay spends: " + command.argument;
        }
    }
    return std::unexpected("a stay spends asked_for, nothing, coupon or all");
}

} // namespace parkgate::core
