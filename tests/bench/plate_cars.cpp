#include "tests/bench/plate_cars.hpp"

#include "plate/shapes.hpp"
#include "protocol/plate.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <vector>

namespace parkgate::bench {

namespace {

constexpr std::u32string_view serials = U"0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
constexpr std::u32string_view serial_letters = serials.substr(10);
constexpr std::u32string_view provinces = U"沪苏浙皖粤京鲁豫川鄂湘赣闽津渝冀";

// Written anew here: a bench that took the groups from what it measures would believe it.
constexpr std::array<std::u32string_view, 11> groups{U"0DOQ", U"1I",   U"2Z", U"38B", U"5S", U"EF",
                                                     U"FP",   U"HKMR", U"TY", U"VY",  U"6G"};

std::string encode(std::u32string_view characters) {
    std::string out;
    for (const char32_t c : characters) {
        append_character(out, c);
    }
    return out;
}

char32_t pick(Dice& dice, std::u32string_view set) {
    return set[below(dice, set.size())];
}

std::u32string confusions_of(char32_t c) {
    std::u32string out;
    for (const auto group : groups) {
        if (group.contains(c)) {
            std::ranges::copy_if(group, std::back_inserter(out), [c](char32_t other) { return other != c; });
        }
    }
    return out;
}

// Which of the five places hold letters: mostly none, one or two, as they are issued.
std::u32string draw_serial(Dice& dice) {
    std::u32string serial;
    for (int i = 0; i < 5; ++i) {
        serial.push_back(pick(dice, serials.substr(0, 10)));
    }
    const auto kind = below(dice, 100);
    const int with_letters = kind < 50 ? 0 : kind < 85 ? 1 : 2;
    for (int i = 0; i < with_letters; ++i) {
        serial[below(dice, 5)] = pick(dice, serial_letters);
    }
    return serial;
}

std::u32string draw_new_energy(Dice& dice) {
    std::u32string serial;
    serial.push_back(happens(dice, 0.8) ? U'D' : pick(dice, U"ABCEFGHJK"));
    serial.push_back(happens(dice, 0.8) ? pick(dice, serials.substr(0, 10)) : pick(dice, serial_letters));
    for (int i = 0; i < 4; ++i) {
        serial.push_back(pick(dice, serials.substr(0, 10)));
    }
    return serial;
}

bool confuse(Dice& dice, std::u32string& read) {
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < read.size(); ++i) {
        if (!confusions_of(read[i]).empty()) {
            places.push_back(i);
        }
    }
    if (places.empty()) {
        return false;
    }
    char32_t& c = read[places[below(dice, places.size())]];
    c = pick(dice, confusions_of(c));
    return true;
}

void flip_province(Dice& dice, std::u32string& read) {
    if (!read.empty() && plate::is_province(read[0])) {
        read[0] = happens(dice, 0.8) ? U'皖' : pick(dice, provinces);
    }
}

// 84 % one character of its confusion group, 4 % two, 5 % the province, and 7 % what no group explains.
void damage(Dice& dice, std::u32string& read, double strange) {
    const auto what = happens(dice, strange) ? 100 : below(dice, 100);
    const auto place = 1 + below(dice, read.size() - 1);
    if (what < 84) {
        confuse(dice, read);
    } else if (what < 88) {
        confuse(dice, read);
        confuse(dice, read);
    } else if (what < 93) {
        flip_province(dice, read);
    } else if (what < 95) {
        read.erase(place, 1);
    } else if (what < 96) {
        read.erase(0, 1);
    } else if (what < 98) {
        read.insert(place, 1, pick(dice, serials));
    } else {
        read[place] = pick(dice, serials);
    }
}

} // namespace

std::uint64_t below(Dice& dice, std::uint64_t end) {
    return dice() % end;
}

bool happens(Dice& dice, double share) {
    return static_cast<double>(dice() >> 11U) * 0x1p-53 < share;
}

std::string draw_plate(Dice& dice, bool one_office) {
    std::u32string out;
    if (one_office) {
        return "沪A" + std::to_string(100'000 + below(dice, 100'000)).substr(1);
    }
    if (happens(dice, 0.85)) {
        const auto office = below(dice, 10);
        out = {U'沪', office < 6 ? U'A' : office < 9 ? U'B' : U'C'};
    } else {
        out = {pick(dice, provinces), pick(dice, U"ABCDEFGH")};
    }
    return encode(out + (happens(dice, 0.3) ? draw_new_energy(dice) : draw_serial(dice)));
}

std::string consecutive_plate(std::uint64_t number) {
    constexpr std::uint64_t first = 12'300;
    return "沪B" + std::to_string(first + number);
}

std::string misread(Dice& dice, std::string_view text, double strange) {
    const std::u32string characters = plate::characters_of(text);
    std::u32string read = characters;
    while (read == characters) {
        damage(dice, read, strange);
    }
    return encode(read);
}

} // namespace parkgate::bench
