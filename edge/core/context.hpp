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
    // A fact, and an effect: made in one place, so that the variants' moves are not compiled into every file.
    template <typename Fact>
    void record(const SessionId& session, Fact fact);
    template <typename Kind>
    void emit(Kind effect);
    // Keeps the book and the file in step; a closed session leaves the book.
    void save(const Session& session);
    void save(LaneSlot& slot);
    // To the driver who is being dealt with.
    void show(LaneSlot& slot, const texts::Message& message) { show_on(slot, side_of(slot), message); }
    void show_on(LaneSlot& slot, Side side, const texts::Message& message);
    void announce(const LaneSlot& slot, std::string kind, const SessionId& session = {}, std::string detail = {});
    void raise(const std::string& code, const std::string& where) { lot.faults.raise(code, where, now.site); }
    void clear(const std::string& code, const std::string& where) { lot.faults.clear(code, where); }
    void refuse(const std::string& cause) { ++lot.refused[cause]; }
    // It works no second time.
    void use(const UsedKey& key, UsedId used);
};

// ---- core/lane: orders and signals of a lane ----
void carry_out(Context& context, LaneSlot& slot, const lane::Output& output);
// What the displays say when nobody is being dealt with.
void show_idle(Context& context, LaneSlot& slot);
// An idle entry tells how many spaces are free.
void show_spaces(Context& context, LaneSlot& slot);
// What concerned one car is gone before the next one stands there.
void forget_text(Context& context, LaneSlot& slot, Side side);
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
// With its plate, or with one that stands for it: nobody asks any more whether it may.
void let_in(Context& context, LaneSlot& slot, OpenCause cause);
// The lane leads to where there is no space for such a car. True: it waits, and has been told.
bool keep_out_if_full(Context& context, LaneSlot& slot, const Session& car);
// Whose stay has not ended comes in: nobody has kept it out, or staff say so.
void enter_although_inside(Context& context, LaneSlot& slot, OpenCause cause);
void entry_passed(Context& context, LaneSlot& slot);
void entry_turned_back(Context& context, LaneSlot& slot);
void exit_read(Context& context, LaneSlot& slot);
void exit_passed(Context& context, LaneSlot& slot, ExitHow how);
void exit_turned_back(Context& context, LaneSlot& slot);
// The visit's reading is of this stay.
void end_stay(Context& context, LaneSlot& slot, const NearStay& stay, Matched matched);
// Whose stay ends in another lane has the same plate, or a camera errs.
void ask_about_a_twin(Context& context, LaneSlot& slot, const SessionId& session);
// The stay that the car at an exit was taken to end has ended without it: it is decided on anew.
void forget_ended_stay(Context& context, LaneSlot& slot);
// What was known of whose stay it is does not count any more.
void forget_match(Visit& visit);
// The one stay that the reading may be of without a question.
std::optional<NearStay> certain_or_near(const LotState& lot, const PlateRead& read);
// Its car is in this lane, or in another one.
bool stands_in(const LaneSlot& slot, const SessionId& session);
bool stands_elsewhere(const Context& context, const LaneSlot& slot, const SessionId& session);
// `one_alone`: the first of them is who leaves if nobody answers.
void ask_staff(Context& context, LaneSlot& slot, std::vector<NearStay> near, bool one_alone);
// Of a car whose stay is known: anything but whose_stay.
void ask_about(Context& context, LaneSlot& slot, Asked about, const SessionId& session);
// No answer can come any more.
void nobody_answers(Context& context, LaneSlot& slot);
void leave_without_entry(Context& context, LaneSlot& slot);
// Time has run out, or no answer can come: the arm opens.
void stop_waiting(Context& context, LaneSlot& slot);
void watch_question(Context& context, LaneSlot& slot);
void leave_without_minimum_fee(Context& context, LaneSlot& slot);
bool minimum_paid(Context& context, const PaymentNotice& notice);
// By a person, a car of which staff or a fee were asked. False: there is none.
bool let_out_unknown(Context& context, LaneSlot& slot);
// Why not; empty: the car ends this stay.
std::string choose_stay(Context& context, LaneSlot& slot, const SessionId& id);
// Whoever has been asked to pay for so long may not be able to.
void watch_payment(Context& context, LaneSlot& slot);
// Prices the stay of the car in front of an exit and admits it, asks for money, or waits for the ledger.
void decide_exit(Context& context, LaneSlot& slot);
void admit_leave(Context& context, LaneSlot& slot, Session* session, const Quote& quote, OpenCause cause,
                 std::string debt_reason, std::optional<Waiver> waiver = {});
