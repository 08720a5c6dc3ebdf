#include "ledger/app/console/lines.hpp"

#include <algorithm>
#include <charconv>

namespace parkgate::ledger {

namespace {

std::string two_digits(std::int64_t number) {
    return (number < 10 ? "0" : "") + std::to_string(number);
}

std::optional<int> number(std::string_view text) {
    int out = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    const bool digits = std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
    return error == std::errc{} && end == text.data() + text.size() && digits ? std::optional(out) : std::nullopt;
}

} // namespace

std::string yuan(Fen amount) {
    const std::int64_t fen = amount.count < 0 ? -amount.count : amount.count;
    return (amount.count < 0 ? "-" : "") + std::to_string(fen / 100) + "." + two_digits(fen % 100) + " yuan";
}

std::string points(Points amount) {
    return std::to_string(amount.count) + (amount.count == 1 ? " point" : " points");
}

std::string minutes(Minutes amount) {
    return std::to_string(amount.count) + " min";
}

std::string share(std::int64_t part, std::int64_t of) {
    const std::int64_t permille = of > 0 ? part * 1000 / of : 0;
    return std::to_string(permille / 10) + "." + std::to_string(permille % 10) + " %";
}

std::string moment(const rules::SiteCalendar& calendar, SiteTime at) {
    const auto local = rules::local_time(calendar, at);
    const auto day = std::chrono::floor<std::chrono::days>(local);
    const std::chrono::year_month_day date{day};
    const auto of_day = std::chrono::duration_cast<std::chrono::minutes>(local - day).count();
    return std::to_string(static_cast<int>(date.year())) + "-" + two_digits(static_cast<unsigned>(date.month())) + "-" +
           two_digits(static_cast<unsigned>(date.day())) + " " + two_digits(of_day / 60) + ":" +
           two_digits(of_day % 60);
}

std::optional<SiteTime> day_begins(const rules::SiteCalendar& calendar, std::string_view day, bool day_after) {
    if (day.size() != 10 || day[4] != '-' || day[7] != '-') {
        return std::nullopt;
    }
    const auto year = number(day.substr(0, 4));
    const auto month = number(day.substr(5, 2));
    const auto date = number(day.substr(8, 2));
    if (!year || !month || !date) {
        return std::nullopt;
    }
    const std::chrono::year_month_day parsed{std::chrono::year(*year),
                                             std::chrono::month(static_cast<unsigned>(*month)),
                                             std::chrono::day(static_cast<unsigned>(*date))};
    if (!parsed.ok() || *year < 1971) {
        return std::nullopt;
    }
    const rules::LocalDay local = rules::LocalDay{parsed} + std::chrono::days(day_after ? 1 : 0);
    // Two days before it every zone's clock reads less.
    const SiteTime before{(local - std::chrono::days(2)).time_since_epoch()};
    return rules::instant_of(calendar, rules::LocalTime{local}, before);
}

std::string Columns::text(std::string_view indent) const {
    std::vector<std::size_t> widths;
    for (const auto& row : rows_) {
        widths.resize(std::max(widths.size(), row.size()));
        for (std::size_t i = 0; i < row.size(); ++i) {
            widths[i] = std::max(widths[i], row[i].size());
        }
    }
    std::string out;
    for (const auto& row : rows_) {
        out += indent;
        for (std::size_t i = 0; i < row.size(); ++i) {
            const std::string gap(widths[i] - row[i].size(), ' ');
            out += (i == 0 ? "" : "  ") + (i == 0 ? row[i] + gap : gap + row[i]);
        }
        out.erase(out.find_last_not_of(' ') + 1);
        out += "\n";
    }
    return out;
}

} // namespace parkgate::ledger
