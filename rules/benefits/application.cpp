#include "rules/benefits/application.hpp"

#include "rules/benefits.hpp"

#include <algorithm>
#include <limits>

namespace parkgate::rules {

namespace {

std::int64_t use_in(const BenefitUse& use, CapIn in) {
    switch (in) {
    case CapIn::minutes: return use.minutes.count;
    case CapIn::fen: return use.fen.count;
    case CapIn::times: return use.times;
    }
    return 0;
}

std::int64_t use_before(const Means& means, const BenefitCap& cap) {
    const auto used = means.used_today.find(cap.of);
    if (used == means.used_today.end() || cap.over == CapOver::entry) {
        return 0;
    }
    return use_in(cap.over == CapOver::day ? used->second.by_plate : used->second.by_member, cap.in);
}

// Charges that fall due before the instant, as minutes since the entry.
Owed::Where before(SiteTime entered, SiteTime until) {
    return [entered, until](Minutes from) { return entered + std::chrono::minutes(from.count) < until; };
}

struct Give {
    Owed& owed;
    const Limit& limit;
    SiteTime entered;

    Taken operator()(Minutes minutes) const { return owed.cover({std::min(minutes, limit.minutes), limit.fen}); }
    Taken operator()(Fen fen) const { return owed.pay(std::min(fen, limit.fen)); }
    Taken operator()(PercentOff off) const { return owed.discount(off, limit.fen); }
    Taken operator()(AllFree) const { return owed.cover(limit); }
    Taken operator()(FreeUntil free) const { return owed.cover(limit, before(entered, free.until)); }
};

bool wasted(std::int64_t used, std::int64_t worth, std::int64_t kept_above_percent) {
    return used * 100 < worth * (100 - kept_above_percent);
}

// Minutes are measured by those that were of use. Every other kind is by the most that it takes off, because that is
// what a budget has counted it at and what another visit could have of it.
bool mostly_wasted(const Means::CouponInHand& coupon, const Taken& taken, const BenefitTerms& terms) {
    if (const auto* minutes = std::get_if<Minutes>(&coupon.worth)) {
        return wasted(taken.minutes.count, minutes->count, terms.kept_above_waste_percent);
    }
    return coupon.most && wasted(taken.fen.count, coupon.most->count, terms.kept_above_waste_percent);
}

// Most stays: what is owed has ended before, and no table is free for so long. They need not be priced twice.
bool surely_costs(const Tariff& tariff, const Owed& owed, Minutes stay) {
    return owed.charged_by(stay) &&
           std::ranges::all_of(tariff.tables, [&](const RateTable& table) { return table.free < stay; });
}

} // namespace

Application::Application(const RuleSet& rules, const Means& means, Quote& quote, Owed owed)
    : rules_(rules), means_(means), quote_(quote), owed_(std::move(owed)), paid_(std::max(means.paid, Fen{})) {}

void Application::run() {
    const auto& order = rules_.benefits.order;
    if (std::ranges::find(order, Benefit::payment) == order.end()) {
        paid_ = {}; // it never gets its turn, and must not be waited for
    }
    // What was paid in time is the rest that the benefits had left: they come to the same again only before it.
    const bool in_time = is_in_time(rules_, quote_.priced_at, means_);
    const bool grace_first = !order.empty() && order.front() == Benefit::grace;
    if (grace_first) {
        grace();
    }
    right();
    for (auto next = order.begin() + (grace_first ? 1 : 0); next != order.end(); ++next) {
        const bool had_its_turn = std::find(order.begin(), next, *next) != next;
        const bool waits = *next == Benefit::payment && in_time;
        if (!had_its_turn && !waits) {
            apply(*next);
        }
    }
    if (in_time) {
        payment();
    }
    quote_.due = owed_.fen();
}

void Application::apply(Benefit benefit) {
    switch (benefit) {
    case Benefit::grace: grace(); break;
    case Benefit::right: break; // has its place after grace
    case Benefit::store_validation: store_validations(); break;
    case Benefit::codes: codes(); break;
    case Benefit::tier_hours: tier_hours(); break;
    case Benefit::coupon: coupon(); break;
    case Benefit::points: points(); break;
    case Benefit::payment: payment(); break;
    }
}

// A clock that differs by less than the courtesy takes nobody's free minutes away.
void Application::grace() {
    const Duration courtesy = std::chrono::minutes(rules_.benefits.courtesy.count);
    if (courtesy <= Duration{} || owed_.nothing()) {
        return;
    }
    const SiteTime earlier = billed_until(rules_, quote_.priced_at, means_) - courtesy;
    if (surely_costs(rules_.tariff, owed_, stay_between(quote_.entered_at, earlier))) {
        return;
    }
    if (fee_of(charges_of(rules_.tariff, means_.visitor, quote_.entered_at, earlier)) == Fen{}) {
        add_step(Benefit::grace, {quote_.stay, owed_.cover({}).fen});
    }
}

void Application::right() {
    if (!means_.right) {
        return;
    }
    const auto falls_due_in_period = [this](Minutes from) {
        const SiteTime at = quote_.entered_at + std::chrono::minutes(from.count);
        return holds(means_.right->period, rules_.tariff.calendar, at);
    };
    add_step(Benefit::right, owed_.cover({}, falls_due_in_period), {means_.right->right.text});
}

std::int64_t Application::room(Benefit benefit, CapIn in) const {
    const auto now = used_.find(benefit);
    std::int64_t least = std::numeric_limits<std::int64_t>::max();
    for (const auto& cap : rules_.benefits.caps) {
        if (cap.of == benefit && cap.in == in) {
            const std::int64_t used = use_before(means_, cap) + (now == used_.end() ? 0 : use_in(now->second, in));
            least = std::min(least, std::max<std::int64_t>(cap.most - used, 0));
        }
    }
    return least;
}

Limit Application::limit_of(Benefit benefit) const {
    return {{room(benefit, CapIn::minutes)}, {room(benefit, CapIn::fen)}};
}

bool Application::may_give_once_more(Benefit benefit) const {
    return room(benefit, CapIn::times) > 0;
}

Fen Application::not_paid_yet() const {
    return std::max(owed_.fen() - paid_, Fen{});
}

void Application::give(Benefit benefit, const Worth& worth, SourceId by) {
    if (may_give_once_more(benefit)) {
        const Limit limit = limit_of(benefit);
        add_step(benefit, std::visit(Give{owed_, limit, quote_.entered_at}, worth), std::move(by));
    }
}

void Application::store_validations() {
    for (const auto& validation : means_.validations) {
        give(Benefit::store_validation, validation.worth, {validation.id.text});
    }
}

void Application::codes() {
    for (const auto& given : rules_.benefits.codes) {
        if (std::ranges::find(means_.codes, given.code) != means_.codes.end()) {
            give(Benefit::codes, given.free, {given.code.text});
        }
    }
}

void Application::tier_hours() {
    const TierHours& hours = rules_.benefits.tier_hours;
    const auto tier = std::ranges::find(hours.tiers, means_.member_tier, &TierHours::Tier::name);
    const auto used = means_.used_today.find(Benefit::tier_hours);
    const bool had_today = used != means_.used_today.end() && used->second.by_member.times > 0;
    const bool not_now = (hours.first_entry_only && !means_.first_entry_of_day) || (hours.once_a_day && had_today);
    if (tier != hours.tiers.end() && !not_now) {
        give(Benefit::tier_hours, tier->worth, {tier->name});
    }
}

void Application::coupon() {
    if (!may_give_once_more(Benefit::coupon)) {
        return;
    }
    for (const auto& coupon : means_.coupons) {
        if (takes(coupon)) {
            return;
        }
    }
}

bool Application::takes(const Means::CouponInHand& coupon) {
    Limit limit = limit_of(Benefit::coupon);
    limit.fen = std::min({limit.fen, not_paid_yet(), coupon.most.value_or(limit.fen)});
    Owed after = owed_;
    const Taken taken = std::visit(Give{after, limit, quote_.entered_at}, coupon.worth);
    const bool is_kept = !coupon.paid_with && mostly_wasted(coupon, taken, rules_.benefits);
    if (taken.fen == Fen{} || is_kept) {
        return false;
    }
    owed_ = std::move(after);
    quote_.coupon = coupon.id;
    add_step(Benefit::coupon, taken, {coupon.id.text});
    return true;
}

void Application::points() {
    const PointsPrice price = points_price(rules_, means_.member_tier, quote_.entered_at);
    if (price.unit < Minutes{1} || price.per_unit < Points{1} || !may_give_once_more(Benefit::points)) {
        return;
    }
    Limit limit = limit_of(Benefit::points);
    limit.fen = std::min(limit.fen, not_paid_yet());
    const std::int64_t affordable = means_.points.count / price.per_unit.count;
    const std::int64_t most = std::min(affordable, limit.minutes.count / price.unit.count);
    // No more are bought than it takes to cover what all of these would cover.
    Owed trial = owed_;
    const Fen covered = trial.cover({price.unit * most, limit.fen}).fen;
    const std::int64_t units = rounded_up(owed_.minutes_for(covered).count, price.unit.count);
    if (units <= 0) {
        return;
    }
    quote_.bought = price.unit * units;
    quote_.points = price.per_unit * units;
    const Taken taken = owed_.cover({quote_.bought, limit.fen});
    add_step(Benefit::points, {quote_.bought, taken.fen}, {}, quote_.points);
}

void Application::payment() {
    const Taken taken = owed_.pay(paid_);
    paid_ = {};
    add_step(Benefit::payment, taken);
}

void Application::add_step(Benefit benefit, const Taken& taken, SourceId by, Points points) {
    if (taken.fen == Fen{}) {
        return;
    }
    auto& used = used_[benefit];
    used.minutes += taken.minutes;
    used.fen += taken.fen;
    ++used.times;
    quote_.steps.push_back({benefit, taken.minutes, points, taken.fen, std::move(by)});
}

} // namespace parkgate::rules
