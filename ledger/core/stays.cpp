#include "ledger/core/stays.hpp"

#include "ledger/core/benefit_costs.hpp"
#include "ledger/core/earning/earning.hpp"
#include "ledger/core/members/abuse.hpp"

#include <algorithm>
#include <string>

namespace parkgate::ledger {

namespace {

// Nothing takes more off a fee than there is, and nothing twice.
bool takes_what_there_is(const Exited& exited) {
    Fen rest = exited.fee;
    return std::ranges::all_of(exited.benefits, [&](const BenefitTaken& one) {
        rest -= one.fen;
        return !has_a_fact_of_its_own(one.benefit) && one.fen >= Fen{} && rest >= Fen{};
    });
}

// True if the fact says something about the row.
struct Tell {
    SessionRow& row;
    Txn& given;
    bool reversed = false; // the leaving that the fact is of was none

    bool operator()(const Entered& entered) const {
        row.entered_at = entered.entered_at;
        row.plate = entered.plate;
        return true;
    }
    bool operator()(const Exited& exited) const {
        if (row.plate.empty()) {
            row.plate = exited.plate;
        }
        // A session may be closed twice (presumed, then seen); the later leaving is the true one in any order, and one
        // that was none leaves no trace.
        if (reversed || (row.left_at && *row.left_at > exited.left_at)) {
            return true;
        }
        row.left_at = exited.left_at;
        row.how = exited.how;
        row.stay = exited.stay;
        row.fee = exited.fee;
        row.paid = exited.paid;
        row.debt = exited.debt;
        if (!row.benefits || !takes_what_there_is(exited)) {
            return true;
        }
        book_benefits(given, *row.benefits, exited.benefits);
        row.benefits = exited.benefits;
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

// Only one that was presumed can have been none.
bool is_of_a_reversed_exit(const Books& books, const SessionId& session, const Exited& exited) {
    if (exited.how != ExitHow::presumed) {
        return false;
    }
    const auto reversed = books.reversed_exits_of(session);
    return std::ranges::find(reversed, exited.left_at, &ReversedExit::left_at) != reversed.end();
}

constexpr const char* vip = "vip"; // the segment whose arrivals are told

// Its car was seen to drive through the gate, under its own plate: a near reading may be somebody else's, and a car
// that is only presumed to have left may stand inside.
bool is_visit(const Exited& exited) {
    return exited.how == ExitHow::observed && (exited.matched == Matched::exact || exited.matched == Matched::chosen);
}

// A car brings one newcomer: else one car with many telephones would be many.
void bring_newcomer(const Books& books, const Terms& terms, const MemberId& member, const PlateHash& plate, SiteTime at,
                    const std::string& cause, const Writing& written) {
    if (books.has_done(rules::Deed::join, {}, plate.text)) {
        return;
    }
    Wallet wallet(books, member);
    first_real_visit(books, terms, wallet, at, cause, written);
    add_rows(written.rows, wallet.rows());
    const bool new_here = std::ranges::any_of(written.rows, [](const Row& row) {
        const auto* deed = std::get_if<DeedRow>(&row);
        return deed != nullptr && deed->deed == rules::Deed::join;
    });
    if (new_here) {
        written.rows.emplace_back(DeedRow{rules::Deed::join, {}, plate.text, {cause}});
    }
}

void reward_visit(const Books& books, const Terms& terms, const CheckedFact& fact, const Exited& exited, SiteTime now,
                  Decision& decision) {
    // A gate whose clock is ahead would open next year's budget, and give a stamp for days that are yet to come.
    const SiteTime at = std::min(exited.left_at, now);
    const MemberId member = books.member_of(exited.plate, at);
    const auto& rule = terms.earning.stamps;
    if (member.empty() || !is_visit(exited) || exited.stay < rule.shortest_stay) {
        return;
    }
    // By the car too: it may have come to another member since its last visit of the day.
    const CapUse visits = one_more(books, terms, {exited.plate.text}, CapKind::visits, at);
    if (visits.used > terms.earning.plates.visits_a_plate) {
        return;
    }
    const Writing written = writing(decision);
    const std::size_t before = written.rows.size();
    const std::string& cause = fact.fact.session.text;
    bring_newcomer(books, terms, member, exited.plate, at, cause, written);
    stamp(books, terms, member, fact.lot, at, now, cause, written);
    if (written.rows.size() > before) {
        written.rows.emplace_back(visits);
    }
}

void tell_arrival(const Books& books, const CheckedFact& fact, const Entered& entered, Decision& decision) {
    const auto member = books.member(books.member_of(entered.plate, entered.entered_at));
    if (member && std::ranges::find(member->segments, SegmentId{vip}) != member->segments.end()) {
        decision.notices.emplace_back(MemberNotice{
            "vip_arrival",
            member->id,
            {{"lot", fact.lot},
             {"lane", entered.lane.text},
             {"session", fact.fact.session.text},
             {"entered_ms", std::to_string(std::int64_t{entered.entered_at.time_since_epoch().count()})}}});
    }
}

} // namespace

Decision apply_stay(const Books& books, const Terms& terms, const CheckedFact& fact, SiteTime now) {
    Decision decision;
    Txn given{TxnCode::benefits_given, fact.fact.id.text, {}};
    if (const auto* let_out = std::get_if<Waived>(&fact.fact.body)) {
        book_waived(given, let_out->fen);
    }
    // Without a session: a car that left without one, a fact of the box itself.
    auto row = fact.fact.session.empty() ? std::nullopt : std::optional(SessionRow{});
    if (row) {
        row = books.session(fact.fact.session).value_or(SessionRow{});
        row->id = fact.fact.session;
        row->box = fact.envelope.box;
    }
    const auto* exited = std::get_if<Exited>(&fact.fact.body);
    const bool reversed = row && exited != nullptr && is_of_a_reversed_exit(books, fact.fact.session, *exited);
    const bool says = row && std::visit(Tell{*row, given, reversed}, fact.fact.body);
    add_if_any(decision.txns, std::move(given));
    if (!says) {
        return decision;
    }
    decision.rows.emplace_back(*std::move(row));
    if (const auto* entered = std::get_if<Entered>(&fact.fact.body)) {
        tell_arrival(books, fact, *entered, decision);
    } else if (exited != nullptr) {
        reward_visit(books, terms, fact, *exited, now, decision);
    }
    if (reversed) {
        decision.code = Code::exit_reversed;
    } else if (exited != nullptr && !takes_what_there_is(*exited)) {
        // That it left has happened; only what it is said to have been given is a person's to look at.
        decision.outcome = Outcome::quarantined;
        decision.code = Code::implausible;
    }
    return decision;
}

} // namespace parkgate::ledger
