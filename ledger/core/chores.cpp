#include "ledger/core/coupon_accounts.hpp"
#include "ledger/core/coupon_plates.hpp"
#include "ledger/core/earning/giving.hpp"
#include "ledger/core/holds.hpp"
#include "ledger/core/members/plate_caps.hpp"
#include "ledger/core/members/standing.hpp"
#include "ledger/core/members/wallet.hpp"

#include <algorithm>
#include <iterator>

namespace parkgate::ledger {

namespace {

void expire(const Books& books, Hold hold, Chores& chores) {
    Wallet wallet(books, hold.member);
    const std::string cause = hold.id.text;
    end_hold(wallet, std::move(hold), HoldState::expired, cause, chores.txns, chores.rows);
    add_rows(chores.rows, wallet.rows());
}

// A lot may end more than once: a hold that is released later puts points back into it. What its source has lost so far
// is another number each time.
void expire(const Books& books, const PointLot& lot, Chores& chores) {
    const auto before = books.balance({AccountKind::points_expired, lot.source});
    Txn txn{TxnCode::points_expired, lot.member.text + "/" + lot.source + "/" + std::to_string(before), {}};
    Wallet wallet(books, lot.member);
    wallet.expire(txn, lot);
    chores.txns.push_back(std::move(txn));
    add_rows(chores.rows, wallet.rows());
}

// What is left of it is coupons of the budget again, of what the campaign gives now.
void expire(const Terms& terms, SliceRow slice, Chores& chores) {
    Txn txn{TxnCode::slice_expired, slice.id.text, {}};
    const CouponAccounts& accounts = accounts_of(slice.worth);
    const Account escrow{accounts.escrow, slice.box.text};
    const auto* rule = rules::coupon_of(terms.rules, slice.campaign);
    const CouponWorth now = rule != nullptr ? rule->worth : slice.worth;
    const CouponAccounts& accounts_now = accounts_of(now);
    const Account budget{accounts_now.budget, slice.campaign.text};
    if (slice.worth == now) {
        txn.move(escrow, budget, slice.left * weight_of(now));
    } else {
        txn.move(escrow, {accounts.granted, slice.campaign.text}, slice.left * weight_of(slice.worth));
        txn.move({accounts_now.granted, slice.campaign.text}, budget, slice.left * weight_of(now));
    }
    slice.left = 0;
    slice.state = SliceState::expired;
    add_if_any(chores.txns, std::move(txn));
    chores.rows.emplace_back(std::move(slice));
}

void lapse(CouponRow coupon, Chores& chores) {
    if (coupon.funded) {
        Txn txn{TxnCode::coupon_lapsed, coupon.id.text, {}};
        const CouponAccounts& accounts = accounts_of(coupon.worth);
        txn.move({accounts.liability, coupon.campaign.text}, {accounts.lapsed, coupon.campaign.text},
                 weight_of(coupon.worth));
        chores.txns.push_back(std::move(txn));
    }
    coupon.state = CouponState::lapsed;
    chores.rows.emplace_back(std::move(coupon));
}

} // namespace

// How long before his points end a member is told.
constexpr Duration told_before = std::chrono::days(30);

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
        expire(terms, slices.front(), chores);
        return chores;
    }
    if (const auto coupons = books.coupons_expired_by(told_by, 1); !coupons.empty()) {
        lapse(coupons.front(), chores);
        return chores;
    }
    if (const auto lots = books.lots_expired_by(now, 1); !lots.empty()) {
        expire(books, lots.front(), chores);
        return chores;
    }
    if (const auto members = books.members_before_period(running_period(terms, now), 1); !members.empty()) {
        begin_period(books, terms, members.front(), now, chores.rows, chores.notices);
        return chores;
    }
    if (const auto ending = books.next_expiring(now + told_before)) {
        chores.notices.emplace_back(PointsExpiring{ending->member, ending->points, ending->expires_at});
        chores.rows.emplace_back(ExpiryTold{ending->expires_at, ending->member});
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

Admission admit(const Books& books, const Terms& terms, const MemberId& member, const std::vector<PlateHash>& plates,
                Points points, const MemberSettings& settings, SiteTime now) {
    using Result = Admission::Result;
    Admission admission;
    const auto known = books.member(member);
    const auto added = new_plates(books, member, plates, now);
    if (!added) {
        admission.result = Result::plate_taken;
        return admission;
    }
    PlatesCome come = plates_come(books, terms, member, *added, now);
    if (come.fault != Code::none) {
        return {come.fault == Code::too_many_plates ? Result::too_many_plates : Result::plate_capped, {}, {}};
    }
    std::vector<Notice> notices; // none: he is told by who has added him
    MemberRow row = known.value_or(MemberRow{member});
    if (!known) {
        row.tier_period = running_period(terms, now);
    }
    if (settings.tier) {
        row.tier = *settings.tier;
        row.tier_fixed = !row.tier.empty();
    }
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
        if (points > Points{} && !fits_the_year(books, terms, {admission.txns, admission.rows, notices}, now, points)) {
            return {Result::budget_spent, {}, {}};
        }
        charge_year(terms, txn, now, terms.earning.point_value * points.count);
        Wallet wallet(books, member);
        wallet.give(txn, issued_for("member_added"), lot_of(terms, terms.earning, member, source_added, now), points);
        add_if_any(admission.txns, std::move(txn));
        add_rows(admission.rows, wallet.rows());
    }
    add_rows(admission.rows, std::move(come.rows));
    if (!added->empty()) {
        std::ranges::move(plate_comes(books, member, added->back(), now).rows, std::back_inserter(admission.rows));
    }
    return admission;
}

} // namespace parkgate::ledger
