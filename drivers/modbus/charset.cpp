#include "drivers/modbus/charset.hpp"

#include <algorithm>
#include <array>
#include <iconv.h>

namespace parkgate::drivers {

namespace {

// One direction of the C library's own tables. Used by one thread only.
class Converter {
  public:
    Converter(const char* to, const char* from) : handle_(iconv_open(to, from)) {}
    Converter(const Converter&) = delete;
    Converter& operator=(const Converter&) = delete;
    ~Converter() {
        if (good()) {
            iconv_close(handle_);
        }
    }

    [[nodiscard]] std::optional<std::string> convert(std::string_view text) {
        if (!good()) {
            return std::nullopt;
        }
        std::string input(text);
        std::string output(4 * text.size() + 4, '\0');
        char* in = input.data();
        char* out = output.data();
        std::size_t left = input.size();
        std::size_t room = output.size();
        iconv(handle_, nullptr, nullptr, nullptr, nullptr);
        // Anything but 0: not of this encoding, cut short, or a character that the other one lacks.
        if (iconv(handle_, &in, &left, &out, &room) != 0 || left != 0) {
            return std::nullopt;
        }
        output.resize(output.size() - room);
        return output;
    }

  private:
    // iconv_open() fails with this value.
    [[nodiscard]] bool good() const { return reinterpret_cast<std::intptr_t>(handle_) != -1; }
    iconv_t handle_;
};

std::optional<std::string> gbk_to_utf8(std::string_view raw) {
    thread_local Converter converter("UTF-8", "GBK");
    return converter.convert(raw);
}

std::optional<std::string> utf8_to_gbk(std::string_view text) {
    thread_local Converter converter("GBK", "UTF-8");
    return converter.convert(text);
}

bool is_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char one) { return static_cast<unsigned char>(one) < 0x80; });
}

std::string character_in(std::string_view character, Encoding encoding) {
    switch (encoding) {
    case Encoding::utf_8: return std::string(character);
    case Encoding::gbk: return utf8_to_gbk(character).value_or("?");
    case Encoding::ascii: break;
    }
    return is_ascii(character) ? std::string(character) : "?";
}

} // namespace

std::size_t utf8_character(std::string_view text) {
    const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    if (text.empty()) {
        return 0;
    }
    const unsigned first = byte(0);
    if (first < 0x80) {
        return 1;
    }
    const std::size_t length = first >= 0xC2 && first < 0xE0   ? 2
                               : first >= 0xE0 && first < 0xF0 ? 3
                               : first >= 0xF0 && first < 0xF5 ? 4
                                                               : 0;
    if (length == 0 || text.size() < length) {
        return 0;
    }
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0U) != 0x80U) {
            return 0;
        }
    }
    // Overlong forms, surrogates and what lies beyond U+10FFFF show in the second byte.
    const unsigned second = byte(1);
    const bool wrong = (first == 0xE0 && second < 0xA0) || (first == 0xED && second >= 0xA0) ||
                       (first == 0xF0 && second < 0x90) || (first == 0xF4 && second >= 0x90);
    return wrong ? 0 : length;
}

bool is_printable(std::string_view text) {
    while (!text.empty()) {
        const std::size_t length = utf8_character(text);
        const auto first = static_cast<unsigned char>(text[0]);
        // U+0080 to U+009F are control characters too.
        const bool control = first < 0x20 || first == 0x7F ||
                             (length == 2 && first == 0xC2 && static_cast<unsigned char>(text[1]) < 0xA0);
        if (length == 0 || control) {
            return false;
        }
        text.remove_prefix(length);
    }
    return true;
}

std::optional<std::string> to_utf8(std::string_view raw, Encoding encoding) {
    std::optional<std::string> text;
    if (encoding == Encoding::gbk) {
        text = gbk_to_utf8(raw);
    } else if (encoding == Encoding::utf_8 || is_ascii(raw)) {
        text = std::string(raw);
    }
    return text && is_printable(*text) ? text : std::nullopt;
}

std::string from_utf8(std::string_view text, Encoding encoding, std::size_t bytes) {
    std::string out;
    while (!text.empty()) {
        const std::size_t length = utf8_character(text);
        const std::string next = length > 0 ? character_in(text.substr(0, length), encoding) : "";
        if (length == 0 || out.size() + next.size() > bytes) {
            break;
        }
        out += next;
        text.remove_prefix(length);
    }
    return out;
}

} // namespace parkgate::drivers
