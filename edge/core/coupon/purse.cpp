#include "edge/core/coupon/purse.hpp"

#include <algorithm>
#include <tuple>

namespace parkgate::core {

std::vector<const Coupon*> Purse::fitting(const Stay& stay, SiteTime at) const {
    std::vector<const Coupon*> out;
    for (const auto& [id, coupon] : coupons_) {
        const bool fits = coupon.member == stay.member && coupon.plate == stay.plate &&
                          coupon.issued_in != stay.session && coupon.not_before <= at && at <= coupon.expires_at &&
                          !locked_.contains(id);
        if (fits) {
            out.push_back(&coupon);
        }
    }
    std::ranges::sort(out, {}, [](const Coupon* one) { return std::tie(one->expires_at, one->coupon); });
    return out;
}

Purse::Change Purse::replace_given(const MemberId& member, const PlateHash& plate, const std::vector<Coupon>& held,
                                   SiteTime at) {
    Change change;
    for (const auto& [id, coupon] : coupons_) {
        const bool his = is_of_the_ledger(coupon) && coupon.member == member && coupon.plate == plate;
        if (his && !locked_.contains(id) && std::ranges::find(held, coupon) == held.end()) {
            change.gone.push_back(coupon);
        }
    }
    for (const auto& coupon : change.gone) {
        take(coupon.coupon);
    }
    std::erase_if(spent_, [&](const auto& spent) { return spent.second < at; });
    for (const auto& coupon : held) {
        if (!spent_.contains(coupon.coupon) && !locked_.contains(coupon.coupon) && find(coupon.coupon) == nullptr) {
            put(coupon);
            change.come.push_back(coupon);
        }
    }
    return change;
}

std::vector<Coupon> Purse::revoke(const std::vector<RevokedCoupon>& revoked) {
    std::vector<Coupon> gone;
    for (const auto& each : revoked) {
        if (const auto spent = spent_.find(each.coupon); spent != spent_.end()) {
            spent_[each.instead] = spent->second;
        } else if (const Coupon* coupon = find(each.coupon)) {
            gone.push_back(*coupon);
            take(each.coupon);
        }
    }
    return gone;
}

void Purse::spend(const Coupon& coupon) {
    spent_[coupon.coupon] = coupon.expires_at;
    const CouponId id = coupon.coupon; // it may be the purse's own
    unlock(id);
    take(id);
}

void Purse::unspend(const Coupon& coupon) {
    spent_.erase(coupon.coupon);
    put(coupon);
}

const Coupon* Purse::find(const CouponId& id) const {
    const auto found = coupons_.find(id);
    return found == coupons_.end() ? nullptr : &found->second;
}

const SliceInHand* Purse::find_slice(const SliceId& id) const {
    const auto found = slices_.find(id);
    return found == slices_.end() ? nullptr : &found->second;
}

bool Purse::gives(const SliceInHand& slice, SiteTime at) const {
    return slice.left() > 0 && at <= slice.slice.expires_at && !is_stopped(slice.slice.campaign);
}

const SliceInHand* Purse::slice_at(const CampaignId& campaign, SiteTime at) const {
    const SliceInHand* first = nullptr;
    for (const auto& [id, slice] : slices_) {
        const bool fits = slice.slice.campaign == campaign && gives(slice, at);
        if (fits && (first == nullptr || slice.slice.expires_at < first->slice.expires_at)) {
            first = &slice;
        }
    }
    return first;
}

std::int64_t Purse::left(const CampaignId& campaign, SiteTime at) const {
    std::int64_t sum = 0;
    for (const auto& [id, slice] : slices_) {
        sum += slice.slice.campaign == campaign && gives(slice, at) ? slice.left() : 0;
    }
    return sum;
}

bool Purse::can_give(const CampaignId& campaign, std::int64_t promised, SiteTime at) const {
    return left(campaign, at) > promised;
}

Coupon Purse::give(CouponId id, const rules::CouponRule& rule, const MemberId& member, const PlateHash& plate,
                   const SessionId& session, const std::string& lot, SiteTime at) {
    SliceInHand& from = slices_.at(slice_at(rule.campaign, at)->slice.slice);
    ++from.used;
    Coupon coupon{std::move(id),
                  from.slice.campaign,
                  from.slice.slice,
                  member,
                  plate,
                  lot,
                  session,
                  from.slice.worth,
                  at,
                  at + std::chrono::days(rule.valid_days)};
    put(coupon);
    return coupon;
}

} // namespace parkgate::core
