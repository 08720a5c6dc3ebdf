// One quote in the making: each benefit in its turn takes from what the ones before it have left.
#pragma once

#include "protocol/quote.hpp"
#include "rules/benefits/means.hpp"
#include "rules/benefits/owed.hpp"
#include "rules/benefits/terms.hpp"

namespace parkgate::rules {

struct RuleSet;

class Application {
  public:
    // `quote` has its times and its fee; all arguments outlive this.
    Application(const RuleSet& rules, const Means& means, Quote& quote, Owed owed);

    // Every step of the terms' order, then what is due.
    void run();

  private:
    void apply(Benefit benefit);
    void grace();
    void right();
    void store_validations();
    void codes();
    void tier_hours();
    void coupon();
    [[nodiscard]] bool takes(const Means::CouponInHand& coupon);
    void points();
    void payment();

    [[nodiscard]] Limit limit_of(Benefit benefit) const;
    [[nodiscard]] bool may_give_once_more(Benefit benefit) const;
    // What a coupon or points may take: money that was paid and is not counted yet needs no second means.
    [[nodiscard]] Fen not_paid_yet() const;
    [[nodiscard]] std::int64_t room(Benefit benefit, CapIn in) const;
    void give(Benefit benefit, const Worth& worth, SourceId by);
    void add_step(Benefit benefit, const Taken& taken, SourceId by = {}, Points points = {});

    const RuleSet& rules_;
    const Means& means_;
    Quote& quote_;
    Owed owed_;
    Fen paid_; // and not counted yet
    std::map<Benefit, BenefitUse> used_;
};

} // namespace parkgate::rules
