// What the ledger knows besides its journal, and the port through which decisions read it.
#pragma once

#include "ledger/core/account.hpp"
#include "ledger/core/reversed_exit.hpp"
#include "protocol/facts.hpp"
#include "protocol/membership.hpp"
#include "rules/benefits.hpp"
#include "rules/earning/earning.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace parkgate::ledger {

enum class HoldState : std::uint8_t { pending, charged, released, expired };
enum class SliceState : std::uint8_t { open, expired };
enum class CouponState : std::uint8_t {
    live,
    spent,
    lapsed,
    spent_unissued, // its spending came before its issue
    revoked,        // another one has taken its place, or the one whose place it had taken was spent after all
};

// Points of a member that wait for a session. `charged` is what was taken of it, at most `points`. A hold that has
// shrunk stays one hold: `points` is what still waits, `vouched` the most that a voucher of it says.
struct Hold {
    HoldId id;
    SessionId session;
    BoxId box;
    MemberId member;
    PlateHash plate;
    Points points;
    Points charged;
    SiteTime expires_at;
    HoldState state = HoldState::pending;
    Points vouched = {}; // 0: it has never shrunk
    bool operator==(const Hold&) const = default;
};

// The one charge of points that a session may have (INVARIANTS I-11).
struct Charge {
    SessionId session;
    HoldId hold;
    MemberId member;
    Points points;
    Minutes bought;
    Fen worth;
    EventId event;
    bool reversed = false; // given back to him
    bool operator==(const Charge&) const = default;
};

struct SliceRow {
    SliceId id;
    BoxId box;
    CampaignId campaign;
    std::int64_t coupons = 0;
    std::int64_t left = 0;
    CouponWorth worth; // of each coupon
    SiteTime expires_at;
    SliceState state = SliceState::open;
    bool operator==(const SliceRow&) const = default;
};

struct CouponRow {
    CouponId id;
    CampaignId campaign;
    SliceId slice;
    BoxId box; // that gave it
    MemberId member;
    SessionId issued_in;
    CouponWorth worth;
    SiteTime expires_at;
    CouponState state = CouponState::live;
    bool funded = false; // from a slice; otherwise it was booked as a loss when it was given
    SessionId spent_in;
    MemberId spent_by;
    SiteTime spent_at;
    Fen took = {}; // of the fee, as far as it was told
    // Of a coupon that a gate has given, and of one that has taken its place. Of any other one both are empty: it is of
    // whichever of his cars comes first.
    std::string home_lot = {};
    PlateHash plate = {};  // that it is bound to; with a home lot empty: it waits for him to have one
    CouponId instead = {}; // of a revoked one: what has taken its place
    bool operator==(const CouponRow&) const = default;
};

// A second charge of a session: it counts if the first one is told to have been of an exit that is reversed.
struct WaitingCharge {
    Charge charge;
    bool operator==(const WaitingCharge&) const = default;
};

// A stay as the gate told it. Facts come in any order, so every member has its own source.
struct SessionRow {
    SessionId id;
    BoxId box;
    PlateHash plate;
    std::optional<SiteTime> entered_at;
    std::optional<SiteTime> left_at;
    std::optional<ExitHow> how;
    Minutes stay;
    Fen fee;
    Fen paid;
    Fen debt;
    Fen payments_taken;
    Fen debts_raised;
    Fen debts_paid = {};  // of what this stay left unpaid
    Fen refunds_due = {}; // the driver's, of what was paid for this stay
    Fen waived = {};      // by a person
    // Of the leaving above, as they are booked; none: it was booked before they were kept.
    std::optional<std::vector<BenefitTaken>> benefits = std::vector<BenefitTaken>{};
    bool operator==(const SessionRow&) const = default;
};

struct MemberRow {
    MemberId id;
    std::string tier = {};                   // of the rules; empty: none
    Spending spending = Spending::asked_for; // as he has settled it for all his stays
    PhoneHash phone = {};                    // of who has joined by the application
    MemberId referrer = {};                  // until he has been paid for it, or never will be
    std::vector<SegmentId> segments = {};
    bool tier_fixed = false;      // by staff: points do not change it
    std::int64_t tier_period = 0; // first day of the period, since 1970-01-01, that the tier was last worked out in
    bool operator==(const MemberRow&) const = default;
};

// From here on the plate is his.
struct PlateLink {
    PlateHash plate;
    MemberId member;
    SiteTime from;
    bool operator==(const PlateLink&) const = default;
};
// And from here on nobody's.
struct PlateUnlink {
    PlateHash plate;
    SiteTime at;
    bool operator==(const PlateUnlink&) const = default;
};

