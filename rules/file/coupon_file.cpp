#include "rules/file/coupon_file.hpp"

#include "rules/file/words.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace parkgate::rules {

namespace {

constexpr std::array<std::string_view, 5> kinds = {"minutes", "money_fen", "percent", "free", "free_until"};

// A budget counts such a coupon at the most that it may take: without that it could not be counted at all.
Fen read_most(settings::Table& table) {
    return {table.integer("most_fen", 1, most_fen)};
}

std::int64_t read_minute_of_day(settings::Table& table) {
    const std::size_t faults = table.faults();
    const auto minute = clock_of(table.text("free_until"));
    const bool fits = minute && *minute >= Minutes{1};
    if (!fits && table.faults() == faults) {
        table.fault("free_until", "a time of the day from \"00:01\" to \"24:00\", such as \"22:00\"");
    }
    return fits ? minute->count : 1;
}

CouponWorth read_kind(settings::Table& table, std::string_view kind) {
    if (kind == "money_fen") {
        const Fen fen{table.integer(kind, 1, most_fen)};
        return {WorthKind::fen, fen.count, fen};
    }
    if (kind == "percent") {
        const std::int64_t percent = table.integer(kind, 1, 100);
        return {WorthKind::percent, percent, read_most(table)};
    }
    if (kind == "free") {
        if (!table.flag("free")) {
            table.fault("free", "true, or another worth");
        }
        return {WorthKind::full, 0, read_most(table)};
    }
    if (kind == "free_until") {
        const std::int64_t minute = read_minute_of_day(table);
        return {WorthKind::until, minute, read_most(table)};
    }
    return {WorthKind::minutes, table.integer("minutes", 1, most_minutes), {}};
}

std::vector<std::string> read_tiers(settings::Table& table) {
    auto tiers = table.texts_or("tiers", {});
    if (table.has("tiers") && (tiers.empty() || std::ranges::count(tiers, "") > 0)) {
        table.fault("tiers", "at least one tier of members");
    }
    return tiers;
}

} // namespace

CouponWorth read_coupon_worth(settings::Table& table) {
    const auto is_given = [&](auto kind) { return table.has(kind); };
    const auto* first = std::ranges::find_if(kinds, is_given);
    if (first == kinds.end()) {
        table.fault("minutes", "one of minutes, money_fen, percent, free and free_until");
        return {WorthKind::minutes, 1, {}};
    }
    const CouponWorth worth = read_kind(table, *first);
    if (const auto* second = std::find_if(first + 1, kinds.end(), is_given); second != kinds.end()) {
        table.fault(*second,
                    "one of minutes, money_fen, percent, free and free_until: this one or " + std::string(*first));
    }
    if ((worth.kind == WorthKind::minutes || worth.kind == WorthKind::fen) && table.has("most_fen")) {
        table.fault("most_fen", "none: " + std::string(*first) + " is all that it takes off");
    }
    return worth;
}

CouponRule read_coupon(settings::Table& table) {
    CouponRule rule;
    rule.campaign = {table.name("campaign")};
    rule.worth = read_coupon_worth(table);
    rule.shortest_stay = {table.integer("shortest_stay_minutes", 0, most_minutes)};
    rule.valid_days = table.integer("valid_days", 1, 3660);
    rule.tiers = read_tiers(table);
    rule.days = read_days(table, "days");
    rule.from = read_date(table, "from");
    rule.until = read_date(table, "until");
    if (rule.from && rule.until && *rule.until < *rule.from) {
        table.fault("until", "the day of from or a later one");
    }
    table.done();
    return rule;
}

std::vector<CouponRule> read_coupons(settings::Table& root) {
    std::vector<CouponRule> rules;
    auto tables = root.table_or_tables("coupon");
    for (auto& table : tables) {
        CouponRule rule = read_coupon(table);
        const bool known = std::ranges::find(rules, rule.campaign, &CouponRule::campaign) != rules.end();
        if (known && !rule.campaign.empty()) {
            table.fault("campaign",
                        "another campaign: a coupon before it is of this one, whose budget counts one worth");
        }
        rules.push_back(std::move(rule));
    }
    if (rules.size() > most_coupons) {
        tables[most_coupons].fault("campaign", "at most " + std::to_string(most_coupons) + " [[coupon]] in all");
    }
    return rules;
}

} // namespace parkgate::rules
