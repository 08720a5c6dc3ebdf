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
    // `plate`: the line of the text that leaves the lot for nobody.
    void show(LaneSlot& slot, DisplayText text, const std::string& plate = {});
    void announce(const LaneSlot& slot, std::string kind, const SessionId& session = {}, std::string detail = {});
    void raise(const std::string& code, const std::string& where) { lot.faults.raise(code, where, now.site); }
    void clear(const std::string& code, const std::string& where) { lot.faults.clear(code, where); }
    void refuse(const std::string& cause) { ++lot.refused[cause]; }
};

// ---- core/lane: orders and signals of a lane ----
void carry_out(Context& context, LaneSlot& slot, const lane::Output& output);

// ---- core/stay ----
void arrived(Context& context, LaneSlot& slot);
// The visit's reading has been dealt with: the camera may forget it.
void acknowledge(Context& context, LaneSlot& slot);
// A read that the camera had kept counts only for a car that was already there.
void forget_backlog(LaneSlot& slot);
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
void commanded(Context& context, const Command& command);
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
