// What may still be given away, and by whom: coupons, points of campaigns, points of the year.
#include "ledger/app/console/console.hpp"
#include "ledger/app/console/lines.hpp"
#include "ledger/link/words.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace parkgate::ledger {

namespace {

namespace json = boost::json;

constexpr std::int64_t most_coupons = 10'000'000; // as in the configuration

struct Coupons {
    CampaignId id;
    std::int64_t granted = 0; // each in coupons of today's minutes, except minutes
    Minutes minutes;
    Minutes left;
    Minutes in_slices;
    Minutes out;
    Minutes spent;
    bool stopped = false;
};

Coupons coupons_of(const Desk& desk, const CampaignTerms& terms, const Report& report) {
    const auto& books = desk.store.books();
    Coupons out;
    out.id = terms.id;
    out.minutes = {-books.balance({AccountKind::minutes_granted, terms.id.text})};
    out.granted = out.minutes.count / std::max<std::int64_t>(desk.configuration.terms.rules.coupon.minutes.count, 1);
    out.left = {books.balance({AccountKind::campaign_budget, terms.id.text})};
    out.out = {books.balance({AccountKind::coupon_liability, terms.id.text})};
    out.spent = {books.balance({AccountKind::coupons_redeemed, terms.id.text})};
    if (const auto budget = report.coupon_budgets.find(terms.id.text); budget != report.coupon_budgets.end()) {
        out.in_slices = budget->second.in_slices;
    }
    out.stopped = terms.stopped || books.is_stopped(terms.id);
    return out;
}

// Budgets are of now: the first piece of a report has them.
Report read(const Desk& desk) {
    ReportAsk ask;
    ask.costs_only = true;
    auto reader = desk.store.report(ask);
    while (reader.step()) {
    }
    return reader.report();
}

std::string text_of(const Desk& desk, const Report& report) {
    const auto& terms = desk.configuration.terms;
    const auto& books = desk.store.books();
    Columns coupons;
    for (const auto& one : terms.campaigns) {
        const Coupons row = coupons_of(desk, one, report);
        coupons.add({row.id.text, "granted " + minutes(row.minutes), "left " + minutes(row.left),
                     "in slices " + minutes(row.in_slices), "out " + minutes(row.out), "spent " + minutes(row.spent),
                     std::to_string(row.granted) + " coupons", row.stopped ? "stopped" : ""});
    }
    Columns given;
    for (const auto& one : terms.earning.campaigns) {
        const Points used{books.balance({AccountKind::points_budget_used, one.id.text})};
        given.add({one.id.text, "budget " + points(one.budget), "used " + points(used),
                   "left " + points(one.budget - used), books.is_stopped(one.id) ? "stopped" : ""});
    }
    Columns years;
    for (const auto& [year, used] : report.year_used) {
        const bool limited = terms.earning.budget > Fen{};
        years.add({year, limited ? "budget " + yuan(terms.earning.budget) : "no budget", "used " + yuan(used),
                   limited ? "left " + yuan(terms.earning.budget - used) : ""});
    }
    return "coupons\n" + coupons.text() + "points of campaigns, beyond the usual ones\n" + given.text() +
           "all points, by calendar year\n" + years.text();
}

std::string json_of(const Desk& desk, const Report& report) {
    const auto& terms = desk.configuration.terms;
    const auto& books = desk.store.books();
    json::array coupons;
    for (const auto& one : terms.campaigns) {
        const Coupons row = coupons_of(desk, one, report);
        coupons.push_back({{"campaign", row.id.text},
                           {"granted_coupons", row.granted},
                           {"granted_minutes", row.minutes.count},
                           {"left_minutes", row.left.count},
                           {"in_slices_minutes", row.in_slices.count},
                           {"out_minutes", row.out.count},
                           {"spent_minutes", row.spent.count},
                           {"stopped", row.stopped}});
    }
    json::array given;
    for (const auto& one : terms.earning.campaigns) {
        const std::int64_t used = books.balance({AccountKind::points_budget_used, one.id.text});
        given.push_back({{"campaign", one.id.text},
                         {"budget_points", one.budget.count},
                         {"used_points", used},
                         {"left_points", one.budget.count - used},
                         {"stopped", books.is_stopped(one.id)}});
    }
    json::array years;
    for (const auto& [year, used] : report.year_used) {
        years.push_back({{"year", year}, {"budget_fen", terms.earning.budget.count}, {"used_fen", used.count}});
    }
    return json::serialize(json::object{{"coupons", coupons}, {"points", given}, {"years", years}}) + "\n";
}

} // namespace

ToolReply list_budgets(const Desk& desk, const ListBudgets& list) {
    const Report report = read(desk);
    return {0, list.json ? json_of(desk, report) : text_of(desk, report), {}};
}

ToolReply set_budget(const Desk& desk, const SetBudget& set) {
    if (set.coupons < 0 || set.coupons > most_coupons || set.reason.empty() || set.reason.size() > most_words_bytes) {
        return failed("expected 0 to " + std::to_string(most_coupons) + " coupons, and a reason of 1 to " +
                      std::to_string(most_words_bytes) + " bytes");
    }
    const ConsoleNote note{new_id(desk), "budget_set",
                           json::serialize(json::object{{"campaign", set.campaign},
                                                        {"coupons", set.coupons},
                                                        {"reason", without_numbers(set.reason)}}),
                           desk.wall()};
    if (!desk.store.set_budget({set.campaign}, set.coupons, desk.site(), note)) {
        return failed("there is no [[campaign]] " + set.campaign +
                      " of coupons; budgets of points stand in the membership file");
    }
    // What is out already is not taken back.
    return {0,
            set.campaign + ": " + std::to_string(set.coupons) +
                " coupons in all, until ledger.toml says another number\n" + text_of(desk, read(desk)),
            {}};
}

} // namespace parkgate::ledger
