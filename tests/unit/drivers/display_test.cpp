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

TEST(Display, SpeaksThePhrasesThatItHas) {
    const auto profile = load_profile(PROFILES "gbk-display.toml").first;
    using enum core::Phrase;
    auto voice = *std::get<DisplayMap>(profile.map).voice;
    voice.phrases.erase(points_used);
    EXPECT_EQ(voice_registers(voice, {welcome, points_used, please_pay}), (std::vector<std::uint16_t>{1, 2, 0, 0}));
    EXPECT_TRUE(voice_registers(voice, {points_used}).empty()) << "nothing is written for what it cannot say";
    EXPECT_EQ(voice_registers(voice, {welcome, paid, goodbye, please_wait, lane_closed}).size(), 4U);
}

TEST(Display, EightHanziInGbkPaddedWithSpaces) {
    const auto profile = load_profile(PROFILES "gbk-display.toml").first;
    const auto registers = text_registers(std::get<DisplayMap>(profile.map),
                                          {core::TextColour::green, {"欢迎光临欢迎光临欢迎", "沪A12345", "", ""}});
    ASSERT_EQ(registers.size(), 33U);
    EXPECT_EQ(registers[0], 2);
    EXPECT_EQ(registers[1], 0xBBB6);
    EXPECT_EQ(registers[9], 0xBBA6) << "the second line, after eight Hanzi";
    EXPECT_EQ(registers[32], 0x2020);
}

} // namespace
} // namespace parkgate::drivers
