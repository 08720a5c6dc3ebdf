// Accounts and transactions: double entry with signed amounts. A transaction's legs sum to 0 in each unit, so units
// never mix; what a member owes, what was issued and what was never funded stand as negative balances.
#pragma once

#include "protocol/ids.hpp"
#include "protocol/units.hpp"

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace parkgate::ledger {

enum class Unit : std::uint8_t { points, minutes, fen };

enum class AccountKind : std::uint8_t {
    // points
    points_issued,           // owner: why; negative
    member_spendable,        // owner: member; never negative
    member_held,             // owner: member; never negative
    member_receivable,       // owner: member; negative is what he owes; only a late capture deepens it
    points_used_for_parking, // owner: rule set that set the price
    member_pending,          // owner: member; waits for a review; never negative
    points_expired,          // owner: who paid for them; never negative
    points_taken_back,       // owner: why; never negative
    member_qualifying,       // owner: member@period; never spent, what tiers go by
    qualifying_counted,      // owner: period; negative
    points_budget_used,      // owner: campaign; points beyond the usual ones; never negative
    points_beyond,           // owner: campaign; negative, the other side of it
    // minutes of coupons
    minutes_granted,  // owner: campaign; negative
    campaign_budget,  // owner: campaign; never negative
    slice_escrow,     // owner: box; never negative
    coupon_liability, // owner: campaign; never negative
    coupons_redeemed, // owner: campaign
    coupons_lapsed,   // owner: campaign; never negative
    minutes_unfunded, // owner: reason; negative: given outside every budget
    loss,             // owner: reason
    // fen of coupons of every other kind, each at the most that it takes off
    fen_granted,   // owner: campaign; negative
    fen_budget,    // owner: campaign; never negative
    fen_escrow,    // owner: box; never negative
    fen_liability, // owner: campaign; never negative
    fen_redeemed,  // owner: campaign; what spent coupons really took
    fen_lapsed,    // owner: campaign; of coupons that ended, and what spent ones did not take; never negative
    fen_unfunded,  // owner: reason; negative: given outside every budget
    fen_loss,      // owner: reason
    // fen
    parking_forgone,     // owner: points, a campaign, a reason, or who gave a benefit (benefit_costs.hpp); negative:
                         // fees that were not taken in money
    benefit_funding,     // the same owners; what those benefits cost
    points_liability,    // owner: who pays for the points; negative: what unspent points cost when they are spent
    points_funding,      // the same owners; what they have cost, or will
    points_settled,      // the same owners; negative: of that, what has become parking
    earning_budget_used, // owner: calendar year; what the points that were given in it cost; never negative
    earning_beyond,      // owner: calendar year; negative, the other side of it
    points_recovered, // owner: member; what the mall has laid out for points that he still owes, of goods that he has
                      // returned; never negative
};

Unit unit_of(AccountKind kind);
std::string_view text_of(Unit unit);
std::string_view text_of(AccountKind kind);

struct Account {
    AccountKind kind = AccountKind::points_issued;
    std::string owner;
    auto operator<=>(const Account&) const = default;
};

inline Account spendable(const MemberId& member) {
    return {AccountKind::member_spendable, member.text};
}
inline Account held(const MemberId& member) {
    return {AccountKind::member_held, member.text};
}
inline Account receivable(const MemberId& member) {
    return {AccountKind::member_receivable, member.text};
}

enum class TxnCode : std::uint8_t {
    points_issued,
    points_held,
    points_charged,
    late_capture,
    points_released,
    hold_expired,
    budget_set,
    slice_granted,
    slice_expired,
    coupon_issued,
    coupon_spent,
    coupon_lapsed,
    coupon_revoked, // another one has taken its place, with its liability
    points_earned,
    points_pending, // earned, and a person has to look
    review_approved,
    review_rejected,
    points_returned, // goods came back
    points_expired,
    points_adjusted, // by hand
    benefits_given,  // of a stay that has ended, or let go by staff
    reversed,        // a presumed exit that was none, or an approved dispute
};
std::string_view text_of(TxnCode code);

struct Leg {
    Account account;
    std::int64_t amount = 0;
    bool operator==(const Leg&) const = default;
};

// `cause` is the id of the fact, ask, hold, slice or coupon that brought it about; (code, cause) is unique in the
// books.
struct Txn {
    TxnCode code = TxnCode::points_issued;
    std::string cause;
    std::vector<Leg> legs;
    bool operator==(const Txn&) const = default;

    // Takes from one account and gives to another of the same unit. An amount of 0 adds nothing.
    void move(const Account& from, const Account& to, std::int64_t amount);
};

// Every unit's legs sum to 0 (INVARIANTS I-01).
bool is_balanced(const Txn& txn);

} // namespace parkgate::ledger
