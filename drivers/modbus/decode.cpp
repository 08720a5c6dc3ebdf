#include "drivers/modbus/decode.hpp"

#include <algorithm>
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
    const bool set = is_bits(point.table) ? raw[0] != 0 : (unsigned{raw[0]} >> point.bit & 1U) != 0;
    return set != point.active_low;
}

namespace {

Decoded<std::int64_t> raw_integer(const Point& point, const Image& image) {
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

bool means_unknown(const Point& point, std::int64_t value) {
    return std::ranges::find(point.unknown, value) != point.unknown.end();
}

Decoded<double> scaled(const Point& point, double value) {
    const double product = value * point.scale;
    return std::isfinite(product) ? Decoded<double>(product) : std::unexpected(DecodeError::not_finite);
}

} // namespace

Decoded<std::int64_t> decode_integer(const Point& point, const Image& image) {
    const auto raw = raw_integer(point, image);
    return raw && means_unknown(point, *raw) ? std::unexpected(DecodeError::means_unknown) : raw;
}

Decoded<std::string> decode_code(const Point& point, const Image& image) {
    const auto value = decode_integer(point, image);
    if (!value) {
        return std::unexpected(value.error());
    }
    const auto code = std::ranges::find(point.codes, *value, &Code::value);
    return code != point.codes.end() ? Decoded<std::string>(code->name) : std::unexpected(DecodeError::no_such_code);
}

Decoded<double> decode_number(const Point& point, const Image& image) {
    if (point.type != PointType::f32) {
        const auto integer = decode_integer(point, image);
        return integer ? scaled(point, static_cast<double>(*integer)) : std::unexpected(integer.error());
    }
    const auto raw = image.at(span_of(point));
    if (raw.size() < 2) {
        return std::unexpected(DecodeError::not_read);
    }
    const double value = std::bit_cast<float>(double_word(raw, point.words));
    const bool unknown =
        std::ranges::any_of(point.unknown, [value](std::int64_t one) { return static_cast<double>(one) == value; });
    return unknown ? std::unexpected(DecodeError::means_unknown) : scaled(point, value);
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
    text.resize(text.find_last_not_of(' ') + 1); // what some devices fill up with
    auto utf8 = to_utf8(text, point.encoding);
    if (!utf8) {
        return std::unexpected(DecodeError::not_text);
    }
    const bool unknown = std::ranges::find(point.unknown_texts, *utf8) != point.unknown_texts.end();
    return unknown ? std::unexpected(DecodeError::means_unknown) : Decoded<std::string>(*std::move(utf8));
}

std::vector<std::uint16_t> encode_text(std::string_view text, std::size_t registers, const TextFormat& format) {
    std::string shown = from_utf8(text, format.encoding, 2 * registers);
    shown.resize(2 * registers, format.pad);
    const auto byte = [&shown](std::size_t i) -> unsigned { return static_cast<unsigned char>(shown[i]); };
    std::vector<std::uint16_t> words(registers);
    for (std::size_t i = 0; i < registers; ++i) {
        const unsigned first = byte(2 * i);
        const unsigned second = byte(2 * i + 1);
        words[i] =
            static_cast<std::uint16_t>(format.bytes == Order::high_first ? first << 8U | second : second << 8U | first);
    }
    return words;
}

} // namespace parkgate::drivers
