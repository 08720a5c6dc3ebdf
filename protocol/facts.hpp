// Facts: what has happened at the gate and can no longer be changed. docs/PROTOCOL.md lists who writes and reads each.
#pragma once

#include "protocol/ids.hpp"
#include "protocol/quote.hpp"
#include "protocol/tokens.hpp"
#include "protocol/units.hpp"
#include "protocol/vehicle.hpp"
#include "protocol/worth.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace parkgate {

// Why an arm was told to open. There is no opening without one.
enum class OpenCause : std::uint8_t {
    entry,            // a car was admitted
    leave,            // leaving was authorised
    operator_command, // a person, by name
    undurable,        // the commit took too long (INVARIANTS G-03)
    limp,             // the store has failed
    obstruction,      // a car came under the closing arm
    held_open,        // an operator holds the lane open
    fire,             // the fire alarm
    unanswered,       // staff were asked whose stay ends, and said nothing in time
};

enum class ExitHow : std::uint8_t {
    observed, // the loops saw the car leave
    presumed, // authorised, then no evidence either way in the configured time
    unseen,   // the same car came in again, or a person says that it has gone
    no_entry, // left without a session
};

// How the reading at the exit was tied to the stay that it ends.
enum class Matched : std::uint8_t {
    none,   // to no stay
    exact,  // it is the plate of the stay
    fuzzy,  // the plate of the stay alone is near; no right is spent on it
    chosen, // a person has said which stay it is
};

// Why a hold ended unused.
enum class ReleaseReason : std::uint8_t {
    not_needed,      // the stay was free, or a coupon paid it
    turned_back,     // the car did not enter
    session_unknown, // the voucher came when its session was gone
    money_paid,
    unseen_exit,
};

struct EpochStarted {
    std::string reason; // first_start | store_set_aside
    bool operator==(const EpochStarted&) const = default;
};

struct EntryAuthorised {
    LaneId lane;
    ArrivalId arrival;
    PlateHash plate;
    std::int64_t confidence = 0; // percent
    std::int64_t repaired = 0;   // characters of the reading that grammar has put right
    RightId right = {};          // that it came in under; empty: none
    bool operator==(const EntryAuthorised&) const = default;
};

struct Entered {
    LaneId lane;
    PlateHash plate;
    SiteTime entered_at;
    bool operator==(const Entered&) const = default;
};

struct EntryCancelled {
    LaneId lane;
    bool operator==(const EntryCancelled&) const = default;
};

struct OpenIntent {
    LaneId lane;
    ArrivalId arrival;
    OpenCause cause = OpenCause::entry;
    bool operator==(const OpenIntent&) const = default;
};

struct Opened {
    LaneId lane;
    ArrivalId arrival;
    bool verified = false; // by the upper limit; false: it never came up
    bool operator==(const Opened&) const = default;
};

// What of a visit selects its price, besides times: with the rules, the quote's fee can be worked out again.
struct PricedAs {
    VehicleKind vehicle = VehicleKind::car;
    std::string tier;                // of the rate tables, the member's or a right's; empty: none
    bool free_minutes_spent = false; // by a stay shortly before
    bool suspect = false;            // the clock stepped: the fee is the lower reading
    SiteTime billed_until = {};      // of a stay that was paid in time the payment; else the quote's priced_at
    bool operator==(const PricedAs&) const = default;
};

struct LeaveAuthorised {
    LaneId lane;
    ArrivalId arrival;
    Quote quote;
    HoldId hold; // locked to this lane; empty: none
    bool gives_coupon = false;
    Matched matched = Matched::none;
    std::int64_t distance = 0; // of the reading to the plate of the stay (docs/PLATES.md)
    PlateHash read = {};       // at this exit; empty: none
    PricedAs as = {};
    bool operator==(const LeaveAuthorised&) const = default;
};

struct LeaveCancelled {
    LaneId lane;
    QuoteId quote;
    bool operator==(const LeaveCancelled&) const = default;
};

// Of the fee of a stay that has ended, by who gave it; what has_a_fact_of_its_own() is not among them.
struct BenefitTaken {
    Benefit benefit = Benefit::grace;
    SourceId by; // the store, the right, the name of the tier; empty for the others
    Fen fen;
    bool operator==(const BenefitTaken&) const = default;
};

