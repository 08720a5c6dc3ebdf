#include "ledger/core/points.hpp"

#include "ledger/core/members/abuse.hpp"
#include "ledger/core/members/wallet.hpp"
#include "rules/dearest.hpp"

#include <algorithm>
#include <iterator>

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

} // namespace

Decision apply_charged(const Books& books, const Terms& terms, const CheckedFact& fact, const Charged& charged) {
    auto hold = books.hold(charged.hold);
    const auto before = books.charge_of(fact.fact.session);
    if (before && before->hold != charged.hold) {
        return quarantine(Code::second_charge);
    }
    if (const Code code = fault_of(books, terms, fact, charged, hold); code != Code::none) {
        return quarantine(code);
    }
    if (before) {
        return no_effect(Code::already_resolved);
    }
    const Account used{AccountKind::points_used_for_parking, terms.rules.id.text};
    Decision decision;
    Txn txn{TxnCode::points_charged, fact.fact.id.text, {}};
    Wallet wallet(books, charged.member);
    Points uncovered = charged.charged;
    if (hold && hold->state == HoldState::pending) {
        const Points covered = std::min(charged.charged, hold->points);
        uncovered -= covered;
        wallet.resolve(txn, hold->id, covered, used);
        hold->charged = covered;
        hold->state = HoldState::charged;
        decision.rows.emplace_back(*hold);
    }
    if (uncovered > Points{}) {
        decision.code = Code::late_capture;
        txn.code = TxnCode::late_capture;
        wallet.capture(txn, fact.fact.id.text, uncovered, used);
    }
    txn.move({AccountKind::parking_forgone, "points"}, {AccountKind::benefit_funding, "points"}, charged.worth.count);
    if (!txn.legs.empty()) {
        decision.txns.push_back(std::move(txn));
    }
    add_rows(decision.rows, wallet);
    decision.rows.emplace_back(Charge{fact.fact.session, charged.hold, charged.member, charged.charged, charged.bought,
                                      charged.worth, fact.fact.id});
    if (charged.charged > Points{}) {
        decision.notices.emplace_back(PointsSpent{charged.member, charged.charged, charged.bought, fact.fact.session});
    }
    return decision;
}

Decision apply_released(const Books& books, const CheckedFact& fact, const HoldReleased& released) {
    auto hold = books.hold(released.hold);
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
    Txn txn{TxnCode::points_released, fact.fact.id.text, {}};
    Wallet wallet(books, hold->member);
    wallet.resolve(txn, hold->id, {}, {AccountKind::points_used_for_parking, {}});
    hold->state = HoldState::released;
    decision.txns.push_back(std::move(txn));
    add_rows(decision.rows, wallet);
    decision.rows.emplace_back(*hold);
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

} // namespace

AskDecision answer_hold(const Books& books, const Terms& terms, const Ask& ask, const HoldAsk& wanted, SiteTime now) {
    if (!books.has_member(wanted.member)) {
        return refuse(Refusal::unknown_member);
    }
    if (!books.has_had(wanted.member, wanted.plate)) {
        return refuse(Refusal::other_plate);
    }
    const auto session = books.session(wanted.session);
    if (wanted.session.empty() || (session && (session->left_at || session->box != ask.box)) ||
        books.charge_of(wanted.session)) {
        return refuse(Refusal::session_ended);
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