// The fee of a leaving, where the ledger comes to another one. The gate's binds; a person may want to know.
struct FeeDifference {
    EventId event;
    SessionId session;
    QuoteId quote;
    RulesId rules;
    SiteTime entered_at;
    SiteTime billed_until;
    Fen found;    // the gate's
    Fen expected; // the ledger's
    bool operator==(const FeeDifference&) const = default;
};

// ---- membership (docs/MEMBERSHIP.md) ----

// Points that end on one day. All that a member has of one source, worth and day is one lot, so that they are few.
struct PointLot {
    MemberId member;
    std::string source; // who pays for them: "store:<id>", "campaign:<id>", "mall" or "added"
    Fen value;          // of one point, as it was booked when they were given
    SiteTime expires_at;
    Points earned;    // in all
    Points remaining; // spendable; what is held is not in it
    bool operator==(const PointLot&) const = default;
};

// What a hold or a charge took out of a lot; a charge's stays, so that a refund restores the same lots.
struct LotUse {
    std::string cause; // the hold, or the event of a late capture
    MemberId member;
    std::string source;
    Fen value;
    SiteTime expires_at;
    Points taken; // that are still held or charged; 0: given back
    bool operator==(const LotUse&) const = default;
};

enum class ReceiptState : std::uint8_t {
    unclaimed, // nobody has said whose it is
    awaits_review,
    credited,
    rejected,
    awaits_sale, // goods have come back, and nobody has told of their sale yet: `net` says as much as `returned`
};
enum class Channel : std::uint8_t { till, upload, code };

// One purchase, over all channels and members (INVARIANTS I-19).
struct ReceiptRow {
    StoreId store;
    std::string receipt;
    std::int64_t day = 0; // of the sale, in the mall's calendar, since 1970-01-01
    SiteTime sold_at;
    Fen net;
    Fen returned;
    ReceiptState state = ReceiptState::unclaimed;
    Channel channel = Channel::till;
    MemberId member;
    EventId event; // that credited it, or brought it
    rules::Earned earned;
    Points clawed_back;       // of earned, by returns
    RulesId rules;            // that it was worked out by
    Points qualifying_before; // what `earned` was worked out with
    // As it was booked, so that what comes later takes back no more, whatever the terms have become.
    rules::Earned left = {}; // of earned, after what has come back
    Fen value = {};          // of a point
    SiteTime ends_at = {};   // of its lots
    bool told = false;       // the store has said the sum: its till, or a code that it has signed
    bool doubted = false;    // a person looks at whoever claims it next
    bool operator==(const ReceiptRow&) const = default;
};

// The sum of one kind of deed on one day of a member (INVARIANTS I-17), and how many events earned at all. Points by
// hand that nobody else has looked at, cars that have come to another member, and what speaks for and against him
// (members/abuse.hpp), are counted the same way.
enum class CapKind : std::uint8_t {
    join,
    refer,
    like,
    post,
    events,
    adjusted,    // points given or taken by hand, of a member
    adjusted_by, // and of an operator, who stands in the member's place
    links,       // members that a plate came to; its hash stands in the member's place
    visits,      // of a plate, that gave something; the same
    raised,      // coupons by which one person alone has raised a budget; the campaign stands in the member's place
    // ---- his conduct ----
    rejected = 16,       // receipts and deeds, by a person
    approved,            // and what a person found good
    dispute_rejected,    // by a person
    spent_then_returned, // returns of goods whose points had become parking
    cars,                // that came to him
};
struct CapUse {
    MemberId member;
    CapKind kind = CapKind::like;
    std::int64_t day = 0;
    std::int64_t used = 0;
    bool operator==(const CapUse&) const = default;
};

// One deed of a member towards one thing counts once: a like of a post, a post, a newcomer. Of nobody: the plate whose
// car has brought a newcomer.
struct DeedRow {
    rules::Deed deed = rules::Deed::like;
    MemberId member;
    std::string object;
    EventId event;
    bool operator==(const DeedRow&) const = default;
};

enum class ReviewKind : std::uint8_t {
    upload,
    post,
    late_receipt,
    many_events,
    dispute,
    second_person, // points by hand
    doubted,
    budget, // of a campaign, that is to be raised
};
// It was asked for by one of staff, and waits for another one.
constexpr bool is_second(ReviewKind kind) {
    return kind == ReviewKind::second_person || kind == ReviewKind::budget;
}
enum class ReviewState : std::uint8_t { pending, approved, rejected };

