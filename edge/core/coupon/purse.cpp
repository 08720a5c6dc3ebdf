#include "edge/core/coupon/purse.hpp"

namespace parkgate::core {

const Coupon* Purse::best_for(const MemberId& member, const PlateHash& plate, const SessionId& session,
                              SiteTime at) const {
    const Coupon* best = nullptr;
    for (const auto& [id, coupon] : coupons_) {
        const bool fits = coupon.member == member && coupon.plate == plate && coupon.issued_in != session &&
                          coupon.not_before <= at && at <= coupon.expires_at && !locked_.contains(id);
        if (fits && (best == nullptr || coupon.expires_at < best->expires_at)) {
            best = &coupon;
        }
    }
    return best;
}

const Coupon* Purse::find(const CouponId& id) const {
    const auto found = coupons_.find(id);
    return found == coupons_.end() ? nullptr : &found->second;
}

bool Purse::can_give(std::int64_t promised, SiteTime at) const {
    return slice_ && at <= slice_->slice.expires_at && slice_->left() > promised;
}

Coupon Purse::give(CouponId id, const rules::CouponRule& rule, const MemberId& member, const PlateHash& plate,
                   const SessionId& session, const std::string& lot, SiteTime at) {
    ++slice_->used;
    Coupon coupon{std::move(id),
                  slice_->slice.campaign,
                  slice_->slice.slice,
                  member,
                  plate,
                  lot,
                  session,
                  slice_->slice.minutes,
                  at,
                  at + std::chrono::days(rule.valid_days)};
    put(coupon);
    return coupon;
}

} // namespace parkgate::core
