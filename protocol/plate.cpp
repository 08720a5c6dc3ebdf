#include "protocol/plate.hpp"

#include <algorithm>
#include <array>

namespace parkgate {

namespace {

constexpr char32_t wrong_byte = 0xFFFD;

struct Range {
    char32_t first;
    char32_t last;
};

// What is printed between the characters of a plate, or hides between those of a message.
constexpr std::array separators{
    Range{0x09, 0x0D},     Range{' ', ' '},       Range{'-', '.'},       Range{0xA0, 0xA0},     Range{0xAD, 0xAD},
    Range{0xB7, 0xB7},     Range{0x387, 0x387},   Range{0x2000, 0x2015}, Range{0x2022, 0x2022}, Range{0x2024, 0x2024},
    Range{0x2027, 0x2027}, Range{0x202F, 0x202F}, Range{0x2043, 0x2043}, Range{0x205F, 0x2060}, Range{0x2212, 0x2212},
    Range{0x2219, 0x2219}, Range{0x22C5, 0x22C5}, Range{0x25CF, 0x25CF}, Range{0x3000, 0x3000}, Range{0x30FB, 0x30FB},
    Range{0xFEFF, 0xFEFF}, Range{0xFF0D, 0xFF0E}, Range{0xFF65, 0xFF65}};

bool is_separator(char32_t c) {
    return std::ranges::any_of(separators, [c](Range range) { return c >= range.first && c <= range.last; });
}

char32_t upper_ascii(char32_t c) {
    constexpr char32_t wide_to_ascii = 0xFEE0;
    if (c >= 0xFF01 && c <= 0xFF5E) {
        c -= wide_to_ascii;
    }
    return c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c;
}

// Bytes that follow a first byte, and the least value that needs them: a longer spelling of less is no character.
struct Lead {
    std::size_t more = 0;
    char32_t bits = 0;
    char32_t least = 0;
};

std::optional<Lead> lead_of(unsigned char first) {
    if (first < 0x80) {
        return Lead{0, first, 0};
    }
    if (first >= 0xC2 && first <= 0xDF) {
        return Lead{1, first & 0x1FU, 0x80};
    }
    if (first >= 0xE0 && first <= 0xEF) {
        return Lead{2, first & 0x0FU, 0x800};
    }
    if (first >= 0xF0 && first <= 0xF4) {
        return Lead{3, first & 0x07U, 0x10000};
    }
    return std::nullopt;
}

struct Taken {
    char32_t character = wrong_byte;
    std::size_t bytes = 0; // 0: the first byte is no part of a character
};

Taken first_character(std::string_view text) {
    const auto lead = lead_of(static_cast<unsigned char>(text.front()));
    if (!lead || text.size() <= lead->more) {
        return {};
    }
    char32_t value = lead->bits;
    for (std::size_t i = 1; i <= lead->more; ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if ((byte & 0xC0U) != 0x80U) {
            return {};
        }
        value = (value << 6U) | (byte & 0x3FU);
    }
    const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    return value < lead->least || value > 0x10FFFF || surrogate ? Taken{} : Taken{value, lead->more + 1};
}

} // namespace

std::string_view to_text(PlateFlaw flaw) {
    switch (flaw) {
    case PlateFlaw::empty: return "empty";
    case PlateFlaw::not_utf8: return "not_utf8";
    case PlateFlaw::too_long: return "too_long";
    }
    return "";
}

char32_t take_character(std::string_view& text) {
    if (const auto first = static_cast<unsigned char>(text.front()); first < 0x80) {
        text.remove_prefix(1);
        return first;
    }
    const Taken taken = first_character(text);
    text.remove_prefix(std::max<std::size_t>(taken.bytes, 1));
    return taken.character;
}

void append_character(std::string& text, char32_t character) {
    const auto rest = [&](unsigned shift) {
        text.push_back(static_cast<char>(0x80U | ((character >> shift) & 0x3FU)));
    };
    if (character < 0x80) {
        text.push_back(static_cast<char>(character));
    } else if (character < 0x800) {
        text.push_back(static_cast<char>(0xC0U | (character >> 6U)));
        rest(0);
    } else if (character < 0x10000) {
        text.push_back(static_cast<char>(0xE0U | (character >> 12U)));
        rest(6);
        rest(0);
    } else {
        text.push_back(static_cast<char>(0xF0U | (character >> 18U)));
        rest(12);
        rest(6);
        rest(0);
    }
}

NormalisedPlate examine_plate(std::string_view text) {
    NormalisedPlate out;
    out.text.reserve(text.size());
    std::size_t characters = 0;
    while (!text.empty()) {
        const Taken taken = first_character(text);
        text.remove_prefix(std::max<std::size_t>(taken.bytes, 1));
        if (taken.bytes == 0) {
            out.flaw = PlateFlaw::not_utf8;
        } else if (is_separator(taken.character)) {
            continue;
        }
        append_character(out.text, upper_ascii(taken.character));
        ++characters;
    }
    if (characters == 0) {
        out.flaw = PlateFlaw::empty;
    } else if (!out.flaw && characters > most_plate_characters) {
        out.flaw = PlateFlaw::too_long;
    }
    return out;
}

std::string normalise_plate(std::string_view text) {
    return examine_plate(text).text;
}

} // namespace parkgate