// Something that waits for a person. The event itself stands in the book of events.
struct ReviewRow {
    ReviewId id;
    ReviewKind kind = ReviewKind::upload;
    MemberId member;
    ReviewState state = ReviewState::pending;
    SiteTime asked_at;
    OperatorId by; // who asked, of second_person; who has approved first, of what takes two
    OperatorId decided_by;
    std::string reason;
    Points points; // that wait, in member_pending; of an approved deed what it gave
    // What a deed was booked by: its end goes by the same.
    RulesId rules = {};
    Fen value = {}; // of a point
    SiteTime ends_at = {};
    bool operator==(const ReviewRow&) const = default;
};

// One a member and day, whatever brought it.
struct StampRow {
    MemberId member;
    std::string lot; // or "mall", for a purchase
    std::int64_t day = 0;
    std::string cause; // session or event
    bool used = false; // became part of a coupon
    bool operator==(const StampRow&) const = default;
};

// The purchase that brought it is undone.
struct StampGone {
    MemberId member;
    std::int64_t day = 0;
    bool operator==(const StampGone&) const = default;
};
struct DeedGone {
    rules::Deed deed = rules::Deed::join;
    MemberId member;
    std::string object;
    bool operator==(const DeedGone&) const = default;
};

// How far members have been told of points that end: of all that end before, and of those that end then the members up
// to this one. There is one row of it.
struct ExpiryTold {
    SiteTime expires_at;
    MemberId member;
    bool operator==(const ExpiryTold&) const = default;
};
// All that a member has that ends at one time.
struct Expiring {
    MemberId member;
    SiteTime expires_at;
    Points points;
};

struct CampaignRow {
    CampaignId id;
    bool stopped = false;
    bool operator==(const CampaignRow&) const = default;
};

struct StoreTerms {
    StoreId id;
    std::string category;
    rules::LeaseType lease = rules::LeaseType::turnover_rent;
    bool has_feed = true; // its till tells its sales; else receipts are uploaded
};

using Row = std::variant<Hold, Charge, SliceRow, CouponRow, SessionRow, MemberRow, PlateLink, PlateUnlink,
                         FeeDifference, PointLot, LotUse, ReceiptRow, CapUse, DeedRow, ReviewRow, StampRow, StampGone,
                         DeedGone, CampaignRow, ExpiryTold, ReversedExit, WaitingCharge>;

// How many, and what they count for in each unit.
struct CouponsOut {
    std::int64_t coupons = 0;
    std::int64_t minutes = 0;
    std::int64_t fen = 0;
    bool operator==(const CouponsOut&) const = default;
};

class Books {
  public:
    Books() = default;
    Books(const Books&) = delete;
    Books& operator=(const Books&) = delete;
    virtual ~Books() = default;

