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
    // minutes of coupons
    minutes_granted,  // owner: campaign; negative
    campaign_budget,  // owner: campaign; never negative
    slice_escrow,     // owner: box; never negative
    coupon_liability, // owner: campaign; never negative
    coupons_redeemed, // owner: campaign
    coupons_lapsed,   // owner: campaign; never negative
    minutes_unfunded, // owner: reason; negative: given outside every budget
    loss,             // owner: reason
    // fen
    parking_forgone, // owner: points, a campaign or a reason; negative: fees that were not taken in money
    benefit_funding, // the same owners; what those benefits cost
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
