#pragma once

#include <string>
#include <string_view>

namespace parkgate::sim {

/// What GBK has no code for becomes a question mark.
[[nodiscard]] std::string utf8_to_gbk(std::string_view text);
[[nodiscard]] std::string gbk_to_utf8(std::string_view text);

} // namespace parkgate::sim
