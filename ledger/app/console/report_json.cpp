// The same figures for a program: every name ends in its unit.
#include "ledger/app/console/console.hpp"
#include "ledger/app/rules_history.hpp"
#include "protocol/codec.hpp"

#include <boost/json.hpp>

#include <set>

namespace parkgate::ledger {

namespace {

namespace json = boost::json;

json::object costs(const Report& report) {
    json::object liability;
    Owed all;
    for (const auto& [source, one] : report.liability) {
        liability[source] = json::object{{"points", one.points.count}, {"fen", one.fen.count}};
        all.points += one.points;
        all.fen += one.fen;
    }
    json::object earning;
    for (const auto& [source, fen] : report.earning) {
        earning[source] = json::object{{"fen", fen.count}};
    }
    for (const auto& [source, fen] : report.settled) {
        if (auto* known = earning.if_contains(source)) {
            known->as_object()["became_parking_fen"] = fen.count;
        }
    }
    json::object coupons;
    for (const auto& [campaign, fen] : report.coupons_parking) {
        coupons[campaign] = fen.count;
    }
    json::object benefits;
    for (const auto& [giver, fen] : report.benefits_parking) {
        benefits[giver] = fen.count;
    }
    json::object losses;
    for (const auto& [reason, loss] : report.losses) {
        losses[reason] =
            json::object{{"minutes", loss.minutes.count}, {"coupons_fen", loss.coupons.count}, {"fen", loss.fen.count}};
    }
    return {{"liability", liability},
            {"liability_points", all.points.count},
            {"liability_fen", all.fen.count},
            {"earning", earning},
            {"earning_fen", report.earning_cost().count},
            {"laid_out_fen", report.recovered.count},
            {"parking",
             {{"spent_points", report.spent_points.count},
              {"points_fen", report.points_parking.count},
              {"coupons_fen", coupons},
              {"benefits_fen", benefits},
              {"losses", losses}}},
            {"parking_fen", report.parking_cost().count}};
}

json::object coupons(const Report& report) {
    json::object out;
    for (const auto& [campaign, one] : report.coupons) {
        const auto cost = report.coupons_parking.find(campaign);
        const std::int64_t fen = cost == report.coupons_parking.end() ? 0 : cost->second.count;
        out[campaign] = json::object{{"given_coupons", one.given},
                                     {"spent_coupons", one.spent},
                                     {"lapsed_coupons", one.lapsed},
                                     {"misused_coupons", one.misused},
                                     {"return_rate_permille", one.given > 0 ? one.spent * 1000 / one.given : 0},
                                     {"cost_fen", fen},
                                     {"return_visit_fen", one.spent > 0 ? fen / one.spent : 0}};
    }
    return out;
}

json::object exposure(const Desk& desk, const Report& report) {
    const Exposure most = exposure_of(desk, report);
    json::array slices;
    for (const auto& [campaign, open] : report.slices) {
        for (const auto& slice : open) {
            slices.push_back({{"campaign", campaign},
                              {"box", slice.box.text},
                              {"coupons", slice.coupons},
                              {"minutes", slice.minutes.count},
                              {"at_most_fen", slice.most.count}});
        }
    }
    return {{"slices", slices},
            {"coupons", most.coupons},
            {"coupons_minutes", most.coupon_minutes.count},
            {"coupons_at_most_fen", most.coupon_fen.count},
            {"holds", report.holds},
            {"holds_points", report.held.count},
            {"holds_minutes", most.point_minutes.count},
            {"holds_at_most_fen", most.point_fen.count}};
}

// What is in one unit and not in the other stands there as 0.
json::object coupon_budgets(const Report& report) {
    std::set<std::string> campaigns;
    for (const auto& [campaign, one] : report.coupon_budgets) {
        campaigns.insert(campaign);
    }
    for (const auto& [campaign, one] : report.money_budgets) {
        campaigns.insert(campaign);
    }
    json::object out;
    for (const auto& campaign : campaigns) {
        const auto in_minutes = report.coupon_budgets.find(campaign);
        const auto in_fen = report.money_budgets.find(campaign);
        const auto minutes = in_minutes == report.coupon_budgets.end() ? CouponBudget<Minutes>{} : in_minutes->second;
        const auto fen = in_fen == report.money_budgets.end() ? CouponBudget<Fen>{} : in_fen->second;
        out[campaign] = json::object{{"granted_minutes", minutes.granted.count},
                                     {"left_minutes", minutes.left.count},
                                     {"in_slices_minutes", minutes.in_slices.count},
                                     {"out_minutes", minutes.out.count},
                                     {"granted_fen", fen.granted.count},
                                     {"left_fen", fen.left.count},
                                     {"in_slices_fen", fen.in_slices.count},
                                     {"out_fen", fen.out.count}};
    }
    return out;
}

json::object budgets(const Desk& desk, const Report& report) {
    json::object coupons = coupon_budgets(report);
    json::object given;
    for (const auto& campaign : desk.configuration.terms.earning.campaigns) {
        const auto used = report.points_used.find(campaign.id.text);
        const std::int64_t gone = used == report.points_used.end() ? 0 : used->second.count;
        given[campaign.id.text] =
            json::object{{"budget_points", campaign.budget.count}, {"left_points", campaign.budget.count - gone}};
    }
    json::object years;
    for (const auto& [year, used] : report.year_used) {
        years[year] =
            json::object{{"used_fen", used.count}, {"budget_fen", desk.configuration.terms.earning.budget.count}};
    }
    return {{"coupons", coupons}, {"points", given}, {"years", years}};
}

json::object aims(const ReportAsk& ask, const Report& report) {
    return {{"high_value",
             {{"from_points", ask.high_value_from.count},
              {"members", report.high_members},
              {"of_members", report.members},
              {"qualifying_points", report.high_qualifying.count},
              {"of_qualifying_points", report.qualifying.count},
              {"visits", report.high_visits},
              {"of_visits", report.visits}}},
            {"loyalty",
             {{"members_who_came", report.visitors},
              {"members_again", report.again},
              {"within_days", std::chrono::duration_cast<std::chrono::days>(ask.again_within).count()},
              {"visits", report.visits}}},
            {"revenue",
             {{"fees_fen", report.fees.count}, {"sales_fen", report.sales.count}, {"receipts", report.receipts}}}};
}

json::array rules(const Desk& desk, const ReportAsk& ask) {
    json::array out;
    for (const auto& one : rules_of(rules_history(desk.store), ask.from, ask.until)) {
        out.push_back({{"part", one.part},
                       {"file", one.file},
                       {"version", one.version},
                       {"hash", one.hash},
                       {"signers", json::array(one.signers.begin(), one.signers.end())},
                       {"from", rfc3339(one.from.time_since_epoch().count())},
                       {"accepted", one.accepted}});
    }
    return out;
}

} // namespace

std::string report_json(const Desk& desk, const ReportOrder& order, const ReportReader& reader) {
    const Report& report = reader.report();
    json::object out{{"scope", order.scope},
                     {"id", order.id},
                     {"since", order.since},
                     {"until", order.until},
                     {"made_at", rfc3339(desk.site().time_since_epoch().count())},
                     {"costs", costs(report)},
                     {"exposure", exposure(desk, report)},
                     {"budgets", budgets(desk, report)},
                     {"rules", rules(desk, reader.ask())}};
    if (!order.costs_only) {
        out["coupons"] = coupons(report);
        out["aims"] = aims(reader.ask(), report);
    }
    return json::serialize(out) + "\n";
}

} // namespace parkgate::ledger
