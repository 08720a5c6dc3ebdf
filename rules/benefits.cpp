#include "rules/benefits.hpp"

#include <algorithm>

namespace parkgate::rules {

namespace {

// Increments that are still to be paid for, the earliest first.
class Owed {
  public:
    explicit Owed(std::vector<Increment> increments) : rest_(std::move(increments)) {
        std::erase_if(rest_, [](const Increment& increment) { return increment.fen == Fen{}; });
    }

    [[nodiscard]] bool nothing() const { return rest_.empty(); }
    [[nodiscard]] Minutes minutes() const {
        Minutes sum;
        for (const auto& increment : rest_) {
            sum += increment.length;
        }
        return sum;
    }
    [[nodiscard]] Fen fen() const { return fee_of(rest_); }

    // Money settles the earliest increments, the last of them perhaps in part.
    Fen pay(Fen money) {
        const Fen before = fen();
        while (money > Fen{} && !rest_.empty()) {
            const Fen part = std::min(money, rest_.front().fen);
            rest_.front().fen -= part;
            money -= part;
            if (rest_.front().fen == Fen{}) {
                rest_.erase(rest_.begin());
            }
        }
        return before - fen();
    }

    // Minutes cover every increment that starts within them: a started increment is the driver's.
    Fen cover(Minutes minutes) {
        const Fen before = fen();
        for (Minutes used; used < minutes && !rest_.empty();) {
            used += rest_.front().length;
            rest_.erase(rest_.begin());
        }
        return before - fen();
    }

  private:
    std::vector<Increment> rest_;
};

std::int64_t units_for(Minutes minutes, Minutes unit) {
    return (minutes.count + unit.count - 1) / unit.count;
}

void apply_coupon(const Means& means, Owed& owed, Quote& quote) {
    if (!means.coupon || owed.nothing()) {
        return;
    }
    const Minutes used = std::min(owed.minutes(), means.coupon->minutes);
    const bool mostly_wasted = used * 2 < means.coupon->minutes;
    if (mostly_wasted) {
        return;
    }
    quote.coupon = means.coupon->id;
    quote.steps.push_back({Benefit::coupon, used, {}, owed.cover(means.coupon->minutes)});
}

void apply_points(const PointsPrice& price, const Means& means, Owed& owed, Quote& quote) {
    const std::int64_t affordable = means.points.count / price.per_unit.count;
    const std::int64_t units = std::min(affordable, units_for(owed.minutes(), price.unit));
    if (units <= 0) {
        return;
    }
    quote.bought = price.unit * units;
    quote.points = price.per_unit * units;
    quote.steps.push_back({Benefit::points, quote.bought, quote.points, owed.cover(quote.bought)});
}

} // namespace

Quote price(const RuleSet& rules, SiteTime entered, SiteTime at, const Means& means) {
    Quote quote;
    quote.entered_at = entered;
    quote.priced_at = at;
    quote.stay = stay_between(entered, at);

    const bool settled = means.settled_at && means.settled_until && at <= *means.settled_until;
    const SiteTime billed_until = settled ? std::min(*means.settled_at, at) : at;
    auto increments = increments_of(rules.tariff, entered, billed_until);
    quote.fee = fee_of(increments);
    if (quote.fee == Fen{}) {
        quote.steps.push_back({Benefit::grace, quote.stay, {}, {}});
        return quote;
    }

    Owed owed(std::move(increments));
    if (means.paid > Fen{}) {
        quote.steps.push_back({Benefit::payment, {}, {}, owed.pay(means.paid)});
    }
    apply_coupon(means, owed, quote);
    apply_points(rules.points, means, owed, quote);
    quote.due = owed.fen();
    return quote;
}

Points most_to_hold(const PointsPrice& price) {
    return price.per_unit * (price.most_to_hold.count / price.unit.count);
}

Points points_to_hold(const PointsPrice& price, Points balance) {
    const Points whole_units = price.per_unit * (balance.count / price.per_unit.count);
    return std::min(whole_units, most_to_hold(price));
}

bool earns_coupon(const CouponRule& rule, const Quote& quote) {
    if (quote.fee == Fen{} || quote.stay < rule.shortest_stay) {
        return false;
    }
    Fen by_coupon;
    for (const auto& step : quote.steps) {
        if (step.benefit == Benefit::coupon) {
            by_coupon += step.fen;
        }
    }
    return by_coupon < quote.fee;
}

} // namespace parkgate::rules
