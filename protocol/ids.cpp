#include "protocol/ids.hpp"

#include <algorithm>

namespace parkgate {

namespace {

// SplitMix64 (Steele, Lea, Flood 2014): every counter gives another well-mixed word, so ids of one seed never repeat.
std::uint64_t mix(std::uint64_t word) {
    word += 0x9e3779b97f4a7c15;
    word = (word ^ (word >> 30)) * 0xbf58476d1ce4e5b9;
    word = (word ^ (word >> 27)) * 0x94d049bb133111eb;
    return word ^ (word >> 31);
}

void append_hex(std::string& out, std::uint64_t word) {
    constexpr std::string_view digits = "0123456789abcdef";
    for (int shift = 60; shift >= 0; shift -= 4) {
        out.push_back(digits[(word >> shift) & 0xf]);
    }
}

} // namespace

bool is_name(std::string_view text) {
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    };
    return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, allowed);
}

std::string IdSource::next_text(std::int64_t unix_ms) {
    ++counter_;
    const std::uint64_t random_a = mix(seed_ ^ (counter_ << 1));
    const std::uint64_t random_b = mix(random_a ^ seed_);
    const std::uint64_t high = (static_cast<std::uint64_t>(unix_ms) << 16) | 0x7000 | (counter_ & 0x0fff);
    const std::uint64_t low = (random_b & 0x3fffffffffffffff) | 0x8000000000000000;
    std::string text;
    text.reserve(32);
    append_hex(text, high);
    append_hex(text, low);
    return text;
}

} // namespace parkgate
