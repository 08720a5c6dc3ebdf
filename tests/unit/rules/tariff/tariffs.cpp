#include "tests/unit/rules/tariff/tariffs.hpp"

#include "rules/explain.hpp"
#include "rules/file/tariff_file.hpp"
#include "rules/file/words.hpp"
#include "rules/names.hpp"

#include <gtest/gtest.h>

namespace parkgate::test {

namespace {

std::string whole(const std::string& text) {
    const bool complete = text.contains("[tariff]");
    return complete ? text : "[tariff]\nzone = \"CST-8\"\nleave_minutes_after_paying = 15\n" + text;
}

} // namespace

rules::Tariff tariff_of(const std::string& text) {
    auto document = settings::Document::from_text(whole(text), "tariff.toml");
    const auto tariff = rules::read_tariff(document.root().table("tariff"));
    for (const auto& problem : document.problems()) {
        ADD_FAILURE() << settings::to_text(problem);
    }
    return tariff;
}

std::vector<std::string> faults_in(const std::string& text) {
    auto document = settings::Document::from_text(whole(text), "tariff.toml");
    static_cast<void>(rules::read_tariff(document.root().table("tariff")));
    std::vector<std::string> out;
    for (const auto& problem : document.problems()) {
        out.push_back(settings::to_text(problem));
    }
    return out;
}

SiteTime at(const rules::Tariff& tariff, const std::string& local) {
    const auto day = rules::date_of(local.substr(0, 10));
    const auto minute = rules::clock_of(local.substr(11, 5));
    if (!day || !minute) {
        ADD_FAILURE() << "no time: " << local;
        return {};
    }
    const int seconds = local.size() > 16 ? std::stoi(local.substr(17)) : 0;
    const rules::LocalTime time =
        rules::LocalTime{*day} + std::chrono::minutes(minute->count) + std::chrono::seconds(seconds);
    return rules::instant_of(tariff.calendar, time, SiteTime{time.time_since_epoch()} - std::chrono::days(1));
}

std::string text_of(rules::LocalTime time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date{day};
    const auto two = [](unsigned number) { return (number < 10 ? "0" : "") + std::to_string(number); };
    return std::to_string(static_cast<int>(date.year())) + "-" + two(static_cast<unsigned>(date.month())) + "-" +
           two(static_cast<unsigned>(date.day())) + " " +
           rules::clock_text({std::chrono::floor<std::chrono::minutes>(time - day).count()});
}

Fen fee(const rules::Tariff& tariff, const std::string& entered, const std::string& left,
        const rules::Visitor& visitor) {
    return rules::fee_of(rules::charges_of(tariff, visitor, at(tariff, entered), at(tariff, left)));
}

std::string lines(const rules::Tariff& tariff, const std::string& entered, const std::string& left,
                  const rules::Visitor& visitor) {
    const SiteTime in = at(tariff, entered);
    std::string out;
    for (const auto& run : rules::merged(rules::charges_of(tariff, visitor, in, at(tariff, left)))) {
        const auto begins = in + std::chrono::minutes(run.first.from.count);
        out += (out.empty() ? "" : ", ") + text_of(rules::local_time(tariff.calendar, begins)).substr(11) + " +" +
               std::to_string(run.first.length.count) + " " + (run.count > 1 ? std::to_string(run.count) + " x " : "") +
               std::to_string(run.first.fen.count);
        if (run.first.reason != rules::ChargeReason::rate) {
            out += " " + std::string(rules::name_of(run.first.reason));
        }
    }
    return out;
}

} // namespace parkgate::test