struct Exited {
    LaneId lane;
    PlateHash plate; // of the stay; without one what was read
    ExitHow how = ExitHow::observed;
    SiteTime left_at;
    Minutes stay;
    Fen fee;
    Fen paid; // in money
    Fen debt; // left unpaid
    Matched matched = Matched::none;
    std::int64_t distance = 0;
    PlateHash read = {}; // at this exit; empty: none
    std::vector<BenefitTaken> benefits = {};
    bool operator==(const Exited&) const = default;
};

// A presumed exit was none: its car was seen inside later, and its stay goes on. It names all that the leaving did, so
// that it may be told before or after it. What is empty or 0 the leaving had not done.
struct ExitReversed {
    LaneId lane; // that saw the car
    PlateHash plate;
    SiteTime left_at;      // as the exit had said
    HoldId hold;           // whose points it charged
    CouponId coupon_spent; // redeemable again
    CouponId coupon_given; // withdrawn
    Fen debt;              // that it raised, and that is not paid yet: part of the new fee
    Fen waived;            // that a person had let go
    bool operator==(const ExitReversed&) const = default;
};

// Resolves a hold: charged + released = held, in one transaction at the ledger.
struct Charged {
    HoldId hold;
    MemberId member;
    Points charged;
    Points released;
    Minutes bought;
    Fen worth; // what these minutes cost by the tariff
    SiteTime charged_at;
    bool operator==(const Charged&) const = default;
};

struct HoldReleased {
    HoldId hold;
    MemberId member;
    Points released;
    ReleaseReason reason = ReleaseReason::not_needed;
    bool operator==(const HoldReleased&) const = default;
};

struct CouponIssued {
    Coupon coupon;
    SignedDocument document;
    bool operator==(const CouponIssued&) const = default;
};

struct CouponSpent {
    CouponId coupon;
    MemberId member;
    Minutes minutes; // that it covered
    Fen worth;
    SiteTime spent_at;
    bool operator==(const CouponSpent&) const = default;
};

struct PaymentTaken {
    EventId notice;
    QuoteId quote;
    Fen paid;
    SiteTime paid_at;
    std::string channel;
    bool operator==(const PaymentTaken&) const = default;
};

struct DebtRaised {
    PlateHash plate;
    Fen debt;
    std::string reason; // payment_unreachable | undurable_open | limp | operator | forced | unanswered | no_entry
    bool operator==(const DebtRaised&) const = default;
};

// Of an earlier stay, with this payment.
struct DebtPaid {
    EventId notice;
    PlateHash plate;
    Fen paid;
    bool operator==(const DebtPaid&) const = default;
};

// Money that no stay needs: it is the driver's.
struct RefundDue {
    EventId notice; // empty: of all that was paid for the stay
    Fen fen;
    std::string reason; // overpaid | stay_has_ended | stay_unknown | quote_unknown
    bool operator==(const RefundDue&) const = default;
};

// Why a notice of money was not counted.
enum class SetAside : std::uint8_t {
    too_old,         // paid longer ago than ids are remembered: it may have been counted then
    from_the_future, // paid at a time that has not come
    id_conflict,     // another notice of this provider has its id
};

// Money that is said to have come, and was not counted: a person asks the provider.
struct PaymentSetAside {
    EventId notice;
    QuoteId quote;
    Fen paid;
    SiteTime paid_at;
    std::string channel;
    std::string provider; // the owner of the key that signed
    SetAside why = SetAside::too_old;
    bool operator==(const PaymentSetAside&) const = default;
};

// Into an area of the lot that lies within another, or back (APDS: segment).
struct SegmentBegan {
    AreaId area;
    LaneId lane;
    SiteTime at;
    bool operator==(const SegmentBegan&) const = default;
};

struct Validated {
    ValidationId validation; // the id of the store's notice
    StoreId store;
    GivenWorth worth;
    bool operator==(const Validated&) const = default;
};

struct SpendingChosen {
    Spending spending = Spending::asked_for;
    std::string by; // app, or an operator
    bool operator==(const SpendingChosen&) const = default;
};

// By its owner: locked it is not to leave. Staff can always let it go.
struct CarLocked {
    PlateHash plate;
    bool locked = false;
    std::string by; // app, or an operator
    bool operator==(const CarLocked&) const = default;
};

