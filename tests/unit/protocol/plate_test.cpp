// Plates as they are spelled by cameras, operators and phones, and what is no text at all.
#include "protocol/plate.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace parkgate {

TEST(PlateText, LettersAndDigitsOfAnyWidth) {
    EXPECT_EQ(normalise_plate("沪ａ１２３４５"), "沪A12345");
    EXPECT_EQ(normalise_plate("沪ＡＤ１２３４５"), "沪AD12345");
    EXPECT_EQ(normalise_plate("wj沪1234x"), "WJ沪1234X");
}

TEST(PlateText, SeparatorsOfEveryKindAreLeftOut) {
    for (const char* separator :
         {" ", "\t", "\n", "-",  ".",  "·",  "•",        "・",           "･",           "‧", "∙", "⋅", "●", "‐",
          "–", "—",  "−",  "－", "．", "　", "\xC2\xA0", "\xE2\x80\x8B", "\xEF\xBB\xBF"}) {
        EXPECT_EQ(normalise_plate(std::string("沪A") + separator + "12345" + separator), "沪A12345") << separator;
    }
    EXPECT_EQ(normalise_plate("沪A_12345"), "沪A_12345") << "what separates nothing stays";
}

TEST(PlateText, WhatIsNoTextIsNamedAndReplaced) {
    EXPECT_EQ(examine_plate("沪A12345"), (NormalisedPlate{"沪A12345", {}}));
    EXPECT_EQ(examine_plate(" - "), (NormalisedPlate{"", PlateFlaw::empty}));
    EXPECT_EQ(examine_plate("\xff沪\xfe"), (NormalisedPlate{"\uFFFD沪\uFFFD", PlateFlaw::not_utf8}));
    EXPECT_EQ(examine_plate("\xc0\x80").flaw, PlateFlaw::not_utf8) << "too long a spelling";
    EXPECT_EQ(examine_plate("\xe0\x80\xaf").flaw, PlateFlaw::not_utf8) << "too long a spelling";
    EXPECT_EQ(examine_plate("\xed\xa0\x80").flaw, PlateFlaw::not_utf8) << "half of a pair";
    EXPECT_EQ(examine_plate("\xf4\x90\x80\x80").flaw, PlateFlaw::not_utf8) << "beyond the last character";
    EXPECT_EQ(examine_plate("\xe6\xb2").flaw, PlateFlaw::not_utf8) << "cut off";
    EXPECT_EQ(examine_plate(std::string(64, 'A')).flaw, std::nullopt);
    EXPECT_EQ(examine_plate(std::string(65, 'A')), (NormalisedPlate{std::string(65, 'A'), PlateFlaw::too_long}));
    EXPECT_EQ(to_text(PlateFlaw::not_utf8), "not_utf8");
}

TEST(PlateText, CharactersOfEveryLengthComeBack) {
    for (const char32_t c : {U'A', U'\u00B7', U'沪', U'\U0001F697'}) {
        std::string text;
        append_character(text, c);
        std::string_view rest = text;
        EXPECT_EQ(take_character(rest), c);
        EXPECT_TRUE(rest.empty());
    }
}

RC_GTEST_PROP(PlateText, WhatHasBeenNormalisedStaysAsItIs, (const std::string& text)) {
    const auto once = examine_plate(text);
    RC_ASSERT(normalise_plate(once.text) == once.text);
    RC_ASSERT(examine_plate(once.text).flaw != PlateFlaw::not_utf8);
}

} // namespace parkgate
