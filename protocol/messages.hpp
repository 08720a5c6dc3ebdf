// Everything but facts that crosses MQTT. Each travels as JSON with "v": 1; protocol/codec.hpp makes and reads the
// bytes.
#pragma once

#include "protocol/benefit_code.hpp"
#include "protocol/facts.hpp"
#include "protocol/ids.hpp"
#include "protocol/quote.hpp"
#include "protocol/tokens.hpp"
#include "protocol/units.hpp"
#include "protocol/worth.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace parkgate {

// ---- between gate and ledger ----

// Whose car was it then? A plate that changes hands during a stay counts for the next one.
struct LinkAsk {
    PlateHash plate;
    SiteTime at; // of the entry
    bool operator==(const LinkAsk&) const = default;
};

// Keep points of this member for this session. Of a session that has some kept it is the most that it needs from now
// on: what is kept beyond goes back to him, with 0 all of it.
struct HoldAsk {
    SessionId session;
    MemberId member;
    PlateHash plate;
    Points most;
    bool operator==(const HoldAsk&) const = default;
};

// Grant this box coupons that it may give away on its own.
struct SliceAsk {
    CampaignId campaign;
    bool operator==(const SliceAsk&) const = default;
};

using AskBody = std::variant<LinkAsk, HoldAsk, SliceAsk>;

struct Ask {
    EventId id; // the same for every retry: the ledger answers with the stored outcome
    BoxId box;
    AskBody body;
    bool operator==(const Ask&) const = default;
};

// A coupon that a gate has given and that nobody may spend any more: its plate is no longer the member's. `instead` is
// the one that has taken its place; the two are worth one.
struct RevokedCoupon {
    CouponId coupon;
    CouponId instead;
    bool operator==(const RevokedCoupon&) const = default;
};

inline constexpr std::int64_t most_earns_percent = 1000;

struct LinkAnswer {
    MemberId member; // empty: no member has this plate
    std::string tier = {};
    Points balance = {};                      // that he can spend
    Spending spending = Spending::asked_for;  // as he has settled it for all his stays
    std::vector<SignedDocument> coupons = {}; // that the ledger gave: all that this stay may spend one of
    SiteTime at = {};                         // when that was so
    std::vector<RevokedCoupon> revoked = {};  // of this lot, until they would have ended
    std::vector<BenefitCode> benefits = {};   // that the rules may give him something for
    std::optional<Points> keep = {};          // the most that a hold of his is to have from now on; none: as it is
    // What his purchases earn of the usual points, by the step that he has reached; none: as usual.
    std::optional<std::int64_t> earns_percent = {};
    bool operator==(const LinkAnswer&) const = default;
};

struct HoldAnswer {
    std::optional<SignedDocument> voucher; // none: refused
    std::string refusal; // no_points | unknown_member | other_plate | session_has_hold | session_ended
    bool operator==(const HoldAnswer&) const = default;
};

struct SliceAnswer {
    std::optional<SignedDocument> slice;
    std::string refusal; // no_campaign | budget_spent | stopped
    bool operator==(const SliceAnswer&) const = default;
};

using AnswerBody = std::variant<LinkAnswer, HoldAnswer, SliceAnswer>;

struct Answer {
    EventId id; // of the ask
    AnswerBody body;
    bool operator==(const Answer&) const = default;
};

// A member's coupons in one message, the soonest to end first: he spends one a stay.
inline constexpr std::size_t most_coupons_told = 4;
inline constexpr std::size_t most_revoked_told = 64; // likewise

// What has changed of a member whose car is inside. Repeated until the box says that it knows, or a minute is over.
struct MemberNews {
    EventId id;
    MemberId member;
    std::string tier = {};
    Points balance = {};
    Spending spending = Spending::asked_for;
    std::vector<SignedDocument> coupons = {}; // as of LinkAnswer, of all his stays in this lot
    SiteTime at = {};                         // later than that of all news of him before
    std::vector<RevokedCoupon> revoked = {};  // as of LinkAnswer
    std::vector<BenefitCode> benefits = {};   // likewise
    std::optional<Points> keep = {};          // likewise
    bool operator==(const MemberNews&) const = default;
};

// What the codes of a member would have to be; empty: they are so.
std::string_view expected_of(const LinkAnswer& answer);
std::string_view expected_of(const MemberNews& news);

// The box has heard of it.
struct MemberKnown {
    EventId id; // of the news
    BoxId box;
    bool operator==(const MemberKnown&) const = default;
};

enum class Outcome : std::uint8_t {
    applied,
    refused,     // final: this id will never take effect
    conflict,    // the id is known with other bytes; nothing was done
    quarantined, // kept whole for a person, nothing was booked
    retry_later, // the only one that does not end a fact
};

