#include "plate/shapes.hpp"

#include "protocol/plate.hpp"

#include <algorithm>

namespace parkgate::plate {

namespace {

constexpr std::u32string_view provinces = U"京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";
static_assert(provinces.size() == 31);

constexpr std::u32string_view digits = U"0123456789";
constexpr std::u32string_view letters = U"ABCDEFGHIJKLMNOPQRSTUVWXYZ";

// Pairs: what was read, what it can only be.
constexpr std::u32string_view serial_readings = U"I1O0";
constexpr std::u32string_view digit_readings = U"I1O0B8S5Z2D0Q0G6";
constexpr std::u32string_view office_readings = U"8B5S2Z6G";
constexpr std::u32string_view energy_readings = U"0DODQD8B3B6GPF";
constexpr std::u32string_view police_readings = U"I1O0S5Z2Q0G6";
constexpr std::u32string_view guard_readings = U"I1O0Z2Q0G6";

std::u32string_view readings_at(char32_t place) {
    switch (place) {
    case 's': return serial_readings;
    case 'd': return digit_readings;
    case 'a': return office_readings;
    case 'e': return energy_readings;
    case 'c': return police_readings;
    case 'w': return guard_readings;
    default: return {};
    }
}

bool is_digit(char32_t c) {
    return digits.contains(c);
}

bool is_letter(char32_t c) {
    return letters.contains(c);
}

} // namespace

bool is_province(char32_t c) {
    return provinces.contains(c);
}

bool fits(char32_t place, char32_t c) {
    switch (place) {
    case 'p': return is_province(c);
    case 'a': return is_letter(c) && c != 'I'; // O: offices of the police
    case 's': return is_digit(c) || (is_letter(c) && c != 'I' && c != 'O');
    case 'd': return is_digit(c);
    case 'e': return std::u32string_view(U"DABCEFGHJK").contains(c); // the first five run on a battery alone
    case 'c': return is_digit(c) || (c >= 'A' && c <= 'D');
    case 'w': return is_digit(c) || std::u32string_view(U"TDSHBXJ").contains(c);
    case 'm': return std::u32string_view(U"QVKHBSLJNGCEZ").contains(c);
    case 'n': return std::u32string_view(U"ABCDEFGHJKLMNOPRSTUVXY").contains(c);
    case 'f': return c == 'X' || c == 'S'; // fire brigades
    default: return c == place;
    }
}

bool fits(const Shape& shape, std::u32string_view plate) {
    return std::ranges::equal(shape.pattern, plate, [](char32_t place, char32_t c) { return fits(place, c); });
}

std::optional<char32_t> only_reading(char32_t place, char32_t c) {
    const auto readings = readings_at(place);
    for (std::size_t i = 0; i + 1 < readings.size(); i += 2) {
        if (readings[i] == c) {
            return readings[i + 1];
        }
    }
    return std::nullopt;
}

std::u32string characters_of(std::string_view plate) {
    std::u32string out;
    while (!plate.empty()) {
        out.push_back(take_character(plate));
    }
    return out;
}

} // namespace parkgate::plate
