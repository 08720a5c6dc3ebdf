#include "plate/pseudo.hpp"

#include <algorithm>

namespace parkgate::plate {

namespace {

constexpr std::string_view mark = "无";
constexpr std::string_view hexadecimal = "0123456789ABCDEF";
constexpr char escape = 'Z';

bool is_plain(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c < escape);
}

} // namespace

std::optional<std::string> make_pseudo_plate(std::string_view id) {
    if (id.empty()) {
        return std::nullopt;
    }
    std::string plate{mark};
    for (const char c : id) {
        if (is_plain(c)) {
            plate.push_back(c);
        } else {
            const auto byte = static_cast<unsigned char>(c);
            plate.push_back(escape);
            plate.push_back(hexadecimal[byte >> 4U]);
            plate.push_back(hexadecimal[byte & 0x0FU]);
        }
    }
    return plate;
}

bool is_pseudo_plate(std::string_view plate) {
    return plate.starts_with(mark) && plate.size() > mark.size() &&
           std::ranges::all_of(plate.substr(mark.size()), [](char c) { return is_plain(c) || c == escape; });
}

} // namespace parkgate::plate
