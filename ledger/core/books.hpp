// What the ledger knows besides its journal, and the port through which decisions read it.
#pragma once

#include "ledger/core/account.hpp"
#include "ledger/core/rows.hpp"
#include "ledger/core/terms.hpp"

#include <optional>
#include <string>
#include <vector>

namespace parkgate::ledger {

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
    // That has not been given since.
    [[nodiscard]] virtual std::optional<Hold> refused_hold_of(const SessionId& session) const = 0;
    [[nodiscard]] virtual std::vector<MemberId> members_refused_a_hold() const = 0;
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
    // The earliest one of any day that earns still; empty: none.
    [[nodiscard]] virtual EventId first_purchase(const MemberId& member, const EventId& than) const = 0;
    [[nodiscard]] virtual std::int64_t used(const MemberId& member, CapKind kind, std::int64_t day) const = 0;
    // His conduct since after this day, the kinds from CapKind::rejected on.
    [[nodiscard]] virtual std::vector<CapUse> conduct_of(const MemberId& member, std::int64_t after) const = 0;
    [[nodiscard]] virtual bool has_done(rules::Deed deed, const MemberId& member, const std::string& object) const = 0;
    [[nodiscard]] virtual std::optional<ReviewRow> review(const ReviewId& id) const = 0;
    // The event that an item of review, or a second person, is about, with its id in the books; none: not here.
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

} // namespace parkgate::ledger
