#include "ledger/core/points.hpp"

#include <algorithm>

namespace parkgate::ledger {

namespace {

void expire(const Books& books, Hold hold, Chores& chores) {
    Txn txn{TxnCode::hold_expired, hold.id.text, {}};
    give_points(books, txn, held(hold.member), hold.member, hold.points);
    hold.state = HoldState::expired;
    chores.txns.push_back(std::move(txn));
    chores.rows.emplace_back(std::move(hold));
}

void expire(SliceRow slice, Chores& chores) {
    Txn txn{TxnCode::slice_expired, slice.id.text, {}};
    txn.move({AccountKind::slice_escrow, slice.box.text}, {AccountKind::campaign_budget, slice.campaign.text},
             slice.left * slice.minutes.count);
    slice.left = 0;
    slice.state = SliceState::expired;
    if (!txn.legs.empty()) {
        chores.txns.push_back(std::move(txn));
    }
    chores.rows.emplace_back(std::move(slice));
}

void lapse(CouponRow coupon, Chores& chores) {
    if (coupon.funded) {
        Txn txn{TxnCode::coupon_lapsed, coupon.id.text, {}};
        txn.move({AccountKind::coupon_liability, coupon.campaign.text},
                 {AccountKind::coupons_lapsed, coupon.campaign.text}, coupon.minutes.count);
        chores.txns.push_back(std::move(txn));
    }
    coupon.state = CouponState::lapsed;
    chores.rows.emplace_back(std::move(coupon));
}

} // namespace

// One at a time: what a member owes must be read anew after each of his holds.
Chores sweep(const Books& books, const Terms& terms, SiteTime now) {
    Chores chores;
    chores.more = true;
    if (const auto holds = books.holds_expired_by(now, 1); !holds.empty()) {
        expire(books, holds.front(), chores);
        return chores;
    }
    const SiteTime told_by = now - terms.longest_offline;
    if (const auto slices = books.slices_expired_by(told_by, 1); !slices.empty()) {
        expire(slices.front(), chores);
        return chores;
    }
    if (const auto coupons = books.coupons_expired_by(told_by, 1); !coupons.empty()) {
        lapse(coupons.front(), chores);
        return chores;
    }
    chores.more = false;
    return chores;
}

Admission admit(const Books& books, const MemberId& member, const std::vector<PlateHash>& plates, Points points) {
    Admission admission;
    const bool known = books.has_member(member);
    std::vector<PlateHash> added;
    for (const auto& plate : plates) {
        const MemberId owner = books.member_of(plate);
        if (!owner.empty() && owner != member) {
            admission.result = Admission::Result::plate_taken;
            return admission;
        }
        if (owner.empty() && std::ranges::find(added, plate) == added.end()) {
            added.push_back(plate);
        }
    }
    admission.result = !known          ? Admission::Result::added
                       : added.empty() ? Admission::Result::already_there
                                       : Admission::Result::plates_added;
    if (!known) {
        admission.rows.emplace_back(MemberRow{member});
        Txn txn{TxnCode::points_issued, member.text, {}};
        txn.move({AccountKind::points_issued, "member_added"}, spendable(member), points.count);
        if (!txn.legs.empty()) {
            admission.txns.push_back(std::move(txn));
        }
    }
    for (const auto& plate : added) {
        admission.rows.emplace_back(PlateLink{plate, member});
    }
    return admission;
}

} // namespace parkgate::ledger
