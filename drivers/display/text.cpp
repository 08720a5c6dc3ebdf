#include "drivers/display/text.hpp"

#include "drivers/modbus/decode.hpp"

#include <algorithm>

namespace parkgate::drivers {

namespace {

std::uint16_t code_of(const DisplayMap& map, core::TextColour colour) {
    switch (colour) {
    case core::TextColour::white: return map.white;
    case core::TextColour::green: return map.green;
    case core::TextColour::yellow: return map.yellow;
    case core::TextColour::red: break;
    }
    return map.red;
}

} // namespace

std::vector<std::uint16_t> text_registers(const DisplayMap& map, const core::DisplayText& text) {
    std::vector<std::uint16_t> registers{code_of(map, text.colour)};
    const std::size_t lines = std::min<std::size_t>(map.lines, text.lines.size());
    for (std::size_t i = 0; i < lines; ++i) {
        const auto line = encode_text(text.lines[i], map.registers_per_line, {map.encoding, map.bytes, map.pad});
        registers.insert(registers.end(), line.begin(), line.end());
    }
    return registers;
}

std::vector<std::uint16_t> voice_registers(const VoiceMap& map, const std::vector<core::Phrase>& said) {
    std::vector<std::uint16_t> phrases;
    for (const core::Phrase phrase : said) {
        const auto known = map.phrases.find(phrase);
        if (known != map.phrases.end() && phrases.size() < map.registers) {
            phrases.push_back(known->second);
        }
    }
    if (!phrases.empty()) {
        phrases.resize(map.registers, map.none);
    }
    return phrases;
}

} // namespace parkgate::drivers
