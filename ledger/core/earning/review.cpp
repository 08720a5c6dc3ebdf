#include "ledger/core/earning/earning.hpp"
#include "ledger/core/members/abuse.hpp"
#include "ledger/core/points.hpp"
#include "rules/earning/names.hpp"

#include <algorithm>
#include <utility>

namespace parkgate::ledger {

namespace {

struct Case {
    const Books& books;
    const Terms& terms;
    ReviewRow& item;
    bool approved = false;
    SiteTime now;
};

// What a dispute is about, if it is the member's own stay and its points have not been given back yet.
std::optional<Charge> disputed_charge(const Books& books, const ReviewRow& item) {
    const auto event = books.event({item.id.text});
    const auto* disputed = event ? std::get_if<Disputed>(&event->body) : nullptr;
    auto charge = disputed != nullptr ? books.charge_of({disputed->about}) : std::nullopt;
    return charge && charge->member == item.member && !charge->reversed ? std::move(charge) : std::nullopt;
}

// What approving it gives.
Points gives(const Books& books, const ReviewRow& item) {
    if (item.kind != ReviewKind::dispute) {
        return item.points;
    }
    const auto charge = disputed_charge(books, item);
    return charge ? charge->points : Points{};
}

// What gives as much as points by hand need a second person for needs one too; rejecting takes one. A purchase is
// looked at by itself, what disputes give is points by hand: many small ones of a day are one great one.
bool takes_two(const Case& on, const ByHand& alone) {
    if (on.item.kind == ReviewKind::dispute) {
        return !on.item.by.empty() || alone.takes_two(on.terms);
    }
    return !is_second(on.item.kind) && on.item.points > on.terms.earning.second_person_above;
}

// What a person finds says something of the member.
void weigh(const Case& on, EventDecision& decision) {
    if (on.books.has_member(on.item.member)) {
        const CapKind kind = on.approved ? CapKind::approved : CapKind::rejected;
        decision.rows.emplace_back(one_more(on.books, on.terms, on.item.member, kind, on.now));
    }
}

Code decide_receipt(const Case& on, EventDecision& decision) {
    auto receipt = on.books.receipt_of({on.item.id.text});
    if (!receipt || receipt->state != ReceiptState::awaits_review) {
        return Code::no_such_item;
    }
    if (on.approved) {
        receipt->state = ReceiptState::credited;
        receipt->ends_at = std::max(receipt->ends_at, soonest_end(on.terms, on.now));
        credit(on.books, on.terms, *receipt, Credit::has_waited, on.item.id.text, on.now, decision);
    } else {
        forget_pending(on.terms, *receipt, on.item.id.text, decision);
        receipt->doubted = receipt->doubted || receipt->channel != Channel::upload;
        receipt->state = ReceiptState::rejected;
        if (receipt->told) { // the purchase stands, and is nobody's
            receipt->state = ReceiptState::unclaimed;
            receipt->member = {};
            receipt->earned = {};
            receipt->left = {};
            receipt->clawed_back = {};
        }
    }
    decision.rows.emplace_back(*receipt);
    weigh(on, decision);
    return Code::none;
}

std::optional<rules::Deed> deed_of(const Case& on) {
    if (const auto event = on.books.event({on.item.id.text})) {
        return std::holds_alternative<Liked>(event->body) ? rules::Deed::like : rules::Deed::post;
    }
    // A bonus of a visit is no event of its own: its id says what it is.
    const auto dash = on.item.id.text.find('-');
    return rules::deed_named(std::string_view(on.item.id.text).substr(0, dash));
}

Code decide_deed(const Case& on, EventDecision& decision) {
    const auto deed = deed_of(on);
    if (!deed) {
        return Code::no_such_item;
    }
    const Points points = on.item.points;
    const Writing written = writing(decision);
    Wallet wallet(on.books, on.item.member);
    const Points owed = wallet.owed();
    if (on.approved) {
        Txn txn{TxnCode::review_approved, on.item.id.text, {}};
        on.item.ends_at = std::max(on.item.ends_at, soonest_end(on.terms, on.now));
        wallet.give(txn, pending(on.item.member), {on.item.member, source_mall, on.item.value, on.item.ends_at, {}, {}},
                    points);
        add_if_any(written.txns, std::move(txn));
        decision.points = points;
        decision.code = wallet.owed() < owed ? Code::owes : Code::none;
    } else {
        undo_deed(on.terms, wallet, *deed, on.item, written);
        give_back_cap(on.books, on.terms, *deed, on.item, decision.rows);
    }
    tell_points(written, wallet, decision.points, on.item.id.text);
    add_rows(written.rows, wallet.rows());
    weigh(on, decision);
    return Code::none;
}

// What was given after a review, when its rule lets a person think better of it.
EventDecision take_back_deed(const Case& on, const OperatorId& by, const std::string& reason) {
    const auto deed = deed_of(on);
    if (!deed || !is_reversible(on.terms, *deed, on.item)) {
        return refuse_event(Code::decided_before);
    }
    EventDecision decision;
    decision.outcome = Outcome::applied;
    decision.member = on.item.member;
    Wallet wallet(on.books, on.item.member);
    const Points owed = wallet.owed();
    const Points had = wallet.net();
    undo_deed(on.terms, wallet, *deed, on.item, writing(decision));
    decision.points = wallet.net() - had;
    decision.code = wallet.owed() > owed ? Code::owes : Code::none;
    tell_points(writing(decision), wallet, decision.points, on.item.id.text);
    add_rows(decision.rows, wallet.rows());
    weigh(on, decision);
    on.item.state = ReviewState::rejected;
    on.item.decided_by = by;
    on.item.reason = reason;
    on.item.points = {};
    decision.rows.emplace_back(on.item);
    return decision;
}

// What a dispute is about may be a stay whose charge a gate that is offline has yet to tell.
bool may_be_charged_yet(const Books& books, const std::string& about) {
    const auto session = books.session({about});
    return !(session && session->left_at) && !books.event({about});
}

// An approved dispute of a stay gives back the points that it has cost; of anything else a person says how many.
Code decide_dispute(const Case& on, EventDecision& decision) {
    const auto event = on.books.event({on.item.id.text});
    const auto* disputed = event ? std::get_if<Disputed>(&event->body) : nullptr;
    if (!on.approved) {
        decision.rows.emplace_back(one_more(on.books, on.terms, on.item.member, CapKind::dispute_rejected, on.now));
    }
    if (!on.approved || disputed == nullptr) {
        return Code::none;
    }
    auto charge = disputed_charge(on.books, on.item);
    if (!charge) {
        // Also of who stays on, because his exit was presumed and has been reversed.
        const auto known = on.books.charge_of({disputed->about});
        const bool stays_on = !on.books.reversed_exits_of({disputed->about}).empty();
        const bool counts = known && !(known->reversed && stays_on);
        return !counts && may_be_charged_yet(on.books, disputed->about) ? Code::no_such_item : Code::none;
    }
    Wallet wallet(on.books, charge->member);
    add_if_any(decision.txns, give_back(on.books, on.terms, wallet, *charge, soonest_end(on.terms, on.now)));
    decision.points = charge->points;
    tell_points(writing(decision), wallet, decision.points, on.item.id.text);
    add_rows(decision.rows, wallet.rows());
    charge->reversed = true;
    decision.rows.emplace_back(*std::move(charge));
    return Code::none;
}

Code decide(const Case& on, const Hand& by, EventDecision& decision) {
    switch (on.item.kind) {
    case ReviewKind::upload:
    case ReviewKind::late_receipt:
    case ReviewKind::many_events:
    case ReviewKind::doubted: return decide_receipt(on, decision);
    case ReviewKind::post: return decide_deed(on, decision);
    case ReviewKind::dispute: return decide_dispute(on, decision);
    case ReviewKind::budget:
    case ReviewKind::second_person:
        return on.approved ? carry_out_second(on.books, on.terms, on.item, by, on.now, decision) : Code::none;
    }
    std::unreachable();
}

} // namespace

EventDecision apply_reviewed(const Books& books, const Terms& terms, const CheckedEvent& event,
                             const Reviewed& reviewed, SiteTime now) {
    auto item = books.review(reviewed.item);
    if (!item) {
        return refuse_event(Code::no_such_item);
    }
    const Case on{books, terms, *item, reviewed.approved, now};
    const Hand by = hand_of(event);
    if (item->state == ReviewState::approved && item->kind == ReviewKind::post && !reviewed.approved) {
        return take_back_deed(on, by.name, reviewed.reason);
    }
    if (item->state != ReviewState::pending) {
        return refuse_event(Code::decided_before);
    }
    EventDecision decision;
    decision.outcome = Outcome::applied;
    decision.member = item->member;
    const ByHand alone = by_hand(books, terms, item->member, by.name, gives(books, *item), now);
    const bool two = reviewed.approved && takes_two(on, alone);
    if (two) {
        if (by.name == item->by || by.typed) {
            return refuse_event(Code::own_second);
        }
        if (item->by.empty()) {
            item->by = by.name;
            decision.code = Code::awaits_second;
            decision.rows.emplace_back(*std::move(item));
            return decision;
        }
    }
    if (const Code fault = decide(on, by, decision); fault != Code::none) {
        return refuse_event(fault);
    }
    if (reviewed.approved && !two && item->kind == ReviewKind::dispute && alone.of.used > 0) {
        decision.rows.emplace_back(alone.of);
        decision.rows.emplace_back(alone.by);
    }
    item->state = reviewed.approved ? ReviewState::approved : ReviewState::rejected;
    item->decided_by = by.name;
    item->reason = reviewed.reason;
    item->points = reviewed.approved && item->kind == ReviewKind::post ? item->points : Points{};
    if (!is_second(item->kind)) { // what staff agree on among themselves is no review of his
        decision.notices.emplace_back(
            MemberNotice{"review_decided",
                         item->member,
                         {{"item", item->id.text}, {"approved", reviewed.approved ? "true" : "false"}}});
    }
    decision.rows.emplace_back(*std::move(item));
    return decision;
}

} // namespace parkgate::ledger