// What the car leaves owing: it is neither paid nor waived.
Fen owed_by(const Admission& admission);
// Both readings are good, or a person has looked.
bool points_may_be_spent(const Context& context, const LaneSlot& slot, const Session& session);
// How the car was recognised stays with its way out.
void note_match(Admission& admission, const Visit& visit);
// The car in front of an exit leaves with what its stay owes.
void leave_unpaid(Context& context, LaneSlot& slot, OpenCause cause, const std::string& debt_reason);
// Its owner has locked the car in front of the exit, and staff are asked. False: he has not.
bool is_kept_by_owner(Context& context, LaneSlot& slot, const Session& session);
void open_undurably(Context& context, LaneSlot& slot);
void open_in_limp_mode(Context& context, LaneSlot& slot);
// The plate comes after the arm was opened for whoever it is.
void attach_in_limp_mode(Context& context, LaneSlot& slot);
Quote quote_for(Context& context, const Session& session, SiteTime at, bool with_benefits);
// ---- core/stay: means and memory of a plate ----
// What the stay may draw on when it is priced at that time of the site's clock. The means' times and the quote's are by
// the clock that counts the stay.
rules::Means means_of(const Context& context, const Session& session, SiteTime at, bool with_benefits);
// Who leaves at that time of the site's clock still has what his payment counted on.
bool is_paid_in_time(const LotState& lot, const Session& session, SiteTime at);
// As when that quote of it was made, without points and coupon.
rules::Means means_behind(const Context& context, const Session& session, const Quote& quote);
// What the coupon that it counts on is worth, as long as that has not been spent.
std::optional<CouponWorth> coupon_behind(const LotState& lot, const Quote& quote);
// The stay begins; what was before it decides what is free in it. Changes the session.
void remember_entry(Context& context, Session& session);
// The stay has ended so. Debts that it leaves are raised apart.
void remember_exit(Context& context, const Session& session, const Quote& quote);
// It has not: what it used up on its day is there again.
void unremember_exit(Context& context, const Session& session, const Quote& quote);
// For so long it is known of a plate that it was here.
Duration remembers_who_left(const LotState& lot);
void raise_debt(Context& context, const SessionId& session, const PlateHash& plate, Fen debt,
                const std::string& reason);
Fen owed_before(const LotState& lot, const PlateHash& plate);
// ---- core/stay: presumed exits ----
// Forgets those of the past on the way, and an earlier one of its plate.
void note_presumed(Context& context, PresumedExit exit);
// Its car really had left.
void forget_presumed(Context& context, const PlateHash& plate);
void forget_all_presumed(Context& context);
// The car of this plate is inside: a presumed exit of it was none, and its stay is open again, which the ledger is told
// before anything else of it. Nothing happens if there was no such exit.
void reverse_presumed(Context& context, const LaneSlot& slot, const PlateHash& plate);
// As far as it is the plate itself that was read: a near reading reverses nothing.
void reverse_presumed(Context& context, const LaneSlot& slot, const PlateRead& read);
// Of these a person may say that it is the car, nearest first.
std::vector<NearStay> near_presumed(const LotState& lot, const PlateRead& read, SiteTime now);
// Open, or of a presumed exit.
const Session* find_stay(const LotState& lot, const SessionId& session);
// Money for earlier stays of the plate, the one of `first` before all others, then the oldest. What is left of it.
Fen pay_debts(Context& context, const PlateHash& plate, const SessionId& first, Fen money, const EventId& notice);
// Whose stay is known only by what it has left unpaid; empty: nobody's.
PlateHash debtor_of(const LotState& lot, const SessionId& session);
// One more debt of this plate is more than the lot writes down without asking.
bool owes_too_much(const LotState& lot, const PlateHash& plate, Fen more, SiteTime now);
void clock_moved(Context& context, Duration by);
// Why not; empty: the operator has been told.
std::string explain_stay(Context& context, const Command& command);

