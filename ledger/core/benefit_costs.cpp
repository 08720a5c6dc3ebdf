#include "ledger/core/benefit_costs.hpp"

#include <map>

namespace parkgate::ledger {

namespace {

constexpr const char* waived = "mall:waived";

} // namespace

void book_cost(Txn& txn, const std::string& owner, Fen fen) {
    txn.move({AccountKind::parking_forgone, owner}, {AccountKind::benefit_funding, owner}, fen.count);
}

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

void book_benefits(Txn& txn, const std::vector<BenefitTaken>& booked, const std::vector<BenefitTaken>& taken) {
    std::map<std::string, Fen> more;
    for (const auto& benefit : taken) {
        more[giver_of(benefit)] += benefit.fen;
    }
    for (const auto& benefit : booked) {
        more[giver_of(benefit)] -= benefit.fen;
    }
    for (const auto& [owner, fen] : more) {
        book_cost(txn, owner, fen);
    }
}

void book_waived(Txn& txn, Fen fen) {
    book_cost(txn, waived, fen);
}

} // namespace parkgate::ledger
