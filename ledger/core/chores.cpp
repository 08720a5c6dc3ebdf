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

namespace {

// The plates that become his. None: one of them is somebody else's.
std::optional<std::vector<PlateHash>> new_plates(const Books& books, const MemberId& member,
                                                 const std::vector<PlateHash>& plates, SiteTime now) {
    std::vector<PlateHash> added;
    for (const auto& plate : plates) {
        const MemberId owner = books.member_of(plate, now);
        if (!owner.empty() && owner != member) {
            return std::nullopt;
        }
        if (owner.empty() && std::ranges::find(added, plate) == added.end()) {
            added.push_back(plate);
        }
    }
    return added;
}

} // namespace

Admission admit(const Books& books, const MemberId& member, const std::vector<PlateHash>& plates, Points points,
                const MemberSettings& settings, SiteTime now) {
    using Result = Admission::Result;
    Admission admission;
    const auto known = books.member(member);
    const auto added = new_plates(books, member, plates, now);
    if (!added) {
        admission.result = Result::plate_taken;
        return admission;
    }
    MemberRow row = known.value_or(MemberRow{member});
    row.tier = settings.tier.value_or(row.tier);
    row.spending = settings.spending.value_or(row.spending);
    const bool changed = row != known;
    admission.result = !known            ? Result::added
                       : !added->empty() ? Result::plates_added
                       : changed         ? Result::settings_changed
                                         : Result::already_there;
    if (changed) {
        admission.rows.emplace_back(row);
    }
    if (!known) {
        Txn txn{TxnCode::points_issued, member.text, {}};
        txn.move({AccountKind::points_issued, "member_added"}, spendable(member), points.count);
        if (!txn.legs.empty()) {
            admission.txns.push_back(std::move(txn));
        }
    }
    for (const auto& plate : *added) {
        admission.rows.emplace_back(PlateLink{plate, member, now});
    }
    return admission;
}

} // namespace parkgate::ledger
