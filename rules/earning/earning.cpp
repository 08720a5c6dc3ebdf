#include "rules/earning/earning.hpp"

#include <algorithm>
#include <set>

namespace parkgate::rules {

namespace {

constexpr std::int64_t hundred_percent = 100;

// A list that is empty means everything.
template <typename Item>
bool fits(const std::vector<Item>& items, const Item& item) {
    return items.empty() || std::ranges::find(items, item) != items.end();
}

// floor(points * percent / 100), which stays in range where the product would not.
Points part_of(Points points, std::int64_t percent) {
    const std::int64_t whole = points.count / hundred_percent;
    const std::int64_t rest = points.count % hundred_percent;
    return {whole * percent + rest * percent / hundred_percent};
}

// What the steps add to the first `qualifying` points of a period. It only grows, and a sale earns a difference of it:
// so a receipt in parts comes to the same sum as in one.
Points beyond(const std::vector<EarnStep>& steps, Points qualifying) {
    std::int64_t hundredths = 0;
    std::int64_t percent = hundred_percent;
    for (const auto& step : steps) {
        hundredths += std::max<std::int64_t>(qualifying.count - step.from.count, 0) * (step.percent - percent);
        percent = step.percent;
    }
    return {hundredths / hundred_percent};
}

} // namespace

std::optional<std::int64_t> step_percent(const EarnTerms& terms, Points qualifying) {
    std::int64_t percent = hundred_percent;
    for (const auto& step : terms.steps) {
        percent = qualifying >= step.from ? step.percent : percent;
    }
    return percent == hundred_percent ? std::nullopt : std::optional(percent);
}

Points usual_points(const EarnTerms& terms, const std::string& category, LeaseType lease, Fen net, SiteTime at) {
    const auto rate = std::ranges::find_if(terms.rates, [&](const EarnRate& one) {
        return one.category == category && fits(one.leases, lease) && one.valid.holds(at);
    });
    if (rate == terms.rates.end() || net <= Fen{}) {
        return {};
    }
    return {net.count / rate->per_point.count};
}

const EarnCampaign* best_campaign(const EarnTerms& terms, const std::string& category, SiteTime at) {
    const EarnCampaign* best = nullptr;
    for (const auto& one : terms.campaigns) {
        if (fits(one.categories, category) && one.valid.holds(at) && (best == nullptr || one.percent > best->percent)) {
            best = &one;
        }
    }
    return best;
}

Earned earn(const EarnTerms& terms, const Sale& sale) {
    Earned out;
    out.usual = usual_points(terms, sale.category, sale.lease, sale.net, sale.at);
    out.steps = beyond(terms.steps, sale.qualifying + out.usual) - beyond(terms.steps, sale.qualifying);
    if (const auto* campaign = best_campaign(terms, sale.category, sale.at)) {
        const Points more = part_of(out.usual, campaign->percent - hundred_percent);
        out.campaign = std::clamp(more, Points{}, std::max(sale.campaign_left, Points{}));
        out.by = out.campaign > Points{} ? campaign->id : CampaignId{};
    }
    return out;
}

Earned earn_of_kept(const EarnTerms& terms, const Sale& sale, const Earned& first, Fen kept) {
    Sale rest = sale;
    rest.net = kept;
    rest.campaign_left = first.campaign;
    Earned out = earn(terms, rest);
    out.usual = std::min(out.usual, first.usual);
    out.steps = std::min(out.steps, first.steps);
    return out;
}

std::string tier_of(const EarnTerms& terms, Points qualifying) {
    std::string out;
    for (const auto& tier : terms.tiers) {
        if (tier.from <= qualifying) {
            out = tier.name;
        }
    }
    return out;
}

std::vector<BenefitCode> benefits_of(const EarnTerms& terms, const std::vector<SegmentId>& segments) {
    std::set<BenefitCode> out;
    for (const auto& rule : terms.segments) {
        if (std::ranges::find(segments, rule.name) != segments.end()) {
            out.insert(rule.benefit);
        }
    }
    return {out.begin(), out.end()};
}

LocalDay day_of(const SiteCalendar& calendar, SiteTime at) {
    return std::chrono::floor<std::chrono::days>(local_time(calendar, at));
}

LocalDay lot_ends(const EarnTerms& terms, const SiteCalendar& calendar, SiteTime at) {
    const std::chrono::year_month_day day{day_of(calendar, at)};
    const auto month = day.year() / day.month() + std::chrono::months(terms.lot_months + 1);
    return LocalDay{month / 1};
}

LocalDay period_of(const EarnTerms& terms, const SiteCalendar& calendar, SiteTime at) {
    const std::chrono::year_month_day day{day_of(calendar, at)};
    const std::int64_t month = static_cast<unsigned>(day.month()) - 1;
    const auto begins = static_cast<unsigned>(month - month % terms.period_months + 1);
    return LocalDay{day.year() / std::chrono::month(begins) / 1};
}

std::optional<Fen> suggested_rate(Fen rent_a_year, Fen sales_a_year, std::int64_t share_percent, Fen point_value) {
    if (rent_a_year <= Fen{} || sales_a_year <= Fen{} || share_percent <= 0 || point_value <= Fen{}) {
        return std::nullopt;
    }
    const std::int64_t sales = point_value.count * hundred_percent * sales_a_year.count;
    const std::int64_t rent = share_percent * rent_a_year.count;
    return Fen{(sales + rent - 1) / rent};
}

} // namespace parkgate::rules
