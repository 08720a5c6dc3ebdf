#include "drivers/modbus/decode.hpp"

#include <bit>
#include <cmath>

namespace parkgate::drivers {

namespace {

std::uint32_t double_word(std::span<const std::uint16_t> raw, Order words) {
    const std::uint32_t first = raw[0];
    const std::uint32_t second = raw[1];
    return words == Order::high_first ? first << 16U | second : second << 16U | first;
}

} // namespace

Decoded<bool> decode_bit(const Point& point, const Image& image) {
    if (point.type != PointType::bit) {
        return std::unexpected(DecodeError::wrong_type);
    }
    const auto raw = image.at(span_of(point));
    if (raw.empty()) {
        return std::unexpected(DecodeError::not_read);
    }
    return raw[0] != 0;
}

Decoded<std::int64_t> decode_integer(const Point& point, const Image& image) {
    const auto raw = image.at(span_of(point));
    const bool wide = point.type == PointType::u32 || point.type == PointType::i32;
    if (raw.size() < (wide ? 2U : 1U)) {
        return std::unexpected(DecodeError::not_read);
    }
    switch (point.type) {
    case PointType::u16: return raw[0];
    case PointType::i16: return static_cast<std::int16_t>(raw[0]);
    case PointType::u32: return double_word(raw, point.words);
    case PointType::i32: return static_cast<std::int32_t>(double_word(raw, point.words));
    case PointType::bit:
    case PointType::f32:
    case PointType::text: break;
    }
    return std::unexpected(DecodeError::wrong_type);
}

Decoded<double> decode_number(const Point& point, const Image& image) {
    if (point.type != PointType::f32) {
        const auto integer = decode_integer(point, image);
        return integer ? Decoded<double>(static_cast<double>(*integer)) : std::unexpected(integer.error());
    }
    const auto raw = image.at(span_of(point));
    if (raw.size() < 2) {
        return std::unexpected(DecodeError::not_read);
    }
    const double value = std::bit_cast<float>(double_word(raw, point.words));
    return std::isfinite(value) ? Decoded<double>(value) : std::unexpected(DecodeError::not_finite);
}

Decoded<std::string> decode_text(const Point& point, const Image& image) {
    if (point.type != PointType::text) {
        return std::unexpected(DecodeError::wrong_type);
    }
    const auto raw = image.at(span_of(point));
    if (raw.empty()) {
        return std::unexpected(DecodeError::not_read);
    }
    std::string text;
    for (const unsigned word : raw) {
        const auto high = static_cast<char>(word >> 8U);
        const auto low = static_cast<char>(word & 0xFFU);
        text.push_back(point.bytes == Order::high_first ? high : low);
        text.push_back(point.bytes == Order::high_first ? low : high);
    }
    text.resize(std::min(text.find('\0'), text.size()));
    return is_printable(text) ? Decoded<std::string>(std::move(text)) : std::unexpected(DecodeError::not_text);
}

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

std::string_view cut_utf8(std::string_view text, std::size_t bytes) {
    std::size_t end = 0;
    while (end < text.size()) {
        const std::size_t length = utf8_character(text.substr(end));
        if (length == 0 || end + length > bytes) {
            break;
        }
        end += length;
    }
    return text.substr(0, end);
}

std::vector<std::uint16_t> encode_text(std::string_view text, std::size_t registers, Order bytes) {
    const std::string_view shown = cut_utf8(text, 2 * registers);
    const auto byte = [shown](std::size_t i) -> unsigned {
        return i < shown.size() ? static_cast<unsigned char>(shown[i]) : 0U;
    };
    std::vector<std::uint16_t> words(registers);
    for (std::size_t i = 0; i < registers; ++i) {
        const unsigned first = byte(2 * i);
        const unsigned second = byte(2 * i + 1);
        words[i] = static_cast<std::uint16_t>(bytes == Order::high_first ? first << 8U | second : second << 8U | first);
    }
    return words;
}

} // namespace parkgate::drivers
