#include "ledger/core/stays.hpp"

namespace parkgate::ledger {

namespace {

// True if the fact says something about the row.
struct Tell {
    SessionRow& row;

    bool operator()(const Entered& entered) const {
        row.entered_at = entered.entered_at;
        row.plate = entered.plate;
        return true;
    }
    bool operator()(const Exited& exited) const {
        // A session may be closed twice (presumed, then seen); the later leaving is the true one in any order.
        if (row.left_at && *row.left_at > exited.left_at) {
            return false;
        }
        row.left_at = exited.left_at;
        row.how = exited.how;
        row.stay = exited.stay;
        row.fee = exited.fee;
        row.paid = exited.paid;
        row.debt = exited.debt;
        if (row.plate.empty()) {
            row.plate = exited.plate;
        }
        return true;
    }
    bool operator()(const PaymentTaken& payment) const {
        row.payments_taken += payment.paid;
        return true;
    }
    bool operator()(const DebtRaised& debt) const {
        row.debts_raised += debt.debt;
        return true;
    }
    bool operator()(const DebtPaid& paid) const {
        row.debts_paid += paid.paid;
        return true;
    }
    bool operator()(const RefundDue& refund) const {
        row.refunds_due += refund.fen;
        return true;
    }
    bool operator()(const Waived& waived) const {
        row.waived += waived.fen;
        return true;
    }
    template <typename Other>
    bool operator()(const Other&) const {
        return false;
    }
};

} // namespace

Decision apply_stay(const Books& books, const CheckedFact& fact) {
    Decision decision;
    if (fact.fact.session.empty()) {
        return decision; // a car that left without a session, a fact of the box itself
    }
    SessionRow row = books.session(fact.fact.session).value_or(SessionRow{});
    row.id = fact.fact.session;
    row.box = fact.envelope.box;
    if (std::visit(Tell{row}, fact.fact.body)) {
        decision.rows.emplace_back(row);
    }
    return decision;
}

} // namespace parkgate::ledger
