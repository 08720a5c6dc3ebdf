#include "ledger/core/reversals.hpp"

#include "ledger/core/benefit_costs.hpp"
#include "ledger/core/coupons.hpp"
#include "ledger/core/points.hpp"

#include <algorithm>
#include <utility>

namespace parkgate::ledger {

namespace {

// Why nobody can have been wrong about this exit; none: it may be reversed.
Code fault_of(const CheckedFact& fact, const ExitReversed& told, const std::optional<SessionRow>& session) {
    if (fact.fact.session.empty()) {
        return Code::no_session;
    }
    if (session && !session->plate.empty() && session->plate != told.plate) {
        return Code::wrong_plate;
    }
    const bool is_that_exit = session && session->left_at == told.left_at;
    return is_that_exit && session->how != ExitHow::presumed ? Code::not_presumed : Code::none;
}

// The stay is open again, if it was that leaving which had ended it.
void reopen(SessionRow& row, const ExitReversed& told, Txn& txn) {
    if (row.plate.empty()) {
        row.plate = told.plate;
    }
    row.debts_raised -= told.debt;
    row.waived -= told.waived;
    book_waived(txn, told.waived * -1);
    if (row.left_at != told.left_at) {
        return;
    }
    book_benefits(txn, row.benefits.value_or(std::vector<BenefitTaken>{}), {});
    row.benefits = std::vector<BenefitTaken>{};
    row.left_at.reset();
    row.how.reset();
    row.stay = {};
    row.fee = row.paid = row.debt = {};
}

} // namespace

Decision apply_reversed(const Books& books, const Terms& terms, const CheckedFact& fact, const ExitReversed& told,
                        SiteTime now) {
    const auto session = books.session(fact.fact.session);
    if (const Code code = fault_of(fact, told, session); code != Code::none) {
        return quarantine(code);
    }
    const auto known = books.reversed_exits_of(fact.fact.session);
    if (std::ranges::find(known, told.left_at, &ReversedExit::left_at) != known.end()) {
        return no_effect(Code::exit_reversed);
    }
    const ReversedExit exit{fact.fact.session, told.left_at,      told.hold,
                            told.coupon_spent, told.coupon_given, fact.fact.id};
    SessionRow row = session.value_or(SessionRow{});
    row.id = fact.fact.session;
    row.box = fact.envelope.box;
    Decision decision;
    decision.code = row.left_at ? Code::none : Code::exit_unknown;
    Txn txn{TxnCode::reversed, fact.fact.id.text, {}};
    reopen(row, told, txn);
    decision.rows.emplace_back(exit);
    decision.rows.emplace_back(std::move(row));
    unspend(books, terms, exit, now, txn, decision.rows);
    withdraw(books, exit, txn, decision.rows);
    add_if_any(decision.txns, std::move(txn));
    reverse_charge(books, terms, exit, fact.envelope.box, decision);
    return decision;
}

} // namespace parkgate::ledger