struct CounterSet {
    AreaId area;
    std::string cars; // transient | right | all
    std::int64_t from = 0;
    std::int64_t to = 0;
    OperatorId by;
    bool operator==(const CounterSet&) const = default;
};

// The site's clock went another way than time did. Stays that were open then are priced by the lower reading.
struct ClockStepped {
    std::int64_t by_ms = 0; // forwards is positive
    std::int64_t stays = 0; // that were open
    bool operator==(const ClockStepped&) const = default;
};

// Let out by a person without paying.
struct Waived {
    PlateHash plate;
    Fen fen;
    OperatorId by;
    OperatorId second; // empty: none was needed
    std::string reason;
    bool operator==(const Waived&) const = default;
};

struct Overridden {
    LaneId lane;
    OperatorId by;
    EventId command;
    std::string verb;
    std::string reason;
    bool operator==(const Overridden&) const = default;
};

struct UndurableOpen {
    LaneId lane;
    ArrivalId arrival;
    bool operator==(const UndurableOpen&) const = default;
};

// The evidence of one passage: what the loops and the arm did, what was read and what was commanded, and when.
struct PassageEntry {
    std::int64_t after_ms = 0; // since the first entry
    std::string what;          // loop | arm | read | command | outcome | signal | mode
    std::string detail;
    bool operator==(const PassageEntry&) const = default;
};

struct PassageRecord {
    LaneId lane;
    ArrivalId arrival;
    std::string end; // passed | turned_back | presumed | went_away
    SiteTime began_at;
    std::vector<PassageEntry> entries;
    std::int64_t left_out = 0; // entries in the middle for which there was no room
    bool operator==(const PassageRecord&) const = default;
};

// Rules, texts or rights that are signed came into force: at a start, or when they were read anew.
struct RulesLoaded {
    std::string part; // rules | texts | rights
    std::string file; // its name, without a folder
    std::int64_t version = 0;
    std::string hash;                 // of the file's bytes
    std::vector<std::string> signers; // who has signed, by name
    std::string accepted;             // why they may be older than those before them, as an operator said; else empty
    bool operator==(const RulesLoaded&) const = default;
};

using FactBody =
    std::variant<EpochStarted, EntryAuthorised, Entered, EntryCancelled, OpenIntent, Opened, LeaveAuthorised,
                 LeaveCancelled, Exited, Charged, HoldReleased, CouponIssued, CouponSpent, PaymentTaken, DebtRaised,
                 Overridden, UndurableOpen, PassageRecord, DebtPaid, RefundDue, SegmentBegan, Validated, SpendingChosen,
                 CarLocked, CounterSet, ClockStepped, Waived, PaymentSetAside, RulesLoaded, ExitReversed>;

// What the core records. The id is made before the first send and is the same for every retry.
struct Fact {
    EventId id;
    SessionId session; // empty: of no session
    SiteTime at;
    WallTime wall;
    MonotonicTime monotonic;
    ClockQuality clock = ClockQuality::trusted;
    FactBody body;

    bool operator==(const Fact&) const = default;
};

// What the store adds when it makes the bytes, once, at the commit.
struct FactEnvelope {
    BoxId box;
    std::string boot;       // changes at every start of the daemon
    std::int64_t epoch = 1; // new when the file is new
    std::int64_t seq = 0;   // 1, 2, 3, ... in an epoch, without gaps
    std::string prev;       // hash of the bytes of seq - 1; empty for the first
    RulesId rules;

    bool operator==(const FactEnvelope&) const = default;
};

// What can be said of a fact whose shape is not known here, such as a newer gate's: which one it is, and its place.
struct FactIdentity {
    EventId id;
    BoxId box;
    std::int64_t epoch = 0;
    std::int64_t seq = 0;
    std::optional<std::string> prev; // none: it is missing or no hash
    std::string kind;                // empty: it is missing or no name
    bool operator==(const FactIdentity&) const = default;
};

// A fact as it goes out: the bytes that were made at the commit, the same for every retry.
struct OutboundFact {
    std::int64_t seq = 0;
    EventId id;
    std::string bytes;
};

} // namespace parkgate
