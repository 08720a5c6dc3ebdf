// What other rules would have given and cost, on what has happened. Pure; nothing is booked.
#pragma once

#include "ledger/core/books.hpp"

#include <map>
#include <string>
#include <tuple>
#include <utility>

namespace parkgate::ledger {

// A purchase of a member: credited, or refused because it earned nothing or a budget was spent.
struct PastSale {
    ReceiptRow receipt; // of a refused one store, time, sum and member
    bool credited = false;
};

// A deed that counted, or that a cap, a budget or a missing rule refused.
struct PastDeed {
    rules::Deed deed = rules::Deed::like;
    MemberId member;
    SiteTime at;
    Points given;
};

struct Tried {
    std::int64_t count = 0; // purchases or deeds
    Points given;           // as the books have it, without what returns took back
    Fen given_fen;
    Points would;
    Fen would_fen;
    Tried& operator+=(const Tried& other);
    bool operator==(const Tried&) const = default;
};

// Takes sales in the order in which they were made and deeds likewise: qualifying points, the campaigns' budgets and
// that of the year run as they would have. What a person has decided (reviews, caps of events a day) stays as it was.
class EarningTrial {
  public:
    EarningTrial(const Terms& terms, const rules::EarnTerms& candidate) : terms_(terms), candidate_(candidate) {}

    // What a member had of qualifying points in the period when the trial begins.
    void begin_with(const MemberId& member, SiteTime period_of, Points qualifying);
    void take(const PastSale& sale);
    void take(const PastDeed& deed);

    using ByStore = std::map<std::pair<StoreId, std::string>, Tried>; // and category
    [[nodiscard]] const ByStore& stores() const { return stores_; }
    [[nodiscard]] const std::map<std::string, Tried>& campaigns() const { return campaigns_; }
    [[nodiscard]] const std::map<std::string, Tried>& deeds() const { return deeds_; }
    [[nodiscard]] Tried sum() const;
    [[nodiscard]] std::int64_t unknown_stores() const { return unknown_; } // sales whose store is not configured now

  private:
    rules::Earned earned_by_candidate(const ReceiptRow& receipt, const StoreTerms& store);
    Points& qualifying_of(const MemberId& member, SiteTime at);
    [[nodiscard]] Points campaign_left(const std::string& category, SiteTime at) const;
    bool fits_the_year(SiteTime at, Points points);

    const Terms& terms_;
    const rules::EarnTerms& candidate_;
    std::map<std::pair<MemberId, std::int64_t>, Points> qualifying_; // and the period's first day
    std::map<CampaignId, Points> used_;                              // of the campaigns' budgets
    std::map<int, Fen> years_;
    std::map<std::tuple<rules::Deed, MemberId, std::int64_t>, Points> caps_; // and day
    ByStore stores_;
    std::map<std::string, Tried> campaigns_;
    std::map<std::string, Tried> deeds_;
    std::int64_t unknown_ = 0;
};

} // namespace parkgate::ledger
