// What the ledger tells of members whose cars are inside. It counts for stays that stand: what is paid for, or on its
// way out, keeps its price.
#include "edge/core/context.hpp"

#include <algorithm>
#include <tuple>

namespace parkgate::core {

namespace {

// A mall full of members is asked for within seconds, and no arm waits for it.
constexpr std::size_t most_asks_at_once = 20;
constexpr Duration between_asks{50};
constexpr Duration while_all_leave{1'000};

bool is_for(const Context& context, const Session& session, const Coupon& coupon) {
    return is_of_the_ledger(coupon) && coupon.issued_in.empty() && coupon.member == session.member &&
           coupon.plate == session.hash && coupon.home_lot == context.lot.config.lot;
}

bool take_coupons(Context& context, const Session& session, const std::vector<Coupon>& told) {
    std::vector<Coupon> held;
    std::ranges::copy_if(told, std::back_inserter(held),
                         [&](const Coupon& coupon) { return is_for(context, session, coupon); });
    auto change = context.lot.purse.replace_given(session.member, session.hash, held, context.now.site);
    for (auto& coupon : change.gone) {
        context.emit(SaveCoupon{std::move(coupon), true});
    }
    const bool changed = !change.gone.empty() || !change.come.empty();
    for (auto& coupon : change.come) {
        context.emit(SaveCoupon{std::move(coupon), false});
    }
    return changed;
}

// A quote counts on it: of a car on its way out, or of one that has been paid for.
bool is_counted_on(const LotState& lot, const CouponId& id) {
    const Coupon* coupon = lot.purse.find(id);
    if (coupon == nullptr) {
        return false;
    }
    return lot.purse.is_locked(id) || std::ranges::any_of(lot.sessions.all(), [&](const auto& entry) {
               const Session& stay = entry.second;
               return stay.settled_at && stay.member == coupon->member && stay.hash == coupon->plate;
           });
}

// What has taken the place of another one comes in the message that revokes that one, and not without it: the two are
// worth one. What a quote counts on stays, and what has taken its place does not come; the next word of him says it
// again.
void drop_revoked(Context& context, const std::vector<RevokedCoupon>& revoked, std::vector<Coupon>& told) {
    std::vector<RevokedCoupon> now;
    for (const auto& each : revoked) {
        if (is_counted_on(context.lot, each.coupon)) {
            std::erase_if(told, [&](const Coupon& coupon) { return coupon.coupon == each.instead; });
        } else {
            now.push_back(each);
        }
    }
    for (auto& coupon : context.lot.purse.revoke(now)) {
        context.emit(SaveCoupon{std::move(coupon), true});
    }
}

} // namespace

Followed follow_member(Context& context, Session& session, const MemberNews& news, std::vector<Coupon> coupons) {
    const auto told = context.lot.told_at.find(session.id);
    if (told != context.lot.told_at.end() && news.at <= told->second) {
        return Followed::no_change;
    }
    if (session.phase == SessionPhase::leaving) {
        return Followed::not_now;
    }
    context.lot.told_at[session.id] = news.at;
    if (session.settled_at) {
        return Followed::no_change;
    }
    // What waits for this stay is still his, though the ledger does not count it with what he can spend.
    const Points held = has_usable_voucher(context, session) ? session.voucher->points : Points{};
    const Points balance = news.balance + held;
    const bool has_more = balance > session.balance; // a hold that was refused may be given now
    const bool differs = std::tie(session.tier, session.balance, session.by_default, session.benefits) !=
                         std::tie(news.tier, balance, news.spending, news.benefits);
    session.tier = news.tier;
    session.benefits = news.benefits;
    session.balance = balance;
    session.by_default = news.spending;
    session.hold_refused = session.hold_refused && !has_more;
    if (news.keep) {
        context.lot.keep[session.id] = *news.keep;
    } else {
        context.lot.keep.erase(session.id);
    }
    drop_revoked(context, news.revoked, coupons);
    const bool other_coupons = take_coupons(context, session, coupons);
    // Another stay of his may have been told first, and have dropped what this one was priced with.
    const bool may_have_lost_one = !news.revoked.empty();
    return differs || other_coupons || may_have_lost_one ? Followed::changed : Followed::no_change;
}

void member_noticed(Context& context, const MemberNoticed& noticed) {
    std::vector<SessionId> his;
    for (const auto& [id, session] : context.lot.sessions.all()) {
        if (!session.member.empty() && session.member == noticed.news.member) {
            his.push_back(id);
        }
    }
    bool all = true;
    for (const auto& id : his) {
        const Session* found = context.lot.sessions.find(id); // another stay of his may have ended it
        if (found == nullptr) {
            continue;
        }
        Session session = *found;
        const Followed followed = follow_member(context, session, noticed.news, noticed.coupons);
        all = all && followed != Followed::not_now;
        if (followed == Followed::changed) {
            context.save(session);
        }
        want_hold(context, session);
        if (followed == Followed::changed) {
            decide_stay_again(context, id);
        }
    }
    // Unsaid, the ledger repeats it: a car that is on its way out may turn back.
    if (all) {
        context.emit(TellKnown{noticed.news.id});
    }
}

void ask_for_members_again(Context& context) {
    LotState& lot = context.lot;
    lot.ask_again.clear();
    for (const auto& [id, session] : lot.sessions.all()) {
        if (session.link == LinkState::linked) {
            lot.ask_again.push_back(id);
        }
    }
    lot.ask_more = context.now.monotonic;
}

void ask_more_members(Context& context) {
    LotState& lot = context.lot;
    if (!lot.ledger_online || lot.ask_again.empty() || context.now.monotonic < lot.ask_more) {
        return;
    }
    std::size_t asked = 0;
    for (std::size_t left = lot.ask_again.size(); left > 0 && asked < most_asks_at_once; --left) {
        const SessionId id = lot.ask_again.front();
        lot.ask_again.pop_front();
        const Session* session = lot.sessions.find(id);
        if (session == nullptr || lot.asks.has_link_for(id)) {
            continue;
        }
        if (session->phase == SessionPhase::leaving) {
            lot.ask_again.push_back(id);
            continue;
        }
        const LinkAsk link{session->hash, session->entered_at};
        lot.asks.put({{context.next_id<EventId>(), lot.config.box, link}, id, context.now.monotonic, 0});
        ++asked;
    }
    lot.ask_more = context.now.monotonic + (asked > 0 ? between_asks : while_all_leave);
}

std::optional<MonotonicTime> next_member_ask(const LotState& lot) {
    return lot.ledger_online && !lot.ask_again.empty() ? std::optional(lot.ask_more) : std::nullopt;
}

void forget_member(Context& context, const Session& session) {
    context.lot.told_at.erase(session.id);
    context.lot.keep.erase(session.id);
    if (!session.member.empty()) {
        take_coupons(context, session, {});
    }
}

} // namespace parkgate::core
