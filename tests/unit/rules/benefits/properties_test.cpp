// What holds for every order, every tariff, every stay and everything that a driver may have.
#include "tests/unit/rules/benefits/any_case.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace parkgate::test {
namespace {

Quote priced(const Case& one, const Means& means) {
    return rules::price(one.rules, one.in, one.in + one.stay, means);
}
Quote priced(const Case& one) {
    return priced(one, one.means);
}

RC_GTEST_PROP(BenefitsProperty, StepsAndDueAreTheFee, ()) {
    const Case one = any_case();
    const Quote quote = priced(one);
    Fen sum;
    for (const auto& step : quote.steps) {
        RC_ASSERT(step.fen >= Fen{0} && step.minutes >= Minutes{0} && step.points >= Points{0});
        RC_ASSERT(step.fen <= quote.fee - sum);
        sum += step.fen;
    }
    RC_ASSERT(quote.due >= Fen{0});
    RC_ASSERT(sum + quote.due == quote.fee);
    RC_ASSERT(rules::overpaid(quote, one.means) >= Fen{0});
}

RC_GTEST_PROP(BenefitsProperty, NoBenefitActsTwiceAndOnlyThoseInTheOrder, ()) {
    const Case one = any_case();
    const Quote quote = priced(one);
    const auto& order = one.rules.benefits.order;
    const bool in_time = rules::is_in_time(one.rules, quote.priced_at, one.means);
    const auto place = [&](Benefit benefit) {
        if (benefit == Benefit::payment && in_time && std::ranges::find(order, benefit) != order.end()) {
            return std::ssize(order) - 1; // after all others
        }
        return benefit == Benefit::right ? -1 : std::ranges::find(order, benefit) - order.begin();
    };
    for (std::size_t i = 0; quote.fee > Fen{} && i < quote.steps.size(); ++i) {
        RC_ASSERT(place(quote.steps[i].benefit) < std::ssize(order));
        const bool right_or_grace =
            quote.steps[i].benefit == Benefit::right || quote.steps[i].benefit == Benefit::grace;
        if (i > 0 && !right_or_grace) {
            RC_ASSERT(place(quote.steps[i - 1].benefit) <= place(quote.steps[i].benefit));
        }
    }
}

RC_GTEST_PROP(BenefitsProperty, TheSameIsPricedTheSame, ()) {
    const Case one = any_case();
    RC_ASSERT(priced(one) == priced(one));
}

RC_GTEST_PROP(BenefitsProperty, PointsAreWholeUnitsOfWhatIsHeld, ()) {
    const Case one = any_case();
    const Quote quote = priced(one);
    const auto price = rules::points_price(one.rules, one.means.member_tier, one.in);
    RC_ASSERT(quote.points <= one.means.points);
    RC_ASSERT(quote.points == price.per_unit * (quote.bought.count / price.unit.count));
    RC_ASSERT(quote.bought.count % price.unit.count == 0);
}

// One unit less would have taken less off the fee.
RC_GTEST_PROP(BenefitsProperty, I13_NoUnitOfPointsIsBoughtInVain, ()) {
    const Case one = any_case();
    const Quote quote = priced(one);
    RC_PRE(quote.points > Points{0});
    Means fewer = one.means;
    fewer.points = quote.points - rules::points_price(one.rules, one.means.member_tier, one.in).per_unit;
    RC_ASSERT(taken(priced(one, fewer), Benefit::points) < taken(quote, Benefit::points));
}

RC_GTEST_PROP(BenefitsProperty, PointsLeaveWhatIsPaidAlready, ()) {
    Case one = any_case();
    one.rules.benefits.order = rules::BenefitTerms{}.order;
    const Quote quote = priced(one);
    if (quote.points > Points{0} || !quote.coupon.empty()) {
        RC_ASSERT(taken(quote, Benefit::payment) == one.means.paid);
    }
}

RC_GTEST_PROP(BenefitsProperty, MoreMeansNeverMakeItDearer, ()) {
    Case one = any_case();
    one.rules.benefits.kept_above_waste_percent = 100;
    const Quote more = priced(one, with_more(one));
    const Quote less = priced(one);
    RC_LOG() << text(one) << "less: " << text(less) << "more: " << text(more);
    RC_ASSERT(more.due <= less.due);
}

// A coupon that is kept is worth more to the member another day; apart from that more means never cost more.
RC_GTEST_PROP(BenefitsProperty, OnlyACouponThatIsKeptMakesItDearer, ()) {
    const Case one = any_case();
    const Quote more = priced(one, with_more(one));
    const Quote less = priced(one);
    RC_LOG() << text(one) << "less: " << text(less) << "more: " << text(more);
    const bool kept_now = more.coupon.empty() && !less.coupon.empty();
    RC_ASSERT(kept_now || more.due <= less.due);
}

RC_GTEST_PROP(BenefitsProperty, WithoutMeansTheFeeIsDue, ()) {
    const Case one = any_case();
    Means nothing;
    nothing.visitor.vehicle = one.means.visitor.vehicle;
    Case plain = one;
    plain.rules.benefits.courtesy = {};
    const Quote quote = priced(plain, nothing);
    RC_ASSERT(quote.due == quote.fee);
}

RC_GTEST_PROP(BenefitsProperty, CapsHold, ()) {
    const Case one = any_case();
    const Quote quote = priced(one);
    for (const auto& cap : one.rules.benefits.caps) {
        rules::BenefitUse used;
        for (const auto& step : quote.steps) {
            if (step.benefit == cap.of) {
                used.minutes += step.minutes;
                used.fen += step.fen;
                ++used.times;
            }
        }
        switch (cap.in) {
        case rules::CapIn::minutes: RC_ASSERT(used.minutes.count <= cap.most); break;
        case rules::CapIn::fen: RC_ASSERT(used.fen.count <= cap.most); break;
        case rules::CapIn::times: RC_ASSERT(used.times <= cap.most); break;
        }
    }
}

RC_GTEST_PROP(BenefitsProperty, G06_NoCouponTakesMoreThanItsMost, ()) {
    const Case one = any_case();
    const Quote quote = priced(one);
    RC_PRE(!one.means.coupons.empty());
    const auto& coupon = one.means.coupons.front();
    const Fen off = taken(quote, Benefit::coupon);
    if (coupon.most) {
        RC_ASSERT(off <= *coupon.most);
    }
    if (const auto* money = std::get_if<Fen>(&coupon.worth)) {
        RC_ASSERT(off <= *money);
    }
    RC_ASSERT(off == Fen{0} || quote.coupon == coupon.id);
    const auto kept_above = one.rules.benefits.kept_above_waste_percent;
    if (!quote.coupon.empty() && coupon.most) {
        RC_ASSERT(off > Fen{0});
        RC_ASSERT(off.count * 100 >= coupon.most->count * (100 - kept_above));
    }
}

Means paid_for(const Case& one) {
    Case unpaid = one;
    unpaid.means.paid = {};
    unpaid.means.settled_at = unpaid.means.settled_until = std::nullopt;
    const Quote first = priced(unpaid);
    Means means = unpaid.means;
    means.paid = first.due;
    means.settled_at = one.in + one.stay;
    means.settled_until = one.in + one.stay + 15min;
    for (auto& coupon : means.coupons) {
        coupon.paid_with = coupon.id == first.coupon;
    }
    return means;
}

// In whatever order the mall counts, and whatever stores, the ledger or the member add after it.
RC_GTEST_PROP(BenefitsProperty, WhoHasPaidOwesNothingWhileHeMayStillLeave, ()) {
    Case one = any_case();
    auto& order = one.rules.benefits.order;
    RC_PRE(std::ranges::find(order, Benefit::payment) != order.end());
    Means means = paid_for(one);
    const Case later = any_case();
    means.validations.insert(means.validations.end(), later.means.validations.begin(), later.means.validations.end());
    means.points += later.means.points;
    for (auto coupon : later.means.coupons) {
        coupon.id = {"later"};
        means.coupons.push_back(coupon);
    }
    one.stay += Duration{*rc::gen::inRange<std::int64_t>(0, 15LL * 60'000)};
    const Quote quote = priced(one, means);
    RC_LOG() << text(one) << text(quote);
    RC_ASSERT(quote.due == Fen{0});
}

// Paid at `at` in the usual order: whoever leaves late pays what the longer stay costs more, after the same benefits.
RC_GTEST_PROP(BenefitsProperty, LateLeavingCostsAtMostTheDifferenceOfTheFees, ()) {
    Case one = any_case();
    one.rules.benefits.order = rules::BenefitTerms{}.order;
    one.rules.benefits.courtesy = {};
    one.rules.benefits.kept_above_waste_percent = 100;
    one.means.paid = {};
    one.means.settled_at = one.means.settled_until = std::nullopt;
    const Quote first = priced(one);
    one.means.paid = first.due;
    one.means.settled_at = one.in + one.stay;
    one.means.settled_until = one.in + one.stay + 15min;
    RC_ASSERT(priced(one).due == Fen{0});
    one.stay += 15min + Duration{*rc::gen::inRange<std::int64_t>(1, 86'400'000)};
    const Quote late = priced(one);
    RC_ASSERT(late.due <= late.fee - first.fee);
}

} // namespace
} // namespace parkgate::test