// As both files keep it.
constexpr std::string_view text_of(Outcome outcome) {
    switch (outcome) {
    case Outcome::applied: return "applied";
    case Outcome::refused: return "refused";
    case Outcome::conflict: return "conflict";
    case Outcome::quarantined: return "quarantined";
    case Outcome::retry_later: return "retry_later";
    }
    return {};
}

struct AckEntry {
    EventId id;
    Outcome outcome = Outcome::applied;
    std::string code; // why, for all but applied
    bool operator==(const AckEntry&) const = default;
};

// The ledger's last word on a fact of this box: its entry, by the fact's place in the file.
struct Receipt {
    std::int64_t seq = 0;
    Outcome outcome = Outcome::applied;
    std::string code;
    bool operator==(const Receipt&) const = default;
};

// The ledger's receipt; only this ends a fact in the outbox. A repeated fact is answered with its stored outcome.
struct Ack {
    BoxId box;
    std::int64_t epoch = 0;
    std::int64_t watermark = 0; // every seq up to here has been received
    std::vector<AckEntry> entries;
    bool operator==(const Ack&) const = default;
};

// In one heartbeat.
inline constexpr std::size_t most_stopped_told = 64;

// "The ledger is alive and answers this lot." Online means that the newest is fresh, and so that what it says of
// campaigns is: a gate that has missed it gives as one that is offline does.
struct Heartbeat {
    WallTime at;
    std::int64_t seq = 0;
    std::vector<CampaignId> stopped = {}; // of which no coupon is given now
    bool operator==(const Heartbeat&) const = default;
};

// ---- doors for others ----

// What a sender may write, in characters: a fact that carries it must fit the largest message.
inline constexpr std::size_t longest_channel = 64;
inline constexpr std::size_t longest_reason = 256;
inline constexpr std::size_t longest_argument = 128;

// Money has been taken. Signed by a payment provider's key or by the ledger. Idempotent by its id: a retry has the same
// bytes, and no other notice of this sender has the id. So it is with all that has an id and is sent to a gate.
struct PaymentNotice {
    EventId id;
    SessionId session;
    QuoteId quote;
    Fen paid;
    SiteTime paid_at;
    std::string channel;
    bool operator==(const PaymentNotice&) const = default;
};

// A driver's question before he pays: what does my stay cost now?
struct QuoteAsk {
    EventId id;
    std::string plate; // as the driver typed it
    bool operator==(const QuoteAsk&) const = default;
};

struct QuoteAnswer {
    EventId id;        // of the ask
    SessionId session; // empty: no such car inside
    std::optional<Quote> quote;
    bool operator==(const QuoteAnswer&) const = default;
};

// A store's thanks to a car that is inside. Signed by the store. Idempotent by its id.
struct StoreNotice {
    EventId id;
    StoreId store;
    std::string plate; // as the till typed it
    GivenWorth worth;
    WallTime expires_at = {}; // refused after
    bool operator==(const StoreNotice&) const = default;
};

// What a driver wants besides a price. Signed by the provider of his application, who knows whose car it is.
enum class Wish : std::uint8_t {
    enter,  // a car without a plate, in front of the entry `lane`
    leave,  // likewise at an exit
    lock,   // this car is not to leave
    unlock, // it may
    spend,  // `spending` for this stay
};

struct AppWish {
    EventId id;
    Wish wish = Wish::enter;
    std::string plate;                       // as he typed it; empty: the car has none
    std::string holder;                      // whose car without a plate it is, as the application names him
    LaneId lane;                             // of enter and leave
    Spending spending = Spending::asked_for; // of spend
    WallTime expires_at = {};                // refused after
    bool operator==(const AppWish&) const = default;
};

// To a StoreNotice on `store/answer`, to an AppWish on `app/done`.
struct DoorAnswer {
    EventId id;
    SessionId session;   // empty: of no stay
    std::string refusal; // empty: it is done
    bool operator==(const DoorAnswer&) const = default;
};

// For the mall's own channels: which template, for whom, filled with what.
struct Notification {
    EventId id;
    std::string kind; // coupon_given | points_spent
    MemberId member;
    std::map<std::string, std::string> data;
    bool operator==(const Notification&) const = default;
};

// ---- operators ----

// A stay that the car in front of an exit may be ending.
struct Candidate {
    SessionId session;
    std::string plate;         // in clear
    std::int64_t distance = 0; // of the reading to it (docs/PLATES.md)
    LaneId lane;               // of its entry
    SiteTime entered_at;
    bool operator==(const Candidate&) const = default;
};

// What staff are asked of the car that stands in front of an arm.
enum class Asked : std::uint8_t {
    whose_stay,   // at an exit: by `choose`, `edit_plate` or `open`
    unpaid,       // at an exit: it owes money, and no payment can be heard of; `open` or `release`
    owner_lock,   // at an exit: its owner has locked the car; `open`, `release` or `unlock_car`
    still_inside, // at an entry: the stay of its plate has not ended; `choose` or `admit`
};

