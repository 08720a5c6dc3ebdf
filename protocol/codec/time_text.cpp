#include "protocol/codec.hpp"

#include <array>
#include <charconv>
#include <cstdio>

namespace parkgate {

std::string rfc3339(std::int64_t unix_ms) {
    using namespace std::chrono;
    const sys_time<milliseconds> time{milliseconds{unix_ms}};
    const auto day = floor<days>(time);
    const year_month_day date{day};
    const hh_mm_ss clock{time - day};
    std::array<char, 64> out{};
    const int length =
        std::snprintf(out.data(), out.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
                      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                      static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                      static_cast<int>(clock.seconds().count()), static_cast<int>(clock.subseconds().count()));
    return {out.data(), static_cast<std::size_t>(length)};
}

std::expected<std::int64_t, DecodeError> parse_rfc3339(std::string_view text) {
    using namespace std::chrono;
    constexpr std::string_view shape = "dddd-dd-ddTdd:dd:dd.dddZ";
    const auto wrong = std::unexpected(DecodeError{DecodeCause::wrong_shape, "expected 2026-11-21T08:00:00.000Z"});
    if (text.size() != shape.size()) {
        return wrong;
    }
    for (std::size_t i = 0; i < shape.size(); ++i) {
        const bool digit = text[i] >= '0' && text[i] <= '9';
        if (shape[i] == 'd' ? !digit : text[i] != shape[i]) {
            return wrong;
        }
    }
    const auto number = [&](std::size_t from, std::size_t length) {
        int value = 0;
        std::from_chars(text.data() + from, text.data() + from + length, value);
        return value;
    };
    const year_month_day date{year{number(0, 4)}, month{static_cast<unsigned>(number(5, 2))},
                              day{static_cast<unsigned>(number(8, 2))}};
    if (!date.ok() || number(11, 2) > 23 || number(14, 2) > 59 || number(17, 2) > 59) {
        return wrong;
    }
    const auto time = sys_days{date} + hours{number(11, 2)} + minutes{number(14, 2)} + seconds{number(17, 2)} +
                      milliseconds{number(20, 3)};
    return duration_cast<milliseconds>(time.time_since_epoch()).count();
}

} // namespace parkgate
