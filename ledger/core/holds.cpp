#include "ledger/core/holds.hpp"

#include "ledger/core/members/abuse.hpp"
#include "ledger/core/members/wallet.hpp"
#include "rules/dearest.hpp"

#include <algorithm>

namespace parkgate::ledger {

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
    add_rows(decision.rows, wallet.rows());
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

// What waits for his other cars leaves too little. A stay waits once, however often its gate asks.
void refuse_for_now(const Books& books, const Terms& terms, const Ask& ask, const HoldAsk& wanted, SiteTime now,
                    AskDecision& decision) {
    decision.short_of_points = wanted.member;
    const auto before = books.refused_hold_of(wanted.session);
    const HoldId id = before ? before->id : HoldId{ask.id.text};
    const SiteTime until = now + terms.hold_lifetime;
    decision.rows.emplace_back(
        Hold{id, wanted.session, ask.box, wanted.member, wanted.plate, {}, {}, until, HoldState::refused});
}

void give(const Books& books, const Terms& terms, const Ask& ask, const HoldAsk& wanted, Points points, SiteTime now,
          Wallet& wallet, AskDecision& decision) {
    const Hold hold{{ask.id.text}, wanted.session, ask.box, wanted.member,
                    wanted.plate,  points,         {},      now + terms.hold_lifetime};
    Txn txn{TxnCode::points_held, ask.id.text, {}};
    wallet.hold(txn, hold.id, points);
    decision.reply = VoucherReply{voucher_of(hold), Refusal::none};
    decision.txns.push_back(std::move(txn));
    decision.rows.emplace_back(hold);
    if (auto waited = books.refused_hold_of(wanted.session)) {
        waited->state = HoldState::released;
        decision.rows.emplace_back(*std::move(waited));
    }
}

// `ended` is of this stay, and no sweep has come by yet.
AskDecision hold_anew(const Books& books, const Terms& terms, const Ask& ask, const HoldAsk& wanted,
                      const std::optional<Hold>& ended, SiteTime now) {
    AskDecision decision = refuse(Refusal::no_points);
    Wallet wallet(books, wanted.member);
    const Points held_by_others{books.balance(held(wanted.member)) - (ended ? ended->points.count : 0)};
    if (ended) {
        end_hold(wallet, *ended, HoldState::expired, ended->id.text, decision.txns, decision.rows);
    }
    const Points whole = rules::points_to_hold(terms.rules.points, wanted.most);
    const Points trusted = trusted_with(books, terms, wanted.member, whole, now);
    const Points points = std::min(wallet.spendable(), trusted);
    const bool buys_nothing = points < std::min(trusted, rules::cheapest_unit(terms.rules.points));
    if (buys_nothing && held_by_others > Points{}) {
        refuse_for_now(books, terms, ask, wanted, now, decision);
    } else if (points > Points{}) {
        give(books, terms, ask, wanted, points, now, wallet, decision);
    }
    add_rows(decision.rows, wallet.rows());
    return decision;
}

} // namespace

void end_hold(Wallet& wallet, Hold hold, HoldState how, const std::string& cause, std::vector<Txn>& txns,
              std::vector<Row>& rows) {
    Txn txn{how == HoldState::expired ? TxnCode::hold_expired : TxnCode::points_released, cause, {}};
    wallet.resolve(txn, hold.id, {}, {AccountKind::points_used_for_parking, {}});
    hold.state = how;
    txns.push_back(std::move(txn));
    rows.emplace_back(std::move(hold));
}

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
    const auto live = books.pending_hold_of(wanted.session);
    if (live && (live->member != wanted.member || live->box != ask.box)) {
        return refuse(Refusal::session_has_hold);
    }
    if (live && live->expires_at > now) {
        return wanted.most < live->points ? shrink(books, ask, *live, wanted.most)
                                          : AskDecision{VoucherReply{voucher_of(*live), Refusal::none}, {}, {}};
    }
    return hold_anew(books, terms, ask, wanted, live, now);
}

} // namespace parkgate::ledger
