#include "rules/earning/check.hpp"

#include "protocol/ids.hpp"
#include "rules/earning/names.hpp"

#include <algorithm>
#include <set>

namespace parkgate::rules {

namespace {

constexpr std::int64_t months_a_year = 12;
constexpr std::int64_t hundred_percent = 100;

bool is_span(const Validity& valid) {
    return !valid.from || !valid.until || *valid.from < *valid.until;
}

bool share_a_moment(const Validity& one, const Validity& other) {
    const auto begins_before_end = [](const Validity& first, const Validity& second) {
        return !first.from || !second.until || *first.from < *second.until;
    };
    return begins_before_end(one, other) && begins_before_end(other, one);
}

// Empty lists mean everything.
template <typename Item>
bool share_an_item(const std::vector<Item>& one, const std::vector<Item>& other) {
    return one.empty() || other.empty() || std::ranges::find_first_of(one, other) != one.end();
}

template <typename Item>
bool has_repeats(const std::vector<Item>& items) {
    return std::set<Item>(items.begin(), items.end()).size() != items.size();
}

bool covers(const EarnCampaign& campaign, const EarnRate& rate) {
    return share_an_item(campaign.categories, {rate.category}) && share_a_moment(campaign.valid, rate.valid);
}

// Of the usual points, with the highest step and the best campaign that the rate may ever meet.
std::int64_t greatest_percent(const EarnTerms& terms, const EarnRate& rate) {
    std::int64_t beyond = 0;
    for (const auto& campaign : terms.campaigns) {
        beyond = covers(campaign, rate) ? std::max(beyond, campaign.percent - hundred_percent) : beyond;
    }
    return beyond + (terms.steps.empty() ? hundred_percent : terms.steps.back().percent);
}

class Check {
  public:
    explicit Check(const EarnTerms& terms) : terms_(terms) {}

    std::vector<EarnFault> run() {
        whole();
        categories();
        for (std::size_t i = 0; i < terms_.rates.size(); ++i) {
            rate(i);
        }
        for (std::size_t i = 0; i < terms_.campaigns.size(); ++i) {
            campaign(i);
        }
        steps();
        for (std::size_t i = 0; i < terms_.deeds.size(); ++i) {
            deed(i);
        }
        tiers();
        segments();
        stamps_and_plates();
        return std::move(out_);
    }

  private:
    const EarnTerms& terms_;
    std::vector<EarnFault> out_;

    void demand(bool good, EarnPart part, std::size_t index, const char* key, std::string expected) {
        if (!good) {
            out_.push_back({part, index, key, std::move(expected)});
        }
    }

    void whole() {
        const auto need = [&](bool good, const char* key, const char* expected) {
            demand(good, EarnPart::whole, 0, key, expected);
        };
        const auto period = terms_.period_months;
        need(period >= 1 && period <= months_a_year && months_a_year % period == 0, "qualifying_period_months",
             "1, 2, 3, 4, 6 or 12: a year is whole periods, from January on");
        need(terms_.lot_months >= 1, "points_end_after_months", "at least 1");
        need(terms_.point_value >= Fen{1}, "point_value_fen", "at least 1: what a point costs when it is spent");
        need(terms_.review_after_days >= 0, "review_receipts_after_days", "at least 0");
        need(terms_.second_person_above >= Points{}, "second_person_above_points", "at least 0");
        need(terms_.budget >= Fen{}, "budget_fen_a_year", "at least 0");
    }

    void categories() {
        std::set<std::string> seen;
        for (std::size_t i = 0; i < terms_.categories.size(); ++i) {
            const auto& name = terms_.categories[i];
            demand(is_name(name), EarnPart::categories, i, "categories", "a name: 1 to 64 of A-Z, a-z, 0-9, _ and -");
            demand(seen.insert(name).second, EarnPart::categories, i, "categories", "each category once");
        }
    }

    void rate(std::size_t i) {
        const auto& one = terms_.rates[i];
        const auto need = [&](bool good, const char* key, const char* expected) {
            demand(good, EarnPart::rate, i, key, expected);
        };
        need(knows_category(terms_, one.category), "category", "one of `categories`");
        need(!has_repeats(one.leases), "leases", "each lease once");
        need(is_span(one.valid), "until", "not before `from`");
        need(one.per_point >= Fen{1}, "fen_per_point", "at least 1; what earns nothing has no rate");
        const auto same_sale = [&](const EarnRate& other) {
            return other.category == one.category && share_an_item(other.leases, one.leases) &&
                   share_a_moment(other.valid, one.valid);
        };
        const auto before = terms_.rates.begin() + static_cast<std::ptrdiff_t>(i);
        need(std::none_of(terms_.rates.begin(), before, same_sale), "category",
             "one rate for a category and lease at a time");
        need(terms_.point_value.count * greatest_percent(terms_, one) < one.per_point.count * hundred_percent,
             "fen_per_point",
             "more than its points cost with the greatest step and campaign: else buying earns back all that is paid");
    }

