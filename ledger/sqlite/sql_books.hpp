// Books over SQLite, and the writing of rows. Internal to the room.
#pragma once

#include "ledger/core/books.hpp"
#include "ledger/sqlite/statements.hpp"

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
    [[nodiscard]] std::optional<Hold> refused_hold_of(const SessionId& session) const override;
    [[nodiscard]] std::vector<MemberId> members_refused_a_hold() const override;
    [[nodiscard]] std::optional<Charge> charge_of(const SessionId& session) const override;
    [[nodiscard]] std::optional<SessionRow> session(const SessionId& id) const override;
    [[nodiscard]] std::optional<CouponRow> coupon(const CouponId& id) const override;
    [[nodiscard]] std::vector<CouponRow> coupons_given_to(const MemberId& member, SiteTime at, int most) const override;
    [[nodiscard]] std::vector<CouponRow> coupons_bound_to(const MemberId& member,
                                                          const PlateHash& plate) const override;
    [[nodiscard]] std::vector<CouponRow> coupons_revoked_of(const MemberId& member, SiteTime at,
                                                            int most) const override;
    [[nodiscard]] std::vector<SessionRow> open_sessions_of(const MemberId& member) const override;
    [[nodiscard]] std::vector<CouponRow> coupons_given_in(const SessionId& session) const override;
    [[nodiscard]] std::vector<ReversedExit> reversed_exits_of(const SessionId& session) const override;
    [[nodiscard]] std::vector<WaitingCharge> waiting_charges_of(const SessionId& session) const override;
    [[nodiscard]] CouponsOut coupons_out(const CampaignId& campaign, const CouponWorth& but) const override;
    [[nodiscard]] std::optional<SliceRow> slice(const SliceId& id) const override;
    [[nodiscard]] std::optional<SliceRow> newest_open_slice(const BoxId& box,
                                                            const CampaignId& campaign) const override;
    [[nodiscard]] MemberId member_with(const PhoneHash& phone) const override;
    [[nodiscard]] std::vector<PlateHash> plates_of(const MemberId& member, SiteTime at) const override;
    [[nodiscard]] std::vector<PointLot> lots_of(const MemberId& member) const override;
    [[nodiscard]] std::optional<PointLot> lot(const PointLot& key) const override;
    [[nodiscard]] std::vector<LotUse> uses_of(const std::string& cause) const override;
    [[nodiscard]] std::optional<ReceiptRow> receipt(const StoreId& store, const std::string& receipt,
                                                    std::int64_t day) const override;
    [[nodiscard]] std::optional<ReceiptRow> receipt_of(const EventId& event) const override;
    [[nodiscard]] EventId other_purchase(const MemberId& member, std::int64_t day, const EventId& than) const override;
    [[nodiscard]] EventId first_purchase(const MemberId& member, const EventId& than) const override;
    [[nodiscard]] std::int64_t used(const MemberId& member, CapKind kind, std::int64_t day) const override;
    [[nodiscard]] std::vector<CapUse> conduct_of(const MemberId& member, std::int64_t after) const override;
    [[nodiscard]] bool has_done(rules::Deed deed, const MemberId& member, const std::string& object) const override;
    [[nodiscard]] std::optional<ReviewRow> review(const ReviewId& id) const override;
    [[nodiscard]] std::optional<MemberEvent> event(const EventId& id) const override;
    [[nodiscard]] std::vector<StampRow> unused_stamps_of(const MemberId& member) const override;
    [[nodiscard]] bool has_stamp(const MemberId& member, const std::string& lot, std::int64_t day) const override;
    [[nodiscard]] bool is_stopped(const CampaignId& campaign) const override;
    [[nodiscard]] std::vector<PointLot> lots_expired_by(SiteTime time, int most) const override;
    [[nodiscard]] std::optional<Expiring> next_expiring(SiteTime until) const override;
    [[nodiscard]] std::vector<MemberRow> members_before_period(std::int64_t period, int most) const override;
    [[nodiscard]] std::vector<Hold> holds_expired_by(SiteTime time, int most) const override;
    [[nodiscard]] std::vector<SliceRow> slices_expired_by(SiteTime time, int most) const override;
    [[nodiscard]] std::vector<CouponRow> coupons_expired_by(SiteTime time, int most) const override;

    // While one lives the session that was read last is remembered: the facts of a leaving come together, and each
    // looks at it more than once. Whoever writes a session, or takes back what was written, has it forgotten.
    class RememberSession {
      public:
        explicit RememberSession(SqlBooks& books) : books_(books) { books_.remembers_ = true; }
        ~RememberSession() {
            books_.remembers_ = false;
            books_.forget_session();
        }
        RememberSession(const RememberSession&) = delete;
        RememberSession& operator=(const RememberSession&) = delete;

      private:
        SqlBooks& books_;
    };
    void forget_session() { last_session_.reset(); }

  private:
    struct ReadSession {
        SessionId id;
        std::optional<SessionRow> row;
    };

    const Statements& sql_;
    bool remembers_ = false;
    mutable std::optional<ReadSession> last_session_;
};

void write_row(const Statements& sql, const Row& row);

} // namespace parkgate::ledger
