#include "edge/app/price.hpp"

#include "platform/service/service.hpp"
#include "platform/settings/reader.hpp"
#include "rules/benefits.hpp"
#include "rules/explain.hpp"
#include "rules/file/rule_file.hpp"
#include "rules/file/words.hpp"
#include "rules/names.hpp"

#include <spdlog/fmt/fmt.h>

#include <array>
#include <cstdio>
#include <optional>

namespace parkgate::app {

namespace {

constexpr std::array vehicles = {VehicleKind::car,        VehicleKind::new_energy_car,
                                 VehicleKind::large,      VehicleKind::new_energy_large,
                                 VehicleKind::motorcycle, VehicleKind::emergency};

int complain(const std::string& sentence) {
    fmt::print(stderr, "parkgate-edge: {}\n", sentence);
    return service::exit_configuration;
}

std::optional<rules::LocalTime> time_of(const std::string& text) {
    constexpr std::size_t day_length = 10;
    if (text.size() <= day_length || text[day_length] != 'T') {
        return std::nullopt;
    }
    const auto day = rules::date_of(text.substr(0, day_length));
    const auto clock = rules::clock_of(text.substr(day_length + 1));
    return day && clock ? std::optional(rules::LocalTime(*day) + std::chrono::minutes(clock->count)) : std::nullopt;
}

std::optional<VehicleKind> vehicle_of(const std::string& name) {
    for (const VehicleKind kind : vehicles) {
        if (rules::name_of(kind) == name) {
            return kind;
        }
    }
    return std::nullopt;
}

std::string text_of(rules::LocalTime time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(day);
    const Minutes of_day{std::chrono::floor<std::chrono::minutes>(time - day).count()};
    return fmt::format("{:02}-{:02} {}", static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       rules::clock_text(of_day));
}

double yuan(Fen fen) {
    return static_cast<double>(fen.count) / 100;
}

void print(const rules::Tariff& tariff, SiteTime entered, SiteTime left, const rules::Visitor& visitor) {
    const auto charges = rules::charges_of(tariff, visitor, entered, left);
    fmt::print("{:<11} {:<11} {:<16} {:<16} {:>12} {:>9}\n", "FROM", "UNTIL", "TABLE", "WHAT", "TIMES", "YUAN");
    for (const auto& line : rules::explain(tariff, entered, charges)) {
        const auto what =
            line.reason == rules::ChargeReason::rate ? rules::name_of(line.type) : rules::name_of(line.reason);
        const std::string where = line.collection.empty() ? line.table : line.table + "/" + line.collection;
        fmt::print("{:<11} {:<11} {:<16} {:<16} {:>12} {:>9.2f}\n", text_of(line.from), text_of(line.until), where,
                   what, fmt::format("{} x {:.2f}", line.count, yuan(line.each)), yuan(line.fen));
    }
    const Minutes stay = rules::stay_between(entered, left);
    fmt::print("{} h {} min cost {:.2f} yuan\n", stay.count / 60, stay.count % 60, yuan(rules::fee_of(charges)));
}

} // namespace

int price(const PriceOptions& options) {
    auto document = settings::Document::from_file(options.rules);
    const rules::RuleSet rules = rules::read_rules(document.root());
    for (const auto& problem : document.problems()) {
        fmt::print(stderr, "{}\n", settings::to_text(problem));
    }
    if (!document.problems().empty()) {
        return service::exit_configuration;
    }
    const auto from = time_of(options.from);
    const auto until = time_of(options.until);
    const auto vehicle = vehicle_of(options.vehicle);
    if (!from || !until || *until < *from) {
        return complain(
            "--from and --until are times of the site's clock, such as 2026-11-22T10:00, the earlier first");
    }
    if (!vehicle) {
        std::string names;
        for (const VehicleKind kind : vehicles) {
            names += (names.empty() ? "" : ", ") + std::string(rules::name_of(kind));
        }
        return complain(fmt::format("--vehicle: found \"{}\", expected one of {}", options.vehicle, names));
    }
    const rules::SiteCalendar& calendar = rules.tariff.calendar;
    const SiteTime entered = rules::instant_of(calendar, *from, {});
    print(rules.tariff, entered, rules::instant_of(calendar, *until, entered), {*vehicle, options.tier});
    return service::exit_good;
}

} // namespace parkgate::app
