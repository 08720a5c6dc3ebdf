// The points that wait for a stay: as many as it may come to need. What it needs no more the member can spend
// elsewhere.
#include "edge/core/context.hpp"

#include <algorithm>

namespace parkgate::core {

namespace {

constexpr Duration longer_than_any_hold = std::chrono::days(3);
// Each ask for a hold stays in the ledger's books.
constexpr Duration until_it_has_heard = std::chrono::seconds(1);

// Also of who has not said yet that he wants his points spent.
bool may_spend_points(const Session& session) {
    const Spending spending = spending_of(session);
    return spending == Spending::all || spending == Spending::asked_for;
}

// Whatever time its car leaves: a right, or a store, has given the whole stay. A coupon does not count here: which one
// is taken is known only at the exit.
bool is_free_to_its_end(const Context& context, const Session& session) {
    const LotState& lot = context.lot;
    const rules::RuleSet& rules = lot.config.rules;
    const SiteTime now = context.now.site;
    rules::Means means;
    means.visitor = {session.vehicle, session.tier, session.free_minutes_spent};
    if (!session.right.empty()) { // its bay was settled as it came in
        means.right =
            lot.rights.at_exit(rules.tariff.calendar, {session.hash, session.entered_at, now, session.right}, {}).free;
    }
    const bool capped = std::ranges::find(rules.benefits.caps, Benefit::store_validation, &rules::BenefitCap::of) !=
                        rules.benefits.caps.end();
    for (const auto& given : session.validations) {
        if (given.worth.kind == WorthKind::full && !capped) {
            means.validations.push_back({given.id, rules::AllFree{}});
        }
    }
    const bool given = means.right || !means.validations.empty();
    const SiteTime last = std::max(now, session.entered_at) + longer_than_any_hold;
    return given && rules::price(rules, session.entered_at, last, means).due == Fen{};
}

bool is_at_an_exit(const LotState& lot, const Session& session) {
    return std::ranges::any_of(lot.lanes, [&](const auto& entry) {
        const LaneSlot& slot = entry.second;
        const bool may_leave = side_of(slot) == Side::exit && !is_between_areas(slot);
        return may_leave && slot.visit && slot.visit->session == session.id;
    });
}

// Its driver has been shown a price, or has paid one, that may count on the voucher as it is.
bool is_counted_on(const LotState& lot, const Session& session) {
    return is_at_an_exit(lot, session) || session.phase == SessionPhase::leaving || session.settled_at;
}

// Who has been shown a price pays no more than that: the voucher that it counts on is honoured. One that has ended
// counts for a payment of before alone.
bool keeps_its_voucher(const Context& context, const Session& session) {
    const LotState& lot = context.lot;
    const bool counts =
        session.voucher && (has_usable_voucher(context, session) || is_paid_in_time(lot, session, context.now.site));
    return counts && is_counted_on(lot, session);
}

// One that has ended is asked for anew only where it is needed: of a car whose leaving nobody saw the points would wait
// for ever.
bool may_ask_anew(const Context& context, const Session& session) {
    return !session.hold_refused && !keeps_its_voucher(context, session) &&
           (!session.voucher || is_at_an_exit(context.lot, session));
}

void ask_for_hold(Context& context, const Session& session, Points most) {
    const HoldAsk hold{session.id, session.member, session.hash, most};
    context.lot.asks.put(
        {{context.next_id<EventId>(), context.lot.config.box, hold}, session.id, context.now.monotonic, 0});
}

// Its stay may turn out to go on, if its exit was only presumed: then this is no voucher of it any more.
void note_used_hold(Context& context, const Voucher& voucher) {
    for (auto& [plate, exit] : context.lot.presumed) {
        if (exit.session.id == voucher.session) {
            exit.session.used_hold = voucher.hold;
            context.emit(SavePresumedExit{plate, exit.session.id, exit});
        }
    }
}

} // namespace

bool has_usable_voucher(const Context& context, const Session& session) {
    return session.voucher && context.now.site <= session.voucher->expires_at;
}

Points points_needed(const Context& context, const Session& session) {
    if (session.member.empty() || !may_spend_points(session) || is_free_to_its_end(context, session)) {
        return {};
    }
    const auto price = rules::points_price(context.lot.config.rules, session.tier, session.entered_at);
    const Points most = rules::most_to_hold(price);
    const auto keep = context.lot.keep.find(session.id);
    return keep == context.lot.keep.end() ? most : std::min(most, keep->second);
}

void want_hold(Context& context, const Session& session) {
    if (session.member.empty() || context.lot.asks.has_for(session.id)) {
        return;
    }
    if (has_usable_voucher(context, session)) {
        const Points most = points_needed(context, session);
        if (most < session.voucher->points && !is_counted_on(context.lot, session)) {
            ask_for_hold(context, session, most);
        }
    } else if (may_ask_anew(context, session)) {
        const Points most = points_needed(context, session);
        if (most > Points{}) {
            ask_for_hold(context, session, most);
        }
    }
}

void hold_answered(Context& context, const OpenAsk& open, const std::optional<Voucher>& voucher) {
    Session* found = context.lot.sessions.find(open.session);
    if (found == nullptr) {
        // The car turned back or left before its voucher came: the points go back at once.
        if (voucher && voucher->session == open.session) {
            context.record(open.session, HoldReleased{voucher->hold, voucher->member, voucher->points,
                                                      ReleaseReason::session_unknown});
            note_used_hold(context, *voucher);
        }
        return;
    }
    if (keeps_its_voucher(context, *found)) {
        if (voucher && voucher->session == found->id && voucher->hold != found->voucher->hold) {
            context.record(found->id,
                           HoldReleased{voucher->hold, voucher->member, voucher->points, ReleaseReason::not_needed});
        }
        return;
    }
    Session session = *found;
    const Points asked = std::get<HoldAsk>(open.ask.body).most;
    if (const auto keep = context.lot.keep.find(session.id); keep != context.lot.keep.end() && asked <= keep->second) {
        context.lot.keep.erase(keep); // it has been heeded: what is held later is the ledger's to say
    }
    if (voucher && voucher->hold == session.used_hold) {
        // The ledger has yet to hear that it was charged, and reversed.
        context.lot.ask_again.push_back(session.id);
        context.lot.ask_more = std::max(context.lot.ask_more, context.now.monotonic + until_it_has_heard);
    } else if (voucher && voucher->session == session.id && voucher->member == session.member) {
        session.voucher = voucher;
    } else if (voucher) {
        context.refuse("voucher_of_another_session");
        session.hold_refused = true;
    } else {
        session.voucher.reset();
        session.hold_refused = asked > Points{};
    }
    context.save(session);
    go_on(context, session);
    // What he wants may have changed while the answer was on its way.
    if (const Session* still = context.lot.sessions.find(session.id);
        still != nullptr && points_needed(context, *still) != asked) {
        want_hold(context, *still);
    }
}

// Of who is asked for money already only when he has said that his points are to be spent.
void go_on(Context& context, const Session& session) {
    const bool late = session.chosen == Spending::all && session.voucher;
    for (auto& [id, slot] : context.lot.lanes) {
        if (slot.visit && slot.visit->session == session.id && side_of(slot) == Side::exit &&
            (late || !slot.visit->awaits_payment)) {
            decide_exit(context, slot);
        }
    }
}

} // namespace parkgate::core
