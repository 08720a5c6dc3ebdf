// Keys as 64 hexadecimal digits.
#pragma once

#include <sodium.h>

#include <array>
#include <expected>
#include <string>
#include <string_view>

namespace parkgate::codec {

using KeyBytes = std::array<unsigned char, 32>;

inline std::expected<KeyBytes, std::string> from_hex(std::string_view text) {
    KeyBytes out{};
    std::size_t length = 0;
    if (sodium_hex2bin(out.data(), out.size(), text.data(), text.size(), nullptr, &length, nullptr) != 0 ||
        length != out.size() || text.size() != out.size() * 2) {
        return std::unexpected(std::string("expected 64 hexadecimal digits"));
    }
    return out;
}

inline std::string to_hex(const KeyBytes& bytes) {
    std::string out(bytes.size() * 2 + 1, '\0');
    sodium_bin2hex(out.data(), out.size(), bytes.data(), bytes.size());
    out.pop_back();
    return out;
}

} // namespace parkgate::codec
