#include "ledger/core/points.hpp"

#include "ledger/core/members/abuse.hpp"
#include "ledger/core/members/wallet.hpp"
#include "rules/dearest.hpp"

#include <algorithm>
#include <iterator>
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

void add_rows(std::vector<Row>& rows, const Wallet& wallet) {
    std::ranges::move(wallet.rows(), std::back_inserter(rows));
}

Account used_for_parking(const Terms& terms) {
    return {AccountKind::points_used_for_parking, terms.rules.id.text};
}

// All that is held goes back into the lots that it came from.
void let_go(Wallet& wallet, Hold hold, const std::string& cause, Decision& decision) {
    Txn txn{TxnCode::points_released, cause, {}};
    wallet.resolve(txn, hold.id, {}, {AccountKind::points_used_for_parking, {}});
    hold.state = HoldState::released;
    decision.txns.push_back(std::move(txn));
    decision.rows.emplace_back(std::move(hold));
}

// The leaving that it was of is told to have been none.
Decision charge_nothing(const Books& books, const CheckedFact& fact, std::optional<Hold> hold) {
    Decision decision = no_effect(Code::exit_reversed);
    if (hold && hold->state == HoldState::pending) {
        Wallet wallet(books, hold->member);
        let_go(wallet, *std::move(hold), fact.fact.id.text, decision);
        add_rows(decision.rows, wallet);
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
    txn.move({AccountKind::parking_forgone, "points"}, {AccountKind::benefit_funding, "points"}, charge.worth.count);
    if (!txn.legs.empty()) {
        decision.txns.push_back(std::move(txn));
    }
    decision.rows.emplace_back(charge);
    if (charge.points > Points{}) {
        decision.notices.emplace_back(PointsSpent{charge.member, charge.points, charge.bought, charge.session});
    }
}

} // namespace

Txn give_back(const Books& books, const Terms& terms, Wallet& wallet, const Charge& charge) {
    const auto uses = books.uses_of(charge.hold.text);
    const Points held = std::accumulate(uses.begin(), uses.end(), Points{},
                                        [](Points sum, const LotUse& use) { return sum + use.taken; });
    Txn txn{TxnCode::reversed, charge.event.text, {}};
    wallet.restore(txn, charge.hold.text, held, used_for_parking(terms));
    wallet.restore(txn, charge.event.text, charge.points - held, used_for_parking(terms));
    txn.move({AccountKind::benefit_funding, "points"}, {AccountKind::parking_forgone, "points"}, charge.worth.count);
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
    add_rows(decision.rows, wallet);
    return decision;
}

