// Coupons of a stay that has left more than once: a presumed exit of it was none.
#include "ledger/core/benefit_costs.hpp"
#include "ledger/core/coupon_booking.hpp"
#include "ledger/core/coupons.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace parkgate::ledger {

Decision spend_again(const Terms& terms, const CheckedFact& fact, const CouponSpent& spent, CouponRow coupon,
                     SiteTime now) {
    const Redemption redemption{fact.fact.session, spent.member, spent.spent_at, fact.fact.at, spent.worth};
    if (std::tie(redemption.left_at, redemption.at) < std::tie(coupon.left_at, coupon.spent_at)) {
        return no_effect(Code::exit_reversed);
    }
    Decision decision;
    Txn txn{TxnCode::coupon_spent, fact.fact.id.text, {}};
    const bool is_known = coupon.state != CouponState::spent_unissued;
    const std::string cost = is_known ? coupon.campaign.text : std::string(text_of(Code::coupon_unknown));
    book_cost(txn, cost, spent.worth - coupon.took);
    if (!is_known) {
        book_loss(txn, Code::coupon_unknown, coupon.worth, spent.minutes.count - coupon.worth.amount);
        coupon.worth.amount = spent.minutes.count;
        note_spending(coupon, redemption);
        decision.code = Code::coupon_unknown;
    } else {
        const AccountKind from = account_of(coupon, unspent_at(coupon, terms, now));
        unbook_spend(txn, coupon, from, spend_fault(coupon));
        note_spending(coupon, redemption);
        decision.code = spend_fault(coupon);
        book_spend(txn, coupon, from, decision.code);
    }
    decision.rows.emplace_back(std::move(coupon));
    add_if_any(decision.txns, std::move(txn));
    return decision;
}

void unspend(const Books& books, const Terms& terms, const ReversedExit& exit, SiteTime now, Txn& txn,
             std::vector<Row>& rows) {
    auto coupon = exit.spent.empty() ? std::nullopt : books.coupon(exit.spent);
    if (!coupon || coupon->spent_in != exit.session || std::max(coupon->spent_at, coupon->left_at) > exit.left_at) {
        return; // not told yet, or spent by a leaving that was one
    }
    if (coupon->state == CouponState::spent_unissued) {
        book_loss(txn, Code::coupon_unknown, coupon->worth, -coupon->worth.amount);
        book_cost(txn, std::string(text_of(Code::coupon_unknown)), coupon->took * -1);
        coupon->worth.amount = 0;
    } else if (coupon->state == CouponState::spent) {
        const CouponState unspent = unspent_at(*coupon, terms, now);
        unbook_spend(txn, *coupon, account_of(*coupon, unspent), spend_fault(*coupon));
        book_cost(txn, coupon->campaign.text, coupon->took * -1);
        coupon->state = unspent;
        if (auto holder = books.coupon(coupon->instead)) {
            coupon->state = CouponState::revoked;
            holder->state = unspent;
            rows.emplace_back(*std::move(holder));
        }
    }
    note_spending(*coupon, {});
    rows.emplace_back(*std::move(coupon));
}

void withdraw(const Books& books, const ReversedExit& exit, Txn& txn, std::vector<Row>& rows) {
    auto coupon = exit.given.empty() ? std::nullopt : books.coupon(exit.given);
    if (!coupon || coupon->issued_in != exit.session) {
        return; // not told yet
    }
    const auto given = books.coupons_given_in(exit.session);
    const auto other = std::ranges::find_if(
        given, [&](const CouponRow& one) { return one.id != coupon->id && one.state != CouponState::revoked; });
    auto holder = books.coupon(coupon->instead);
    CouponRow& live = holder ? *holder : *coupon;
    const bool was_funded = coupon->funded;
    if (live.state == CouponState::live) {
        book_withdrawal(txn, live);
        coupon->funded = false;
    }
    rows.emplace_back(*coupon);
    if (holder) {
        rows.emplace_back(*holder);
    }
    if (other == given.end() || was_funded == other->funded || live.state != CouponState::revoked) {
        return;
    }
    // The one of them that was told later was a loss, as a second coupon of its session; now it is the only one.
    CouponRow second = was_funded ? *other : *coupon;
    auto slice = books.slice(second.slice);
    const bool counts = !was_funded || second.state == CouponState::live;
    if (!slice || !counts || !covers(*slice, second.worth, second.campaign)) {
        return;
    }
    const CouponAccounts& accounts = accounts_of(second.worth);
    book_loss(txn, Code::second_coupon, second.worth, -weight_of(second.worth));
    txn.move({accounts.escrow, second.box.text}, of(was_funded ? accounts.liability : accounts.lapsed, second.campaign),
             weight_of(second.worth));
    slice->left -= 1;
    rows.emplace_back(*std::move(slice));
    if (was_funded) {
        second.funded = true;
        rows.emplace_back(std::move(second));
    }
}

} // namespace parkgate::ledger