constexpr std::string_view text_of(Asked asked) {
    switch (asked) {
    case Asked::whose_stay: return "whose_stay";
    case Asked::unpaid: return "unpaid";
    case Asked::owner_lock: return "owner_lock";
    case Asked::still_inside: return "still_inside";
    }
    return {};
}

// To each operator by name, because of the plates in it. Told again under the same id while it stands.
struct Question {
    EventId id;
    std::string lot;
    LaneId lane;
    std::string plate; // as the camera wrote it
    SiteTime asked_at;
    SiteTime until; // then the arm opens, and that is recorded; of owner_lock: staff are called again
    std::vector<Candidate> candidates; // nearest first; empty: nobody is near. Of all but whose_stay the one stay
    Asked about = Asked::whose_stay;
    bool operator==(const Question&) const = default;
};

// Some of one fee as a driver reads it. Times are the site's own, as 2026-11-22T18:05.
struct ExplainedRow {
    std::string from;
    std::string until;
    std::string table;
    std::string collection; // empty: the table has only one
    std::string what;       // the type of the rate line, or what made it cheaper (docs/TARIFFS.md)
    std::int64_t count = 1;
    Fen each;
    Fen fen;
    bool operator==(const ExplainedRow&) const = default;
};

// Why a stay costs what it costs: the rows add up to the quote's fee, its steps lead on to what is due.
struct Explanation {
    EventId id; // of the command that asked
    SessionId session;
    std::string plate; // in clear
    std::string tier = {};
    bool suspect = false; // the clock stepped during the stay: the lower reading counts
    std::vector<ExplainedRow> rows;
    Quote quote;
    std::optional<CouponWorth> coupon = {}; // that the quote counts on
    bool operator==(const Explanation&) const = default;
};

enum class Verb : std::uint8_t {
    open,
    close,
    normal,         // the lane works as usual again
    hold_open,      // the arm stays up; whoever passes is charged nothing
    lock,           // nobody is admitted
    out_of_service, // likewise, and only a person moves the arm
    set_direction,  // of a reversible lane; argument: entry, exit or both
    fire,           // all arms of the lot go up and stay up
    fire_over,      // the end of it; who is still in the books is closed as unseen
    edit_plate,     // argument: the plate of the car that stands in the lane
    choose,         // argument: the session, one of a question's candidates, that the car in the lane ends
    admit,          // a car without a plate may enter, or the one that is kept out
    release,        // the car at the exit leaves, and what it owes is waived
    close_stay,     // argument: a session whose car has gone unseen
    set_counter,    // argument: an area, a class of cars and how many of them are inside
    spend,          // argument: how the stay of the car in the lane is paid: asked_for, nothing, coupon, all
    unlock_car,     // argument: the plate of a car that its owner has locked
    confirm,        // argument: the id of another operator's command that needs a second person
    explain,        // argument: a session; nothing changes
};

// As it stands in a command's topic.
constexpr std::string_view text_of(Verb verb) {
    switch (verb) {
    case Verb::open: return "open";
    case Verb::close: return "close";
    case Verb::normal: return "normal";
    case Verb::hold_open: return "hold_open";
    case Verb::lock: return "lock";
    case Verb::out_of_service: return "out_of_service";
    case Verb::set_direction: return "set_direction";
    case Verb::fire: return "fire";
    case Verb::fire_over: return "fire_over";
    case Verb::edit_plate: return "edit_plate";
    case Verb::choose: return "choose";
    case Verb::admit: return "admit";
    case Verb::release: return "release";
    case Verb::close_stay: return "close_stay";
    case Verb::set_counter: return "set_counter";
    case Verb::spend: return "spend";
    case Verb::unlock_car: return "unlock_car";
    case Verb::confirm: return "confirm";
    case Verb::explain: return "explain";
    }
    return {};
}

struct Command {
    EventId id; // used once
    OperatorId by;
    LaneId lane;
    Verb verb = Verb::open;
    std::string reason;
    WallTime issued_at;
    WallTime expires_at;
    std::string argument = {}; // what some verbs need; else empty
    bool operator==(const Command&) const = default;
};

enum class CommandState : std::uint8_t {
    accepted, // recorded, the arm has been told
    done,     // the limit switch says so; at once when no arm has to move
    refused,
    failed,
    awaits_second, // another operator must confirm it before it expires
};

struct CommandAnswer {
    EventId id;
    CommandState state = CommandState::refused;
    std::string why;
    bool operator==(const CommandAnswer&) const = default;
};

// Demo mode only: how far the site clock is ahead of the wall clock.
struct ClockLeap {
    EventId id;
    std::int64_t ahead_ms = 0;
    bool operator==(const ClockLeap&) const = default;
};

} // namespace parkgate