void reverse_charge(const Books& books, const Terms& terms, const ReversedExit& exit, Decision& decision) {
    auto reversed = books.reversed_exits_of(exit.session);
    reversed.push_back(exit);
    const auto charge = books.charge_of(exit.session);
    const auto waiting = books.waiting_charges_of(exit.session);
    const auto hold = books.hold(exit.hold);
    const bool is_its = charge && charge->hold == exit.hold;
    const MemberId member = is_its ? charge->member : hold ? hold->member : MemberId{};
    Wallet wallet(books, member);
    if (is_its && !charge->reversed) {
        if (Txn given_back = give_back(books, terms, wallet, *charge); !given_back.legs.empty()) {
            decision.txns.push_back(std::move(given_back));
        }
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
    // It has been told, and could not be booked beside the one that counts.
    const bool waits = std::ranges::any_of(waiting, [&](const auto& one) { return one.charge.hold == exit.hold; });
    if (waits && hold && hold->state == HoldState::pending) {
        let_go(wallet, *hold, exit.event.text, decision);
    }
    add_rows(decision.rows, wallet);
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
    add_rows(decision.rows, wallet);
    return decision;
}

namespace {

Voucher voucher_of(const Hold& hold) {
    return {hold.id, hold.session, hold.member, hold.plate, hold.points, hold.expires_at};
}

AskDecision refuse(Refusal refusal) {
    return {VoucherReply{std::nullopt, refusal}, {}, {}};
}

// Its gate needs no more of it: what is beyond can be spent again, with the answer. Of nothing it has ended.
AskDecision shrink(const Books& books, const Ask& ask, Hold hold, Points most) {
    Txn txn{TxnCode::points_released, ask.id.text, {}};
    Wallet wallet(books, hold.member);
    wallet.shrink(txn, hold.id, most);
    AskDecision decision = refuse(Refusal::no_points);
    if (most > Points{}) {
        hold.vouched = std::max(hold.points, hold.vouched);
        hold.points = most;
        decision.reply = VoucherReply{voucher_of(hold), Refusal::none};
    } else {
        hold.state = HoldState::released;
    }
    decision.txns.push_back(std::move(txn));
    decision.rows.emplace_back(std::move(hold));
    add_rows(decision.rows, wallet);
    return decision;
}

// Whose exit was only presumed has been seen again if its gate asks: the question may come before the fact that says
// so.
bool has_ended(const Books& books, const Ask& ask, const HoldAsk& wanted) {
    const auto session = books.session(wanted.session);
    const auto charge = books.charge_of(wanted.session);
    const bool is_presumed = session && session->how == ExitHow::presumed;
    const bool is_charged = charge && !charge->reversed;
    const bool is_over = ((session && session->left_at) || is_charged) && !is_presumed;
    return wanted.session.empty() || is_over || (session && session->box != ask.box);
}

} // namespace

AskDecision answer_hold(const Books& books, const Terms& terms, const Ask& ask, const HoldAsk& wanted, SiteTime now) {
    if (!books.has_member(wanted.member)) {
        return refuse(Refusal::unknown_member);
    }
    if (!books.has_had(wanted.member, wanted.plate)) {
        return refuse(Refusal::other_plate);
    }
    if (has_ended(books, ask, wanted)) {
        return refuse(Refusal::session_ended);
    }
    if (const auto charge = books.charge_of(wanted.session); charge && !charge->reversed) {
        // What its presumed exit has taken is not there yet to be held again: its gate, which has seen the car inside,
        // knows this voucher for a used one and asks again.
        if (const auto used = books.hold(charge->hold)) {
            return {VoucherReply{voucher_of(*used), Refusal::none}, {}, {}};
        }
    }
    if (const auto live = books.pending_hold_of(wanted.session)) {
        if (live->member != wanted.member || live->box != ask.box) {
            return refuse(Refusal::session_has_hold);
        }
        return wanted.most < live->points ? shrink(books, ask, *live, wanted.most)
                                          : AskDecision{VoucherReply{voucher_of(*live), Refusal::none}, {}, {}};
    }
    Wallet wallet(books, wanted.member);
    const Points whole = rules::points_to_hold(terms.rules.points, wanted.most);
    const Points trusted = trusted_with(books, terms, wanted.member, whole, now);
    const Points points = std::min(wallet.spendable(), trusted);
    const bool buys_nothing = points < std::min(trusted, rules::cheapest_unit(terms.rules.points));
    if (buys_nothing && books.balance(held(wanted.member)) > 0) {
        AskDecision refused = refuse(Refusal::no_points);
        refused.short_of_points = wanted.member;
        return refused;
    }
    if (points <= Points{}) {
        return refuse(Refusal::no_points);
    }
    const Hold hold{{ask.id.text},
                    wanted.session,
                    ask.box,
                    wanted.member,
                    wanted.plate,
                    points,
                    {},
                    now + terms.hold_lifetime,
                    HoldState::pending,
                    {}};
    Txn txn{TxnCode::points_held, ask.id.text, {}};
    wallet.hold(txn, hold.id, points);
    AskDecision decision{VoucherReply{voucher_of(hold), Refusal::none}, {std::move(txn)}, {hold}};
    add_rows(decision.rows, wallet);
    return decision;
}

} // namespace parkgate::ledger
