// What other rules would have asked of the stays that have ended, and who would have paid it. Pure; nothing is booked.
#pragma once

#include "ledger/core/books.hpp"
#include "protocol/facts.hpp"
#include "rules/benefits.hpp"

#include <map>
#include <set>
#include <string>
#include <utility>

namespace parkgate::ledger {

// A leaving that was priced at the gate by its tariff, with what the books know of it.
struct PastLeaving {
    Quote quote;
    PricedAs as;
    PlateHash plate = {};                   // of the stay; empty: it is not known
    MemberId member = {};                   // as he came in; empty: nobody
    Points held = {};                       // for this stay
    std::optional<CouponWorth> coupon = {}; // of the one that the quote has; none: the books do not know it
    std::vector<BenefitCode> codes = {};    // of the member as he is now
    bool gave_coupon = false;
};

struct TriedFees {
    std::int64_t stays = 0;
    Fen given;
    Fen would;
    std::int64_t dearer = 0;
    std::int64_t cheaper = 0;
    Fen dearer_fen;
    Fen cheaper_fen;
    bool operator==(const TriedFees&) const = default;
};

// One who pays a part of the fees: a benefit, or with Benefit::payment the driver in money, paid or still due.
struct TriedPart {
    std::int64_t stays = 0; // that it paid a part of
    Fen fen;
    std::int64_t would_stays = 0;
    Fen would_fen;
    bool operator==(const TriedPart&) const = default;
};

// Takes leavings roughly in the order of their time. What a day's caps count runs as it would have; it is forgotten a
// week later, so that a year of them fits in the memory.
class FeeTrial {
  public:
    explicit FeeTrial(const rules::RuleSet& candidate) : candidate_(candidate) {}
    void take(const PastLeaving& past);
    // By vehicle and tier: the tariff alone.
    [[nodiscard]] const std::map<std::pair<VehicleKind, std::string>, TriedFees>& visitors() const { return visitors_; }
    [[nodiscard]] const TriedFees& sum() const { return sum_; }

    [[nodiscard]] const std::map<Benefit, TriedPart>& parts() const { return parts_; }
    [[nodiscard]] Points points() const { return points_; }
    [[nodiscard]] Points would_points() const { return would_points_; }
    [[nodiscard]] std::int64_t coupons() const { return coupons_; }
    // Of each campaign, budgets and slices apart.
    [[nodiscard]] const std::map<CampaignId, std::int64_t>& would_coupons() const { return would_coupons_; }

  private:
    struct Day {
        rules::LocalDay day;
        std::string who;
        auto operator<=>(const Day&) const = default;
    };
    [[nodiscard]] rules::Means means_of(const PastLeaving& past) const;
    [[nodiscard]] rules::LocalDay day_of(SiteTime at) const;
    void count_fee(const PastLeaving& past, Fen would);
    void count_parts(const Quote& quote, std::int64_t TriedPart::* stays, Fen TriedPart::* fen);
    void count_use(const PastLeaving& past, const Quote& would);
    void forget_before(rules::LocalDay day);

    const rules::RuleSet& candidate_;
    std::map<std::pair<VehicleKind, std::string>, TriedFees> visitors_;
    TriedFees sum_;
    std::map<Benefit, TriedPart> parts_;
    Points points_;
    Points would_points_;
    std::int64_t coupons_ = 0;
    std::map<CampaignId, std::int64_t> would_coupons_;
    std::map<Day, SiteTime> first_entries_; // of each plate on each day
    std::map<Day, std::map<Benefit, rules::BenefitUse>> plates_;
    std::map<Day, std::map<Benefit, rules::BenefitUse>> members_;
};

} // namespace parkgate::ledger
