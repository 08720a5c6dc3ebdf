#include "rules/file/benefits_file.hpp"

#include "rules/benefits/check.hpp"
#include "rules/file/words.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace parkgate::rules {

namespace {

constexpr std::int64_t most_points = 1'000'000'000;
constexpr std::int64_t most_times = 1'000'000;

constexpr std::array every_benefit = {Benefit::grace,  Benefit::right,      Benefit::store_validation,
                                      Benefit::codes,  Benefit::tier_hours, Benefit::coupon,
                                      Benefit::points, Benefit::payment};

std::optional<Benefit> benefit_of(const std::string& text) {
    const auto* found = std::ranges::find(every_benefit, text, [](Benefit benefit) { return name_of(benefit); });
    return found == every_benefit.end() ? std::nullopt : std::optional(*found);
}

std::vector<std::string> names() {
    std::vector<std::string> out;
    std::ranges::transform(every_benefit, std::back_inserter(out),
                           [](Benefit benefit) { return std::string(name_of(benefit)); });
    return out;
}

void read_order(settings::Table& table, std::vector<Benefit>& out) {
    if (!table.has("order")) {
        return;
    }
    out.clear();
    for (const auto& text : table.texts_or("order", {})) {
        if (const auto benefit = benefit_of(text)) {
            out.push_back(*benefit);
        } else {
            table.fault("order", "benefits' names instead of \"" + text + "\"");
        }
    }
}

TierHours read_tier_hours(settings::Table table, std::vector<settings::Table>& tiers) {
    TierHours out;
    out.first_entry_only = table.flag_or("first_entry_only", true);
    out.once_a_day = table.flag_or("once_a_day", true);
    tiers = table.tables("tier");
    for (auto& tier : tiers) {
        const std::string name = tier.name("name");
        out.tiers.push_back({name, read_worth(tier)});
        tier.done();
    }
    table.done();
    return out;
}

CodeBenefit read_code(settings::Table& table) {
    const std::string code = table.text("code");
    const Minutes free{table.integer("free_minutes", 1, most_minutes)};
    table.done();
    return {{code}, std::max(free, Minutes{1})}; // what could not be read is reported already
}

BenefitCap read_cap(settings::Table& table) {
    static const std::map<std::string, CapOver> overs = {
        {"entry", CapOver::entry}, {"day", CapOver::day}, {"member", CapOver::member}};
    BenefitCap cap;
    cap.of = benefit_of(table.one_of("of", names())).value_or(Benefit::points);
    const auto over = overs.find(table.one_of("over", {"entry", "day", "member"}));
    cap.over = over == overs.end() ? CapOver::entry : over->second;
    if (table.has("fen")) {
        cap.in = CapIn::fen;
        cap.most = table.integer("fen", 1, most_fen);
    } else if (table.has("times")) {
        cap.in = CapIn::times;
        cap.most = table.integer("times", 1, most_times);
    } else {
        cap.most = table.integer("minutes", 1, most_minutes);
    }
    cap.most = std::max<std::int64_t>(cap.most, 1); // what could not be read is reported already
    table.done();
    return cap;
}

// Where a fault of the terms stands in the file.
struct Places {
    settings::Table& benefits;
    std::vector<settings::Table>& caps;
    std::vector<settings::Table>& tiers;
    std::vector<settings::Table>& codes;

    void report(const TermsFault& fault) {
        switch (fault.part) {
        case TermsPart::cap: caps.at(fault.index).fault("of", fault.expected); break;
        case TermsPart::tier: tiers.at(fault.index).fault("name", fault.expected); break;
        case TermsPart::code: codes.at(fault.index).fault("code", fault.expected); break;
        case TermsPart::order:
        case TermsPart::points_price: benefits.fault("order", fault.expected); break;
        }
    }
};

PointsAtHours read_price(settings::Table& table) {
    PointsAtHours price;
    price.tiers = table.texts_or("tiers", {});
    price.days = read_days(table, "days");
    price.hours = read_hours(table, "from", "to");
    price.per_unit = {table.integer("points_per_unit", 1, most_points)};
    table.done();
    return price;
}

} // namespace

Worth read_worth(settings::Table& table) {
    const std::array<std::string_view, 4> kinds = {"minutes", "fen", "percent", "all"};
    const auto given = std::ranges::count_if(kinds, [&](auto kind) { return table.has(kind); });
    if (given > 1) {
        table.fault(*std::ranges::find_if(kinds, [&](auto kind) { return table.has(kind); }),
                    "one of minutes, fen, percent and all");
    }
    Worth worth = Minutes{};
    if (table.has("all")) {
        if (!table.flag("all")) {
            table.fault("all", "true, or another worth");
        }
        worth = AllFree{};
    }
    if (table.has("percent")) {
        worth = PercentOff{table.integer("percent", 1, 100)};
    }
    if (table.has("fen")) {
        worth = Fen{table.integer("fen", 1, most_fen)};
    }
    if (table.has("minutes") || given == 0) {
        worth = Minutes{table.integer("minutes", 1, most_minutes)};
    }
    return worth;
}

PointsPrice read_points(settings::Table table) {
    PointsPrice price;
    price.unit = {table.integer("unit_minutes", 1, most_minutes)};
    price.per_unit = {table.integer("points_per_unit", 1, most_points)};
    price.most_to_hold = {table.integer("hold_at_most_minutes", 0, most_minutes)};
    auto tables = table.tables("price");
    for (auto& at_hours : tables) {
        price.at_hours.push_back(read_price(at_hours));
    }
    for (const auto& fault : faults_of(price)) {
        tables.at(fault.index).fault("points_per_unit", fault.expected);
    }
    table.done();
    return price;
}

BenefitTerms read_benefits(settings::Table table) {
    BenefitTerms terms;
    read_order(table, terms.order);
    terms.courtesy = {table.integer_or("courtesy_minutes", 0, 60, 0)};
    terms.kept_above_waste_percent = table.integer_or("coupon_kept_above_waste_percent", 0, 100, 50);
    const std::string started = table.one_of_or("started_charge", {"whole", "share"}, "whole");
    terms.started_charge = started == "share" ? StartedCharge::share : StartedCharge::whole;
    std::vector<settings::Table> tiers;
    if (auto hours = table.table_if("tier_hours")) {
        terms.tier_hours = read_tier_hours(std::move(*hours), tiers);
    }
    auto caps = table.tables("cap");
    for (auto& cap : caps) {
        terms.caps.push_back(read_cap(cap));
    }
    auto codes = table.tables("code");
    for (auto& code : codes) {
        terms.codes.push_back(read_code(code));
    }
    Places places{table, caps, tiers, codes};
    for (const auto& fault : faults_of(terms)) {
        places.report(fault);
    }
    table.done();
    return terms;
}

} // namespace parkgate::rules