    [[nodiscard]] virtual std::int64_t balance(const Account& account) const = 0;
    [[nodiscard]] virtual bool has_member(const MemberId& member) const = 0;
    [[nodiscard]] virtual std::optional<MemberRow> member(const MemberId& id) const = 0;
    [[nodiscard]] virtual MemberId member_of(const PlateHash& plate, SiteTime at) const = 0; // empty: none
    // At any time: facts come late and in any order.
    [[nodiscard]] virtual bool has_had(const MemberId& member, const PlateHash& plate) const = 0;
    [[nodiscard]] virtual std::optional<Hold> hold(const HoldId& id) const = 0;
    [[nodiscard]] virtual std::optional<Hold> pending_hold_of(const SessionId& session) const = 0;
    [[nodiscard]] virtual std::optional<Charge> charge_of(const SessionId& session) const = 0;
    [[nodiscard]] virtual std::optional<SessionRow> session(const SessionId& id) const = 0;
    [[nodiscard]] virtual std::optional<CouponRow> coupon(const CouponId& id) const = 0;
    // Live, given by the ledger itself and not at an arm, not expired at `at`; the soonest to end first.
    [[nodiscard]] virtual std::vector<CouponRow> coupons_given_to(const MemberId& member, SiteTime at,
                                                                  int most) const = 0;
    // Live and bound to this plate; without a plate: those that wait for one.
    [[nodiscard]] virtual std::vector<CouponRow> coupons_bound_to(const MemberId& member,
                                                                  const PlateHash& plate) const = 0;
    // In whose place there is another one, not expired at `at`; the soonest to end first.
    [[nodiscard]] virtual std::vector<CouponRow> coupons_revoked_of(const MemberId& member, SiteTime at,
                                                                    int most) const = 0;
    // Of cars that were his when they came in, the earliest first.
    [[nodiscard]] virtual std::vector<SessionRow> open_sessions_of(const MemberId& member) const = 0;
    // Whatever has become of them.
    [[nodiscard]] virtual std::vector<CouponRow> coupons_given_in(const SessionId& session) const = 0;
    [[nodiscard]] virtual std::vector<ReversedExit> reversed_exits_of(const SessionId& session) const = 0;
    [[nodiscard]] virtual std::vector<WaitingCharge> waiting_charges_of(const SessionId& session) const = 0;
    // Of all worths but this one: funded coupons that were given, whatever has become of them, and those that open
    // slices may still give.
    [[nodiscard]] virtual CouponsOut coupons_out(const CampaignId& campaign, const CouponWorth& but) const = 0;
    [[nodiscard]] virtual std::optional<SliceRow> slice(const SliceId& id) const = 0;
    [[nodiscard]] virtual std::optional<SliceRow> newest_open_slice(const BoxId& box,
                                                                    const CampaignId& campaign) const = 0;
    // ---- membership ----
    [[nodiscard]] virtual MemberId member_with(const PhoneHash& phone) const = 0; // empty: none
    [[nodiscard]] virtual std::vector<PlateHash> plates_of(const MemberId& member, SiteTime at) const = 0;
    // With something remaining, soonest expiry first.
    [[nodiscard]] virtual std::vector<PointLot> lots_of(const MemberId& member) const = 0;
    [[nodiscard]] virtual std::optional<PointLot> lot(const PointLot& key) const = 0;
    [[nodiscard]] virtual std::vector<LotUse> uses_of(const std::string& cause) const = 0;
    [[nodiscard]] virtual std::optional<ReceiptRow> receipt(const StoreId& store, const std::string& receipt,
                                                            std::int64_t day) const = 0;
    // That this event brought or credited; none: it is about no receipt.
    [[nodiscard]] virtual std::optional<ReceiptRow> receipt_of(const EventId& event) const = 0;
    // Another purchase of that day that earns still; empty: none.
    [[nodiscard]] virtual EventId other_purchase(const MemberId& member, std::int64_t day,
                                                 const EventId& than) const = 0;
    [[nodiscard]] virtual std::int64_t used(const MemberId& member, CapKind kind, std::int64_t day) const = 0;
    // His conduct since after this day, the kinds from CapKind::rejected on.
    [[nodiscard]] virtual std::vector<CapUse> conduct_of(const MemberId& member, std::int64_t after) const = 0;
    [[nodiscard]] virtual bool has_done(rules::Deed deed, const MemberId& member, const std::string& object) const = 0;
    [[nodiscard]] virtual std::optional<ReviewRow> review(const ReviewId& id) const = 0;
    // The event that an item of review, or a second person, is about; none: not here.
    [[nodiscard]] virtual std::optional<MemberEvent> event(const EventId& id) const = 0;
    [[nodiscard]] virtual std::vector<StampRow> unused_stamps_of(const MemberId& member) const = 0;
    // Used or not; an empty lot: of any.
    [[nodiscard]] virtual bool has_stamp(const MemberId& member, const std::string& lot, std::int64_t day) const = 0;
    [[nodiscard]] virtual bool is_stopped(const CampaignId& campaign) const = 0;
    [[nodiscard]] virtual std::vector<PointLot> lots_expired_by(SiteTime time, int most) const = 0;
    // The next one after ExpiryTold whose points end at or before `until`.
    [[nodiscard]] virtual std::optional<Expiring> next_expiring(SiteTime until) const = 0;
    // Whose tier was last worked out in a period before this one.
    [[nodiscard]] virtual std::vector<MemberRow> members_before_period(std::int64_t period, int most) const = 0;

    // What a sweep has to look at, at most `most` of each: expiry at or before `time`, and still open.
    [[nodiscard]] virtual std::vector<Hold> holds_expired_by(SiteTime time, int most) const = 0;
    [[nodiscard]] virtual std::vector<SliceRow> slices_expired_by(SiteTime time, int most) const = 0;
    [[nodiscard]] virtual std::vector<CouponRow> coupons_expired_by(SiteTime time, int most) const = 0;
};

struct CampaignTerms {
    CampaignId id;
    std::int64_t budget_coupons = 0; // in all, over the campaign's life
    std::int64_t slice_coupons = 10;
    bool stopped = false;
};

// What the operator of the ledger has configured.
struct Terms {
    rules::RuleSet rules;
    std::vector<rules::RuleSet> former_rules = {}; // facts of a gate that had them may still come
    rules::EarnTerms earning = {};
    std::vector<rules::EarnTerms> former_earning = {};
    std::vector<StoreTerms> stores = {};
    std::vector<CampaignTerms> campaigns;
    std::int64_t second_person_above_coupons = 100; // by which one person alone raises a campaign's budget on a day
    Duration hold_lifetime = std::chrono::hours(48);
    Duration slice_lifetime = std::chrono::hours(7 * 24);
    // A gate may be offline this long: what it gave or spent before an expiry may be told this much later.
    Duration longest_offline = std::chrono::hours(7 * 24);
};

} // namespace parkgate::ledger
