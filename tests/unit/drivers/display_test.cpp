#include "drivers/display/text.hpp"

#include <gtest/gtest.h>

namespace parkgate::drivers {
namespace {

DisplayMap map() {
    return {.lines = 2,
            .first_register = 2,
            .registers_per_line = 3,
            .colour_register = 1,
            .green = 1,
            .yellow = 2,
            .red = 3};
}

TEST(Display, PutsTheColourBeforeTheLines) {
    const auto registers = text_registers(map(), {core::TextColour::red, {"AB", "C", "", ""}});
    EXPECT_EQ(registers, (std::vector<std::uint16_t>{3, 0x4142, 0, 0, 0x4300, 0, 0}));
}

TEST(Display, CutsALineBetweenTwoCharacters) {
    const auto registers = text_registers(map(), {core::TextColour::white, {"A欢迎", "欢迎光临", "left out", ""}});
    EXPECT_EQ(registers.size(), 7U);
    EXPECT_EQ(registers[1], 0x41E6);
    EXPECT_EQ(registers[3], 0) << "the second character would end at byte 7 of 6";
    EXPECT_EQ(registers[6], 0xBF8E) << "two characters of three bytes fit whole";
}

TEST(Display, NeverWritesWhatIsNotUtf8) {
    const auto registers = text_registers(map(), {core::TextColour::white, {"A\xFFZ", "", "", ""}});
    EXPECT_EQ(registers[1], 0x4100);
}

} // namespace
} // namespace parkgate::drivers
