// Books over SQLite, and the writing of rows. Internal to the room.
#pragma once

#include "ledger/core/books.hpp"
#include "ledger/store/statements.hpp"

namespace parkgate::ledger {

class SqlBooks final : public Books {
  public:
    explicit SqlBooks(const Statements& sql) : sql_(sql) {}

    [[nodiscard]] std::int64_t balance(const Account& account) const override;
    [[nodiscard]] bool has_member(const MemberId& member) const override;
    [[nodiscard]] std::optional<MemberRow> member(const MemberId& id) const override;
    [[nodiscard]] MemberId member_of(const PlateHash& plate, SiteTime at) const override;
    [[nodiscard]] bool has_had(const MemberId& member, const PlateHash& plate) const override;
    [[nodiscard]] std::optional<Hold> hold(const HoldId& id) const override;
    [[nodiscard]] std::optional<Hold> pending_hold_of(const SessionId& session) const override;
    [[nodiscard]] std::optional<Charge> charge_of(const SessionId& session) const override;
    [[nodiscard]] std::optional<SessionRow> session(const SessionId& id) const override;
    [[nodiscard]] std::optional<CouponRow> coupon(const CouponId& id) const override;
    [[nodiscard]] bool gave_coupon(const SessionId& session) const override;
    [[nodiscard]] std::optional<SliceRow> slice(const SliceId& id) const override;
    [[nodiscard]] std::optional<SliceRow> newest_open_slice(const BoxId& box,
                                                            const CampaignId& campaign) const override;
    [[nodiscard]] std::vector<Hold> holds_expired_by(SiteTime time, int most) const override;
    [[nodiscard]] std::vector<SliceRow> slices_expired_by(SiteTime time, int most) const override;
    [[nodiscard]] std::vector<CouponRow> coupons_expired_by(SiteTime time, int most) const override;

  private:
    const Statements& sql_;
};

void write_row(const Statements& sql, const Row& row);

} // namespace parkgate::ledger
