#include "ledger/core/earning/earning.hpp"

#include <utility>

namespace parkgate::ledger {

namespace {

rules::Earned less(const rules::Earned& before, const rules::Earned& after) {
    return {before.usual - after.usual, before.steps - after.steps, before.campaign - after.campaign, before.by};
}

// Of points that were given: taken from where they are, or owed.
void take_back(const Books& books, const Terms& terms, const ReceiptRow& receipt, const rules::Earned& gone,
               EventDecision& decision, const std::string& cause) {
    Wallet wallet(books, receipt.member);
    const Points owed = wallet.owed();
    Txn txn{TxnCode::points_returned, cause, {}};
    const Account returned{AccountKind::points_taken_back, "returned"};
    for (const auto& part : parts_of(receipt, gone)) {
        const PointLot lot =
            lot_of(terms, earn_terms_of(terms, receipt.rules), receipt.member, part.source, receipt.sold_at);
        wallet.take_back(txn, lot, part.points, returned, part.source);
        charge_budgets(terms, txn, receipt, part, part.points * -1);
    }
    const Writing written = writing(decision);
    add_if_any(written, std::move(txn));
    tell_points(written, wallet, gone.sum() * -1, receipt.event.text);
    count_qualifying(books, terms, receipt.member, gone.usual * -1, receipt.sold_at, written.txns, written.rows,
                     written.notices);
    decision.points = gone.sum() * -1;
    decision.code = wallet.owed() > owed ? Code::owes : Code::none;
    add_rows(written, wallet.rows());
}

// Of points that nobody has approved yet.
void take_from_waiting(const Books& books, const Terms& terms, const ReceiptRow& receipt, const rules::Earned& gone,
                       EventDecision& decision, const std::string& cause) {
    Txn txn{TxnCode::points_returned, cause, {}};
    for (const auto& part : parts_of(receipt, gone)) {
        txn.move(pending(receipt.member), issued_for(part.why), part.points.count);
        charge_budgets(terms, txn, receipt, part, part.points * -1);
    }
    add_if_any(writing(decision), std::move(txn));
    if (auto item = books.review({receipt.event.text})) {
        item->points -= gone.sum();
        decision.rows.emplace_back(*item);
    }
    decision.code = Code::awaits_review;
}

} // namespace

EventDecision apply_returned(const Books& books, const Terms& terms, const CheckedEvent& event, const Returned& goods,
                             SiteTime /*now*/) {
    if (store_of(terms, goods.store) == nullptr) {
        return refuse_event(Code::unknown_store);
    }
    const auto known = books.receipt(goods.store, goods.receipt, day_number(terms, goods.sold_at));
    if (!known) {
        return refuse_event(Code::no_such_receipt);
    }
    if (goods.returned > known->net - known->returned) {
        return refuse_event(Code::returned_too_much);
    }
    EventDecision decision;
    decision.outcome = Outcome::applied;
    decision.member = known->member;
    ReceiptRow receipt = *known;
    receipt.returned += goods.returned;
    // What of it is gone follows from all that has come back, so that the order of the returns does not matter.
    const rules::Earned gone = less(still_earned(terms, *known), still_earned(terms, receipt));
    if (known->state == ReceiptState::credited) {
        receipt.clawed_back += gone.sum();
        take_back(books, terms, receipt, gone, decision, event.event.id.text);
    } else if (known->state == ReceiptState::awaits_review) {
        receipt.clawed_back += gone.sum();
        take_from_waiting(books, terms, receipt, gone, decision, event.event.id.text);
    }
    decision.rows.emplace_back(receipt);
    return decision;
}

} // namespace parkgate::ledger
