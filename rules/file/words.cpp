#include "rules/file/words.hpp"

#include "rules/names.hpp"

#include <algorithm>
#include <charconv>

namespace parkgate::rules {

namespace {

constexpr std::string_view a_time = "a time of the day from \"00:00\" to \"24:00\"";
constexpr std::string_view some_days =
    "an array of \"weekday\", \"weekend\", \"holiday\", \"makeup_workday\" and names of days, "
    "\"monday\" to \"sunday\"";
constexpr std::string_view some_vehicles = "an array of \"car\", \"new_energy_car\", \"large\", \"new_energy_large\", "
                                           "\"motorcycle\" and \"emergency\"";
constexpr std::string_view some_dates = "an array of dates, \"2026-10-01\", and ranges, \"2026-10-01/2026-10-07\"";
constexpr std::chrono::days longest_range{366};

// All of `text` as digits.
std::optional<int> number_of(std::string_view text) {
    int number = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    const bool digits = !text.empty() && text.front() >= '0' && text.front() <= '9';
    return digits && error == std::errc() && stop == end ? std::optional(number) : std::nullopt;
}

std::optional<DaySet> days_named(std::string_view word) {
    const auto monday_to = [](DayKind last) {
        return DaySet{static_cast<std::uint16_t>((1U << (static_cast<unsigned>(last) + 1)) - 1U)};
    };
    if (word == "weekday") {
        return monday_to(DayKind::friday) | DaySet::of(DayKind::makeup_workday);
    }
    if (word == "weekend") {
        return DaySet::of(DayKind::saturday) | DaySet::of(DayKind::sunday);
    }
    for (std::size_t i = 0; i < day_kinds; ++i) {
        if (word == name_of(static_cast<DayKind>(i))) {
            return DaySet::of(static_cast<DayKind>(i));
        }
    }
    return std::nullopt;
}

std::optional<VehicleSet> vehicle_named(std::string_view word) {
    for (std::size_t i = 0; i < vehicle_kinds; ++i) {
        if (word == name_of(static_cast<VehicleKind>(i))) {
            return VehicleSet::of(static_cast<VehicleKind>(i));
        }
    }
    return std::nullopt;
}

// The union of what the words name; a missing key: everything.
template <typename Set>
Set read_set(settings::Table& table, std::string_view key, const auto& named, std::string_view expected) {
    if (!table.has(key)) {
        return {};
    }
    Set set{0};
    for (const auto& word : table.texts_or(key, {})) {
        const auto one = named(word);
        if (!one) {
            table.fault(key, std::string(expected));
            return {};
        }
        set = set | *one;
    }
    if (set == Set{0}) {
        table.fault(key, std::string(expected));
    }
    return set;
}

} // namespace

std::optional<Minutes> clock_of(std::string_view text) {
    if (text.size() != 5 || text[2] != ':') {
        return std::nullopt;
    }
    const auto hour = number_of(text.substr(0, 2));
    const auto minute = number_of(text.substr(3));
    if (!hour || !minute || *minute > 59 || *hour * 60 + *minute > whole_day.count) {
        return std::nullopt;
    }
    return Minutes{*hour * 60 + *minute};
}

std::optional<LocalDay> date_of(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') {
        return std::nullopt;
    }
    const auto year = number_of(text.substr(0, 4));
    const auto month = number_of(text.substr(5, 2));
    const auto day = number_of(text.substr(8));
    if (!year || !month || !day) {
        return std::nullopt;
    }
    const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day))};
    return date.ok() ? std::optional(LocalDay(date)) : std::nullopt;
}

ClockRange read_hours(settings::Table& table, std::string_view from_key, std::string_view to_key) {
    ClockRange hours;
    for (const auto& [key, value] : {std::pair{from_key, &hours.from}, std::pair{to_key, &hours.to}}) {
        if (!table.has(key)) {
            continue;
        }
        const auto time = clock_of(table.text(key));
        if (!time) {
            table.fault(key, std::string(a_time));
        }
        *value = time.value_or(*value);
    }
    if (hours.from == whole_day) {
        table.fault(from_key, "a time of the day before \"24:00\"");
    }
    if (hours.from == hours.to) {
        table.fault(to_key, "another time than " + std::string(from_key));
    }
    return hours;
}

DaySet read_days(settings::Table& table, std::string_view key) {
    return read_set<DaySet>(table, key, days_named, some_days);
}

VehicleSet read_vehicles(settings::Table& table, std::string_view key) {
    return read_set<VehicleSet>(table, key, vehicle_named, some_vehicles);
}

std::optional<LocalDay> read_date(settings::Table& table, std::string_view key) {
    if (!table.has(key)) {
        return std::nullopt;
    }
    const std::size_t faults = table.faults();
    const auto day = date_of(table.text(key));
    if (!day && table.faults() == faults) {
        table.fault(key, "a date, such as \"2026-10-01\"");
    }
    return day;
}

std::vector<LocalDay> read_dates(settings::Table& table, std::string_view key) {
    std::vector<LocalDay> dates;
    for (const std::string& text : table.texts_or(key, {})) {
        const std::string_view whole = text;
        const auto slash = whole.find('/');
        const auto first = date_of(whole.substr(0, slash));
        const auto last = slash == std::string_view::npos ? first : date_of(whole.substr(slash + 1));
        if (!first || !last || *last < *first || *last - *first > longest_range) {
            table.fault(key, std::string(some_dates) + ": not \"" + text + "\"");
            continue;
        }
        for (LocalDay day = *first; day <= *last; day += std::chrono::days(1)) {
            dates.push_back(day);
        }
    }
    std::ranges::sort(dates);
    if (std::ranges::adjacent_find(dates) != dates.end()) {
        table.fault(key, "each date once");
    }
    return dates;
}

} // namespace parkgate::rules
