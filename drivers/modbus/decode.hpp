// Registers to values. Whatever a device sends is taken as hostile. Pure.
#pragma once

#include "drivers/modbus/span.hpp"

#include <expected>
#include <string>
#include <string_view>

namespace parkgate::drivers {

enum class DecodeError : std::uint8_t {
    not_read,   // the registers are not in the image
    wrong_type, // the point holds something else
    not_text,   // not UTF-8, or control characters in it
    not_finite,
};

template <typename Value>
using Decoded = std::expected<Value, DecodeError>;

[[nodiscard]] Decoded<bool> decode_bit(const Point& point, const Image& image);
[[nodiscard]] Decoded<std::int64_t> decode_integer(const Point& point, const Image& image);
[[nodiscard]] Decoded<double> decode_number(const Point& point, const Image& image);
// The characters before the first NUL.
[[nodiscard]] Decoded<std::string> decode_text(const Point& point, const Image& image);

// The length in bytes of the UTF-8 character at the start of `text`; 0: there is none.
[[nodiscard]] std::size_t utf8_character(std::string_view text);
// UTF-8 throughout and without control characters.
[[nodiscard]] bool is_printable(std::string_view text);
// The longest beginning of `text` of at most `bytes` bytes that ends between two characters.
[[nodiscard]] std::string_view cut_utf8(std::string_view text, std::size_t bytes);

// Two bytes a register, the rest NUL; `text` that does not fit is cut between two characters.
[[nodiscard]] std::vector<std::uint16_t> encode_text(std::string_view text, std::size_t registers, Order bytes);

} // namespace parkgate::drivers
