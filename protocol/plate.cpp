#include "protocol/plate.hpp"

namespace parkgate {

std::string normalise_plate(std::string_view text) {
    constexpr std::string_view middle_dot = "\xC2\xB7";
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        if (text.starts_with(middle_dot)) {
            text.remove_prefix(middle_dot.size());
            continue;
        }
        const char c = text.front();
        text.remove_prefix(1);
        if (c == ' ' || c == '\t' || c == '-') {
            continue;
        }
        out.push_back(c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
    }
    return out;
}

} // namespace parkgate
