#include "ledger/core/coupons.hpp"

#include <utility>

namespace parkgate::ledger {

namespace {

Account of(AccountKind kind, const CampaignId& campaign) {
    return {kind, campaign.text};
}

void book_loss(Txn& txn, Code reason, Minutes minutes) {
    const std::string owner{text_of(reason)};
    txn.move({AccountKind::minutes_unfunded, owner}, {AccountKind::loss, owner}, minutes.count);
}

void take_back_loss(Txn& txn, Code reason, Minutes minutes) {
    book_loss(txn, reason, minutes * -1);
}

// Why no slice pays for this coupon; none: its slice does.
Code unfunded_because(const Books& books, const CheckedFact& fact, const Coupon& coupon,
                      const std::optional<SliceRow>& slice) {
    if (books.gave_coupon(fact.fact.session)) {
        return Code::second_coupon;
    }
    if (!slice || slice->box != fact.envelope.box) {
        return Code::no_slice;
    }
    const bool covered = slice->state == SliceState::open && slice->left > 0 && slice->minutes == coupon.minutes &&
                         slice->campaign == coupon.campaign;
    return covered ? Code::none : Code::over_slice;
}

Code spend_fault(const CouponRow& coupon, const SessionId& spent_in, const MemberId& by, SiteTime at) {
    if (spent_in == coupon.issued_in) {
        return Code::same_session;
    }
    if (by != coupon.member) {
        return Code::other_member;
    }
    return at > coupon.expires_at ? Code::coupon_expired : Code::none;
}

// A coupon without funds was a loss on the day it was given; only a funded one has minutes to move.
void book_spend(Txn& txn, const CouponRow& coupon, AccountKind from, Code fault) {
    if (coupon.funded) {
        const Account to = fault == Code::none ? of(AccountKind::coupons_redeemed, coupon.campaign)
                                               : Account{AccountKind::loss, std::string(text_of(fault))};
        txn.move(of(from, coupon.campaign), to, coupon.minutes.count);
    }
}

// What its parking cost, as a number in money, on the account of who gave it.
void book_cost(Txn& txn, const std::string& owner, Fen worth) {
    txn.move({AccountKind::parking_forgone, owner}, {AccountKind::benefit_funding, owner}, worth.count);
}

void add_if_any(Decision& decision, Txn txn) {
    if (!txn.legs.empty()) {
        decision.txns.push_back(std::move(txn));
    }
}

// Whether the coupon is the session's as far as the books know it: facts come in any order, so its entry or its charge
// may not be there yet. The ledger itself has told the gate whose the plate is.
Code session_fault(const Books& books, const SessionId& id, const Coupon& coupon) {
    const auto session = books.session(id);
    if (session && !session->plate.empty() && session->plate != coupon.plate) {
        return Code::wrong_plate;
    }
    const auto hold = books.pending_hold_of(id);
    const auto charge = books.charge_of(id);
    const bool fits = books.has_had(coupon.member, coupon.plate) && (!hold || hold->member == coupon.member) &&
                      (!charge || charge->member == coupon.member);
    return fits ? Code::none : Code::wrong_member;
}

// Why the issue cannot be booked by itself; none if it can.
Code issue_fault(const Books& books, const CheckedFact& fact, const Coupon& coupon) {
    if (!fact.document_good || coupon.coupon.empty()) {
        return Code::bad_document;
    }
    if (fact.fact.session.empty() || coupon.issued_in != fact.fact.session) {
        return Code::wrong_session;
    }
    if (coupon.home_lot != fact.lot) {
        return Code::wrong_lot;
    }
    return books.has_member(coupon.member) ? session_fault(books, fact.fact.session, coupon) : Code::unknown_member;
}

CouponRow row_of(const Coupon& coupon, const BoxId& box, bool funded) {
    CouponRow row;
    row.id = coupon.coupon;
    row.campaign = coupon.campaign;
    row.slice = coupon.slice;
    row.box = box;
    row.member = coupon.member;
    row.issued_in = coupon.issued_in;
    row.minutes = coupon.minutes;
    row.expires_at = coupon.expires_at;
    row.funded = funded;
    return row;
}

// The spending was told first and booked as a loss; now that the coupon is known it is booked as what it was.
void book_early_spend(Txn& txn, CouponRow& row, const CouponRow& early) {
    const std::string unknown{text_of(Code::coupon_unknown)};
    take_back_loss(txn, Code::coupon_unknown, early.minutes);
    book_cost(txn, unknown, early.worth * -1);
    book_cost(txn, row.campaign.text, early.worth);
    row.state = CouponState::spent;
    row.spent_in = early.spent_in;
    row.spent_by = early.spent_by;
    row.spent_at = early.spent_at;
    row.worth = early.worth;
    book_spend(txn, row, AccountKind::coupon_liability, spend_fault(row, row.spent_in, row.spent_by, row.spent_at));
}

} // namespace

Decision apply_issued(const Books& books, const CheckedFact& fact, const CouponIssued& issued) {
    const Coupon& coupon = issued.coupon;
    if (const Code code = issue_fault(books, fact, coupon); code != Code::none) {
        return quarantine(code);
    }
    const auto known = books.coupon(coupon.coupon);
    const bool spent_before = known && known->state == CouponState::spent_unissued;
    if (known && !spent_before) {
        return known->box == fact.envelope.box ? no_effect(Code::already_issued) : quarantine(Code::wrong_box);
    }
    auto slice = books.slice(coupon.slice);
    Decision decision;
    decision.code = unfunded_because(books, fact, coupon, slice);
    CouponRow row = row_of(coupon, fact.envelope.box, decision.code == Code::none);
    Txn txn{TxnCode::coupon_issued, fact.fact.id.text, {}};
    if (row.funded) {
        txn.move({AccountKind::slice_escrow, row.box.text}, of(AccountKind::coupon_liability, row.campaign),
                 row.minutes.count);
        slice->left -= 1;
        decision.rows.emplace_back(*slice);
    } else {
        book_loss(txn, decision.code, row.minutes);
    }
    if (spent_before) {
        book_early_spend(txn, row, *known);
    }
    decision.rows.emplace_back(row);
    decision.notices.emplace_back(CouponGiven{row.member, row.id, row.minutes, row.expires_at});
    add_if_any(decision, std::move(txn));
    return decision;
}

Decision apply_spent(const Books& books, const CheckedFact& fact, const CouponSpent& spent) {
    if (!books.has_member(spent.member)) {
        return quarantine(Code::unknown_member);
    }
    if (fact.fact.session.empty() || spent.coupon.empty()) {
        return quarantine(Code::no_session);
    }
    auto coupon = books.coupon(spent.coupon);
    Decision decision;
    Txn txn{TxnCode::coupon_spent, fact.fact.id.text, {}};
    std::string cost = coupon ? coupon->campaign.text : std::string(text_of(Code::coupon_unknown));
    if (!coupon) {
        decision.code = Code::coupon_unknown;
        book_loss(txn, decision.code, spent.minutes);
        coupon = CouponRow{};
        coupon->id = spent.coupon;
        coupon->minutes = spent.minutes;
        coupon->state = CouponState::spent_unissued;
    } else if (coupon->state == CouponState::spent || coupon->state == CouponState::spent_unissued) {
        decision.code = Code::double_spend;
        cost = text_of(decision.code);
        book_loss(txn, decision.code, spent.minutes);
    } else {
        decision.code = spend_fault(*coupon, fact.fact.session, spent.member, spent.spent_at);
        book_spend(txn, *coupon,
                   coupon->state == CouponState::lapsed ? AccountKind::coupons_lapsed : AccountKind::coupon_liability,
                   decision.code);
        coupon->state = CouponState::spent;
    }
    book_cost(txn, cost, spent.worth);
    if (decision.code != Code::double_spend) {
        coupon->spent_in = fact.fact.session;
        coupon->spent_by = spent.member;
        coupon->spent_at = spent.spent_at;
        coupon->worth = spent.worth;
        decision.rows.emplace_back(*coupon);
    }
    add_if_any(decision, std::move(txn));
    return decision;
}

} // namespace parkgate::ledger
