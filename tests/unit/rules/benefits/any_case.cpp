#include "tests/unit/rules/benefits/any_case.hpp"

#include "rules/benefits/check.hpp"

#include <algorithm>

namespace parkgate::test {

namespace {

using rules::BenefitCap;
using rules::CapIn;
using rules::CapOver;

std::int64_t number(std::int64_t least, std::int64_t below) {
    return *rc::gen::inRange<std::int64_t>(least, below);
}
bool perhaps() {
    return *rc::gen::arbitrary<bool>();
}
template <typename T>
T one_of(std::initializer_list<T> items) {
    return *rc::gen::elementOf(std::vector<T>(items));
}

rules::Worth any_worth(SiteTime in) {
    switch (number(0, 5)) {
    case 0: return Fen{number(1, 5'000)};
    case 1: return rules::PercentOff{number(1, 101)};
    case 2: return rules::AllFree{};
    case 3: return rules::FreeUntil{in + std::chrono::minutes(number(-60, 1'500))};
    default: return Minutes{number(1, 600)};
    }
}

Means::CouponInHand any_coupon(SiteTime in) {
    Means::CouponInHand coupon{{"c1"}, any_worth(in)};
    if (!std::holds_alternative<Minutes>(coupon.worth)) {
        coupon.most = Fen{number(1, 5'000)};
    }
    return coupon;
}

// By day a first hour and then half hours of an odd price; one long charge for the night.
rules::Tariff day_and_night() {
    rules::Tariff tariff = house_tariff();
    rules::RateTable table;
    table.id = "day_and_night";
    table.free = Minutes{number(0, 40)};
    table.relative_to = rules::RelativeTo::collection;
    const Minutes eight{8 * 60};
    const Minutes ten_at_night{22 * 60};
    const auto incrementing = rules::RateLineType::incrementing_rate;
    table.collections = {
        {"day",
         {},
         {eight, ten_at_night},
         {},
         {{rules::RateLineType::flat_rate, Minutes{0}, Minutes{60}, {number(1, 1'500)}, {}},
          {incrementing, Minutes{60}, {}, {number(1, 500)}, Minutes{number(10, 61)}}}},
        {"night", {}, {ten_at_night, eight}, {}, {{rules::RateLineType::flat_rate, {}, {}, {number(1, 3'000)}, {}}}}};
    tariff.tables = {table};
    return tariff;
}

std::vector<BenefitCap> any_caps() {
    std::vector<BenefitCap> out;
    for (auto left = number(0, 4); left > 0; --left) {
        out.push_back(
            {one_of({Benefit::store_validation, Benefit::codes, Benefit::tier_hours, Benefit::coupon, Benefit::points}),
             one_of({CapOver::entry, CapOver::day, CapOver::member}),
             one_of({CapIn::minutes, CapIn::fen, CapIn::times}), number(1, 400)});
    }
    return out;
}

RuleSet any_rules(SiteTime in) {
    RuleSet rules = mall();
    if (perhaps()) {
        rules.tariff = day_and_night();
    }
    auto& terms = rules.benefits;
    for (auto swaps = number(0, 12); swaps > 0; --swaps) {
        const auto last = static_cast<std::int64_t>(terms.order.size());
        std::swap(terms.order[static_cast<std::size_t>(number(0, last))],
                  terms.order[static_cast<std::size_t>(number(0, last))]);
    }
    terms.order.resize(terms.order.size() - static_cast<std::size_t>(number(0, 3)));
    terms.courtesy = {number(0, 10)};
    terms.kept_above_waste_percent = number(0, 101);
    terms.started_charge = perhaps() ? rules::StartedCharge::share : rules::StartedCharge::whole;
    terms.tier_hours = {{{"gold", any_worth(in)}}, perhaps(), perhaps()};
    terms.caps = any_caps();
    terms.codes = {{{"mb60"}, Minutes{number(1, 300)}}, {{"hotel"}, Minutes{number(1, 300)}}};
    rules.points = {Minutes{number(1, 120)}, Points{number(1, 500)}, Minutes{180}};
    if (perhaps()) {
        rules.points.at_hours = {{{"gold"}, {}, {Minutes{12 * 60}, Minutes{18 * 60}}, {number(1, 500)}}};
    }
    return rules;
}

rules::BenefitUse any_use() {
    return {Minutes{number(0, 300)}, Fen{number(0, 300)}, number(0, 3)};
}

Means any_means(SiteTime in) {
    Means means;
    if (perhaps()) {
        means.coupons = {any_coupon(in)};
    }
    means.points = {number(0, 20'000)};
    means.paid = {one_of<std::int64_t>({0, number(0, 15'000)})};
    if (perhaps()) {
        means.settled_at = in + Duration{number(0, 3LL * 86'400'000)};
        means.settled_until = *means.settled_at + 15min;
    }
    if (number(0, 4) == 0) {
        const SiteTime from = in + std::chrono::minutes(number(-600, 1'500));
        means.right = rules::FreeBy{{"r1"}, {from, from + std::chrono::minutes(number(1, 1'000))}};
    }
    for (auto left = number(0, 3); left > 0; --left) {
        means.validations.push_back({{"v"}, any_worth(in)});
    }
    means.visitor.tier = perhaps() ? "gold" : "";
    means.member_tier = perhaps() ? "gold" : "";
    means.first_entry_of_day = perhaps();
    for (const auto* code : {"mb60", "hotel", "unheard-of"}) {
        if (perhaps()) {
            means.codes.push_back({code});
        }
    }
    for (const auto benefit :
         {Benefit::store_validation, Benefit::codes, Benefit::tier_hours, Benefit::coupon, Benefit::points}) {
        if (perhaps()) {
            means.used_today[benefit] = {any_use(), any_use()};
        }
    }
    return means;
}

} // namespace

Case any_case() {
    Case out;
    out.in = site_time(0, 0, 0) + Duration{number(0, 86'400'000)};
    out.stay = Duration{number(0, one_of<std::int64_t>({3'600'000, 86'400'000, 3LL * 86'400'000}))};
    out.rules = any_rules(out.in);
    out.means = any_means(out.in);
    return out;
}

Means with_more(const Case& one) {
    Means more = one.means;
    more.points += {number(0, 5'000)};
    more.paid += {number(0, 2'000)};
    if (more.coupons.empty()) {
        more.coupons = {any_coupon(one.in)};
    }
    if (perhaps()) {
        more.validations.push_back({{"w"}, any_worth(one.in)});
    }
    if (!more.right && perhaps()) {
        more.right = rules::FreeBy{{"r1"}, {one.in + std::chrono::minutes(number(-60, 600)), {}}};
    }
    more.first_entry_of_day = more.first_entry_of_day || perhaps();
    if (perhaps()) {
        more.used_today.clear();
    }
    return more;
}

std::string text(const Quote& quote) {
    std::string out = std::to_string(quote.fee.count);
    for (const auto& step : quote.steps) {
        out += " - " + std::string(rules::name_of(step.benefit)) + " " + std::to_string(step.fen.count) + " (" +
               std::to_string(step.minutes.count) + " min)";
    }
    return out + " = " + std::to_string(quote.due.count) + "\n";
}

std::string text(const Case& one) {
    const auto& terms = one.rules.benefits;
    std::string out = terms.started_charge == rules::StartedCharge::share ? "share:" : "whole:";
    for (const auto benefit : terms.order) {
        out += " " + std::string(rules::name_of(benefit));
    }
    for (const auto& cap : terms.caps) {
        out += "; " + std::string(rules::name_of(cap.of)) + " over " + std::to_string(static_cast<int>(cap.over)) +
               " in " + std::to_string(static_cast<int>(cap.in)) + " at most " + std::to_string(cap.most);
    }
    out += "\n";
    for (const auto& charge : rules::charges_of(one.rules.tariff, one.means.visitor, one.in, one.in + one.stay)) {
        out += std::to_string(charge.length.count) + " min " + std::to_string(charge.fen.count) + ", ";
    }
    return out + "\n";
}

} // namespace parkgate::test
