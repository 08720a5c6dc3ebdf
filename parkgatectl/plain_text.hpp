// What came over the network is shown, never obeyed by the terminal.
#pragma once

#include <algorithm>
#include <string>

namespace parkgate::ctl {

// `text` with a question mark for every control character but the line break.
inline std::string without_controls(std::string text) {
    std::ranges::replace_if(
        text, [](char c) { return c != '\n' && (static_cast<unsigned char>(c) < 0x20 || c == 0x7f); }, '?');
    return text;
}

} // namespace parkgate::ctl
