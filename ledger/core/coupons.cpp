#include "ledger/core/coupons.hpp"

#include "ledger/core/benefit_costs.hpp"
#include "ledger/core/coupon_booking.hpp"
#include "ledger/core/coupon_plates.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace parkgate::ledger {

namespace {

// Why no slice pays for this coupon; none: its slice does.
Code unfunded_because(const Books& books, const CheckedFact& fact, const Coupon& coupon,
                      const std::optional<SliceRow>& slice) {
    const auto reversed = books.reversed_exits_of(fact.fact.session);
    const auto given = books.coupons_given_in(fact.fact.session);
    const bool gave = std::ranges::any_of(given, [&](const CouponRow& one) {
        return !(one.state == CouponState::revoked && is_withdrawn(reversed, one.id));
    });
    if (gave && !is_withdrawn(reversed, coupon.coupon)) {
        return Code::second_coupon;
    }
    if (!slice || slice->box != fact.envelope.box) {
        return Code::no_slice;
    }
    return covers(*slice, coupon.worth, coupon.campaign) ? Code::none : Code::over_slice;
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
    row.worth = coupon.worth;
    row.expires_at = coupon.expires_at;
    row.funded = funded;
    row.home_lot = coupon.home_lot;
    row.plate = coupon.plate;
    return row;
}

// The worth of a revoked coupon is with what has taken its place.
bool is_used_up(const Books& books, const CouponRow& coupon) {
    const CouponRow holder = books.coupon(coupon.instead).value_or(coupon);
    return holder.state != CouponState::live && holder.state != CouponState::lapsed;
}

// The spending was told first and booked as a loss; now that the coupon is known it is booked as what it was.
void book_early_spend(Txn& txn, CouponRow& row, const CouponRow& early) {
    const std::string unknown{text_of(Code::coupon_unknown)};
    book_loss(txn, Code::coupon_unknown, early.worth, -early.worth.amount);
    book_cost(txn, unknown, early.took * -1);
    book_cost(txn, row.campaign.text, early.took);
    row.state = CouponState::spent;
    note_spending(row, {early.spent_in, early.spent_by, early.spent_at, early.left_at, early.took});
    book_spend(txn, row, accounts_of(row.worth).liability, spend_fault(row));
}

// Of a leaving that is told to have been none: all of it was recorded at one moment.
bool is_undone(const Books& books, const CheckedFact& fact, const CouponId& coupon) {
    const auto reversed = books.reversed_exits_of(fact.fact.session);
    return std::ranges::any_of(
        reversed, [&](const ReversedExit& exit) { return exit.spent == coupon && exit.left_at == fact.fact.at; });
}

} // namespace

Decision apply_issued(const Books& books, const CheckedFact& fact, const CouponIssued& issued, SiteTime now) {
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
        const CouponAccounts& accounts = accounts_of(row.worth);
        txn.move({accounts.escrow, row.box.text}, of(accounts.liability, row.campaign), weight_of(row.worth));
        slice->left -= 1;
        decision.rows.emplace_back(*slice);
    } else {
        book_loss(txn, decision.code, row.worth, weight_of(row.worth));
    }
    if (spent_before && !is_forgotten(*known)) {
        book_early_spend(txn, row, *known);
    }
    if (row.state == CouponState::live && is_withdrawn(books.reversed_exits_of(fact.fact.session), row.id)) {
        book_withdrawal(txn, row);
        decision.code = Code::exit_reversed;
        decision.rows.emplace_back(row);
        add_if_any(decision.txns, std::move(txn));
        return decision;
    }
    decision.rows.emplace_back(row);
    decision.notices.emplace_back(CouponGiven{row.member, row.id, row.worth, row.expires_at});
    add_if_any(decision.txns, std::move(txn));
    Rebound rebound = given_late(books, row, now);
    std::ranges::move(rebound.txns, std::back_inserter(decision.txns));
    add_rows(decision.rows, std::move(rebound.rows));
    std::ranges::move(notices_of(row.member, rebound), std::back_inserter(decision.notices));
    return decision;
}

Decision apply_spent(const Books& books, const Terms& terms, const CheckedFact& fact, const CouponSpent& spent,
                     SiteTime now) {
    if (!books.has_member(spent.member)) {
        return quarantine(Code::unknown_member);
    }
    if (fact.fact.session.empty() || spent.coupon.empty()) {
        return quarantine(Code::no_session);
    }
    if (is_undone(books, fact, spent.coupon)) {
        return no_effect(Code::exit_reversed);
    }
    auto coupon = books.coupon(spent.coupon);
    if (coupon && is_forgotten(*coupon)) {
        coupon.reset();
    }
    const Redemption redemption{fact.fact.session, spent.member, spent.spent_at, fact.fact.at, spent.worth};
    if (coupon && is_another(*coupon, redemption)) {
        return spend_again(terms, fact, spent, *std::move(coupon), now);
    }
    Decision decision;
    Txn txn{TxnCode::coupon_spent, fact.fact.id.text, {}};
    std::string cost = coupon ? coupon->campaign.text : std::string(text_of(Code::coupon_unknown));
    if (!coupon) {
        // What it is worth is not known either: until its issue is told, its minutes are what is lost.
        decision.code = Code::coupon_unknown;
        coupon = CouponRow{};
        coupon->id = spent.coupon;
        coupon->worth = {WorthKind::minutes, spent.minutes.count, {}};
        coupon->state = CouponState::spent_unissued;
        note_spending(*coupon, redemption);
        book_loss(txn, decision.code, coupon->worth, spent.minutes.count);
    } else if (is_used_up(books, *coupon)) {
        decision.code = Code::double_spend;
        cost = text_of(decision.code);
        const bool in_minutes = unit_of(coupon->worth) == Unit::minutes;
        book_loss(txn, decision.code, coupon->worth, in_minutes ? spent.minutes.count : spent.worth.count);
    } else {
        const CouponAccounts& accounts = accounts_of(coupon->worth);
        CouponRow holder = books.coupon(coupon->instead).value_or(*coupon);
        note_spending(*coupon, redemption);
        decision.code = spend_fault(*coupon);
        book_spend(txn, *coupon, holder.state == CouponState::lapsed ? accounts.lapsed : accounts.liability,
                   decision.code);
        coupon->state = CouponState::spent;
        if (holder.id != coupon->id) {
            decision.code = decision.code == Code::none ? Code::coupon_revoked : decision.code;
            holder.state = CouponState::revoked;
            decision.rows.emplace_back(std::move(holder));
        }
    }
    book_cost(txn, cost, spent.worth);
    if (decision.code != Code::double_spend) {
        decision.rows.emplace_back(*coupon);
    }
    add_if_any(decision.txns, std::move(txn));
    return decision;
}

} // namespace parkgate::ledger
