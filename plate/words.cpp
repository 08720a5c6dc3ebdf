#include "plate/words.hpp"

#include "protocol/plate.hpp"

#include <algorithm>
#include <vector>

namespace parkgate::plate {

namespace {

constexpr std::ptrdiff_t fewest_of_a_plate = 5; // letters and digits, the province apart
constexpr std::ptrdiff_t fewest_of_a_phone = 7; // digits

// Full width as ASCII.
char32_t plain(char32_t c) {
    return c >= U'\uFF01' && c <= U'\uFF5E' ? c - 0xFEE0 : c;
}
bool is_digit(char32_t c) {
    return plain(c) >= U'0' && plain(c) <= U'9';
}
bool is_letter(char32_t c) {
    const char32_t lower = plain(c) | 0x20U;
    return lower >= U'a' && lower <= U'z';
}
bool is_sign(char32_t c) {
    return is_digit(c) || is_letter(c);
}
// Between the parts of one number.
bool joins(char32_t c) {
    constexpr std::u32string_view between = U" \u3000-.\u00B7\u2022\u30FB()+";
    return between.find(plain(c)) != std::u32string_view::npos;
}
bool is_province(char32_t c) {
    return c >= U'\u4E00' && c <= U'\u9FFF';
}

using At = std::vector<char32_t>::iterator;

struct Token {
    At begin;
    At end;
    bool after_province = false;
    [[nodiscard]] bool has_digit() const { return std::any_of(begin, end, is_digit); }
};

// Tokens that may be one number: each has a digit, or is the letters between a province and one.
bool may_go_on(const Token& before, const Token& token) {
    const bool starts = before.has_digit() || before.after_province;
    return starts && token.has_digit() && token.begin - before.end <= 2 && std::all_of(before.end, token.begin, joins);
}

void hide(const std::vector<Token>& number) {
    std::ptrdiff_t digits = 0;
    std::ptrdiff_t signs = 0;
    for (const auto& token : number) {
        digits += std::count_if(token.begin, token.end, is_digit);
        signs += token.end - token.begin;
    }
    const bool plate = signs >= fewest_of_a_plate && digits >= 1 && digits < signs;
    if (plate || digits >= fewest_of_a_phone) {
        for (const auto& token : number) {
            std::fill(token.begin, token.end, U'*');
        }
    }
}

} // namespace

std::string without_numbers(std::string_view words) {
    std::vector<char32_t> text;
    while (!words.empty()) {
        text.push_back(take_character(words));
    }
    std::vector<Token> number;
    for (auto at = text.begin(); at != text.end();) {
        if (!is_sign(*at)) {
            ++at;
            continue;
        }
        const auto end = std::find_if_not(at, text.end(), is_sign);
        const Token token{at, end, at != text.begin() && is_province(*(at - 1))};
        if (!number.empty() && !may_go_on(number.back(), token)) {
            hide(number);
            number.clear();
        }
        number.push_back(token);
        at = end;
    }
    if (!number.empty()) {
        hide(number);
    }
    std::string out;
    for (const char32_t c : text) {
        append_character(out, c);
    }
    return out;
}

} // namespace parkgate::plate
