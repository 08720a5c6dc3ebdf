// What every handler of one event shares. Private to the core.
#pragma once

#include "edge/core/lot.hpp"

#include <string>
#include <utility>

namespace parkgate::core {

struct Context {
    LotState& lot;
    const Now& now;
    Effects& out;

    template <typename IdType>
    IdType next_id() {
        return lot.ids.next<IdType>(now.wall.time_since_epoch().count());
    }
    void record(const SessionId& session, FactBody body) {
        out.emplace_back(
            Record{{next_id<EventId>(), session, now.site, now.wall, now.monotonic, now.quality, std::move(body)}});
    }
    // Keeps the book and the file in step; a closed session leaves the book.
    void save(const Session& session);
    void save(LaneSlot& slot) { out.emplace_back(SaveAdmission{slot.config.id, slot.admission}); }
    // To the driver who is being dealt with. `plate`: the line of the text that leaves the lot for nobody.
    void show(LaneSlot& slot, DisplayText text, const std::string& plate = {});
    void show_on(LaneSlot& slot, Side side, DisplayText text, const std::string& plate = {});
    void announce(const LaneSlot& slot, std::string kind, const SessionId& session = {}, std::string detail = {});
    void raise(const std::string& code, const std::string& where) { lot.faults.raise(code, where, now.site); }
    void clear(const std::string& code, const std::string& where) { lot.faults.clear(code, where); }
    void refuse(const std::string& cause) { ++lot.refused[cause]; }
};

// ---- core/lane: orders and signals of a lane ----
void carry_out(Context& context, LaneSlot& slot, const lane::Output& output);
// What the displays say when nobody is being dealt with.
void show_idle(Context& context, LaneSlot& slot);
// To who would come from the other side of a reversible lane.
void show_oncoming(Context& context, LaneSlot& slot);

// ---- core/lane: evidence ----
void note(Context& context, LaneSlot& slot, std::string what, std::string detail);
// The passage has ended so; what its arm does until it comes to rest still belongs to it.
void note_end(Context& context, LaneSlot& slot, std::string end);
void close_timeline(Context& context, LaneSlot& slot);
// Complete records are written down, but never on the commit that an opening arm waits for.
void record_passages(Context& context);

// ---- core/stay ----
void arrived(Context& context, LaneSlot& slot);
// A car goes through that nobody admitted: whoever it is, if a camera knows.
void came_unadmitted(Context& context, LaneSlot& slot);
// The visit is decided on with the plate that it has.
void use_read(Context& context, LaneSlot& slot);
// A car whose plate no camera can read is told whom to call.
void call_staff_for_unread(Context& context, LaneSlot& slot);
// The visit's reading has been dealt with: the camera may forget it.
void acknowledge(Context& context, LaneSlot& slot);
// A read that the camera had kept counts only for a car that was already there.
void forget_backlog(LaneSlot& slot);
// What the loop says that a car of this side meets first; a lane without it: unknown.
Presence front_at(const LaneSlot& slot, Side side);
// No loop tells whether its car still stands there: nobody is to be trapped, and no points are spent on it.
void let_kept_read_stand_in(Context& context, LaneSlot& slot, Side side);
// Who waited on the other side of a reversible lane and backs away has taken his plate along.
void forget_who_backs_away(LaneSlot& slot, const LoopSeen& seen);
void plate_read(Context& context, LaneSlot& slot, const PlateRead& read);
void entry_read(Context& context, LaneSlot& slot);
void entry_passed(Context& context, LaneSlot& slot);
void entry_turned_back(Context& context, LaneSlot& slot);
void exit_read(Context& context, LaneSlot& slot);
void exit_passed(Context& context, LaneSlot& slot, ExitHow how);
void exit_turned_back(Context& context, LaneSlot& slot);
// Prices the stay of the car in front of an exit and admits it, asks for money, or waits for the ledger.
void decide_exit(Context& context, LaneSlot& slot);
void admit_leave(Context& context, LaneSlot& slot, Session* session, const Quote& quote, OpenCause cause,
                 std::string debt_reason);
void open_undurably(Context& context, LaneSlot& slot);
void open_in_limp_mode(Context& context, LaneSlot& slot);
// The plate comes after the arm was opened for whoever it is.
void attach_in_limp_mode(Context& context, LaneSlot& slot);
Quote quote_for(Context& context, const Session& session, SiteTime at, bool with_benefits);
void payment_noticed(Context& context, const PaymentNotice& notice);
void quote_asked(Context& context, const QuoteAsk& ask);
// What leaves now is charged nothing: the lane is held open, or its arm is off.
bool is_free_for_all(const LaneSlot& slot);
Quote free_quote(Context& context, const Session& session, SiteTime at);
// The same plate is inside already, or nobody saw it leave: it ages out without a charge.
void close_as_unseen(Context& context, Session session);
void commanded(Context& context, const Commanded& commanded);
// Lot-wide. From the contact or from an operator.
void raise_fire(Context& context);
void end_fire(Context& context);
void set_lane_mode(Context& context, LaneSlot& slot, lane::Mode mode);
void save_mode(Context& context, const LaneSlot& slot);
// Whoever waits is decided on anew.
void decide_again(Context& context, LaneSlot& slot);
void command_ended(Context& context, LaneSlot& slot, Verb verb, CommandState state, const std::string& why);

// ---- core/exchange ----
void want_link(Context& context, const Session& session);
void want_hold(Context& context, const Session& session);
void want_slice(Context& context);
void ledger_seen(Context& context, bool online);
void ledger_answered(Context& context, const LedgerAnswered& answered);
void send_due_asks(Context& context);
bool has_usable_voucher(const Context& context, const Session& session);

} // namespace parkgate::core
