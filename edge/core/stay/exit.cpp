// The exit, in order: quote, LEAVE_AUTHORISED with OPEN_INTENT in one commit, the arm, and when the loops have proven
// the passage one commit of exit, charge, coupon and release (INVARIANTS G-02).
#include "edge/core/context.hpp"
#include "edge/core/stay/texts.hpp"

#include <algorithm>

namespace parkgate::core {

namespace {

bool read_well(const Context& context, const Visit& visit, const Session& session) {
    const auto least = context.lot.config.confidence_for_points;
    return session.confidence >= least && visit.read && visit.read->confidence >= least;
}

bool points_may_be_spent(const Context& context, const LaneSlot& slot, const Session& session) {
    return !context.lot.limp && slot.visit && read_well(context, *slot.visit, session);
}

// One ask, for a member whose voucher has not come yet and may still come in time.
bool waits_for_ledger(Context& context, LaneSlot& slot, const Session& session) {
    Visit& visit = *slot.visit;
    const bool settled = session.link == LinkState::no_member || session.hold_refused || session.voucher;
    if (settled || !context.lot.ledger_online || !points_may_be_spent(context, slot, session)) {
        return false;
    }
    if (!visit.ledger_until) {
        visit.ledger_until = context.now.monotonic + context.lot.config.ledger_wait;
        if (session.link == LinkState::unknown) {
            want_link(context, session);
        } else {
            want_hold(context, session);
        }
        context.lot.asks.due_now(session.id, context.now.monotonic);
    }
    return context.now.monotonic < *visit.ledger_until;
}

void ask_for_money(Context& context, LaneSlot& slot, const Session& session, const Quote& quote) {
    slot.visit->awaits_payment = true;
    context.announce(slot, "payment_due", session.id, texts::yuan(quote.due));
    context.show(slot, texts::please_pay(session.plate, quote), session.plate);
}

std::int64_t coupons_promised(const LotState& lot) {
    std::int64_t promised = 0;
    for (const auto& [id, slot] : lot.lanes) {
        promised += slot.admission && slot.admission->gives_coupon ? 1 : 0;
    }
    return promised;
}

void resolve_hold(Context& context, const Session& session, const Quote& quote) {
    if (!session.voucher) {
        return;
    }
    const Voucher& voucher = *session.voucher;
    if (quote.points > Points{}) {
        Fen worth;
        for (const auto& step : quote.steps) {
            worth += step.benefit == Benefit::points ? step.fen : Fen{};
        }
        context.record(session.id, Charged{voucher.hold, voucher.member, quote.points, voucher.points - quote.points,
                                           quote.bought, worth, context.now.site});
    } else {
        const auto reason =
            quote.fee > Fen{} && session.paid > Fen{} ? ReleaseReason::money_paid : ReleaseReason::not_needed;
        context.record(session.id, HoldReleased{voucher.hold, voucher.member, voucher.points, reason});
    }
}

void spend_coupon(Context& context, const Session& session, const Quote& quote) {
    const Coupon* coupon = context.lot.purse.find(quote.coupon);
    if (coupon == nullptr) {
        return;
    }
    for (const auto& step : quote.steps) {
        if (step.benefit == Benefit::coupon) {
            context.record(session.id,
                           CouponSpent{coupon->coupon, coupon->member, step.minutes, step.fen, context.now.site});
        }
    }
    context.out.emplace_back(SaveCoupon{*coupon, true});
    context.lot.purse.unlock(quote.coupon);
    context.lot.purse.take(quote.coupon);
}

void give_coupon(Context& context, const Session& session) {
    LotState& lot = context.lot;
    const Coupon coupon = lot.purse.give(context.next_id<CouponId>(), lot.config.rules.coupon, session.member,
                                         session.hash, session.id, lot.config.lot, context.now.site);
    context.record(session.id, CouponIssued{coupon, {}});
    context.out.emplace_back(SaveCoupon{coupon, false});
    context.out.emplace_back(SaveSlice{*lot.purse.find_slice(coupon.slice)});
    want_slice(context);
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
    const bool free = is_free_for_all(slot);
    admission.quote =
        free ? free_quote(context, *session, slot.visit->at) : quote_for(context, *session, slot.visit->at, false);
    admission.debt_reason = admission.quote.due > Fen{} ? "forced" : "";
    return admission;
}

// What was paid after the quote was made, while the car was on its way out, is no debt.
Fen debt_of(const Admission& admission, const Session* session) {
    if (admission.debt_reason.empty()) {
        return {};
    }
    Fen paid_later = session != nullptr ? session->paid : Fen{};
    for (const auto& step : admission.quote.steps) {
        paid_later -= step.benefit == Benefit::payment ? step.fen : Fen{};
    }
    return admission.quote.due - std::clamp(paid_later, Fen{}, admission.quote.due);
}

} // namespace

Quote quote_for(Context& context, const Session& session, SiteTime at, bool with_benefits) {
    rules::Means means;
    means.paid = session.paid;
    means.settled_at = session.settled_at;
    means.settled_until = session.settled_until;
    if (with_benefits && !session.member.empty()) {
        if (const Coupon* coupon = context.lot.purse.best_for(session.member, session.hash, session.id, at)) {
            means.coupon = rules::Means::CouponInHand{coupon->coupon, coupon->minutes};
        }
        if (has_usable_voucher(context, session)) {
            means.points = session.voucher->points;
        }
    }
    Quote quote = rules::price(context.lot.config.rules, session.entered_at, at, means);
    quote.id = context.next_id<QuoteId>();
    return quote;
}

Quote free_quote(Context& context, const Session& session, SiteTime at) {
    Quote quote = quote_for(context, session, at, false);
    quote.fee = quote.due = Fen{};
    quote.steps.clear();
    return quote;
}

bool is_free_for_all(const LaneSlot& slot) {
    return lane::is_held(slot.lane) || slot.lane.torn_off;
}

void exit_read(Context& context, LaneSlot& slot) {
    if (slot.admission) {
        attach_in_limp_mode(context, slot);
        return;
    }
    Session* session = context.lot.sessions.find_plate(slot.visit->read->plate);
    if (session == nullptr) {
        context.announce(slot, "no_session");
        admit_leave(context, slot, nullptr, Quote{}, OpenCause::leave, {});
        return;
    }
    if (session->phase == SessionPhase::leaving) {
        context.announce(slot, "plate_is_in_another_lane", session->id);
        if (context.lot.limp) {
            admit_leave(context, slot, nullptr, Quote{}, OpenCause::limp, {});
            return;
        }
        context.show(slot, texts::call_staff());
        return;
    }
    slot.visit->session = session->id;
    context.announce(slot, "read", session->id);
    decide_exit(context, slot);
}

void decide_exit(Context& context, LaneSlot& slot) {
    Session* found = slot.visit ? context.lot.sessions.find(slot.visit->session) : nullptr;
    if (found == nullptr || slot.admission || !lane::may_admit(slot.lane)) {
        return;
    }
    Session session = *found;
    if (is_free_for_all(slot)) {
        admit_leave(context, slot, &session, free_quote(context, session, slot.visit->at), OpenCause::leave, {});
        return;
    }
    if (waits_for_ledger(context, slot, session)) {
        return;
    }
    const bool benefits = points_may_be_spent(context, slot, session);
    const Quote quote = quote_for(context, session, slot.visit->at, benefits);
    session.quote = OpenQuote{quote.id, quote.priced_at, quote.due};
    context.save(session);
    if (quote.due == Fen{}) {
        admit_leave(context, slot, &session, quote, OpenCause::leave, {});
    } else if (context.lot.limp) {
        admit_leave(context, slot, &session, quote, OpenCause::limp, "limp");
    } else if (!context.lot.broker_connected) {
        // A payment could not reach us: the car is not to wait for what cannot come.
        admit_leave(context, slot, &session, quote, OpenCause::leave, "payment_unreachable");
    } else {
        ask_for_money(context, slot, session, quote);
    }
}

void admit_leave(Context& context, LaneSlot& slot, Session* session, const Quote& quote, OpenCause cause,
                 std::string debt_reason) {
    LotState& lot = context.lot;
    Admission admission;
    admission.arrival = slot.visit->id;
    admission.cause = cause;
    admission.quote = quote;
    admission.debt_reason = std::move(debt_reason);
    Minutes gift;
    SessionId id;
    if (session != nullptr) {
        id = session->id;
        admission.session = id;
        if (session->voucher) {
            admission.hold = session->voucher->hold;
        }
        admission.gives_coupon = !lot.limp && !session->member.empty() && quote.due == Fen{} &&
                                 rules::earns_coupon(lot.config.rules.coupon, quote) &&
                                 lot.purse.can_give(coupons_promised(lot), context.now.site);
        gift = admission.gives_coupon ? lot.purse.slice_at(context.now.site)->slice.minutes : Minutes{};
        if (!quote.coupon.empty()) {
            lot.purse.lock(quote.coupon);
        }
        Session leaving = *session;
        leaving.phase = SessionPhase::leaving;
        context.save(leaving);
    }
    slot.visit->awaits_payment = false;
    slot.admission = admission;
    context.record(id, LeaveAuthorised{slot.config.id, slot.visit->id, quote, admission.hold.value_or(HoldId{}),
                                       admission.gives_coupon});
    context.record(id, OpenIntent{slot.config.id, slot.visit->id, cause});
    context.save(slot);
    context.announce(slot, "leave_authorised", id);

    lane::Output output;
    lane::admit(slot.lane, slot.config.settings, context.now.monotonic, output, cause == OpenCause::operator_command);
    carry_out(context, slot, output);
    if (session == nullptr) {
        context.show(slot, texts::free_exit());
    } else {
        context.show(slot, texts::goodbye(session->plate, quote, gift), session->plate);
    }
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
    const PlateHash hash = found != nullptr                 ? found->hash
                           : slot.visit && slot.visit->read ? slot.visit->read->hash
                                                            : PlateHash{};
    const Quote& quote = admission.quote;
    const Fen debt = debt_of(admission, found);
    context.record(admission.session,
                   Exited{slot.config.id, hash, found != nullptr ? how : ExitHow::no_entry, context.now.site,
                          quote.stay, quote.fee, found != nullptr ? found->paid : Fen{}, debt});
    if (found != nullptr) {
        Session session = *found;
        resolve_hold(context, session, quote);
        spend_coupon(context, session, quote);
        if (admission.gives_coupon) {
            give_coupon(context, session);
        }
        if (debt > Fen{}) {
            context.record(session.id, DebtRaised{hash, debt, admission.debt_reason});
        }
        session.phase = SessionPhase::closed;
        context.save(session);
    }
    slot.admission.reset();
    slot.visit.reset();
    context.save(slot);
    context.announce(slot, "left", admission.session, how == ExitHow::presumed ? "presumed" : "");
}

void exit_turned_back(Context& context, LaneSlot& slot) {
    if (slot.admission) {
        const Admission& admission = *slot.admission;
        context.record(admission.session, LeaveCancelled{slot.config.id, admission.quote.id});
        if (Session* session = context.lot.sessions.find(admission.session)) {
            Session back = *session;
            back.phase = SessionPhase::inside;
            context.save(back);
        }
        context.lot.purse.unlock(admission.quote.coupon);
        context.announce(slot, "turned_back", admission.session);
    }
    slot.admission.reset();
    slot.visit.reset();
    context.save(slot);
}

} // namespace parkgate::core
