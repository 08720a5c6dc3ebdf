#include "ledger/core/coupon_plates.hpp"

#include "ledger/core/coupon_accounts.hpp"
#include "ledger/core/coupon_id.hpp"

#include <utility>

namespace parkgate::ledger {

namespace {

// Empty: he has none, and what is bound to it waits.
PlateHash newest_plate(const Books& books, const MemberId& member, const PlateHash& but, SiteTime now) {
    PlateHash newest;
    for (const auto& plate : books.plates_of(member, now)) {
        newest = plate == but ? newest : plate;
    }
    return newest;
}

// A gate that has given a coupon knows it by its id, and the ledger's own only as long as it is told of it.
void bind(CouponRow coupon, const PlateHash& plate, Rebound& out) {
    if (coupon.box.empty()) {
        coupon.plate = plate;
        out.rows.emplace_back(std::move(coupon));
        return;
    }
    CouponRow again = coupon;
    again.id = coupon_id(coupon.id.text, "-again");
    again.slice = {};
    again.box = {};
    again.issued_in = {};
    again.plate = plate;
    Txn txn{TxnCode::coupon_revoked, coupon.id.text, {}};
    if (coupon.funded) {
        const Account liability{accounts_of(coupon.worth).liability, coupon.campaign.text};
        txn.move(liability, liability, weight_of(coupon.worth));
        out.txns.push_back(std::move(txn));
    }
    coupon.state = CouponState::revoked;
    coupon.instead = again.id;
    out.instead[coupon.id.text] = again.id.text;
    out.rows.emplace_back(std::move(coupon));
    out.rows.emplace_back(std::move(again));
}

} // namespace

Rebound plate_leaves(const Books& books, const MemberId& member, const PlateHash& plate, SiteTime now) {
    Rebound out;
    const PlateHash newest = newest_plate(books, member, plate, now);
    for (auto& coupon : books.coupons_bound_to(member, plate)) {
        if (coupon.expires_at > now) {
            bind(std::move(coupon), newest, out);
        }
    }
    return out;
}

Rebound plate_comes(const Books& books, const MemberId& member, const PlateHash& plate, SiteTime now) {
    Rebound out;
    for (auto& coupon : books.coupons_bound_to(member, {})) {
        if (coupon.expires_at > now) {
            bind(std::move(coupon), plate, out);
        }
    }
    return out;
}

Rebound given_late(const Books& books, const CouponRow& coupon, SiteTime now) {
    Rebound out;
    const bool stays = coupon.state != CouponState::live || coupon.expires_at <= now ||
                       books.member_of(coupon.plate, now) == coupon.member;
    if (!stays) {
        bind(coupon, newest_plate(books, coupon.member, coupon.plate, now), out);
    }
    return out;
}

std::vector<Notice> notices_of(const MemberId& member, const Rebound& rebound) {
    if (rebound.instead.empty()) {
        return {};
    }
    return {MemberNotice{"coupons_replaced", member, rebound.instead}};
}

} // namespace parkgate::ledger
