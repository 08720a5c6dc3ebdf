#include "rules/file/rule_file.hpp"

namespace parkgate::rules {

namespace {

constexpr std::int64_t most_minutes = 60 * 24 * 366;
constexpr std::int64_t most_fen = 100'000'000;
constexpr std::int64_t most_points = 1'000'000'000;

Tariff read_tariff(settings::Table table) {
    Tariff tariff;
    tariff.free = {table.integer("free_minutes", 0, most_minutes)};
    tariff.increment = {table.integer("increment_minutes", 1, most_minutes)};
    tariff.per_increment = {table.integer("fen_per_increment", 0, most_fen)};
    tariff.daily_cap = {table.integer("daily_cap_fen", 0, most_fen)};
    tariff.utc_offset = {table.integer("utc_offset_minutes", -14 * 60, 14 * 60)};
    tariff.leave_window = {table.integer("leave_minutes_after_paying", 0, most_minutes)};
    table.done();
    return tariff;
}

PointsPrice read_points(settings::Table table) {
    PointsPrice price;
    price.unit = {table.integer("unit_minutes", 1, most_minutes)};
    price.per_unit = {table.integer("points_per_unit", 1, most_points)};
    price.most_to_hold = {table.integer("hold_at_most_minutes", 0, most_minutes)};
    table.done();
    return price;
}

CouponRule read_coupon(settings::Table table) {
    CouponRule rule;
    rule.campaign = {table.name("campaign")};
    rule.minutes = {table.integer("minutes", 1, most_minutes)};
    rule.shortest_stay = {table.integer("shortest_stay_minutes", 0, most_minutes)};
    rule.valid_days = table.integer("valid_days", 1, 3660);
    table.done();
    return rule;
}

} // namespace

RuleSet read_rules(settings::Table table) {
    RuleSet rules;
    rules.id = {table.name("id")};
    rules.tariff = read_tariff(table.table("tariff"));
    rules.points = read_points(table.table("points"));
    rules.coupon = read_coupon(table.table("coupon"));
    table.done();
    return rules;
}

} // namespace parkgate::rules
