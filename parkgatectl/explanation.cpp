#include "parkgatectl/explanation.hpp"

#include "parkgatectl/table.hpp"
#include "protocol/plate.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace parkgate::ctl {

namespace {

constexpr std::size_t time_columns = 11; // 11-22 18:05
constexpr std::size_t table_columns = 16;
constexpr std::size_t what_columns = 16;
constexpr std::size_t times_columns = 13;
constexpr std::size_t yuan_columns =
    terminal_columns - 2 * time_columns - table_columns - what_columns - times_columns - 5;

// Wide from the Hangul jamo on: all Hanzi, their punctuation and full-width forms are beyond it.
std::size_t width_of(char32_t character) {
    constexpr char32_t first_wide = 0x1100;
    constexpr char32_t first_punctuation = 0x2000;
    constexpr char32_t first_ideographic = 0x2E80;
    const bool narrow_symbols = character >= first_punctuation && character < first_ideographic;
    return character >= first_wide && !narrow_symbols ? 2 : 1;
}

std::string fitted(const std::string& text, std::size_t columns) {
    std::string out;
    std::string_view rest = text;
    std::size_t used = 0;
    const bool cut = columns_of(text) > columns;
    while (!rest.empty()) {
        const char32_t next = take_character(rest);
        if (used + width_of(next) + (cut ? 1 : 0) > columns) {
            out += "~";
            ++used;
            break;
        }
        append_character(out, next);
        used += width_of(next);
    }
    return out + std::string(columns - std::min(columns, used), ' ');
}

std::string to_the_right(const std::string& text, std::size_t columns) {
    return std::string(columns - std::min(columns, text.size()), ' ') + text;
}

// 2026-11-22T18:05: "11-22 18:05"
std::string short_time(const std::string& time) {
    constexpr std::size_t year = 5;
    std::string out = time.size() > year ? time.substr(year) : time;
    std::ranges::replace(out, 'T', ' ');
    return out;
}

std::string yuan_line(const std::string& what, const std::string& amount) {
    const std::size_t left = terminal_columns - amount.size() - 1;
    return fitted(what, left) + " " + amount + "\n";
}

std::string length_of(Minutes stay) {
    return std::to_string(stay.count / 60) + " h " + std::to_string(stay.count % 60) + " min";
}

std::string line_of(const ExplainedRow& row) {
    const std::string table = row.collection.empty() ? row.table : row.table + "/" + row.collection;
    const std::string count = std::to_string(row.count);
    const std::string times = row.what == "further" ? count + " lines"
                              : row.fen == Fen{}    ? ""
                                                    : count + " x " + yuan(row.each);
    return fitted(short_time(row.from), time_columns) + " " + fitted(short_time(row.until), time_columns) + " " +
           fitted(table, table_columns) + " " + fitted(row.what, what_columns) + " " +
           to_the_right(times, times_columns) + " " + to_the_right(yuan(row.fen), yuan_columns) + "\n";
}

std::string name_of(const QuoteStep& step) {
    const std::string by = step.by.empty() ? "" : " (" + step.by.text + ")";
    const std::string covered = step.minutes > Minutes{} ? ", " + std::to_string(step.minutes.count) + " min" : "";
    switch (step.benefit) {
    case Benefit::grace: return "within the free minutes";
    case Benefit::right: return "by right" + by + covered;
    case Benefit::store_validation: return "given by a store" + by + covered;
    case Benefit::codes: return "for a code of the member" + by + covered;
    case Benefit::tier_hours: return "free hours of the tier" + by + covered;
    case Benefit::coupon: return "coupon" + by + covered;
    case Benefit::points: return std::to_string(step.points.count) + " points" + covered;
    case Benefit::payment: return "paid already";
    }
    std::unreachable();
}

std::string headline(const Explanation& explanation) {
    std::string out = "Car " + fitted(explanation.plate, std::min<std::size_t>(columns_of(explanation.plate), 70)) +
                      "\nStay " + explanation.session.text + ", " + length_of(explanation.quote.stay) + "\n";
    if (!explanation.rows.empty()) {
        std::string in = explanation.rows.front().from;
        std::ranges::replace(in, 'T', ' ');
        out += "In   " + in + "\n";
    }
    if (!explanation.tier.empty()) {
        out += "Member of tier " + fitted(explanation.tier, std::min<std::size_t>(columns_of(explanation.tier), 60)) +
               "\n";
    }
    return explanation.suspect ? out + "The clock was set during this stay: the lower reading counts.\n" : out;
}

} // namespace

std::size_t columns_of(const std::string& text) {
    std::size_t out = 0;
    for (std::string_view rest = text; !rest.empty();) {
        out += width_of(take_character(rest));
    }
    return out;
}

std::string to_text(const Explanation& explanation) {
    std::string out = headline(explanation) + "\n" + fitted("FROM", time_columns) + " " +
                      fitted("UNTIL", time_columns) + " " + fitted("TABLE", table_columns) + " " +
                      fitted("WHAT", what_columns) + " " + to_the_right("TIMES", times_columns) + " " +
                      to_the_right("YUAN", yuan_columns) + "\n";
    for (const auto& row : explanation.rows) {
        out += line_of(row);
    }
    const Quote& quote = explanation.quote;
    out += yuan_line("Fee by the tariff", yuan(quote.fee));
    for (const auto& step : quote.steps) {
        out += yuan_line("  " + name_of(step), "-" + yuan(step.fen));
        if (step.benefit == Benefit::coupon && explanation.coupon) {
            out += "    worth " + in_words(*explanation.coupon) + "\n";
        }
    }
    out += yuan_line("Due", yuan(quote.due));
    if (quote.owed_before > Fen{}) {
        out += yuan_line("Left unpaid by earlier stays", yuan(quote.owed_before));
    }
    out.pop_back(); // whoever prints it ends the line
    return out;
}

} // namespace parkgate::ctl
