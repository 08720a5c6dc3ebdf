// The exit until its arm goes up: quote, then LEAVE_AUTHORISED with OPEN_INTENT in one commit, then the arm.
#include "edge/core/context.hpp"
#include "edge/core/text/messages.hpp"

#include <algorithm>
#include <utility>

namespace parkgate::core {

namespace {

bool read_well(const Context& context, const Visit& visit, const Session& session) {
    const auto least = context.lot.config.confidence_for_points;
    // Whoever has chosen the stay has looked at the car.
    const bool at_exit = visit.matched == Matched::chosen ||
                         (visit.matched == Matched::exact && visit.read && visit.read->confidence >= least);
    return session.confidence >= least && at_exit;
}

// One ask, for a member whose voucher has not come yet and may still come in time.
bool waits_for_ledger(Context& context, LaneSlot& slot, const Session& session) {
    Visit& visit = *slot.visit;
    const bool wants_points = session.link == LinkState::unknown ||
                              (spending_of(session) == Spending::all && points_needed(context, session) > Points{});
    const bool settled = session.link == LinkState::no_member || session.hold_refused ||
                         has_usable_voucher(context, session) || !wants_points;
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
    slot.visit->question.reset(); // staff were asked only as long as no payment could be heard of
    slot.visit->awaits_payment = true;
    if (!slot.visit->pay_by && context.lot.config.payment_wait > Duration{}) {
        slot.visit->pay_by = context.now.monotonic + context.lot.config.payment_wait;
    }
    context.announce(slot, "payment_due", session.id, texts::yuan(quote.due));
    context.show(slot, texts::please_pay(session.plate, quote));
}

// A payment may be lost on a part of its way that nobody here can see.
bool has_waited_to_pay(const Context& context, const Visit& visit) {
    return visit.pay_by && context.now.monotonic >= *visit.pay_by;
}

// A payment could not reach us: the car is not to wait for what cannot come, and no plate runs up debts unseen.
void go_without_payment(Context& context, LaneSlot& slot, Session& session, const Quote& quote) {
    const LotConfig& config = context.lot.config;
    const bool write_down = config.payment_down == PaymentDown::open &&
                            !owes_too_much(context.lot, session.hash, quote.due, context.now.site);
    if (write_down) {
        admit_leave(context, slot, &session, quote, OpenCause::leave, "payment_unreachable");
    } else {
        ask_about(context, slot, Asked::unpaid, session.id);
    }
}

std::int64_t coupons_promised(const LotState& lot, const CampaignId& campaign) {
    return std::ranges::count_if(lot.lanes, [&](const auto& entry) {
        const auto& admission = entry.second.admission;
        return admission && admission->gift == campaign;
    });
}

// Of these rules the one that he is given; null: none.
const rules::CouponRule* coupon_earned(const LotState& lot, const Session& session, const Quote& quote, SiteTime now) {
    if (lot.limp || session.member.empty() || quote.due > Fen{}) {
        return nullptr;
    }
    return rules::coupon_for(lot.config.rules, {quote, session.tier, now}, [&](const CampaignId& campaign) {
        return lot.purse.can_give(campaign, coupons_promised(lot, campaign), now);
    });
}

// What give_coupon() gives when the car leaves now.
texts::Gift gift_at(const LotState& lot, const rules::CouponRule& rule, SiteTime now) {
    const rules::LocalTime until =
        rules::local_time(lot.config.rules.tariff.calendar, now + std::chrono::days(rule.valid_days));
    return {lot.purse.slice_at(rule.campaign, now)->slice.worth,
            std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(until))};
}

// On the account, as far as the ledger has told.
std::optional<Points> points_left(const Session& session, const Quote& quote) {
    return session.member.empty() ? std::nullopt : std::optional(session.balance - quote.points);
}

PricedAs priced_as(const Context& context, const LaneSlot& slot, const Session& session, const Quote& quote) {
    const rules::Means means = means_behind(context, session, quote);
    PricedAs as{means.visitor.vehicle, means.visitor.tier, means.visitor.free_minutes_spent, session.suspect, {}};
    if (!is_free_for_all(slot)) {
        as.billed_until = rules::billed_until(context.lot.config.rules, quote.priced_at, means);
    }
    return as;
}

} // namespace

bool points_may_be_spent(const Context& context, const LaneSlot& slot, const Session& session) {
    return !context.lot.limp && slot.visit && read_well(context, *slot.visit, session);
}

void note_match(Admission& admission, const Visit& visit) {
    admission.matched = visit.matched;
    admission.distance = visit.distance;
    admission.read = visit.read ? visit.read->hash : PlateHash{};
}

bool is_free_for_all(const LaneSlot& slot) {
    return lane::is_held(slot.lane) || slot.lane.torn_off;
}

