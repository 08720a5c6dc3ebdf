// What the books keep of points, coupons and stays: one struct a table, as decisions write it and Books gives it.
#pragma once

#include "ledger/core/membership_rows.hpp"
#include "ledger/core/reversed_exit.hpp"
#include "protocol/facts.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace parkgate::ledger {

enum class HoldState : std::uint8_t {
    pending,
    charged,
    released,
    expired,
    refused, // asked for while his other stays had all that he has; of no points
};
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
    SiteTime left_at = {}; // of the leaving that spent it, which a payment may have let be after its end
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

using Row = std::variant<Hold, Charge, SliceRow, CouponRow, SessionRow, MemberRow, PlateLink, PlateUnlink,
                         FeeDifference, PointLot, LotUse, ReceiptRow, CapUse, DeedRow, ReviewRow, StampRow, StampGone,
                         DeedGone, CampaignRow, ExpiryTold, ReversedExit, WaitingCharge>;

} // namespace parkgate::ledger
