#include "ledger/app/console/console.hpp"
#include "ledger/app/console/lines.hpp"
#include "ledger/app/rules_history.hpp"
#include "ledger/core/earning/giving.hpp"
#include "rules/dearest.hpp"

#include <algorithm>
#include <chrono>

namespace parkgate::ledger {

namespace {

std::string scope_text(const ReportOrder& order) {
    return order.scope == "mall" ? "the mall" : order.scope + " " + order.id;
}

std::string count(std::int64_t number, std::string_view unit) {
    return std::to_string(number) + " " + std::string(unit);
}

std::string costs(const Report& report) {
    Columns owed;
    Owed all;
    for (const auto& [source, one] : report.liability) {
        owed.add({source, points(one.points), yuan(one.fen)});
        all.points += one.points;
        all.fen += one.fen;
    }
    owed.add({"in all", points(all.points), yuan(all.fen)});
    Columns earned;
    for (const auto& [source, fen] : report.earning) {
        const auto settled = report.settled.find(source);
        earned.add(
            {source, yuan(fen), "of it parking " + yuan(settled == report.settled.end() ? Fen{} : settled->second)});
    }
    earned.add({"in all", yuan(report.earning_cost())});
    Columns parked;
    parked.add({"points", points(report.spent_points), yuan(report.points_parking)});
    for (const auto& [campaign, fen] : report.coupons_parking) {
        parked.add({"coupons of " + campaign, "", yuan(fen)});
    }
    for (const auto& [giver, fen] : report.benefits_parking) {
        parked.add({giver, "", yuan(fen)});
    }
    for (const auto& [reason, loss] : report.losses) {
        const std::string money = loss.coupons > Fen{} ? "coupons of " + yuan(loss.coupons) : "";
        const bool both = loss.minutes > Minutes{} && !money.empty();
        const std::string lost = money.empty() || both ? minutes(loss.minutes) : "";
        parked.add({"loss: " + reason, lost + (both ? ", " : "") + money, yuan(loss.fen)});
    }
    parked.add({"in all", "", yuan(report.parking_cost())});
    return "Points that members have (as of now), and what they stand at\n" + owed.text() +
           "What points cost, by who pays for them\n" + earned.text() + "Points owed by members, laid out\n  " +
           yuan(report.recovered) + "\nParking that was not paid in money\n" + parked.text();
}

std::string coupons(const Report& report) {
    Columns figures;
    for (const auto& [campaign, one] : report.coupons) {
        figures.add({campaign, count(one.given, "given"), count(one.spent, "spent"), count(one.lapsed, "lapsed"),
                     count(one.misused, "misused"), "return rate " + share(one.spent, one.given)});
        const auto cost = report.coupons_parking.find(campaign);
        const Fen fen = cost == report.coupons_parking.end() ? Fen{} : cost->second;
        figures.add({"", "cost " + yuan(fen), count(one.spent, "return visits"),
                     yuan({one.spent > 0 ? fen.count / one.spent : 0}) + " a return visit"});
    }
    return "Coupons\n" + (report.coupons.empty() ? "  0 given, 0 spent, 0 lapsed\n" : figures.text());
}

std::string exposure(const Desk& desk, const Report& report) {
    const Exposure most = exposure_of(desk, report);
    Columns open;
    for (const auto& [campaign, slices] : report.slices) {
        for (const auto& slice : slices) {
            open.add({campaign + ", box " + slice.box.text, count(slice.coupons, "coupons"),
                      slice.most > Fen{} ? yuan(slice.most) : minutes(slice.minutes)});
        }
    }
    open.add({"coupons in slices, in all", count(most.coupons, "coupons"), minutes(most.coupon_minutes),
              "at most " + yuan(most.coupon_fen)});
    open.add({"points in " + count(report.holds, "holds"), points(report.held), minutes(most.point_minutes),
              "at most " + yuan(most.point_fen)});
    return "What gates may still give and charge without asking\n" + open.text();
}

std::string budgets(const Desk& desk, const Report& report) {
    const auto& earning = desk.configuration.terms.earning;
    Columns rows;
    for (const auto& [campaign, one] : report.coupon_budgets) {
        rows.add({"coupons of " + campaign, "granted " + minutes(one.granted), "left " + minutes(one.left),
                  "in slices " + minutes(one.in_slices), "out " + minutes(one.out)});
    }
    for (const auto& [campaign, one] : report.money_budgets) {
        rows.add({"coupons of " + campaign, "granted " + yuan(one.granted), "left " + yuan(one.left),
                  "in slices " + yuan(one.in_slices), "out " + yuan(one.out)});
    }
    for (const auto& campaign : earning.campaigns) {
        const auto used = report.points_used.find(campaign.id.text);
        const Points gone = used == report.points_used.end() ? Points{} : used->second;
        rows.add({"points of " + campaign.id.text, "budget " + points(campaign.budget), "used " + points(gone),
                  "left " + points(campaign.budget - gone)});
    }
    for (const auto& [year, used] : report.year_used) {
        const bool limited = earning.budget > Fen{};
        rows.add({"all points of " + year, limited ? "budget " + yuan(earning.budget) : "no budget",
                  "used " + yuan(used), limited ? "left " + yuan(earning.budget - used) : ""});
    }
    return "Budgets\n" + rows.text();
}

std::string aims(const ReportAsk& ask, const Report& report) {
    Columns rows;
    rows.add({"members of high value, from " + points(ask.high_value_from), count(report.high_members, "members"),
              "of " + count(report.members, "members")});
    rows.add({"their qualifying points", points(report.high_qualifying),
              share(report.high_qualifying.count, report.qualifying.count)});
    rows.add({"their visits", count(report.high_visits, "visits"), share(report.high_visits, report.visits)});
    rows.add({"members who came", count(report.visitors, "members"), count(report.visits, "visits")});
    const auto within = std::chrono::duration_cast<std::chrono::days>(ask.again_within).count();
    rows.add({"again within " + std::to_string(within) + " days", count(report.again, "members"),
              share(report.again, report.visitors)});
    rows.add({"fees taken in money", yuan(report.fees)});
    rows.add({"purchases of members", yuan(report.sales), count(report.receipts, "receipts")});
    return "Aims: high value, loyalty, revenue\n" + rows.text();
}

std::string rules(const Desk& desk, const ReportAsk& ask) {
    Columns rows;
    for (const auto& one : rules_of(rules_history(desk.store), ask.from, ask.until)) {
        std::string by;
        for (const auto& signer : one.signers) {
            by += (by.empty() ? "" : " and ") + signer;
        }
        rows.add({one.part + ", " + one.file, "version " + std::to_string(one.version), "signed by " + by,
                  "from " + moment(desk.configuration.terms.rules.tariff.calendar, one.from),
                  one.accepted.empty() ? "" : "older, accepted: " + one.accepted});
    }
    const bool is_signed = !desk.configuration.signed_parts.empty();
    if (!is_signed) {
        rows.add({"rules " + desk.configuration.terms.rules.id.text, "as configured now", "not signed"});
    }
    return "Rules of this time\n" + rows.text();
}

} // namespace

Exposure exposure_of(const Desk& desk, const Report& report) {
    const rules::RuleSet& rules = desk.configuration.terms.rules;
    Exposure out;
    for (const auto& [campaign, slices] : report.slices) {
        for (const auto& slice : slices) {
            out.coupons += slice.coupons;
            out.coupon_minutes += slice.minutes;
            const std::int64_t each = slice.coupons > 0 ? slice.minutes.count / slice.coupons : 0;
            out.coupon_fen += slice.most + rules::dearest(rules.tariff, {each}) * slice.coupons;
        }
    }
    const Points each_unit = rules::cheapest_unit(rules.points);
    if (each_unit > Points{}) {
        const std::int64_t units = report.held.count / each_unit.count;
        out.point_minutes = rules.points.unit * units;
        out.point_fen = rules::dearest(rules.tariff, rules.points.unit) * units;
    }
    return out;
}

std::expected<ReportAsk, std::string> ask_of(const Desk& desk, const ReportOrder& order) {
    const auto& terms = desk.configuration.terms;
    const auto& calendar = terms.rules.tariff.calendar;
    const SiteTime now = desk.site();
    ReportAsk ask;
    const bool mall = order.scope == "mall";
    ask.scope = mall ? Scope::mall : order.scope == "store" ? Scope::store : Scope::campaign;
    ask.id = order.id;
    if ((!mall && order.scope != "store" && order.scope != "campaign") || mall != order.id.empty()) {
        return std::unexpected("expected the mall, or one store or campaign by its id");
    }
    const auto today = moment(calendar, now).substr(0, 10);
    const auto read = [&](const std::string& day, bool day_after) {
        return day_begins(calendar, day == "today" ? today : day, day_after);
    };
    if (!order.since.empty() && !(ask.from = read(order.since, false))) {
        return std::unexpected("--since: \"" + order.since + "\" is no day; expected one like 2026-11-21, or today");
    }
    if (!order.until.empty() && !(ask.until = read(order.until, true))) {
        return std::unexpected("--until: \"" + order.until + "\" is no day; expected one like 2026-11-21, or today");
    }
    if (ask.from && ask.until && *ask.from >= *ask.until) {
        return std::unexpected("--until is before --since");
    }
    if (order.within_days < 1 || order.within_days > 3660) {
        return std::unexpected("--within: expected 1 to 3660 days");
    }
    ask.again_within = std::chrono::days(order.within_days);
    ask.costs_only = order.costs_only;
    if (terms.earning.period_months > 0) {
        const auto begins = rules::period_of(terms.earning, calendar, now).time_since_epoch();
        ask.period = moment({}, SiteTime{std::chrono::duration_cast<Duration>(begins)}).substr(0, 10);
    }
    ask.high_value_from = terms.earning.tiers.empty() ? Points{} : terms.earning.tiers.front().from;
    return ask;
}

std::string report_text(const Desk& desk, const ReportOrder& order, const ReportReader& reader) {
    const Report& report = reader.report();
    const std::string since = order.since.empty() ? "the beginning" : order.since;
    const std::string until = order.until.empty() ? "now" : "the end of " + order.until;
    std::string out = "Report of " + scope_text(order) + ", from " + since + " to " + until + ", made " +
                      moment(desk.configuration.terms.rules.tariff.calendar, desk.site()) + "\n\n" + costs(report);
    if (!order.costs_only) {
        out += coupons(report);
    }
    out += exposure(desk, report) + budgets(desk, report) + rules(desk, reader.ask());
    if (!order.costs_only) {
        out += aims(reader.ask(), report);
    }
    return out;
}

} // namespace parkgate::ledger
