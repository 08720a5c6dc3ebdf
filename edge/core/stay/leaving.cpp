// A stay ends when the loops have proven the passage: one commit of exit, charge, coupon and release (INVARIANTS G-02).
#include "edge/core/context.hpp"

#include <algorithm>
#include <utility>

namespace parkgate::core {

namespace {

// A payment has counted on points whose hold has shrunk or ended since: the ledger takes the rest of what he has, or
// will have.
HoldId charge_points(Context& context, const Session& session, const Quote& quote) {
    const HoldId hold = session.voucher ? session.voucher->hold : context.next_id<HoldId>();
    const Points held = session.voucher ? session.voucher->points : Points{};
    Fen worth;
    for (const auto& step : quote.steps) {
        worth += step.benefit == Benefit::points ? step.fen : Fen{};
    }
    context.record(session.id, Charged{hold, session.member, quote.points, std::max(held - quote.points, Points{}),
                                       quote.bought, worth, context.now.site});
    return hold;
}

// By which hold points are charged; empty: none are.
HoldId resolve_hold(Context& context, const Session& session, const Quote& quote) {
    if (quote.points > Points{}) {
        return charge_points(context, session, quote);
    }
    if (!session.voucher) {
        return {};
    }
    const Voucher& voucher = *session.voucher;
    const auto reason =
        quote.fee > Fen{} && session.paid > Fen{} ? ReleaseReason::money_paid : ReleaseReason::not_needed;
    context.record(session.id, HoldReleased{voucher.hold, voucher.member, voucher.points, reason});
    return {};
}

std::optional<Coupon> spend_coupon(Context& context, const Session& session, const Quote& quote) {
    const Coupon* found = context.lot.purse.find(quote.coupon);
    if (found == nullptr) {
        return std::nullopt;
    }
    const Coupon coupon = *found;
    // A payment in time has kept it beyond its end.
    const SiteTime spent_at = std::min(context.now.site, coupon.expires_at);
    for (const auto& step : quote.steps) {
        if (step.benefit == Benefit::coupon) {
            context.record(session.id, CouponSpent{coupon.coupon, coupon.member, step.minutes, step.fen, spent_at});
        }
    }
    context.emit(SaveCoupon{coupon, true});
    context.lot.purse.spend(coupon);
    return coupon;
}

// Since it was promised its slice may have lapsed, its campaign been stopped, or its rule gone with a restart.
CouponId give_coupon(Context& context, const LaneSlot& slot, const Session& session, const CampaignId& campaign) {
    LotState& lot = context.lot;
    if (campaign.empty()) {
        return {};
    }
    const auto* rule = rules::coupon_of(lot.config.rules, campaign);
    if (rule == nullptr || !lot.purse.can_give(campaign, 0, context.now.site)) {
        context.announce(slot, "coupon_not_given", session.id);
        return {};
    }
    const Coupon coupon = lot.purse.give(context.next_id<CouponId>(), *rule, session.member, session.hash, session.id,
                                         lot.config.lot, context.now.site);
    context.record(session.id, CouponIssued{coupon, {}});
    context.emit(SaveCoupon{coupon, false});
    context.emit(SaveSlice{*lot.purse.find_slice(coupon.slice)});
    want_slices(context);
    return coupon.coupon;
}

// A known car that the loops saw leave although nobody had let it: a person raised the arm, or it followed another.
std::optional<Admission> by_force(Context& context, const LaneSlot& slot) {
    const Session* session = slot.visit ? context.lot.sessions.find(slot.visit->session) : nullptr;
    if (session == nullptr) {
        return std::nullopt;
    }
    Admission admission;
    admission.arrival = slot.visit->id;
    admission.session = session->id;
    admission.cause = OpenCause::leave;
    note_match(admission, *slot.visit);
    const bool free = is_free_for_all(slot);
    admission.quote =
        free ? free_quote(context, *session, slot.visit->at) : quote_for(context, *session, slot.visit->at, false);
    admission.debt_reason = admission.quote.due > Fen{} ? "forced" : "";
    return admission;
}

// For a stay, or for leaving without one.
Fen paid_in_money(const Quote& quote, const Session* session) {
    Fen paid = session != nullptr ? session->paid : Fen{};
    for (const auto& step : quote.steps) {
        paid += session == nullptr && step.benefit == Benefit::payment ? step.fen : Fen{};
    }
    return paid;
}

// Of the stay's money what the quote did not need when it was made.
Fen not_needed(const Admission& admission, const Session& session) {
    Fen rest = session.paid;
    for (const auto& step : admission.quote.steps) {
        rest -= step.benefit == Benefit::payment ? step.fen : Fen{};
    }
    return std::max(rest, Fen{});
}

// What was paid after the quote was made, while the car was on its way out, is no debt.
Fen debt_of(const Admission& admission, const Session* session) {
    const Fen owed = owed_by(admission);
    const Fen paid_later = session != nullptr ? not_needed(admission, *session) : Fen{};
    return owed - std::min(paid_later, owed);
}

// Several of one giver's are one.
std::vector<BenefitTaken> benefits_of(const Quote& quote, const Session* session) {
    std::vector<BenefitTaken> out;
    for (const auto& step : quote.steps) {
        if (has_a_fact_of_its_own(step.benefit) || step.fen == Fen{}) {
            continue;
        }
        const SourceId by = session != nullptr ? giver_of(*session, step) : step.by;
        const auto same = std::ranges::find_if(
            out, [&](const BenefitTaken& one) { return one.benefit == step.benefit && one.by == by; });
        if (same == out.end()) {
            out.push_back({step.benefit, by, step.fen});
        } else {
            same->fen += step.fen;
        }
    }
    return out;
}

// Money that nothing is left to be paid with is the driver's. How much the stay has no more.
Fen give_back(Context& context, const Admission& admission, const Session& session) {
    const Fen more = std::max(not_needed(admission, session) - owed_by(admission), Fen{});
    const Fen rest = pay_debts(context, session.hash, {}, more, {});
    if (rest > Fen{}) {
        context.record(session.id, RefundDue{{}, rest, "overpaid"});
    }
    return more;
}

// The stay ends by it: what it is settled with, and what is kept of it.
void end_session(Context& context, const LaneSlot& slot, const Admission& admission, Session session, ExitHow how) {
    const Quote& quote = admission.quote;
    const auto worth = coupon_behind(context.lot, quote);
    PresumedExit presumed{session, context.now.site, quote, {}, {}, {}, debt_of(admission, &session), {}};
    presumed.hold = resolve_hold(context, session, quote);
    presumed.spent = spend_coupon(context, session, quote);
    presumed.given = give_coupon(context, slot, session, admission.gift);
    presumed.waived = admission.waiver ? admission.waiver->fen : Fen{};
    const Fen given_back = give_back(context, admission, session);
    context.lot.memory.note_left({session, quote, means_behind(context, session, quote).visitor, worth});
    remember_exit(context, session, quote);
    session.phase = SessionPhase::closed;
    context.save(session);
    if (how == ExitHow::presumed) {
        Session& inside = presumed.session;
        inside.phase = SessionPhase::inside;
        inside.paid -= given_back;
        inside.quote.reset();
        inside.used_hold = inside.voucher ? inside.voucher->hold : inside.used_hold;
        inside.voucher.reset();
        inside.hold_refused = false;
        note_presumed(context, std::move(presumed));
    }
}

} // namespace

Fen owed_by(const Admission& admission) {
    if (admission.debt_reason.empty()) {
        return {};
    }
    const Fen waived = admission.waiver ? admission.waiver->fen : Fen{};
    return std::max(admission.quote.due - waived, Fen{});
}

void exit_passed(Context& context, LaneSlot& slot, ExitHow how) {
    const auto let_through = slot.admission ? slot.admission : by_force(context, slot);
    if (!slot.admission) {
        context.announce(slot, "unadmitted_passage", slot.visit ? slot.visit->session : SessionId{});
    }
    if (!let_through) {
        slot.visit.reset();
        return;
    }
    const Admission& admission = *let_through;
    const Session* found = context.lot.sessions.find(admission.session);
    const PlateHash hash = found != nullptr ? found->hash : admission.read;
    const Quote& quote = admission.quote;
    const Fen debt = debt_of(admission, found);
    context.record(admission.session,
                   Exited{slot.config.id, hash, found != nullptr ? how : ExitHow::no_entry, context.now.site,
                          quote.stay, quote.fee, paid_in_money(quote, found), debt, admission.matched,
                          admission.distance, admission.read, benefits_of(quote, found)});
    if (found != nullptr) {
        end_session(context, slot, admission, *found, how);
    }
    if (const auto& waiver = admission.waiver) {
        context.record(admission.session, Waived{hash, waiver->fen, waiver->by, waiver->second, waiver->reason});
    }
    if (debt > Fen{}) {
        raise_debt(context, admission.session, hash, debt, admission.debt_reason);
    }
    slot.admission.reset();
    slot.visit.reset();
    context.save(slot);
    context.announce(slot, "left", admission.session, how == ExitHow::presumed ? "presumed" : "");
}

void exit_turned_back(Context& context, LaneSlot& slot) {
    const SessionId stays = slot.visit ? slot.visit->session : SessionId{};
    if (slot.admission) {
        const Admission& admission = *slot.admission;
        context.record(admission.session, LeaveCancelled{slot.config.id, admission.quote.id});
        if (Session* session = context.lot.sessions.find(admission.session)) {
            Session back = *session;
            back.phase = SessionPhase::inside;
            context.save(back);
        } else if (const Fen paid = paid_in_money(admission.quote, nullptr); paid > Fen{}) {
            // A minimum fee has no stay that could keep the money, and the plate may have been another car's.
            context.record({}, RefundDue{{}, paid, "overpaid"});
        }
        context.lot.purse.unlock(admission.quote.coupon);
        context.announce(slot, "turned_back", admission.session);
    }
    slot.admission.reset();
    slot.visit.reset();
    context.save(slot);
    if (const Session* session = context.lot.sessions.find(stays)) {
        want_hold(context, *session); // nothing was given back while a price stood on the board
    }
}

} // namespace parkgate::core