void watch_payment(Context& context, LaneSlot& slot) {
    const bool waits = slot.visit && slot.visit->awaits_payment && !slot.admission && lane::may_admit(slot.lane);
    if (waits && has_waited_to_pay(context, *slot.visit)) {
        slot.visit->awaits_payment = false;
        decide_exit(context, slot);
    }
}

void decide_exit(Context& context, LaneSlot& slot) {
    Session* found = slot.visit ? context.lot.sessions.find(slot.visit->session) : nullptr;
    if (found == nullptr || slot.admission || !lane::may_admit(slot.lane)) {
        return;
    }
    if (found->phase == SessionPhase::leaving) {
        const SessionId id = found->id;
        forget_match(*slot.visit);
        ask_about_a_twin(context, slot, id);
        return;
    }
    Session session = *found;
    if (is_free_for_all(slot)) {
        admit_leave(context, slot, &session, free_quote(context, session, slot.visit->at), OpenCause::leave, {});
        return;
    }
    if (is_kept_by_owner(context, slot, session) || waits_for_ledger(context, slot, session)) {
        return;
    }
    const bool benefits = points_may_be_spent(context, slot, session);
    const Quote quote = quote_for(context, session, slot.visit->at, benefits);
    note_quote(session, quote);
    context.save(session);
    if (has_usable_voucher(context, session)) {
        context.lot.asks.drop_hold_of(session.id); // the driver is shown what it comes to with the voucher as it is
    }
    if (quote.due == Fen{}) {
        admit_leave(context, slot, &session, quote, OpenCause::leave, {});
    } else if (context.lot.limp) {
        admit_leave(context, slot, &session, quote, OpenCause::limp, "limp");
    } else if (!context.lot.broker_connected) {
        go_without_payment(context, slot, session, quote);
    } else if (has_waited_to_pay(context, *slot.visit)) {
        ask_about(context, slot, Asked::unpaid, session.id);
    } else {
        ask_for_money(context, slot, session, quote);
    }
}

void leave_unpaid(Context& context, LaneSlot& slot, OpenCause cause, const std::string& debt_reason) {
    const Session* found = context.lot.sessions.find(slot.visit->session);
    if (found == nullptr || found->phase == SessionPhase::leaving) { // another car has ended it
        forget_match(*slot.visit);
        admit_leave(context, slot, nullptr, Quote{}, cause, {});
        return;
    }
    Session session = *found;
    const Quote quote = quote_for(context, session, slot.visit->at, points_may_be_spent(context, slot, session));
    note_quote(session, quote);
    admit_leave(context, slot, &session, quote, cause, quote.due > Fen{} ? debt_reason : "");
}

void admit_leave(Context& context, LaneSlot& slot, Session* session, const Quote& quote, OpenCause cause,
                 std::string debt_reason, std::optional<Waiver> waiver) {
    LotState& lot = context.lot;
    Admission admission;
    admission.arrival = slot.visit->id;
    admission.cause = cause;
    admission.quote = quote;
    admission.debt_reason = std::move(debt_reason);
    admission.waiver = std::move(waiver);
    std::optional<texts::Gift> gift;
    SessionId id;
    if (session != nullptr) {
        id = session->id;
        admission.session = id;
        if (session->voucher) {
            admission.hold = session->voucher->hold;
        }
        if (const auto* coupon = coupon_earned(lot, *session, quote, context.now.site)) {
            admission.gift = coupon->campaign;
            gift = gift_at(lot, *coupon, context.now.site);
        }
        if (!quote.coupon.empty()) {
            lot.purse.lock(quote.coupon);
        }
        Session leaving = *session;
        leaving.phase = SessionPhase::leaving;
        context.save(leaving);
    }
    slot.visit->awaits_payment = false;
    slot.visit->question.reset();
    slot.visit->minimum.reset();
    note_match(admission, *slot.visit);
    slot.admission = admission;
    context.record(id, LeaveAuthorised{slot.config.id, slot.visit->id, quote, admission.hold.value_or(HoldId{}),
                                       !admission.gift.empty(), admission.matched, admission.distance, admission.read,
                                       session != nullptr ? priced_as(context, slot, *session, quote) : PricedAs{}});
    context.record(id, OpenIntent{slot.config.id, slot.visit->id, cause});
    context.save(slot);
    context.announce(slot, "leave_authorised", id);

    lane::Output output;
    lane::admit(slot.lane, slot.config.settings, context.now.monotonic, output, cause == OpenCause::operator_command);
    carry_out(context, slot, output);
    if (session == nullptr) {
        context.show(slot, texts::free_exit());
    } else {
        context.show(slot, texts::goodbye(session->plate, quote, gift, points_left(*session, quote)));
    }
}

} // namespace parkgate::core
