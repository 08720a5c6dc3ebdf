#include "ledger/core/coupon_plates.hpp"
#include "ledger/core/earning/earning.hpp"
#include "ledger/core/members/abuse.hpp"
#include "ledger/core/members/plate_caps.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace parkgate::ledger {

namespace {

// Far above anything a store sells, far below what the sum of all books could overflow with.
constexpr std::int64_t most_plausible = 1'000'000'000;
// By how much the clock of a till or a telephone may be ahead.
constexpr Duration clock_tolerance = std::chrono::minutes(5);

bool is_sum(Fen fen) {
    return fen.count >= 1 && fen.count <= most_plausible;
}

bool plausible(const CheckedEvent& event) {
    const auto& body = event.event.body;
    if (const auto* sold = std::get_if<Sold>(&body)) {
        return is_sum(sold->net);
    }
    if (const auto* goods = std::get_if<Returned>(&body)) {
        return is_sum(goods->returned);
    }
    if (const auto* upload = std::get_if<Uploaded>(&body)) {
        const MemberId& typed = upload->sale.member;
        return is_sum(upload->sale.net) && (typed.empty() || typed == upload->member);
    }
    if (std::holds_alternative<Claimed>(body)) {
        return !event.code || is_sum(event.code->net);
    }
    if (const auto* adjusted = std::get_if<Adjusted>(&body)) {
        return adjusted->points != 0 && adjusted->points <= most_plausible && adjusted->points >= -most_plausible &&
               !adjusted->reason.empty();
    }
    return true;
}

// The latest moment that the event tells of.
SiteTime latest_in(const CheckedEvent& event) {
    const auto& body = event.event.body;
    const SiteTime at = event.event.at;
    if (const auto* sold = std::get_if<Sold>(&body)) {
        return std::max(at, sold->sold_at);
    }
    if (const auto* goods = std::get_if<Returned>(&body)) {
        return std::max(at, goods->sold_at);
    }
    if (const auto* upload = std::get_if<Uploaded>(&body)) {
        return std::max(at, upload->sale.sold_at);
    }
    return event.code ? std::max(at, event.code->sold_at) : at;
}

StoreId store_in(const MemberEventBody& body) {
    if (const auto* sold = std::get_if<Sold>(&body)) {
        return sold->store;
    }
    const auto* goods = std::get_if<Returned>(&body);
    return goods != nullptr ? goods->store : StoreId{};
}

// A sale may be nobody's, or of somebody who is told of later, and a newcomer is yet to come; all else is about a
// member.
bool knows_member(const Books& books, const MemberEventBody& body) {
    return std::visit(
        [&books]<typename Body>(const Body& b) {
            if constexpr (std::is_same_v<Body, Sold> || std::is_same_v<Body, Joined> || !requires { b.member; }) {
                return true;
            } else {
                return books.has_member(b.member);
            }
        },
        body);
}

Code fault_of(const Books& books, const CheckedEvent& event, SiteTime now) {
    const auto& body = event.event.body;
    if (!may_come_by(event.door, body)) {
        return Code::wrong_door;
    }
    if (event.door == Door::pos && store_in(body).text != event.owner) {
        return Code::not_the_owner;
    }
    if (!plausible(event)) {
        return Code::not_plausible;
    }
    if (latest_in(event) > now + clock_tolerance) {
        return Code::in_the_future;
    }
    return knows_member(books, body) ? Code::none : Code::unknown_member;
}

void follow(Rebound rebound, EventDecision& decision) {
    std::ranges::move(notices_of(decision.member, rebound), std::back_inserter(decision.notices));
    std::ranges::move(rebound.txns, std::back_inserter(decision.txns));
    add_rows(decision.rows, std::move(rebound.rows));
}

EventDecision add_plate(const Books& books, const Terms& terms, const CheckedEvent& event, const MemberId& member,
                        SiteTime now) {
    if (event.plate.empty()) {
        return refuse_event(Code::not_plausible);
    }
    EventDecision decision;
    decision.outcome = Outcome::applied;
    decision.member = member;
    const MemberId owner = books.member_of(event.plate, now);
    if (owner == member) {
        return decision;
    }
    if (!owner.empty()) {
        return refuse_event(Code::plate_of_another);
    }
    PlatesCome come = plates_come(books, terms, member, {event.plate}, now);
    if (come.fault != Code::none) {
        return refuse_event(come.fault);
    }
    decision.rows = std::move(come.rows);
    // What he does by himself is watched: a firm whose cars the desk has added is nobody who collects.
    decision.rows.emplace_back(one_more(books, terms, member, CapKind::cars, now));
    follow(plate_comes(books, member, event.plate, now), decision);
    return decision;
}

EventDecision remove_plate(const Books& books, const CheckedEvent& event, const MemberId& member, SiteTime now) {
    if (event.plate.empty() || books.member_of(event.plate, now) != member) {
        return refuse_event(Code::no_such_plate);
    }
    EventDecision decision;
    decision.outcome = Outcome::applied;
    decision.member = member;
    decision.rows.emplace_back(PlateUnlink{event.plate, now});
    follow(plate_leaves(books, member, event.plate, now), decision);
    return decision;
}

EventDecision settle_spending(const Books& books, const SpendingSettled& settled) {
    EventDecision decision;
    decision.outcome = Outcome::applied;
    decision.member = settled.member;
    MemberRow row = books.member(settled.member).value_or(MemberRow{settled.member});
    row.spending = settled.spending;
    decision.rows.emplace_back(std::move(row));
    return decision;
}

EventDecision open_dispute(const CheckedEvent& event, const Disputed& disputed, SiteTime now) {
    EventDecision decision;
    decision.outcome = Outcome::applied;
    decision.code = Code::awaits_review;
    decision.member = disputed.member;
    decision.rows.emplace_back(ReviewRow{
        {event.event.id.text}, ReviewKind::dispute, disputed.member, ReviewState::pending, now, {}, {}, {}, {}});
    decision.notices.emplace_back(
        MemberNotice{"dispute_opened", disputed.member, {{"item", event.event.id.text}, {"about", disputed.about}}});
    return decision;
}

struct Apply {
    const Books& books;
    const Terms& terms;
    const CheckedEvent& event;
    SiteTime now;

