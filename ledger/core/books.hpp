// What the ledger knows besides its journal, and the port through which decisions read it.
#pragma once

#include "ledger/core/account.hpp"
#include "protocol/facts.hpp"
#include "rules/benefits.hpp"

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
};

// Points of a member that wait for a session. `charged` is what was taken of it, at most `points`.
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
    bool operator==(const Charge&) const = default;
};

struct SliceRow {
    SliceId id;
    BoxId box;
    CampaignId campaign;
    std::int64_t coupons = 0;
    std::int64_t left = 0;
    Minutes minutes; // of each coupon
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
    Minutes minutes;
    SiteTime expires_at;
    CouponState state = CouponState::live;
    bool funded = false; // from a slice; otherwise its minutes were booked as a loss when it was given
    SessionId spent_in;
    MemberId spent_by;
    SiteTime spent_at;
    Fen worth; // of the parking that it paid
    bool operator==(const CouponRow&) const = default;
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
    bool operator==(const SessionRow&) const = default;
};

struct MemberRow {
    MemberId id;
    std::string tier = {};                   // of the rules; empty: none
    Spending spending = Spending::asked_for; // as he has settled it for all his stays
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

using Row =
    std::variant<Hold, Charge, SliceRow, CouponRow, SessionRow, MemberRow, PlateLink, PlateUnlink, FeeDifference>;

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
    [[nodiscard]] virtual bool gave_coupon(const SessionId& session) const = 0;
    [[nodiscard]] virtual std::optional<SliceRow> slice(const SliceId& id) const = 0;
    [[nodiscard]] virtual std::optional<SliceRow> newest_open_slice(const BoxId& box,
                                                                    const CampaignId& campaign) const = 0;
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
    std::vector<CampaignTerms> campaigns;
    Duration hold_lifetime = std::chrono::hours(48);
    Duration slice_lifetime = std::chrono::hours(7 * 24);
    // A gate may be offline this long: what it gave or spent before an expiry may be told this much later.
    Duration longest_offline = std::chrono::hours(7 * 24);
};

} // namespace parkgate::ledger
