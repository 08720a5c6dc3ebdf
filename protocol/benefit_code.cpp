#include "protocol/benefit_code.hpp"

#include <algorithm>

namespace parkgate {

namespace {

constexpr std::size_t longest_code = 16;

} // namespace

bool is_benefit_code(std::string_view text) {
    const auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
    return !text.empty() && text.size() <= longest_code && std::ranges::all_of(text, allowed);
}

} // namespace parkgate
