// What is asked of the ledger and what its answers do. No car waits for any of it longer than `ledger_wait`.
#include "edge/core/context.hpp"
#include "edge/core/text/messages.hpp"

#include <algorithm>

namespace parkgate::core {

namespace {

// A ledger that has just given nothing has nothing to give until a budget or the day changes.
constexpr Duration slice_again_after = std::chrono::minutes(1);
// One that gave what is known already has not yet heard which coupons have gone: not more often than it takes to give
// the other half of a slice.
constexpr Duration slice_soon_after = std::chrono::seconds(5);

void ask(Context& context, const SessionId& session, AskBody body) {
    context.lot.asks.put(
        {{context.next_id<EventId>(), context.lot.config.box, std::move(body)}, session, context.now.monotonic, 0});
}

// Who still reads the entry's board is greeted by his tier, and told when his purchases earn more than usual.
void greet(Context& context, const Session& session, const std::optional<std::int64_t>& earns_percent) {
    for (auto& [id, slot] : context.lot.lanes) {
        const bool reads = slot.admission && slot.admission->session == session.id && side_of(slot) == Side::entry &&
                           !slot.lane.under_arm;
        if (reads && (!session.tier.empty() || earns_percent)) {
            context.show(slot, texts::come_in(session.plate, session.tier, free_spaces(context.lot, leads_to(slot)),
                                              earns_percent));
        }
    }
}

// Whose car it is was known. Its plate may have changed hands since, which counts for the next stay.
void follow_again(Context& context, Session session, const MemberNews& told, const std::vector<Coupon>& coupons) {
    const bool same = told.member == session.member;
    const Followed followed = same ? follow_member(context, session, told, coupons) : Followed::no_change;
    if (followed == Followed::changed) {
        context.save(session);
    } else if (followed == Followed::not_now) {
        context.lot.ask_again.push_back(session.id);
    }
    want_hold(context, session);
    if (followed == Followed::changed) {
        decide_stay_again(context, session.id);
    } else if (!context.lot.asks.has_for(session.id)) {
        go_on(context, session);
    }
}

void linked(Context& context, const OpenAsk& open, const LedgerAnswered& answered) {
    const auto& answer = std::get<LinkAnswer>(answered.answer.body);
    const Session* found = context.lot.sessions.find(open.session);
    if (found == nullptr) {
        return;
    }
    Session session = *found;
    const MemberNews told{{}, answer.member, answer.tier,    answer.balance,  answer.spending,
                          {}, answer.at,     answer.revoked, answer.benefits, answer.keep};
    if (session.link == LinkState::linked) {
        follow_again(context, std::move(session), told, answered.coupons);
        return;
    }
    session.link = answer.member.empty() ? LinkState::no_member : LinkState::linked;
    session.member = answer.member;
    if (!answer.member.empty()) {
        session.tier = answer.tier;
        session.benefits = answer.benefits;
        session.balance = answer.balance;
        session.by_default = answer.spending;
        follow_member(context, session, told, answered.coupons);
    }
    context.save(session);
    greet(context, session, answer.earns_percent);
    want_hold(context, session);
    if (!context.lot.asks.has_for(session.id)) {
        go_on(context, session);
    }
}

void sliced(Context& context, const CampaignId& campaign, const std::optional<Slice>& slice) {
    Purse& purse = context.lot.purse;
    if (slice && purse.find_slice(slice->slice) == nullptr) {
        const SliceInHand fresh{*slice, 0};
        purse.put_slice(fresh);
        context.emit(SaveSlice{fresh});
    } else {
        context.lot.slices_wait[campaign] = context.now.monotonic + (slice ? slice_soon_after : slice_again_after);
    }
}

} // namespace

void want_link(Context& context, const Session& session) {
    if (!context.lot.asks.has_for(session.id)) {
        ask(context, session.id, LinkAsk{session.hash, session.entered_at});
    }
}

void want_slices(Context& context) {
    LotState& lot = context.lot;
    const rules::SiteCalendar& calendar = lot.config.rules.tariff.calendar;
    std::erase_if(lot.slices_wait, [&](const auto& wait) { return context.now.monotonic >= wait.second; });
    for (const auto& rule : lot.config.rules.coupons) {
        const CampaignId& campaign = rule.campaign;
        const SliceInHand* slice = lot.purse.slice_at(campaign, context.now.site);
        const bool enough = slice != nullptr && lot.purse.left(campaign, context.now.site) * 2 > slice->slice.coupons;
        const bool may_ask =
            !lot.purse.is_stopped(campaign) && !lot.slices_wait.contains(campaign) && !lot.asks.has_slice_of(campaign);
        if (!enough && may_ask && rules::runs_on(rule, calendar, context.now.site)) {
            ask(context, {}, SliceAsk{campaign});
        }
    }
}

// What the ledger says of it holds until it says something else: who does not hear it gives out of his slice as if
// nothing had changed, and no more than that.
void campaigns_stopped(Context& context, const std::vector<CampaignId>& campaigns) {
    Purse& purse = context.lot.purse;
    for (const auto& campaign : purse.stopped()) {
        if (std::ranges::find(campaigns, campaign) == campaigns.end()) {
            context.clear("campaign_stopped", campaign.text);
        }
    }
    for (const auto& campaign : campaigns) {
        context.raise("campaign_stopped", campaign.text);
    }
    purse.stop({campaigns.begin(), campaigns.end()});
    context.lot.slices_wait.clear();
    want_slices(context);
}

void ledger_seen(Context& context, bool online) {
    LotState& lot = context.lot;
    if (lot.ledger_online == online) {
        return;
    }
    lot.ledger_online = online;
    if (!online) {
        context.raise("ledger_offline", "");
        return;
    }
    context.clear("ledger_offline", "");
    lot.asks.all_due(context.now.monotonic);
    lot.slices_wait.clear();
    want_slices(context);
    for (const auto& [id, session] : lot.sessions.all()) {
        if (session.link == LinkState::unknown) {
            want_link(context, session);
        } else {
            want_hold(context, session);
        }
    }
    ask_for_members_again(context);
}

void ledger_answered(Context& context, const LedgerAnswered& answered) {
    const auto open = context.lot.asks.take(answered.answer.id);
    if (!open) {
        context.refuse("answer_to_nothing");
        return;
    }
    if (std::holds_alternative<LinkAnswer>(answered.answer.body)) {
        linked(context, *open, answered);
    } else if (std::holds_alternative<HoldAnswer>(answered.answer.body)) {
        hold_answered(context, *open, answered.voucher);
    } else if (const auto* wanted = std::get_if<SliceAsk>(&open->ask.body)) {
        sliced(context, wanted->campaign, answered.slice);
    }
}

void send_due_asks(Context& context) {
    if (!context.lot.ledger_online) {
        return;
    }
    for (auto& due : context.lot.asks.due(context.now.monotonic)) {
        context.emit(SendAsk{std::move(due)});
    }
}

} // namespace parkgate::core
