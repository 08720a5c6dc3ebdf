// What earlier stays of a plate have left unpaid.
#include "edge/core/context.hpp"
#include "edge/core/stay/site_day.hpp"

#include <algorithm>

namespace parkgate::core {

namespace {

// The money goes to one debt; what is left of it.
Fen pay_one(Context& context, Debt& debt, const PlateHash& plate, Fen money, const EventId& notice) {
    const Fen part = std::min(debt.fen, money);
    if (part > Fen{}) {
        debt.fen -= part;
        context.record(debt.session, DebtPaid{notice, plate, part});
    }
    return money - part;
}

} // namespace

void raise_debt(Context& context, const SessionId& session, const PlateHash& plate, Fen debt,
                const std::string& reason) {
    context.record(session, DebtRaised{plate, debt, reason});
    if (plate.empty()) {
        return; // nobody knows whose it is
    }
    PlateHistory& row = context.lot.history.plates[plate];
    row.debts.push_back({session, debt, context.now.site, reason});
    context.emit(SavePlateHistory{plate, row});
}

Fen owed_before(const LotState& lot, const PlateHash& plate) {
    Fen sum;
    if (const auto known = lot.history.plates.find(plate); known != lot.history.plates.end()) {
        for (const Debt& debt : known->second.debts) {
            sum += debt.fen;
        }
    }
    return sum;
}

bool owes_too_much(const LotState& lot, const PlateHash& plate, Fen more, SiteTime now) {
    if (owed_before(lot, plate) + more > lot.config.most_debt) {
        return true;
    }
    const auto known = lot.history.plates.find(plate);
    if (known == lot.history.plates.end()) {
        return lot.config.debts_a_day < 1;
    }
    const LocalDay today = day_of(lot, now);
    const auto raised =
        std::ranges::count_if(known->second.debts, [&](const Debt& debt) { return day_of(lot, debt.since) == today; });
    return raised >= lot.config.debts_a_day;
}

Fen pay_debts(Context& context, const PlateHash& plate, const SessionId& first, Fen money, const EventId& notice) {
    const auto known = context.lot.history.plates.find(plate);
    if (known == context.lot.history.plates.end() || money <= Fen{} || known->second.debts.empty()) {
        return money;
    }
    auto& debts = known->second.debts;
    Fen left = money;
    for (auto& debt : debts) {
        if (!first.empty() && debt.session == first) {
            left = pay_one(context, debt, plate, left, notice);
        }
    }
    for (auto& debt : debts) {
        left = pay_one(context, debt, plate, left, notice);
    }
    std::erase_if(debts, [](const Debt& debt) { return debt.fen == Fen{}; });
    context.emit(SavePlateHistory{plate, known->second});
    return left;
}

PlateHash debtor_of(const LotState& lot, const SessionId& session) {
    if (session.empty()) {
        return {}; // so are the debts of all who left without an entry
    }
    for (const auto& [plate, row] : lot.history.plates) {
        if (std::ranges::find(row.debts, session, &Debt::session) != row.debts.end()) {
            return plate;
        }
    }
    return {};
}

} // namespace parkgate::core
