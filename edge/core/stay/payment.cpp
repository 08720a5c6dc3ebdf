// Money: a notice is taken once, and is never lost even when its car has gone.
#include "edge/core/context.hpp"

#include <algorithm>

namespace parkgate::core {

namespace {

constexpr auto notices_are_remembered_for = std::chrono::days(7);

} // namespace

void payment_noticed(Context& context, const PaymentNotice& notice) {
    if (context.lot.used_ids.contains(notice.id)) {
        context.refuse("repeated_notice");
        return;
    }
    const WallTime until = context.now.wall + notices_are_remembered_for;
    context.lot.used_ids[notice.id] = until;
    context.out.emplace_back(SaveUsedId{notice.id, until});
    context.record(notice.session, PaymentTaken{notice.id, notice.quote, notice.paid, notice.paid_at, notice.channel});

    Session* found = context.lot.sessions.find(notice.session);
    if (found == nullptr) {
        context.refuse("payment_without_session");
        return;
    }
    Session session = *found;
    session.paid += notice.paid;
    if (session.quote && session.quote->id == notice.quote && notice.paid >= session.quote->due) {
        // The provider's clock may run ahead; time to leave is never counted from a moment that has not come.
        const SiteTime paid_at = std::min(notice.paid_at, context.now.site);
        session.settled_at = session.quote->priced_at;
        session.settled_until = std::max(paid_at, session.quote->priced_at) +
                                std::chrono::minutes(context.lot.config.rules.tariff.leave_window.count);
    }
    context.save(session);
    for (auto& [id, slot] : context.lot.lanes) {
        if (slot.visit && slot.visit->session == session.id && slot.visit->awaits_payment) {
            decide_exit(context, slot);
        }
    }
}

void quote_asked(Context& context, const QuoteAsk& ask) {
    Session* found = context.lot.sessions.find_plate(ask.plate);
    if (found == nullptr || found->phase == SessionPhase::entering) {
        context.out.emplace_back(AnswerQuote{{ask.id, {}, std::nullopt}});
        return;
    }
    Session session = *found;
    const Quote quote = quote_for(context, session, context.now.site, true);
    if (session.phase == SessionPhase::inside) {
        session.quote = OpenQuote{quote.id, quote.priced_at, quote.due};
        context.save(session);
    }
    context.out.emplace_back(AnswerQuote{{ask.id, session.id, quote}});
}

} // namespace parkgate::core
