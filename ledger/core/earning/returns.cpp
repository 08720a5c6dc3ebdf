#include "ledger/core/earning/earning.hpp"
#include "ledger/core/members/abuse.hpp"

#include <algorithm>
#include <utility>

namespace parkgate::ledger {

namespace {

constexpr Fen most_kept{1'000'000'000}; // as the sum of one sale

rules::Earned less(const rules::Earned& before, const rules::Earned& after) {
    return {before.usual - after.usual, before.steps - after.steps, before.campaign - after.campaign, before.by};
}

// The terms may be others by now, but no part ever comes to more than it did.
rules::Earned at_most(const rules::Earned& before, const rules::Earned& now) {
    return {std::min(before.usual, now.usual), std::min(before.steps, now.steps),
            std::min(before.campaign, now.campaign), before.by};
}

// A purchase that is undone was no visit: its stamp goes, unless a coupon has it, or another purchase of the day earns
// it.
void take_stamp(const Books& books, const ReceiptRow& receipt, std::vector<Row>& rows) {
    for (auto& stamp : books.unused_stamps_of(receipt.member)) {
        if (stamp.day != receipt.day || stamp.lot != stamp_of_purchase || stamp.cause != receipt.event.text) {
            continue;
        }
        if (const EventId other = books.other_purchase(receipt.member, receipt.day, receipt.event); !other.empty()) {
            stamp.cause = other.text;
            rows.emplace_back(stamp);
        } else {
            rows.emplace_back(StampGone{receipt.member, receipt.day});
        }
    }
}

// Of points that were given: taken from where they are, or owed.
void take_back(const Books& books, const Terms& terms, const ReceiptRow& receipt, const rules::Earned& gone,
               EventDecision& decision, const std::string& cause) {
    Wallet wallet(books, receipt.member);
    const Points owed = wallet.owed();
    const Points had = wallet.net();
    Txn txn{TxnCode::points_returned, cause, {}};
    const Account returned{AccountKind::points_taken_back, "returned"};
    for (const auto& part : parts_of(receipt, gone)) {
        wallet.take_back(txn, lot_of(receipt, part.source), part.points, returned, part.source);
        charge_budgets(terms, txn, receipt, part, part.points * -1);
    }
    const Writing written = writing(decision);
    add_if_any(written.txns, std::move(txn));
    decision.points = wallet.net() - had;
    tell_points(written, wallet, decision.points, receipt.event.text);
    count_qualifying(books, terms, receipt.member, gone.usual * -1, receipt.sold_at, written.txns, written.rows,
                     written.notices);
    if (gone.sum() > Points{} && receipt.left.sum() == Points{}) {
        take_stamp(books, receipt, decision.rows);
        undo_first_visit(books, terms, wallet, receipt.event.text, written);
    }
    decision.code = wallet.owed() > owed ? Code::owes : Code::none;
    add_rows(written.rows, wallet.rows());
}

// Of points that nobody has approved yet.
void take_from_waiting(const Books& books, const Terms& terms, const ReceiptRow& receipt, const rules::Earned& gone,
                       EventDecision& decision, const std::string& cause) {
    Txn txn{TxnCode::points_returned, cause, {}};
    for (const auto& part : parts_of(receipt, gone)) {
        txn.move(pending(receipt.member), issued_for(part.why), part.points.count);
        charge_budgets(terms, txn, receipt, part, part.points * -1);
    }
    add_if_any(decision.txns, std::move(txn));
    if (auto item = books.review({receipt.event.text})) {
        item->points -= gone.sum();
        decision.rows.emplace_back(*item);
    }
    decision.code = Code::awaits_review;
}

// Nobody has told of the sale, or not with a sum that can be right: what came back is kept until somebody does.
EventDecision keep_for_sale(ReceiptRow receipt, Fen returned, EventDecision decision) {
    if (returned > most_kept) {
        return refuse_event(Code::returned_too_much);
    }
    receipt.state = ReceiptState::awaits_sale;
    receipt.net = returned;
    receipt.returned = returned;
    receipt.member = {};
    receipt.earned = {};
    receipt.left = {};
    receipt.clawed_back = {};
    decision.outcome = Outcome::applied;
    decision.code = Code::awaits_sale;
    decision.rows.emplace_back(std::move(receipt));
    return decision;
}

ReceiptRow unheard_of(const Terms& terms, const CheckedEvent& event, const Returned& goods) {
    ReceiptRow row;
    row.store = goods.store;
    row.receipt = number_of(goods.receipt);
    row.day = day_number(terms, goods.sold_at);
    row.sold_at = goods.sold_at;
    row.event = event.event.id;
    return row;
}

// A member may have typed the day before or after: of that number there, if it is one alone and has as much left.
std::optional<ReceiptRow> typed_beside(const Books& books, const ReceiptRow& unheard, Fen returned) {
    std::optional<ReceiptRow> found;
    for (const std::int64_t step : {-1, 1}) {
        auto beside = books.receipt(unheard.store, unheard.receipt, unheard.day + step);
        if (!beside || !is_typed(*beside) || beside->net - beside->returned < returned) {
            continue;
        }
        if (found) {
            return std::nullopt;
        }
        found = std::move(beside);
    }
    return found;
}

// What of it is gone follows from all that has come back, so that the order of the returns does not matter.
void lessen(const Books& books, const Terms& terms, ReceiptRow receipt, Fen returned, const std::string& cause,
            SiteTime now, EventDecision& decision) {
    decision.outcome = Outcome::applied;
    decision.member = receipt.member;
    receipt.returned += returned;
    const rules::Earned before = receipt.left;
    receipt.left = at_most(before, still_earned(terms, receipt));
    const rules::Earned gone = less(before, receipt.left);
    if (receipt.state == ReceiptState::credited) {
        receipt.clawed_back += gone.sum();
        take_back(books, terms, receipt, gone, decision, cause);
        if (decision.code == Code::owes) {
            decision.rows.emplace_back(one_more(books, terms, receipt.member, CapKind::spent_then_returned, now));
        }
    } else if (receipt.state == ReceiptState::awaits_review) {
        receipt.clawed_back += gone.sum();
        take_from_waiting(books, terms, receipt, gone, decision, cause);
    }
    decision.rows.emplace_back(std::move(receipt));
}

// It is kept under its own day, whatever it lessens: another sale may yet be told of that day.
EventDecision take_unheard(const Books& books, const Terms& terms, const CheckedEvent& event, const Returned& goods,
                           const std::optional<ReceiptRow>& known, SiteTime now) {
    const ReceiptRow waiting = known.value_or(unheard_of(terms, event, goods));
    const auto beside = typed_beside(books, waiting, goods.returned);
    if (!known && !beside && ends_at(terms, terms.earning, goods.sold_at) <= now) {
        return refuse_event(Code::no_such_receipt); // nobody can claim it any more
    }
    EventDecision decision = keep_for_sale(waiting, waiting.returned + goods.returned, {});
    if (beside && decision.outcome == Outcome::applied) {
        lessen(books, terms, *beside, goods.returned, event.event.id.text, now, decision);
    }
    return decision;
}

} // namespace

EventDecision apply_returned(const Books& books, const Terms& terms, const CheckedEvent& event, const Returned& goods,
                             SiteTime now) {
    if (store_of(terms, goods.store) == nullptr) {
        return refuse_event(Code::unknown_store);
    }
    const auto known = books.receipt(goods.store, number_of(goods.receipt), day_number(terms, goods.sold_at));
    if (!known || known->state == ReceiptState::awaits_sale) {
        return take_unheard(books, terms, event, goods, known, now);
    }
    EventDecision decision;
    Fen back = goods.returned;
    if (const Fen kept = known->net - known->returned; back > kept) {
        if (known->told) {
            return refuse_event(Code::returned_too_much);
        }
        if (known->state != ReceiptState::credited) { // a member typed too small a sum
            withdraw_upload(books, terms, *known, decision);
            return keep_for_sale(*known, known->returned + back, std::move(decision));
        }
        back = kept;
    }
    lessen(books, terms, *known, back, event.event.id.text, now, decision);
    return decision;
}

} // namespace parkgate::ledger
