#include "simulator/utf8.hpp"

namespace parkgate::sim {

namespace {

/// Follows the table of well-formed byte sequences: no overlong forms, no surrogates, nothing above U+10FFFF.
bool second_byte_fits(unsigned lead, unsigned second) {
    switch (lead) {
    case 0xE0: return second >= 0xA0;
    case 0xED: return second <= 0x9F;
    case 0xF0: return second >= 0x90;
    case 0xF4: return second <= 0x8F;
    default: return true;
    }
}

} // namespace

std::size_t utf8_character(std::string_view text) {
    const auto byte_at = [text](std::size_t i) -> unsigned { return static_cast<unsigned char>(text[i]); };
    if (text.empty()) {
        return 0;
    }
    const unsigned lead = byte_at(0);
    if (lead < 0x80) {
        return 1;
    }
    const std::size_t length = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
    if (length == 0 || text.size() < length || !second_byte_fits(lead, byte_at(1))) {
        return 0;
    }
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte_at(i) & 0xC0U) != 0x80U) {
            return 0;
        }
    }
    return length;
}

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const std::size_t length = utf8_character(text);
        if (length == 0) {
            return false;
        }
        text.remove_prefix(length);
    }
    return true;
}

std::string to_utf8(std::string_view bytes) {
    std::string text;
    while (!bytes.empty()) {
        const std::size_t length = utf8_character(bytes);
        text += length == 0 ? std::string_view{"\xEF\xBF\xBD"} : bytes.substr(0, length);
        bytes.remove_prefix(length == 0 ? 1 : length);
    }
    return text;
}

std::string to_hex(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string hex;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        hex += digits[byte >> 4U];
        hex += digits[byte & 0xFU];
    }
    return hex;
}

} // namespace parkgate::sim
