#include "ledger/core/fee_trial.hpp"

#include "rules/benefits/coupon.hpp"

#include <algorithm>

namespace parkgate::ledger {

namespace {

constexpr std::chrono::days remembered{7};

Fen in_money(const Quote& quote) {
    return rules::taken_by(quote, Benefit::payment) + quote.due;
}

bool has_step(const Quote& quote, Benefit benefit) {
    return std::ranges::find(quote.steps, benefit, &QuoteStep::benefit) != quote.steps.end();
}

// What was of use is all that the leaving tells of what somebody gave: it gives as much again, and no more.
rules::Worth worth_of(const QuoteStep& step) {
    return step.minutes > Minutes{} ? rules::Worth(step.minutes) : rules::Worth(step.fen);
}

// A right and what stores and staff gave are no matter of the rules. A right that freed a part of the stay frees as
// much money again.
void keep_what_others_gave(const Quote& quote, rules::Means& means) {
    for (const auto& step : quote.steps) {
        if (step.benefit == Benefit::right && step.fen == quote.fee) {
            means.right = rules::FreeBy{{step.by.text}, {}};
        } else if (step.benefit == Benefit::right) {
            means.validations.insert(means.validations.begin(), {{step.by.text}, step.fen});
        } else if (step.benefit == Benefit::store_validation) {
            means.validations.push_back({{step.by.text}, worth_of(step)});
        }
    }
}

std::vector<BenefitCode> codes_of(const PastLeaving& past) {
    std::vector<BenefitCode> codes = past.codes;
    for (const auto& step : past.quote.steps) {
        if (step.benefit == Benefit::codes) {
            codes.push_back({step.by.text});
        }
    }
    return codes;
}

} // namespace

rules::LocalDay FeeTrial::day_of(SiteTime at) const {
    return rules::day_of(candidate_.tariff.calendar, at);
}

// Money that was paid before the exit is what the benefits had left: it is asked for anew.
rules::Means FeeTrial::means_of(const PastLeaving& past) const {
    const auto& [quote, as] = std::tie(past.quote, past.as);
    rules::Means means;
    means.visitor = {as.vehicle, as.tier, as.free_minutes_spent};
    means.member_tier = past.member.empty() ? std::string() : as.tier;
    means.codes = codes_of(past);
    keep_what_others_gave(quote, means);
    if (past.coupon) {
        means.coupons = {rules::in_hand(quote.coupon, *past.coupon, candidate_.tariff.calendar, quote.entered_at)};
        means.coupons.front().paid_with = as.billed_until < quote.priced_at;
    }
    // Who has paid in money and spent none has not wanted to.
    if (quote.points > Points{} || in_money(quote) == Fen{}) {
        const auto price = rules::points_price(candidate_, means.member_tier, quote.entered_at);
        means.points = rules::points_to_hold(price, past.held);
    }
    const auto first = first_entries_.find({day_of(quote.entered_at), past.plate.text});
    means.first_entry_of_day =
        has_step(quote, Benefit::tier_hours) || first == first_entries_.end() || quote.entered_at <= first->second;
    const auto today = day_of(as.billed_until);
    if (const auto used = plates_.find({today, past.plate.text}); used != plates_.end()) {
        for (const auto& [benefit, use] : used->second) {
            means.used_today[benefit].by_plate = use;
        }
    }
    if (const auto used = members_.find({today, past.member.text}); used != members_.end()) {
        for (const auto& [benefit, use] : used->second) {
            means.used_today[benefit].by_member = use;
        }
    }
    return means;
}

void FeeTrial::take(const PastLeaving& past) {
    const Quote would = rules::price(candidate_, past.quote.entered_at, past.as.billed_until, means_of(past));
    count_fee(past, would.fee);
    count_parts(past.quote, &TriedPart::stays, &TriedPart::fen);
    count_parts(would, &TriedPart::would_stays, &TriedPart::would_fen);
    count_use(past, would);
    points_ += past.quote.points;
    would_points_ += would.points;
    coupons_ += past.gave_coupon ? 1 : 0;
    if (!past.member.empty()) {
        const auto anything = [](const CampaignId&) { return true; };
        const rules::Leaving leaving{would, past.as.tier, past.quote.priced_at};
        if (const auto* rule = rules::coupon_for(candidate_, leaving, anything)) {
            ++would_coupons_[rule->campaign];
        }
    }
}

void FeeTrial::count_fee(const PastLeaving& past, Fen would) {
    const Fen fee = past.quote.fee;
    for (auto* row : {&sum_, &visitors_[{past.as.vehicle, past.as.tier}]}) {
        ++row->stays;
        row->given += fee;
        row->would += would;
        if (would > fee) {
            ++row->dearer;
            row->dearer_fen += would - fee;
        } else if (would < fee) {
            ++row->cheaper;
            row->cheaper_fen += fee - would;
        }
    }
}

void FeeTrial::count_parts(const Quote& quote, std::int64_t TriedPart::* stays, Fen TriedPart::* fen) {
    std::map<Benefit, Fen> paid;
    for (const auto& step : quote.steps) {
        paid[step.benefit] += step.fen;
    }
    paid[Benefit::payment] += quote.due;
    for (const auto& [who, amount] : paid) {
        if (amount > Fen{}) {
            parts_[who].*stays += 1;
            parts_[who].*fen += amount;
        }
    }
}

void FeeTrial::forget_before(rules::LocalDay day) {
    const auto forget = [&](auto& days) { days.erase(days.begin(), days.lower_bound({day, {}})); };
    forget(first_entries_);
    forget(plates_);
    forget(members_);
}

void FeeTrial::count_use(const PastLeaving& past, const Quote& would) {
    if (!past.plate.empty()) {
        const Day entered{day_of(past.quote.entered_at), past.plate.text};
        SiteTime& first = first_entries_.try_emplace(entered, past.quote.entered_at).first->second;
        first = std::min(first, past.quote.entered_at);
    }
    const auto today = day_of(past.as.billed_until);
    forget_before(today - remembered);
    for (const auto& step : would.steps) {
        const auto add = [&](std::map<Benefit, rules::BenefitUse>& used) {
            auto& use = used[step.benefit];
            use.minutes += step.minutes;
            use.fen += step.fen;
            ++use.times;
        };
        if (!past.plate.empty()) {
            add(plates_[{today, past.plate.text}]);
        }
        if (!past.member.empty()) {
            add(members_[{today, past.member.text}]);
        }
    }
}

} // namespace parkgate::ledger
