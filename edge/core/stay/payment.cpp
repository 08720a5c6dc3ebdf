// Money: a notice is taken once, and what no stay needs is owed to the driver, never lost.
#include "edge/core/context.hpp"

#include <algorithm>
#include <optional>

namespace parkgate::core {

namespace {

// What is older is not counted, so that nothing is counted again when its id has been forgotten.
constexpr auto oldest_payment = std::chrono::days(7);
constexpr auto notices_are_remembered_for = oldest_payment + std::chrono::days(1);
constexpr auto clocks_differ_by = std::chrono::days(1); // a provider may have mistaken his zone
constexpr auto fault_stands_for = std::chrono::days(1);
constexpr Fen most_in_a_notice{100'000'000}; // a million yuan is a mistake, whoever signs it

void refund(Context& context, const SessionId& session, const EventId& notice, Fen fen, const std::string& reason) {
    if (fen > Fen{}) {
        context.record(session, RefundDue{notice, fen, reason});
    }
}

// The car has left, or this lot never had it. What its stay left unpaid was what the driver wanted to pay.
void take_without_stay(Context& context, const PaymentNotice& notice) {
    context.refuse("payment_without_session");
    const LeftStay* left = context.lot.memory.find_left(notice.session);
    const PlateHash debtor = debtor_of(context.lot, notice.session);
    const bool has_ended = left != nullptr || !debtor.empty();
    const PlateHash plate = left != nullptr ? left->session.hash : debtor;
    const Fen rest = pay_debts(context, plate, notice.session, notice.paid, notice.id);
    refund(context, notice.session, notice.id, rest, has_ended ? "stay_has_ended" : "stay_unknown");
}

// For leaving without a stay.
bool take_minimum(Context& context, const PaymentNotice& notice) {
    Fen asked;
    PlateHash plate;
    for (const auto& [id, slot] : context.lot.lanes) {
        if (slot.visit && slot.visit->minimum && slot.visit->minimum->quote.id == notice.quote) {
            asked = slot.visit->minimum->quote.due;
            plate = slot.visit->read ? slot.visit->read->hash : PlateHash{};
        }
    }
    if (!minimum_paid(context, notice)) {
        return false;
    }
    const Fen rest = pay_debts(context, plate, {}, notice.paid - asked, notice.id);
    refund(context, notice.session, notice.id, rest, "overpaid");
    return true;
}

// The arm was opened before the money was heard of: what the car owes is paid before it is a debt.
bool take_late_minimum(Context& context, const PaymentNotice& notice) {
    for (auto& [id, slot] : context.lot.lanes) {
        if (!slot.admission || !slot.admission->session.empty() || slot.admission->quote.id != notice.quote) {
            continue;
        }
        Admission& admission = *slot.admission;
        const Fen due = admission.quote.due;
        if (due == Fen{} || notice.paid < due) {
            return false;
        }
        admission.quote.steps.push_back({Benefit::payment, {}, {}, due, {}});
        admission.quote.due = Fen{};
        admission.debt_reason.clear();
        context.save(slot);
        const Fen rest = pay_debts(context, admission.read, {}, notice.paid - due, notice.id);
        refund(context, notice.session, notice.id, rest, "overpaid");
        return true;
    }
    return false;
}

void settle(const Context& context, Session& session, const PaymentNotice& notice, const OpenQuote& quote) {
    // The provider's clock may run ahead; time to leave is never counted from a moment that has not come. Against a
    // clock that was moved during the stay it is counted from now.
    const SiteTime paid_at = session.suspect ? context.now.site : std::min(notice.paid_at, context.now.site);
    const SiteTime asked_at = quote.priced_at + (session.stepped - quote.stepped); // by the clock as it goes now
    const auto window = std::chrono::minutes(context.lot.config.rules.tariff.leave_window.count);
    // Nobody stays for hours and then pays what he was once asked for: a price stands as long as the time to leave.
    const SiteTime until = std::clamp(paid_at, asked_at, asked_at + window) + window;
    if (!session.settled_until || until >= *session.settled_until) {
        session.settled_at = quote.priced_at;
        session.settled_until = until;
        session.settled_stepped = quote.stepped;
        session.settled_coupon = quote.coupon;
        session.settled_points = quote.points;
    }
}

// What the notice is more than its quote asked for goes to what the plate owes; the rest stays with the stay, and goes
// back when the car leaves.
Fen to_debts(Context& context, const Session& session, const PaymentNotice& notice, Fen needed) {
    const Fen more = std::max(notice.paid - needed, Fen{});
    return more - pay_debts(context, session.hash, {}, more, notice.id);
}

void take_for_stay(Context& context, Session session, const PaymentNotice& notice) {
    const auto shown = context.lot.memory.find_quote(session.id, notice.quote);
    const auto latest = session.quote && session.quote->id == notice.quote ? session.quote : std::nullopt;
    const auto quote = latest || !shown ? latest : std::optional(shown->quote);
    if (!quote && context.lot.memory.knows_every_quote(session.id)) {
        context.refuse("payment_for_unknown_quote");
        refund(context, session.id, notice.id, notice.paid, "quote_unknown");
        return;
    }
    session.paid += notice.paid;
    if (quote && notice.paid >= quote->due) {
        const bool was_settled = session.settled_at == quote->priced_at;
        session.paid -= to_debts(context, session, notice, was_settled ? Fen{} : quote->due);
        settle(context, session, notice, *quote);
        if (shown && shown->member == session.member) {
            // He has paid what he was asked for: what has become of his tier and codes since then asks for nothing
            // more.
            session.tier = shown->tier;
            session.benefits = shown->benefits;
            session.by_default = shown->by_default;
        }
    }
    context.save(session);
    decide_stay_again(context, session.id);
}

// Money is said to have come: it is written down and told to operators, and nothing is opened or paid with it.
void set_aside(Context& context, const PaymentNoticed& noticed, SetAside why) {
    const PaymentNotice& notice = noticed.notice;
    switch (why) {
    case SetAside::too_old: context.refuse("payment_too_old"); break;
    case SetAside::from_the_future: context.refuse("payment_from_the_future"); break;
    case SetAside::id_conflict: context.refuse("id_conflict"); break;
    }
    context.record(notice.session, PaymentSetAside{notice.id, notice.quote, notice.paid, notice.paid_at, notice.channel,
                                                   noticed.from, why});
    context.raise("payment_set_aside", noticed.from);
    context.lot.set_aside_until[noticed.from] = context.now.monotonic + fault_stands_for;
}

// None: it may be counted.
std::optional<SetAside> why_not_counted(const Context& context, const PaymentNotice& notice) {
    if (notice.paid_at < context.now.site - oldest_payment) {
        return SetAside::too_old;
    }
    // A box that does not know the time takes the provider's word.
    const bool is_ahead = notice.paid_at > context.now.site + clocks_differ_by;
    return is_ahead && context.now.quality == ClockQuality::trusted ? std::optional(SetAside::from_the_future)
                                                                    : std::nullopt;
}

// One provider has given one id to two notices: the second may be other money.
void take_conflict(Context& context, const UsedKey& key, const PaymentNoticed& noticed) {
    std::string& newest = context.lot.conflicts[key];
    if (newest == noticed.digest) {
        context.refuse("id_conflict"); // a repetition; it has been written down
        return;
    }
    newest = noticed.digest;
    set_aside(context, noticed, SetAside::id_conflict);
}

} // namespace

void payment_noticed(Context& context, const PaymentNoticed& noticed) {
    const PaymentNotice& notice = noticed.notice;
    if (notice.paid <= Fen{} || notice.paid > most_in_a_notice) {
        context.refuse(notice.paid > Fen{} ? "payment_too_large" : "payment_of_nothing");
        return;
    }
    const UsedKey key{Door::payment, noticed.from, notice.id};
    if (const UsedId* used = find_used(context.lot.used_ids, key)) {
        if (is_the_same(*used, noticed.digest)) {
            context.refuse("repeated_notice");
        } else {
            take_conflict(context, key, noticed);
        }
        return;
    }
    // Counted from when it was paid, if that is later: it is too old before its id is forgotten.
    const WallTime paid_at{notice.paid_at.time_since_epoch()};
    context.use(key, {std::max(context.now.wall, paid_at) + notices_are_remembered_for, noticed.digest});
    if (const auto why = why_not_counted(context, notice)) {
        set_aside(context, noticed, *why);
        return;
    }
    context.record(notice.session, PaymentTaken{notice.id, notice.quote, notice.paid, notice.paid_at, notice.channel});

    if (const Session* found = context.lot.sessions.find(notice.session)) {
        take_for_stay(context, *found, notice);
    } else if (!take_minimum(context, notice) && !take_late_minimum(context, notice)) {
        take_without_stay(context, notice);
    }
}

void quote_asked(Context& context, const QuoteAsk& ask) {
    Session* found = context.lot.sessions.find_plate(ask.plate);
    if (found == nullptr || found->phase == SessionPhase::entering) {
        context.emit(AnswerQuote{{ask.id, {}, std::nullopt}});
        return;
    }
    Session session = *found;
    const Quote quote = quote_for(context, session, context.now.site, true);
    if (session.phase == SessionPhase::inside) {
        note_quote(session, quote);
        context.save(session);
    }
    context.emit(AnswerQuote{{ask.id, session.id, quote}});
}

} // namespace parkgate::core
