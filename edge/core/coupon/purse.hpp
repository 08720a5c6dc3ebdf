// The coupons that may be spent here, and the slice from which new ones are given.
#pragma once

#include "protocol/messages.hpp"
#include "protocol/tokens.hpp"
#include "protocol/units.hpp"
#include "rules/benefits.hpp"

#include <map>
#include <set>
#include <utility>
#include <vector>

namespace parkgate::core {

// What is left of the budget that the ledger put in escrow for this box.
struct SliceInHand {
    Slice slice;
    std::int64_t used = 0;

    [[nodiscard]] std::int64_t left() const { return slice.coupons - used; }
    bool operator==(const SliceInHand&) const = default;
};

// Not out of a slice: it is the ledger's own gift, and the box has it only while the car is inside.
[[nodiscard]] inline bool is_of_the_ledger(const Coupon& coupon) {
    return coupon.slice.empty();
}

class Purse {
  public:
    void put(const Coupon& coupon) { coupons_[coupon.coupon] = coupon; }
    void take(const CouponId& id) { coupons_.erase(id); }
    // Of those that the ledger gave, for this member and plate: `held` are the ones that there are now, as far as none
    // of them has been spent here, and those that a lane has locked are kept. What goes, and what comes.
    struct Change {
        std::vector<Coupon> gone;
        std::vector<Coupon> come;
    };
    [[nodiscard]] Change replace_given(const MemberId& member, const PlateHash& plate, const std::vector<Coupon>& held,
                                       SiteTime at);
    // What goes. Of one that was spent here, of which the ledger may not have heard yet, what has taken its place is
    // spent as well.
    [[nodiscard]] std::vector<Coupon> revoke(const std::vector<RevokedCoupon>& revoked);
    void spend(const Coupon& coupon);
    // The stay that spent it has not ended.
    void unspend(const Coupon& coupon);
    // Of these campaigns nothing is given until they are no longer among them.
    void stop(std::set<CampaignId> campaigns) { stopped_ = std::move(campaigns); }
    [[nodiscard]] const std::set<CampaignId>& stopped() const { return stopped_; }
    [[nodiscard]] bool is_stopped(const CampaignId& campaign) const { return stopped_.contains(campaign); }
    void put_slice(const SliceInHand& slice) { slices_[slice.slice.slice] = slice; }
    [[nodiscard]] const SliceInHand* find_slice(const SliceId& id) const;
    // The one that the campaign's next coupon comes out of: of those with something to give, the one that lapses first.
    [[nodiscard]] const SliceInHand* slice_at(const CampaignId& campaign, SiteTime at) const;
    // Coupons of the campaign that may still be given, out of all its slices.
    [[nodiscard]] std::int64_t left(const CampaignId& campaign, SiteTime at) const;

    // A stay that may spend a coupon.
    struct Stay {
        const MemberId& member;
        const PlateHash& plate;
        const SessionId& session;
    };
    // The coupons that it may spend at `at`: bound to member and plate, within their window, not issued in this session
    // and not locked by another lane; the one that lapses first comes first.
    [[nodiscard]] std::vector<const Coupon*> fitting(const Stay& stay, SiteTime at) const;
    [[nodiscard]] const Coupon* find(const CouponId& id) const;
    void lock(const CouponId& id) { locked_[id] = true; }
    void unlock(const CouponId& id) { locked_.erase(id); }
    [[nodiscard]] bool is_locked(const CouponId& id) const { return locked_.contains(id); }

    // Whether one more of the campaign may be promised: `promised` are the exits under way that already count on one.
    [[nodiscard]] bool can_give(const CampaignId& campaign, std::int64_t promised, SiteTime at) const;
    // Takes one unit of slice_at() of the rule's campaign; only when can_give() says so.
    [[nodiscard]] Coupon give(CouponId id, const rules::CouponRule& rule, const MemberId& member,
                              const PlateHash& plate, const SessionId& session, const std::string& lot, SiteTime at);

  private:
    [[nodiscard]] bool gives(const SliceInHand& slice, SiteTime at) const;

    std::map<CouponId, Coupon> coupons_;
    std::map<CouponId, bool> locked_;
    std::map<CouponId, SiteTime> spent_; // until they expire
    std::set<CampaignId> stopped_;
    std::map<SliceId, SliceInHand> slices_; // a new one comes before the old one is used up
};

} // namespace parkgate::core
