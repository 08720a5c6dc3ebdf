#include "ledger/core/fees.hpp"

#include "rules/charge.hpp"

#include <algorithm>

namespace parkgate::ledger {

namespace {

// None: no rules of this name are known here.
const rules::RuleSet* find_rules(const Terms& terms, const RulesId& id) {
    if (terms.rules.id == id) {
        return &terms.rules;
    }
    const auto found = std::ranges::find(terms.former_rules, id, &rules::RuleSet::id);
    return found != terms.former_rules.end() ? &*found : nullptr;
}

// Whether its fee is one of a tariff at all.
bool is_comparable(const CheckedFact& fact, const LeaveAuthorised& leaving) {
    const Quote& quote = leaving.quote;
    const bool of_a_stay = !fact.fact.session.empty(); // a car without an entry is asked for the lot's minimum
    const bool charged = quote.fee > Fen{} || !quote.steps.empty(); // a lane that is held open charges nothing
    const bool billed = leaving.as.billed_until > SiteTime{};
    return of_a_stay && charged && billed;
}

} // namespace

Decision compare_fee(const Terms& terms, const CheckedFact& fact, const LeaveAuthorised& leaving) {
    Decision decision;
    const rules::RuleSet* rules = find_rules(terms, fact.envelope.rules);
    if (rules == nullptr || !is_comparable(fact, leaving)) {
        return decision;
    }
    const Quote& quote = leaving.quote;
    const rules::Visitor visitor{leaving.as.vehicle, leaving.as.tier, leaving.as.free_minutes_spent};
    const Fen expected =
        rules::fee_of(rules::charges_of(rules->tariff, visitor, quote.entered_at, leaving.as.billed_until));
    if (expected != quote.fee) {
        decision.code = Code::fee_differs;
        decision.rows.emplace_back(FeeDifference{fact.fact.id, fact.fact.session, quote.id, fact.envelope.rules,
                                                 quote.entered_at, leaving.as.billed_until, quote.fee, expected});
    }
    return decision;
}

} // namespace parkgate::ledger