    void campaign(std::size_t i) {
        const auto& one = terms_.campaigns[i];
        const auto need = [&](bool good, const char* key, const char* expected) {
            demand(good, EarnPart::campaign, i, key, expected);
        };
        const auto before = terms_.campaigns.begin() + static_cast<std::ptrdiff_t>(i);
        const auto same = [&](const EarnCampaign& other) { return other.id == one.id; };
        need(!one.id.empty(), "id", "a name");
        need(std::none_of(terms_.campaigns.begin(), before, same), "id",
             "another name: this campaign is there already");
        need(one.id.empty() || one.id != terms_.stamps.campaign, "id",
             "another name than that of the stamps' coupons: each is stopped by its own");
        need(one.percent > hundred_percent && one.percent <= most_percent, "percent",
             "101 to 1000 percent of the usual points");
        need(one.budget >= Points{1}, "budget_points", "at least 1");
        need(one.valid.until.has_value(), "until", "a last day: a campaign is for a time");
        need(is_span(one.valid), "until", "not before `from`");
        need(!has_repeats(one.categories), "categories", "each category once");
        const auto known = [&](const std::string& category) { return knows_category(terms_, category); };
        need(std::ranges::all_of(one.categories, known), "categories", "names of `categories`");
        for (const auto& category : one.categories) {
            const auto earns = [&](const EarnRate& rate) { return rate.category == category && covers(one, rate); };
            need(!known(category) || std::ranges::any_of(terms_.rates, earns), "categories",
                 "categories with a rate in its time: more of nothing is nothing");
        }
    }

    void steps() {
        EarnStep before{Points{-1}, hundred_percent};
        for (std::size_t i = 0; i < terms_.steps.size(); ++i) {
            const auto& one = terms_.steps[i];
            demand(one.from > before.from, EarnPart::step, i, "from_points", "more than the step before");
            demand(one.percent >= before.percent && one.percent <= most_percent, EarnPart::step, i, "percent",
                   "100 to 1000, and not less than the step before");
            before = one;
        }
    }

    void deed(std::size_t i) {
        const auto& one = terms_.deeds[i];
        const auto need = [&](bool good, const char* key, const char* expected) {
            demand(good, EarnPart::deed, i, key, expected);
        };
        const auto before = terms_.deeds.begin() + static_cast<std::ptrdiff_t>(i);
        const auto same = [&](const DeedRule& other) { return other.deed == one.deed; };
        need(std::none_of(terms_.deeds.begin(), before, same), "kind", "each kind of deed once");
        need(one.points >= Points{1}, "points", "at least 1; what earns nothing is left out");
        need(one.most_a_day >= one.points, "most_points_a_day", "at least `points`, or no deed would earn them");
        need(one.deed != Deed::post || one.reviewed, "reviewed", "true: a post earns after a person has looked at it");
    }

    void tiers() {
        std::set<std::string> seen;
        Points before{-1};
        for (std::size_t i = 0; i < terms_.tiers.size(); ++i) {
            const auto& one = terms_.tiers[i];
            demand(!one.name.empty() && seen.insert(one.name).second, EarnPart::tier, i, "name", "each tier once");
            demand(one.from > before, EarnPart::tier, i, "from_points", "more than the tier before");
            before = one.from;
        }
    }

    void segments() {
        std::set<SegmentId> seen;
        std::set<BenefitCode> codes;
        for (std::size_t i = 0; i < terms_.segments.size(); ++i) {
            const auto& one = terms_.segments[i];
            const auto need = [&](bool good, const char* key, const char* expected) {
                demand(good, EarnPart::segment, i, key, expected);
            };
            codes.insert(one.benefit);
            need(is_name(one.name.text) && seen.insert(one.name).second, "name", "each segment once");
            need(is_benefit_code(one.benefit.text), "benefit", "a code: 1 to 16 of a-z, 0-9 and -");
            need(codes.size() <= most_benefits_told, "benefit",
                 "one of the 8 codes before: a gate is told no more of one member");
        }
    }

    void stamps_and_plates() {
        const auto& stamps = terms_.stamps;
        demand(stamps.stamps >= 0, EarnPart::stamps, 0, "stamps", "at least 0");
        demand(stamps.stamps == 0 || !stamps.campaign.empty(), EarnPart::stamps, 0, "campaign",
               "the campaign that the coupon comes from");
        demand(stamps.shortest_stay >= Minutes{}, EarnPart::stamps, 0, "shortest_stay_minutes", "at least 0");
        const auto& caps = terms_.plates;
        demand(caps.plates_a_member >= 1, EarnPart::plates, 0, "plates_a_member", "at least 1");
        demand(caps.members_a_plate >= 1, EarnPart::plates, 0, "members_a_plate", "at least 1");
        demand(caps.visits_a_plate >= 1, EarnPart::plates, 0, "visits_a_plate", "at least 1");
        demand(caps.earnings_a_day >= 1, EarnPart::plates, 0, "earnings_a_day", "at least 1");
    }
};

} // namespace

std::vector<EarnFault> faults_of(const EarnTerms& terms) {
    return Check(terms).run();
}

} // namespace parkgate::rules
