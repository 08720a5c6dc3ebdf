// What the operator of the ledger has configured: rules, stores, campaigns, and how long things last.
#pragma once

#include "rules/benefits.hpp"
#include "rules/earning/earning.hpp"

#include <string>
#include <vector>

namespace parkgate::ledger {

struct StoreTerms {
    StoreId id;
    std::string category;
    rules::LeaseType lease = rules::LeaseType::turnover_rent;
    bool has_feed = true; // its till tells its sales; else receipts are uploaded
};

struct CampaignTerms {
    CampaignId id;
    std::int64_t budget_coupons = 0; // in all, over the campaign's life
    std::int64_t slice_coupons = 10;
    bool stopped = false;
};

struct Terms {
    rules::RuleSet rules;
    std::vector<rules::RuleSet> former_rules = {}; // facts of a gate that had them may still come
    rules::EarnTerms earning = {};
    std::vector<rules::EarnTerms> former_earning = {};
    std::vector<StoreTerms> stores = {};
    std::vector<CampaignTerms> campaigns;
    std::int64_t second_person_above_coupons = 100; // by which one person alone raises a campaign's budget on a day
    Duration hold_lifetime = std::chrono::hours(48);
    Duration slice_lifetime = std::chrono::hours(7 * 24);
    // A gate may be offline this long: what it gave or spent before an expiry may be told this much later.
    Duration longest_offline = std::chrono::hours(7 * 24);
};

} // namespace parkgate::ledger
