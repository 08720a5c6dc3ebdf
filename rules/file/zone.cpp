#include "rules/file/zone.hpp"

#include <algorithm>
#include <charconv>

namespace parkgate::rules {

namespace {

constexpr int first_year = 1999; // its last change says what 2000 begins with
constexpr int last_year = 2100;

// A day of a year on which the clock changes, and the second of that day by the clock before the change.
struct Change {
    enum class Kind : std::uint8_t { weekday_of_month, day_without_leap, day_of_year };
    Kind kind = Kind::weekday_of_month;
    int month = 0;
    int week = 0; // 5: the last
    int day = 0;  // of the week, from 0 = Sunday; or of the year
    int seconds = 2 * 3600;
};

class Reader {
  public:
    explicit Reader(std::string_view text) : rest_(text) {}

    [[nodiscard]] bool at_end() const { return rest_.empty(); }
    bool take(char letter) {
        const bool here = !rest_.empty() && rest_.front() == letter;
        if (here) {
            rest_.remove_prefix(1);
        }
        return here;
    }
    // At least three letters, or anything of letters, digits and signs within <>.
    bool name() {
        const bool quoted = take('<');
        const auto fits = [&](char letter) {
            const bool is_letter = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
            return is_letter || (quoted && ((letter >= '0' && letter <= '9') || letter == '+' || letter == '-'));
        };
        const auto length = static_cast<std::size_t>(std::ranges::find_if_not(rest_, fits) - rest_.begin());
        rest_.remove_prefix(length);
        return length >= 3 && (!quoted || take('>'));
    }
    std::optional<int> number(int least, int most) {
        int value = 0;
        const auto [stop, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
        if (error != std::errc() || rest_.front() == '-' || value < least || value > most) {
            return std::nullopt;
        }
        rest_.remove_prefix(static_cast<std::size_t>(stop - rest_.data()));
        return value;
    }
    // [+-]hh[:mm[:ss]]
    std::optional<int> seconds(int most_hours) {
        const bool negative = take('-');
        if (!negative) {
            take('+');
        }
        const auto hours = number(0, most_hours);
        int sum = hours.value_or(0) * 3600;
        for (const int unit : {60, 1}) {
            if (hours && take(':')) {
                const auto part = number(0, 59);
                if (!part) {
                    return std::nullopt;
                }
                sum += *part * unit;
            } else {
                break;
            }
        }
        return hours ? std::optional(negative ? -sum : sum) : std::nullopt;
    }
    std::optional<Change> change() {
        Change change;
        if (take('M')) {
            const auto month = number(1, 12);
            const auto week = month && take('.') ? number(1, 5) : std::nullopt;
            const auto day = week && take('.') ? number(0, 6) : std::nullopt;
            if (!day) {
                return std::nullopt;
            }
            change = {Change::Kind::weekday_of_month, *month, *week, *day};
        } else {
            const bool without_leap = take('J');
            const auto day = number(without_leap ? 1 : 0, 365);
            if (!day) {
                return std::nullopt;
            }
            change.kind = without_leap ? Change::Kind::day_without_leap : Change::Kind::day_of_year;
            change.day = *day;
        }
        if (take('/')) {
            const auto time = seconds(167);
            if (!time) {
                return std::nullopt;
            }
            change.seconds = *time;
        }
        return change;
    }

  private:
    std::string_view rest_;
};

std::chrono::sys_days day_of(const Change& change, int year) {
    using namespace std::chrono;
    const sys_days new_year{std::chrono::year(year) / January / 1};
    switch (change.kind) {
    case Change::Kind::day_of_year: return new_year + days(change.day);
    case Change::Kind::day_without_leap: {
        const bool after_february = change.day > 31 + 28;
        return new_year + days(change.day - 1 + (after_february && std::chrono::year(year).is_leap() ? 1 : 0));
    }
    case Change::Kind::weekday_of_month: break;
    }
    const auto month = std::chrono::year(year) / std::chrono::month(static_cast<unsigned>(change.month));
    const auto weekday = std::chrono::weekday(static_cast<unsigned>(change.day));
    return change.week == 5 ? sys_days(month / weekday[last])
                            : sys_days(month / weekday[static_cast<unsigned>(change.week)]);
}

SiteTime instant_of(const Change& change, int year, int east_before) {
    const auto since = day_of(change, year).time_since_epoch() + std::chrono::seconds(change.seconds - east_before);
    return SiteTime{std::chrono::duration_cast<Duration>(since)};
}

std::vector<ZoneOffset> offsets_of(int standard, int summer, const Change& to_summer, const Change& to_standard) {
    std::vector<ZoneOffset> offsets;
    for (int year = first_year; year <= last_year; ++year) {
        offsets.push_back({instant_of(to_summer, year, standard), {summer / 60}});
        offsets.push_back({instant_of(to_standard, year, summer), {standard / 60}});
    }
    std::ranges::sort(offsets, {}, &ZoneOffset::from);
    return offsets;
}

} // namespace

std::optional<std::vector<ZoneOffset>> zone_of(std::string_view posix) {
    Reader text(posix);
    const auto west = text.name() ? text.seconds(24) : std::nullopt;
    if (!west || *west % 60 != 0) {
        return std::nullopt;
    }
    const int standard = -*west;
    if (text.at_end()) {
        return std::vector{ZoneOffset{SiteTime{}, {standard / 60}}};
    }
    if (!text.name()) {
        return std::nullopt;
    }
    int summer = standard + 3600;
    if (!text.take(',')) {
        const auto summer_west = text.seconds(24);
        if (!summer_west || *summer_west % 60 != 0 || !text.take(',')) {
            return std::nullopt;
        }
        summer = -*summer_west;
    }
    const auto to_summer = text.change();
    const auto to_standard = to_summer && text.take(',') ? text.change() : std::nullopt;
    if (!to_standard || !text.at_end()) {
        return std::nullopt;
    }
    return offsets_of(standard, summer, *to_summer, *to_standard);
}

} // namespace parkgate::rules
