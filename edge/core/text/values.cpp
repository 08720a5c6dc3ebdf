#include "edge/core/text/values.hpp"

#include "protocol/plate.hpp"

#include <algorithm>

namespace parkgate::core::texts {

namespace {

std::string two_digits(std::int64_t number) {
    return (number < 10 ? "0" : "") + std::to_string(number);
}

// What does not fit ends in a plus: less than there is, and seen to be less.
std::string number(std::int64_t count, std::size_t width) {
    std::string text = std::to_string(std::max<std::int64_t>(count, 0));
    return text.size() <= width ? text : std::string(width - 1, '9') + "+";
}

std::string money(Fen fen, std::size_t width) {
    if (std::string exact = yuan(fen); exact.size() <= width) {
        return exact;
    }
    const std::string whole = std::to_string(fen.count / 100);
    const std::string more = fen.count % 100 == 0 ? "" : "+";
    return whole.size() + more.size() <= width ? whole + more : std::string(width - 1, '9') + "+";
}

std::string clipped(std::string_view text, std::size_t width) {
    std::string out;
    while (!text.empty()) {
        std::string next;
        append_character(next, take_character(text));
        if (gbk_bytes(out) + gbk_bytes(next) > width) {
            break;
        }
        out += next;
    }
    return out;
}

// The two largest units: nobody reads the minutes of the third day.
std::string duration(Minutes stay, Language language, std::size_t width) {
    const bool zh = language == Language::zh;
    const std::int64_t minutes = stay.count % 60;
    const std::int64_t hours = stay.count / 60 % 24;
    const std::int64_t days = stay.count / (24 * 60);
    const std::string gap = zh ? "" : " ";
    const std::string in_hours = std::to_string(hours) + (zh ? "小时" : "h");
    if (days >= 100) {
        return number(days, width - 2) + (zh ? "天" : "d");
    }
    if (days > 0) {
        return std::to_string(days) + (zh ? "天" : "d") + gap + in_hours;
    }
    return (hours > 0 ? in_hours + gap : "") + std::to_string(minutes) + (zh ? "分" : "m");
}

// 150 percent is 1.5 times.
std::string times(std::int64_t percent) {
    const std::int64_t rest = percent % 100;
    const std::string part = rest % 10 == 0 ? std::to_string(rest / 10) : two_digits(rest);
    return std::to_string(percent / 100) + (rest == 0 ? "" : "." + part);
}

std::string date(std::chrono::year_month_day day) {
    return std::to_string(static_cast<int>(day.year())) + "-" + two_digits(static_cast<unsigned>(day.month())) + "-" +
           two_digits(static_cast<unsigned>(day.day()));
}

std::string clock(Minutes of_day) {
    return two_digits(of_day.count / 60) + ":" + two_digits(of_day.count % 60);
}

std::string value_of(Placeholder which, const Values& values, Language language) {
    const std::size_t width = row_of(which).widest.at(static_cast<std::size_t>(language));
    switch (which) {
    case Placeholder::plate: return clipped(values.plate, width);
    case Placeholder::stay: return duration(values.stay, language, width);
    case Placeholder::fee: return money(values.fee, width);
    case Placeholder::due: return money(values.due, width);
    case Placeholder::off: return money(values.off, width);
    case Placeholder::paid: return money(values.paid, width);
    case Placeholder::points: return number(values.points.count, width);
    case Placeholder::points_left: return values.points_left ? number(values.points_left->count, width) : "";
    case Placeholder::tier: return clipped(values.tier, width);
    case Placeholder::times: return values.percent ? clipped(times(*values.percent), width) : "";
    case Placeholder::free: return values.free ? number(*values.free, width) : "";
    case Placeholder::coupon_minutes: return number(values.coupon_minutes.count, width);
    case Placeholder::coupon_money: return money(values.coupon_money, width);
    case Placeholder::coupon_percent: return number(values.coupon_percent, width);
    case Placeholder::coupon_clock: return clipped(clock(values.coupon_clock), width);
    case Placeholder::coupon_until: return values.coupon_until ? clipped(date(*values.coupon_until), width) : "";
    case Placeholder::owed: return money(values.owed, width);
    case Placeholder::line: break; // is filled by the lines themselves
    }
    return {};
}

} // namespace

std::string yuan(Fen fen) {
    return std::to_string(fen.count / 100) + "." + two_digits(fen.count % 100);
}

std::string fill(const LineTemplate& line, const Values& values, Language language) {
    std::string out;
    for (const Piece& piece : line) {
        const std::string next = piece.value ? value_of(*piece.value, values, language) : piece.text;
        if (next.empty()) {
            return {};
        }
        out += next;
    }
    return out;
}

} // namespace parkgate::core::texts
