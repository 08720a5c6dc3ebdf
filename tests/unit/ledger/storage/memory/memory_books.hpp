#pragma once

#include "tests/unit/ledger/storage/memory/memory_state.hpp"

#include <algorithm>

namespace parkgate::ledger::test {

class MemoryBooks final : public Books {
  public:
    explicit MemoryBooks(const MemoryState* const& now) : now_(now) {}

    [[nodiscard]] std::int64_t balance(const Account& account) const override;
    [[nodiscard]] bool has_member(const MemberId& member) const override { return now_->members.contains(member); }
    [[nodiscard]] std::optional<MemberRow> member(const MemberId& id) const override { return at(now_->members, id); }
    [[nodiscard]] MemberId member_of(const PlateHash& plate, SiteTime at) const override;
    [[nodiscard]] bool has_had(const MemberId& member, const PlateHash& plate) const override;
    [[nodiscard]] std::optional<Hold> hold(const HoldId& id) const override { return at(now_->holds, id); }
    [[nodiscard]] std::optional<Hold> pending_hold_of(const SessionId& session) const override;
    [[nodiscard]] std::optional<Hold> refused_hold_of(const SessionId& session) const override;
    [[nodiscard]] std::vector<MemberId> members_refused_a_hold() const override;
    [[nodiscard]] std::optional<Charge> charge_of(const SessionId& session) const override {
        return at(now_->charges, session);
    }
    [[nodiscard]] std::optional<SessionRow> session(const SessionId& id) const override {
        return at(now_->sessions, id);
    }
    [[nodiscard]] std::optional<CouponRow> coupon(const CouponId& id) const override { return at(now_->coupons, id); }
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
    [[nodiscard]] std::optional<SliceRow> slice(const SliceId& id) const override { return at(now_->slices, id); }
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
    [[nodiscard]] std::optional<ReviewRow> review(const ReviewId& id) const override { return at(now_->reviews, id); }
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

  private:
    template <typename Map, typename Key>
    static std::optional<typename Map::mapped_type> at(const Map& map, const Key& key) {
        const auto found = map.find(key);
        return found == map.end() ? std::nullopt : std::optional(found->second);
    }

    const MemoryState* const& now_; // moves when a transaction begins and ends
};

// The values that `wanted` says true of, in the order of `key`, which no two have, at most `most`.
template <typename Map, typename Wanted, typename Key>
auto sorted(const Map& map, Wanted wanted, Key key, std::int64_t most = -1) {
    std::vector<typename Map::mapped_type> out;
    for (const auto& [id, value] : map) {
        if (wanted(value)) {
            out.push_back(value);
        }
    }
    std::ranges::sort(out, {}, key);
    if (most >= 0 && out.size() > static_cast<std::size_t>(most)) {
        out.resize(static_cast<std::size_t>(most));
    }
    return out;
}

} // namespace parkgate::ledger::test
