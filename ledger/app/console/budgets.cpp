// What may still be given away, and by whom: coupons, points of campaigns, points of the year.
#include "ledger/app/console/console.hpp"
#include "ledger/app/console/lines.hpp"
#include "ledger/core/coupon_accounts.hpp"
#include "plate/words.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <map>
#include <utility>

namespace parkgate::ledger {

namespace {

namespace json = boost::json;

constexpr std::int64_t most_coupons = 10'000'000; // as in the configuration

// In one of the units that coupons are counted in.
struct Part {
    std::int64_t granted = 0;
    std::int64_t left = 0;
    std::int64_t in_slices = 0;
    std::int64_t out = 0;
    std::int64_t spent = 0;
};

struct Coupons {
    CampaignId id;
    std::int64_t granted = 0; // in coupons of today's worth, and those of others that are out
    std::map<Unit, Part> parts;
    bool stopped = false;
    Unit unit = Unit::minutes; // of the coupon that is given now
};

template <typename Of>
std::int64_t in_slices_of(const std::map<std::string, CouponBudget<Of>>& budgets, const CampaignId& campaign) {
    const auto budget = budgets.find(campaign.text);
    return budget == budgets.end() ? 0 : budget->second.in_slices.count;
}

// The configuration has a coupon of each of its campaigns.
CouponWorth worth_now(const Desk& desk, const CampaignId& campaign) {
    const auto* rule = rules::coupon_of(desk.configuration.terms.rules, campaign);
    return rule != nullptr ? rule->worth : CouponWorth{};
}

Coupons coupons_of(const Desk& desk, const CampaignTerms& terms, const Report& report) {
    const auto& books = desk.store.books();
    const CouponWorth worth = worth_now(desk, terms.id);
    Coupons out;
    out.id = terms.id;
    out.unit = unit_of(worth);
    for (const Unit unit : coupon_units) {
        const CouponAccounts& accounts = accounts_in(unit);
        const auto balance = [&](AccountKind kind) { return books.balance({kind, terms.id.text}); };
        const std::int64_t granted = -balance(accounts.granted);
        out.parts[unit] = {granted, balance(accounts.budget),
                           unit == Unit::minutes ? in_slices_of(report.coupon_budgets, terms.id)
                                                 : in_slices_of(report.money_budgets, terms.id),
                           balance(accounts.liability), balance(accounts.redeemed)};
    }
    const CouponsOut others = books.coupons_out(terms.id, worth);
    const std::int64_t of_others = unit_of(worth) == Unit::minutes ? others.minutes : others.fen;
    out.granted =
        others.coupons + (out.parts[unit_of(worth)].granted - of_others) / std::max<std::int64_t>(weight_of(worth), 1);
    out.stopped = is_stopped(books, terms);
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
        std::string number = std::to_string(row.granted) + " coupons";
        for (const auto& [unit, part] : row.parts) {
            const bool is_used = part.granted != 0 || part.in_slices != 0 || part.out != 0 || part.spent != 0;
            if (is_used || unit == row.unit) {
                const auto text = [&](std::int64_t amount) {
                    return unit == Unit::fen ? yuan({amount}) : minutes({amount});
                };
                coupons.add({row.id.text, "granted " + text(part.granted), "left " + text(part.left),
                             "in slices " + text(part.in_slices), "out " + text(part.out), "spent " + text(part.spent),
                             std::exchange(number, {}), row.stopped ? "stopped" : ""});
            }
        }
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
        json::object told{{"campaign", row.id.text}, {"granted_coupons", row.granted}};
        for (const auto& [unit, part] : row.parts) {
            const std::string in = unit == Unit::fen ? "_fen" : "_minutes";
            told["granted" + in] = part.granted;
            told["left" + in] = part.left;
            told["in_slices" + in] = part.in_slices;
            told["out" + in] = part.out;
            told["spent" + in] = part.spent;
        }
        told["stopped"] = row.stopped;
        coupons.push_back(std::move(told));
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
    if (auto fault = fault_of_hand(set.by, set.reason)) {
        return *std::move(fault);
    }
    if (set.coupons < 0 || set.coupons > most_coupons) {
        return failed("expected 0 to " + std::to_string(most_coupons) + " coupons");
    }
    const ConsoleNote note{new_id(desk),
                           "budget_set",
                           json::serialize(json::object{{"campaign", set.campaign},
                                                        {"coupons", set.coupons},
                                                        {"reason", plate::without_numbers(set.reason)}}),
                           desk.wall(),
                           {set.by}};
    switch (desk.store.set_budget({set.campaign}, set.coupons, desk.site(), note)) {
    case BudgetChange::no_such_campaign:
        return failed("there is no [[campaign]] " + set.campaign +
                      " of coupons; budgets of points stand in the membership file");
    case BudgetChange::awaits_second:
        return {awaits_second,
                set.campaign + ": nothing was changed; " +
                    std::to_string(set.coupons - desk.store.budget_in_force({set.campaign}).value_or(0)) +
                    " coupons more wait for a second person at the desk, for more than " +
                    std::to_string(desk.store.terms().second_person_above_coupons) +
                    " are added in a day: parkgatectl second " + note.id.text + "\n",
                {}};
    case BudgetChange::done: break;
    }
    // What is out already is not taken back.
    return {0,
            set.campaign + ": " + std::to_string(set.coupons) +
                " coupons in all, until ledger.toml says another number\n" + text_of(desk, read(desk)),
            {}};
}

} // namespace parkgate::ledger