// ---- core/stay: rights, and what drivers and stores say ----
// From now on: who waits is decided on anew, a stay keeps what it came in under while the list has that.
void rights_listed(Context& context, const rules::RightsList& rights);
rules::Verdict right_at_entry(const Context& context, const PlateHash& plate);
bool is_locked_by_owner(const Context& context, const PlateHash& plate);
// Its owner, or staff for him, say that it may leave: who waits for that is decided on anew.
void end_owner_lock(Context& context, const PlateHash& plate, const std::string& by);
// What its stay may draw on has changed: the car that waits at an exit because of money is decided on anew.
void decide_stay_again(Context& context, const SessionId& session);
void store_noticed(Context& context, const StoreNoticed& noticed);
void app_wished(Context& context, const AppWished& wished);
// For this stay; who waits at an exit is decided on anew.
void choose_spending(Context& context, const SessionId& session, Spending spending, const std::string& by);
Spending spending_of(const Session& session);
// Of operators. Why not; empty: it is done.
std::string unlock_car(Context& context, const PlateHash& plate, const OperatorId& by);

// ---- core/stay: areas ----
// Where the car of an open session is counted; empty: nowhere.
AreaId area_of(const LotState& lot, const Session& session);
// Where a car goes that passes the arm; empty: outside.
AreaId leads_to(const LaneSlot& slot);
// Whoever passes stays inside the lot.
bool is_between_areas(const LaneSlot& slot);
// Counted and corrected, never below 0.
std::int64_t inside(const LotState& lot, const AreaId& area, CountedAs cars);
// None: nobody counts there.
std::optional<std::int64_t> free_spaces(const LotState& lot, const AreaId& area);
bool is_full_for(const LotState& lot, const AreaId& area, CountedAs cars);
// Who was kept out because the lot was full, or the same plate in another lane, may come in now; signs say so.
void spaces_changed(Context& context);
// The book changes so: none is not in it.
void count_cars(LotState& lot, const Session* was, const Session* is);
// What an event has done to sessions, from this effect on, changes counts and signs.
void follow_counts(Context& context, std::size_t from);
// A person says how far the count is wrong.
void correct_count(Context& context, const AreaId& area, CountedAs cars, std::int64_t correction);
// A stay has ended that nobody saw end: where a count was set lower than the book, the car was taken off already.
void forget_correction(Context& context, const Session& session);
// Whoever is inside may leave through this lane without being seen.
void way_stood_open(Context& context, const LaneSlot& slot);
void watch_overstays(Context& context);
// A car goes from one area to another: who has a stay goes on with it, who has none came in unseen.
void pass_between(Context& context, LaneSlot& slot, bool by_a_person = false);
void passed_between(Context& context, LaneSlot& slot);

void payment_noticed(Context& context, const PaymentNoticed& noticed);
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
// Of whatever command the arm was to go up for.
void raising_ended(Context& context, LaneSlot& slot, CommandState state, const std::string& why);
// Nobody has confirmed them in time.
void drop_unconfirmed(Context& context);

// ---- core/exchange ----
void want_link(Context& context, const Session& session);
// As many points as its stay may come to need, and no more: a first voucher, or one of less than the one that it has.
// Not while its driver has been shown a price that counts on it.
void want_hold(Context& context, const Session& session);
void hold_answered(Context& context, const OpenAsk& open, const std::optional<Voucher>& voucher);
// The most that its stay may come to need; 0: none.
Points points_needed(const Context& context, const Session& session);
// The answer that its visit waited for has come.
void go_on(Context& context, const Session& session);
// Of each campaign of the rules that runs today and of which little is left.
void want_slices(Context& context);
void ledger_seen(Context& context, bool online);
void campaigns_stopped(Context& context, const std::vector<CampaignId>& campaigns);
void ledger_answered(Context& context, const LedgerAnswered& answered);
void member_noticed(Context& context, const MemberNoticed& noticed);
// What holds of a session's member, if it is newer than what is known and its stay can still follow it.
enum class Followed : std::uint8_t {
    changed,   // the session; it is not saved yet
    no_change, // known, or the stay is paid for
    not_now,   // its leaving is authorised: it counts if the car turns back
};
Followed follow_member(Context& context, Session& session, const MemberNews& news, std::vector<Coupon> coupons);
// The ledger is heard again: it may have had news that nobody here has heard.
void ask_for_members_again(Context& context);
void ask_more_members(Context& context);
[[nodiscard]] std::optional<MonotonicTime> next_member_ask(const LotState& lot);
// Its stay is over, and with it what the ledger had given towards it.
void forget_member(Context& context, const Session& session);
void send_due_asks(Context& context);
bool has_usable_voucher(const Context& context, const Session& session);

} // namespace parkgate::core
