#include "simulator/model/text_registers.hpp"

namespace parkgate::sim {

void put_text(std::span<std::uint16_t> registers, std::string_view text) {
    const auto byte_at = [text](std::size_t i) -> unsigned {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
    };
    for (std::size_t i = 0; i < registers.size(); ++i) {
        registers[i] = static_cast<std::uint16_t>(byte_at(2 * i) << 8U | byte_at(2 * i + 1));
    }
}

std::string take_text(std::span<const std::uint16_t> registers) {
    std::string text;
    for (const std::uint16_t value : registers) {
        for (const int byte : {value >> 8, value & 0xFF}) {
            if (byte == 0) {
                return text;
            }
            text.push_back(static_cast<char>(byte));
        }
    }
    return text;
}

} // namespace parkgate::sim