    EventDecision operator()(const Sold& b) const { return apply_sold(books, terms, event, b, now); }
    EventDecision operator()(const Returned& b) const { return apply_returned(books, terms, event, b, now); }
    EventDecision operator()(const Joined& b) const { return apply_joined(books, terms, event, b, now); }
    EventDecision operator()(const Uploaded& b) const { return apply_uploaded(books, terms, event, b, now); }
    EventDecision operator()(const Claimed& b) const { return apply_claimed(books, terms, event, b, now); }
    EventDecision operator()(const Liked& b) const { return apply_liked(books, terms, event, b, now); }
    EventDecision operator()(const Posted& b) const { return apply_posted(books, terms, event, b, now); }
    EventDecision operator()(const PlateAdded& b) const { return add_plate(books, terms, event, b.member, now); }
    EventDecision operator()(const PlateRemoved& b) const { return remove_plate(books, event, b.member, now); }
    EventDecision operator()(const SpendingSettled& b) const { return settle_spending(books, b); }
    EventDecision operator()(const Disputed& b) const { return open_dispute(event, b, now); }
    EventDecision operator()(const Reviewed& b) const { return apply_reviewed(books, terms, event, b, now); }
    EventDecision operator()(const Adjusted& b) const { return apply_adjusted(books, terms, event, b, now); }
    EventDecision operator()(const Seconded& b) const { return apply_seconded(books, terms, event, b, now); }
    EventDecision operator()(const SegmentsSet& b) const { return apply_segments(books, event, b); }
    EventDecision operator()(const CampaignSwitched& b) const { return apply_switched(books, terms, event, b); }
};

} // namespace

EventDecision apply(const Books& books, const Terms& terms, const CheckedEvent& event, SiteTime now) {
    if (const Code fault = fault_of(books, event, now); fault != Code::none) {
        return refuse_event(fault);
    }
    return std::visit(Apply{books, terms, event, now}, event.event.body);
}

} // namespace parkgate::ledger
