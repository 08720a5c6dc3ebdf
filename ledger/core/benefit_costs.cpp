#include "ledger/core/benefit_costs.hpp"

namespace parkgate::ledger {

namespace {

constexpr const char* waived = "mall:waived";

void book(Txn& txn, const std::string& owner, Fen fen) {
    txn.move({AccountKind::parking_forgone, owner}, {AccountKind::benefit_funding, owner}, fen.count);
}

bool has_ended(const Books& books, const SessionId& id) {
    const auto session = id.empty() ? std::nullopt : books.session(id);
    return session && session->left_at;
}

} // namespace

std::string giver_of(const BenefitTaken& benefit) {
    if (benefit.benefit == Benefit::store_validation) {
        return "store:" + benefit.by.text;
    }
    if (benefit.benefit == Benefit::tier_hours) {
        return "tier:" + benefit.by.text;
    }
    if (benefit.benefit == Benefit::right) {
        return "mall:right"; // one for all: a right is a car's own
    }
    if (benefit.benefit == Benefit::grace) {
        return "mall:free_minutes";
    }
    return "code:" + benefit.by.text;
}

bool is_giver(std::string_view owner) {
    return owner.contains(':');
}

void book_benefits(const Books& books, const CheckedFact& fact, Decision& decision) {
    Txn txn{TxnCode::benefits_given, fact.fact.id.text, {}};
    if (const auto* exited = std::get_if<Exited>(&fact.fact.body); exited && !has_ended(books, fact.fact.session)) {
        for (const auto& benefit : exited->benefits) {
            book(txn, giver_of(benefit), benefit.fen);
        }
    } else if (const auto* let_out = std::get_if<Waived>(&fact.fact.body)) {
        book(txn, waived, let_out->fen);
    }
    if (!txn.legs.empty()) {
        decision.txns.push_back(std::move(txn));
    }
}

} // namespace parkgate::ledger
