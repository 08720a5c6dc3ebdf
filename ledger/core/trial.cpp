#include "ledger/core/trial.hpp"

#include "ledger/core/earning/earning.hpp"
#include "rules/charge.hpp"
#include "rules/earning/names.hpp"

#include <algorithm>

namespace parkgate::ledger {

namespace {

Fen worth(const rules::EarnTerms& terms, Points points) {
    return terms.point_value * points.count;
}

} // namespace

Tried& Tried::operator+=(const Tried& other) {
    count += other.count;
    given += other.given;
    given_fen += other.given_fen;
    would += other.would;
    would_fen += other.would_fen;
    return *this;
}

void EarningTrial::begin_with(const MemberId& member, SiteTime period_of, Points qualifying) {
    qualifying_of(member, period_of) = qualifying;
}

Points& EarningTrial::qualifying_of(const MemberId& member, SiteTime at) {
    const auto period = rules::period_of(candidate_, terms_.rules.tariff.calendar, at);
    return qualifying_[{member, period.time_since_epoch().count()}];
}

Points EarningTrial::campaign_left(const std::string& category, SiteTime at) const {
    const auto* campaign = rules::best_campaign(candidate_, category, at);
    if (campaign == nullptr) {
        return {};
    }
    const auto used = used_.find(campaign->id);
    return campaign->budget - (used == used_.end() ? Points{} : used->second);
}

bool EarningTrial::fits_the_year(SiteTime at, Points points) {
    const std::chrono::year_month_day day{rules::day_of(terms_.rules.tariff.calendar, at)};
    Fen& used = years_[static_cast<int>(day.year())];
    const Fen cost = worth(candidate_, points);
    if (candidate_.budget > Fen{} && used + cost > candidate_.budget) {
        return false;
    }
    used += cost;
    return true;
}

void EarningTrial::take(const PastSale& sale) {
    const ReceiptRow& receipt = sale.receipt;
    const StoreTerms* store = store_of(terms_, receipt.store);
    const std::string category = store != nullptr ? store->category : "";
    Tried row{1, {}, {}, {}, {}};
    std::map<CampaignId, Tried> extra;
    if (sale.credited) {
        const auto& then = earn_terms_of(terms_, receipt.rules);
        row.given = receipt.earned.sum() - receipt.clawed_back;
        row.given_fen = worth(then, row.given);
        const rules::Earned kept = still_earned(terms_, receipt);
        extra[kept.by].given = kept.campaign;
        extra[kept.by].given_fen = worth(then, kept.campaign);
    }
    if (store != nullptr) {
        const rules::Earned would = earned_by_candidate(receipt, *store);
        row.would = would.sum();
        row.would_fen = worth(candidate_, would.sum());
        extra[would.by].would = would.campaign;
        extra[would.by].would_fen = worth(candidate_, would.campaign);
    } else {
        ++unknown_;
    }
    stores_[{receipt.store, category}] += row;
    for (auto& [campaign, tried] : extra) {
        if (!campaign.empty()) {
            tried.count = 1;
            campaigns_[campaign.text] += tried;
        }
    }
}

rules::Earned EarningTrial::earned_by_candidate(const ReceiptRow& receipt, const StoreTerms& store) {
    Points& qualifying = qualifying_of(receipt.member, receipt.sold_at);
    const rules::Sale sale{store.category,  store.lease, receipt.net,
                           receipt.sold_at, qualifying,  campaign_left(store.category, receipt.sold_at)};
    const rules::Earned would =
        rules::earn_of_kept(candidate_, sale, rules::earn(candidate_, sale), receipt.net - receipt.returned);
    if (!fits_the_year(receipt.sold_at, would.sum())) {
        return {};
    }
    qualifying += would.usual;
    used_[would.by] += would.campaign;
    return would;
}

void EarningTrial::take(const PastDeed& deed) {
    const auto rule = std::ranges::find(candidate_.deeds, deed.deed, &rules::DeedRule::deed);
    Tried row{1, deed.given, worth(terms_.earning, deed.given), {}, {}};
    if (rule != candidate_.deeds.end()) {
        Points& used = caps_[{deed.deed, deed.member, day_number(terms_, deed.at)}];
        const Points points = std::clamp(rule->most_a_day - used, Points{}, rule->points);
        if (fits_the_year(deed.at, points)) {
            used += points;
            row.would = points;
            row.would_fen = worth(candidate_, points);
        }
    }
    deeds_[std::string(rules::name_of(deed.deed))] += row;
}

Tried EarningTrial::sum() const {
    Tried sum;
    for (const auto& [key, row] : stores_) {
        sum += row;
    }
    for (const auto& [deed, row] : deeds_) {
        sum += row;
    }
    return sum;
}

} // namespace parkgate::ledger
