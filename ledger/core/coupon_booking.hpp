// How coupons are booked, between the accounts of their unit. Internal to the core.
#pragma once

#include "ledger/core/coupon_accounts.hpp"
#include "ledger/core/decision.hpp"

#include <string>
#include <vector>

namespace parkgate::ledger {

inline Account of(AccountKind kind, const CampaignId& campaign) {
    return {kind, campaign.text};
}

// Of coupons of this worth, so many of their unit.
void book_loss(Txn& txn, Code reason, const CouponWorth& worth, std::int64_t amount);
// A coupon without funds was a loss on the day it was given; only a funded one has anything to move. The part that it
// did not take ends with it, as a coupon does that is never spent: a budget counts coupons, and this one is gone.
void book_spend(Txn& txn, const CouponRow& coupon, AccountKind from, Code fault);
// What has been booked so goes back.
void unbook_spend(Txn& txn, const CouponRow& coupon, AccountKind to, Code fault);
// A coupon that waits for nobody is of its budget no more: what it was counted at has lapsed. Changes the row.
void book_withdrawal(Txn& txn, CouponRow& coupon);

// Beyond what it was counted at no budget has paid for it.
std::int64_t taken_beyond(const CouponRow& coupon);
// Of a coupon whose spending is written down.
Code spend_fault(const CouponRow& coupon);
struct Redemption {
    SessionId in;
    MemberId by;
    SiteTime at;      // within its time, if a payment has kept it beyond that
    SiteTime left_at; // as its leaving was recorded
    Fen took;
};
void note_spending(CouponRow& row, const Redemption& redemption);
// They are two leavings of one stay.
bool is_another(const CouponRow& spent, const Redemption& redemption);
// What it is when it is not spent: by the sweep whose time is long past it has lapsed, or would have.
CouponState unspent_at(const CouponRow& coupon, const Terms& terms, SiteTime now);
// Where an unspent one is counted.
AccountKind account_of(const CouponRow& coupon, CouponState unspent);
// Spent before it was known, by a leaving that was none: nothing is known of it.
bool is_forgotten(const CouponRow& coupon);
bool is_withdrawn(const std::vector<ReversedExit>& reversed, const CouponId& coupon);
bool covers(const SliceRow& slice, const CouponWorth& worth, const CampaignId& campaign);

} // namespace parkgate::ledger
