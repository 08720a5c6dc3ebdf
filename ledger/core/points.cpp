#include "ledger/core/points.hpp"

#include "ledger/core/benefit_costs.hpp"
#include "ledger/core/holds.hpp"
#include "ledger/core/members/wallet.hpp"

#include <algorithm>
#include <numeric>

namespace parkgate::ledger {

namespace {

// What nothing that the ledger has signed speaks for: then the car must, and no more than a voucher could have said. A
// stay that is not known speaks for nobody.
Code fault_without_hold(const Books& books, const Terms& terms, const CheckedFact& fact, const MemberId& member,
                        Points points) {
    const auto session = books.session(fact.fact.session);
    if (!session || session->plate.empty()) {
        return Code::unknown_hold;
    }
    if (!books.has_had(member, session->plate)) {
        return Code::wrong_member;
    }
    return points == rules::points_to_hold(terms.rules.points, points) ? Code::none : Code::implausible;
}

// Why a charge cannot be booked by itself; none if it can.
Code fault_of(const Books& books, const Terms& terms, const CheckedFact& fact, const Charged& charged,
              const std::optional<Hold>& hold) {
    if (fact.fact.session.empty()) {
        return Code::no_session;
    }
    if (!books.has_member(charged.member)) {
        return Code::unknown_member;
    }
    if (!hold) {
        return fault_without_hold(books, terms, fact, charged.member, charged.charged);
    }
    if (hold->box != fact.envelope.box) {
        return Code::wrong_box;
    }
    if (hold->member != charged.member) {
        return Code::wrong_member;
    }
    if (hold->session != fact.fact.session) {
        return Code::wrong_session;
    }
    // A gate that has not heard that it has shrunk charges what its voucher says.
    const Points vouched = std::max(hold->points, hold->vouched);
    return charged.charged <= vouched
               ? Code::none
               : fault_without_hold(books, terms, fact, charged.member, charged.charged - vouched);
}

Account used_for_parking(const Terms& terms) {
    return {AccountKind::points_used_for_parking, terms.rules.id.text};
}

void let_go(Wallet& wallet, Hold hold, const std::string& cause, Decision& decision) {
    end_hold(wallet, std::move(hold), HoldState::released, cause, decision.txns, decision.rows);
}

// The leaving that it was of is told to have been none.
Decision charge_nothing(const Books& books, const CheckedFact& fact, std::optional<Hold> hold) {
    Decision decision = no_effect(Code::exit_reversed);
    if (hold && hold->state == HoldState::pending) {
        Wallet wallet(books, hold->member);
        let_go(wallet, *std::move(hold), fact.fact.id.text, decision);
        add_rows(decision.rows, wallet.rows());
    }
    return decision;
}

bool is_reversed(const std::vector<ReversedExit>& reversed, const HoldId& hold) {
    return !hold.empty() && std::ranges::find(reversed, hold, &ReversedExit::hold) != reversed.end();
}

void book_charge(const Books& books, const Terms& terms, Wallet& wallet, const Charge& charge, Decision& decision) {
    auto hold = books.hold(charge.hold);
    Txn txn{TxnCode::points_charged, charge.event.text, {}};
    Points uncovered = charge.points;
    if (hold && hold->state == HoldState::pending) {
        const Points covered = std::min(charge.points, hold->points);
        uncovered -= covered;
        wallet.resolve(txn, hold->id, covered, used_for_parking(terms));
        hold->charged = covered;
        hold->state = HoldState::charged;
        decision.rows.emplace_back(*std::move(hold));
    }
    if (uncovered > Points{}) {
        decision.code = Code::late_capture;
        txn.code = TxnCode::late_capture;
        wallet.capture(txn, charge.event.text, uncovered, used_for_parking(terms));
    }
    book_cost(txn, "points", charge.worth);
    add_if_any(decision.txns, std::move(txn));
    decision.rows.emplace_back(charge);
    if (charge.points > Points{}) {
        decision.notices.emplace_back(PointsSpent{charge.member, charge.points, charge.bought, charge.session});
    }
}

} // namespace

Txn give_back(const Books& books, const Terms& terms, Wallet& wallet, const Charge& charge, SiteTime ends) {
    const auto uses = books.uses_of(charge.hold.text);
    const Points held = std::accumulate(uses.begin(), uses.end(), Points{},
                                        [](Points sum, const LotUse& use) { return sum + use.taken; });
    Txn txn{TxnCode::reversed, charge.event.text, {}};
    wallet.restore(txn, charge.hold.text, held, used_for_parking(terms), ends);
    wallet.restore(txn, charge.event.text, charge.points - held, used_for_parking(terms), ends);
    book_cost(txn, "points", charge.worth * -1);
    return txn;
}

Decision apply_charged(const Books& books, const Terms& terms, const CheckedFact& fact, const Charged& charged) {
    const auto reversed = books.reversed_exits_of(fact.fact.session);
    const auto hold = books.hold(charged.hold);
    const Charge charge{fact.fact.session, charged.hold,  charged.member, charged.charged,
                        charged.bought,    charged.worth, fact.fact.id};
    auto before = books.charge_of(charge.session);
    if (before && is_reversed(reversed, before->hold)) {
        before.reset();
    }
    const Code fault = fault_of(books, terms, fact, charged, hold);
    if (fault == Code::none && is_reversed(reversed, charged.hold)) {
        return charge_nothing(books, fact, hold);
    }
    if (before && before->hold != charged.hold) {
        Decision decision = quarantine(Code::second_charge);
        if (fault == Code::none) {
            decision.rows.emplace_back(WaitingCharge{charge});
        }
        return decision;
    }
    if (fault != Code::none) {
        return quarantine(fault);
    }
    if (before) {
        return no_effect(Code::already_resolved);
    }
    Decision decision;
    Wallet wallet(books, charged.member);
    book_charge(books, terms, wallet, charge, decision);
    add_rows(decision.rows, wallet.rows());
    return decision;
}

void reverse_charge(const Books& books, const Terms& terms, const ReversedExit& exit, const BoxId& box,
                    Decision& decision) {
    auto reversed = books.reversed_exits_of(exit.session);
    reversed.push_back(exit);
    const auto charge = books.charge_of(exit.session);
    const auto waiting = books.waiting_charges_of(exit.session);
    const auto hold = books.hold(exit.hold);
    const bool is_its = charge && charge->hold == exit.hold;
    const MemberId member = is_its ? charge->member : hold ? hold->member : MemberId{};
    Wallet wallet(books, member);
    if (is_its && !charge->reversed) {
        add_if_any(decision.txns, give_back(books, terms, wallet, *charge));
        Charge undone = *charge;
        undone.reversed = true;
        decision.rows.emplace_back(std::move(undone));
    }
    const auto next = std::ranges::find_if(waiting, [&](const WaitingCharge& one) {
        return !is_reversed(reversed, one.charge.hold) && one.charge.member == member;
    });
    const bool none_counts = !charge || is_reversed(reversed, charge->hold);
    if (none_counts && next != waiting.end()) {
        book_charge(books, terms, wallet, next->charge, decision);
    }
    // Its charge waits beside the one that counts, was no charge of it, or has yet to be told: it comes to nothing.
    const bool is_of_it = hold && hold->session == exit.session && hold->box == box;
    if (is_of_it && hold->state == HoldState::pending) {
        let_go(wallet, *hold, exit.event.text, decision);
    }
    add_rows(decision.rows, wallet.rows());
}

Decision apply_released(const Books& books, const CheckedFact& fact, const HoldReleased& released) {
    const auto hold = books.hold(released.hold);
    if (!hold) {
        return quarantine(Code::unknown_hold);
    }
    if (hold->box != fact.envelope.box) {
        return quarantine(Code::wrong_box);
    }
    if (hold->member != released.member) {
        return quarantine(Code::wrong_member);
    }
    if (hold->state != HoldState::pending) {
        return no_effect(Code::already_resolved);
    }
    Decision decision;
    Wallet wallet(books, hold->member);
    let_go(wallet, *hold, fact.fact.id.text, decision);
    add_rows(decision.rows, wallet.rows());
    return decision;
}

} // namespace parkgate::ledger
