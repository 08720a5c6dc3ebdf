#include "ledger/core/coupon_booking.hpp"

#include <algorithm>
#include <tuple>

namespace parkgate::ledger {

namespace {

// What a spent coupon has used up of what it was counted at. Minutes are used up with the coupon, whatever they
// covered; of the other kinds only what it took is spent.
std::int64_t used_up(const CouponRow& coupon) {
    const std::int64_t weight = weight_of(coupon.worth);
    return unit_of(coupon.worth) == Unit::minutes ? weight : std::clamp<std::int64_t>(coupon.took.count, 0, weight);
}

// `sign` is 1, or -1 for what goes back.
void book_spend(Txn& txn, const CouponRow& coupon, AccountKind from, Code fault, std::int64_t sign) {
    if (coupon.funded) {
        const CouponAccounts& accounts = accounts_of(coupon.worth);
        const Account to = fault == Code::none || fault == Code::over_worth
                               ? of(accounts.redeemed, coupon.campaign)
                               : Account{accounts.loss, std::string(text_of(fault))};
        const std::int64_t used = used_up(coupon);
        txn.move(of(from, coupon.campaign), to, used * sign);
        if (from != accounts.lapsed) {
            txn.move(of(from, coupon.campaign), of(accounts.lapsed, coupon.campaign),
                     (weight_of(coupon.worth) - used) * sign);
        }
    }
    book_loss(txn, Code::over_worth, coupon.worth, taken_beyond(coupon) * sign);
}

} // namespace

void book_loss(Txn& txn, Code reason, const CouponWorth& worth, std::int64_t amount) {
    const std::string owner{text_of(reason)};
    const CouponAccounts& accounts = accounts_of(worth);
    txn.move({accounts.unfunded, owner}, {accounts.loss, owner}, amount);
}

std::int64_t taken_beyond(const CouponRow& coupon) {
    const bool is_bounded = unit_of(coupon.worth) == Unit::fen;
    return is_bounded ? std::max<std::int64_t>(coupon.took.count - weight_of(coupon.worth), 0) : 0;
}

void book_spend(Txn& txn, const CouponRow& coupon, AccountKind from, Code fault) {
    book_spend(txn, coupon, from, fault, 1);
}

void unbook_spend(Txn& txn, const CouponRow& coupon, AccountKind to, Code fault) {
    book_spend(txn, coupon, to, fault, -1);
}

void book_withdrawal(Txn& txn, CouponRow& coupon) {
    if (coupon.funded) {
        const CouponAccounts& accounts = accounts_of(coupon.worth);
        txn.move(of(accounts.liability, coupon.campaign), of(accounts.lapsed, coupon.campaign),
                 weight_of(coupon.worth));
    }
    coupon.funded = false; // there may be another one of its session
    coupon.state = CouponState::revoked;
}

Code spend_fault(const CouponRow& coupon) {
    if (coupon.spent_in == coupon.issued_in) {
        return Code::same_session;
    }
    if (coupon.spent_by != coupon.member) {
        return Code::other_member;
    }
    if (coupon.spent_at > coupon.expires_at) {
        return Code::coupon_expired;
    }
    return taken_beyond(coupon) > 0 ? Code::over_worth : Code::none;
}

void note_spending(CouponRow& row, const Redemption& redemption) {
    row.spent_in = redemption.in;
    row.spent_by = redemption.by;
    row.spent_at = redemption.at;
    row.left_at = redemption.left_at;
    row.took = redemption.took;
}

bool is_another(const CouponRow& spent, const Redemption& redemption) {
    return spent.spent_in == redemption.in &&
           std::tie(spent.left_at, spent.spent_at) != std::tie(redemption.left_at, redemption.at);
}

CouponState unspent_at(const CouponRow& coupon, const Terms& terms, SiteTime now) {
    return coupon.expires_at + terms.longest_offline <= now ? CouponState::lapsed : CouponState::live;
}

AccountKind account_of(const CouponRow& coupon, CouponState state) {
    const CouponAccounts& accounts = accounts_of(coupon.worth);
    return state == CouponState::lapsed ? accounts.lapsed : accounts.liability;
}

bool is_forgotten(const CouponRow& coupon) {
    return coupon.state == CouponState::spent_unissued && coupon.spent_in.empty();
}

bool is_withdrawn(const std::vector<ReversedExit>& reversed, const CouponId& coupon) {
    return std::ranges::find(reversed, coupon, &ReversedExit::given) != reversed.end();
}

bool covers(const SliceRow& slice, const CouponWorth& worth, const CampaignId& campaign) {
    return slice.state == SliceState::open && slice.left > 0 && slice.worth == worth && slice.campaign == campaign;
}

} // namespace parkgate::ledger
