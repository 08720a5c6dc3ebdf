// Registers to values. Whatever a device sends is taken as hostile. Pure.
#pragma once

#include "drivers/modbus/charset.hpp"
#include "drivers/modbus/span.hpp"

#include <expected>
#include <string>
#include <string_view>

namespace parkgate::drivers {

enum class DecodeError : std::uint8_t {
    not_read,   // the registers are not in the image
    wrong_type, // the point holds something else
    not_text,   // not of its encoding, or control characters in it
    not_finite,
    means_unknown, // one of the profile's values for it
    no_such_code,
};

template <typename Value>
using Decoded = std::expected<Value, DecodeError>;

// True: active, whichever level that is.
[[nodiscard]] Decoded<bool> decode_bit(const Point& point, const Image& image);
// As it stands in the registers.
[[nodiscard]] Decoded<std::int64_t> decode_integer(const Point& point, const Image& image);
// The name of its code.
[[nodiscard]] Decoded<std::string> decode_code(const Point& point, const Image& image);
// Scaled.
[[nodiscard]] Decoded<double> decode_number(const Point& point, const Image& image);
// The characters before the first NUL, without spaces at the end.
[[nodiscard]] Decoded<std::string> decode_text(const Point& point, const Image& image);

struct TextFormat {
    Encoding encoding = Encoding::utf_8;
    Order bytes = Order::high_first;
    char pad = '\0';
};

// Two bytes a register, the rest padded; `text` that does not fit is cut between two characters.
[[nodiscard]] std::vector<std::uint16_t> encode_text(std::string_view text, std::size_t registers,
                                                     const TextFormat& format);

} // namespace parkgate::drivers
