#include "ledger/core/earning/earning.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace parkgate::ledger {

namespace {

// They are given on the day on which that is decided, whatever the event is dated.
Code adjust(const Books& books, const Terms& terms, const Adjusted& adjusted, const EventId& event, SiteTime now,
            EventDecision& decision) {
    const Writing written = writing(decision);
    Wallet wallet(books, adjusted.member);
    const Points owed = wallet.owed();
    Txn txn{TxnCode::points_adjusted, event.text, {}};
    if (adjusted.points > 0) {
        if (!fits_the_year(books, terms, written, now, {adjusted.points})) {
            return Code::budget_is_spent;
        }
        give(terms, wallet, txn, {"adjusted", source_mall, {adjusted.points}}, now);
    } else {
        const PointLot lot = lot_of(terms, terms.earning, adjusted.member, source_mall, now);
        wallet.take_back(txn, lot, {-adjusted.points}, {AccountKind::points_taken_back, "adjusted"}, source_mall);
    }
    add_if_any(written.txns, std::move(txn));
    decision.member = adjusted.member;
    decision.points = {adjusted.points};
    decision.code = wallet.owed() != owed ? Code::owes : Code::none;
    tell_points(written, wallet, decision.points, event.text);
    add_rows(written.rows, wallet.rows());
    return Code::none;
}

} // namespace

ByHand by_hand(const Books& books, const Terms& terms, const MemberId& member, const OperatorId& by, Points size,
               SiteTime now) {
    const std::int64_t day = day_number(terms, now);
    const MemberId hand{by.text};
    return {{member, CapKind::adjusted, day, books.used(member, CapKind::adjusted, day) + size.count},
            {hand, CapKind::adjusted_by, day, books.used(hand, CapKind::adjusted_by, day) + size.count}};
}

EventDecision apply_adjusted(const Books& books, const Terms& terms, const CheckedEvent& event,
                             const Adjusted& adjusted, SiteTime now) {
    EventDecision decision;
    decision.outcome = Outcome::applied;
    decision.member = adjusted.member;
    const ByHand alone = by_hand(books, terms, adjusted.member, {event.owner}, {std::abs(adjusted.points)}, now);
    if (alone.takes_two(terms)) {
        decision.code = Code::awaits_second;
        decision.rows.emplace_back(ReviewRow{{event.event.id.text},
                                             ReviewKind::second_person,
                                             adjusted.member,
                                             ReviewState::pending,
                                             now,
                                             {event.owner},
                                             {},
                                             {},
                                             {}});
        return decision;
    }
    const Code fault = adjust(books, terms, adjusted, event.event.id, now, decision);
    decision.rows.emplace_back(alone.of);
    decision.rows.emplace_back(alone.by);
    return fault == Code::none ? decision : refuse_event(fault);
}

Code carry_out_second(const Books& books, const Terms& terms, const ReviewRow& item, const Hand& by, SiteTime now,
                      EventDecision& decision) {
    if (item.by == by.name || by.typed) {
        return Code::own_second;
    }
    if (item.kind == ReviewKind::budget) {
        return Code::none; // the store, which has the number, carries it out with this decision
    }
    const auto first = books.event({item.id.text});
    const auto* adjusted = first ? std::get_if<Adjusted>(&first->body) : nullptr;
    return adjusted != nullptr ? adjust(books, terms, *adjusted, first->id, now, decision) : Code::no_such_item;
}

EventDecision apply_seconded(const Books& books, const Terms& terms, const CheckedEvent& event,
                             const Seconded& seconded, SiteTime now) {
    auto item = books.review({seconded.event.text});
    if (item && !is_second(item->kind) && !item->by.empty()) {
        return apply_reviewed(books, terms, event, {item->id, true, "agreed"}, now);
    }
    if (!item || !is_second(item->kind)) {
        return refuse_event(Code::no_such_item);
    }
    if (item->state != ReviewState::pending) {
        return refuse_event(Code::decided_before);
    }
    EventDecision decision;
    decision.outcome = Outcome::applied;
    const Hand by = hand_of(event);
    if (const Code fault = carry_out_second(books, terms, *item, by, now, decision); fault != Code::none) {
        return refuse_event(fault);
    }
    item->state = ReviewState::approved;
    item->decided_by = by.name;
    decision.rows.emplace_back(*std::move(item));
    return decision;
}

EventDecision apply_segments(const Books& books, const CheckedEvent& /*event*/, const SegmentsSet& set) {
    MemberRow row = books.member(set.member).value_or(MemberRow{set.member});
    row.segments.clear();
    for (const auto& segment : set.segments) {
        if (std::ranges::find(row.segments, segment) == row.segments.end()) {
            row.segments.push_back(segment);
        }
    }
    EventDecision decision;
    decision.outcome = Outcome::applied;
    decision.member = set.member;
    decision.rows.emplace_back(std::move(row));
    return decision;
}

EventDecision apply_switched(const Books& /*books*/, const Terms& terms, const CheckedEvent& /*event*/,
                             const CampaignSwitched& switched) {
    const auto& coupons = terms.campaigns;
    const auto& points = terms.earning.campaigns;
    if (std::ranges::find(coupons, switched.campaign, &CampaignTerms::id) == coupons.end() &&
        std::ranges::find(points, switched.campaign, &rules::EarnCampaign::id) == points.end()) {
        return refuse_event(Code::no_such_campaign);
    }
    EventDecision decision;
    decision.outcome = Outcome::applied;
    decision.rows.emplace_back(CampaignRow{switched.campaign, switched.stopped});
    return decision;
}

} // namespace parkgate::ledger
