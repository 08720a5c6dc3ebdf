#include "drivers/modbus/decode.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <random>

namespace parkgate::drivers {
namespace {

Image image_of(std::vector<std::uint16_t> words, std::uint16_t first = 0) {
    Image image;
    const auto count = static_cast<std::uint16_t>(words.size());
    image.add({Table::holding, first, count}, std::move(words));
    return image;
}

Point point(PointType type, std::uint16_t width = 1) {
    return {.table = Table::holding, .address = 0, .type = type, .width = width};
}

TEST(Span, MergesOverSmallGapsOnly) {
    EXPECT_EQ(merged({{Table::holding, 9, 1}, {Table::holding, 0, 1}}), (std::vector<Span>{{Table::holding, 0, 10}}));
    EXPECT_EQ(merged({{Table::holding, 0, 1}, {Table::holding, 10, 1}}).size(), 2U);
    EXPECT_EQ(merged({{Table::holding, 0, 4}, {Table::holding, 1, 1}}), (std::vector<Span>{{Table::holding, 0, 4}}));
}

TEST(Span, KeepsTablesApart) {
    EXPECT_EQ(merged({{Table::coil, 0, 1}, {Table::discrete, 1, 1}}).size(), 2U);
}

TEST(Span, StaysWithinOneRequest) {
    EXPECT_EQ(merged({{Table::holding, 0, 120}, {Table::holding, 120, 6}}).size(), 2U);
    EXPECT_EQ(merged({{Table::holding, 0, 120}, {Table::holding, 120, 5}}).size(), 1U);
    EXPECT_EQ(merged({{Table::holding, 0, 300}}).size(), 3U);
    EXPECT_EQ(merged({{Table::discrete, 0, 1990}, {Table::discrete, 1990, 10}}).size(), 1U);
    EXPECT_EQ(merged({{Table::discrete, 0, 1990}, {Table::discrete, 1990, 11}}).size(), 2U);
}

TEST(Span, ReachesTheLastAddress) {
    EXPECT_EQ(merged({{Table::holding, 65'530, 6}}), (std::vector<Span>{{Table::holding, 65'530, 6}}));
}

TEST(Decode, Integers) {
    EXPECT_EQ(decode_integer(point(PointType::u16), image_of({0xFFFF})), 65'535);
    EXPECT_EQ(decode_integer(point(PointType::i16), image_of({0xFFFF})), -1);
    EXPECT_EQ(decode_integer(point(PointType::u32, 2), image_of({0xFFFF, 0x0001})), 0xFFFF'0001);
    EXPECT_EQ(decode_integer(point(PointType::i32, 2), image_of({0xFFFF, 0xFFFE})), -2);
    Point low = point(PointType::u32, 2);
    low.words = Order::low_first;
    EXPECT_EQ(decode_integer(low, image_of({1, 2})), 0x2'0001);
}

TEST(Decode, WhatWasNotReadIsNoValue) {
    EXPECT_EQ(decode_integer(point(PointType::u32, 2), image_of({1})).error(), DecodeError::not_read);
    EXPECT_EQ(decode_integer(point(PointType::u16), Image{}).error(), DecodeError::not_read);
    EXPECT_EQ(decode_bit(point(PointType::u16), image_of({1})).error(), DecodeError::wrong_type);
}

TEST(Decode, Floats) {
    const auto raw = std::bit_cast<std::uint32_t>(1.5F);
    const auto high = static_cast<std::uint16_t>(raw >> 16U);
    const auto low = static_cast<std::uint16_t>(raw & 0xFFFFU);
    EXPECT_EQ(decode_number(point(PointType::f32, 2), image_of({high, low})), 1.5);
    EXPECT_EQ(decode_number(point(PointType::f32, 2), image_of({0x7FC0, 0})).error(), DecodeError::not_finite);
}

TEST(Decode, TextUpToTheFirstNul) {
    EXPECT_EQ(decode_text(point(PointType::text, 4), image_of({0x4142, 0x4300, 0x4444, 0})), "ABC");
    Point low = point(PointType::text, 2);
    low.bytes = Order::low_first;
    EXPECT_EQ(decode_text(low, image_of({0x4241, 0x0043})), "ABC");
    EXPECT_EQ(decode_text(point(PointType::text, 1), image_of({0})), "");
}

TEST(Decode, RefusesWhatIsNoPrintableText) {
    for (const char* text : {"\x01", "a\x7F", "\xC2\x85", "\xC0\xAF", "\xED\xA0\x80", "\xF5\x80\x80\x80", "\xE7\xB2",
                             "\x80", "\xF4\x90\x80\x80", "\xE0\x80\x80", "a\n"}) {
        EXPECT_FALSE(is_printable(text));
    }
    for (const char* text : {"", "粤Z1234港", "\xC2\xA0", "\xF4\x8F\xBF\xBF", "AB-12"}) {
        EXPECT_TRUE(is_printable(text)) << text;
    }
}

TEST(Decode, CutsBetweenCharacters) {
    EXPECT_EQ(from_utf8("沪A", Encoding::utf_8, 2), "");
    EXPECT_EQ(from_utf8("沪A", Encoding::utf_8, 3), "沪");
    EXPECT_EQ(from_utf8("沪A", Encoding::utf_8, 9), "沪A");
    EXPECT_EQ(encode_text("沪沪", 2, {}), (std::vector<std::uint16_t>{0xE6B2, 0xAA00}));
    EXPECT_EQ(encode_text("AB", 1, {.bytes = Order::low_first}), (std::vector<std::uint16_t>{0x4241}));
}

TEST(Decode, ABitInARegisterAndAnInvertedContact) {
    Point third = point(PointType::bit);
    third.bit = 3;
    EXPECT_EQ(decode_bit(third, image_of({0x0008})), true);
    EXPECT_EQ(decode_bit(third, image_of({0xFFF7})), false);
    third.active_low = true;
    EXPECT_EQ(decode_bit(third, image_of({0xFFF7})), true);
    const Point contact{.table = Table::discrete, .type = PointType::bit, .active_low = true};
    Image image;
    EXPECT_EQ(decode_bit(contact, image).error(), DecodeError::not_read) << "not read is not active";
    image.add({Table::discrete, 0, 1}, {0});
    EXPECT_EQ(decode_bit(contact, image), true);
}

TEST(Decode, ScaleAndWhatMeansUnknown) {
    Point tenths = point(PointType::u16);
    tenths.scale = 0.1;
    tenths.unknown = {65'535};
    EXPECT_DOUBLE_EQ(*decode_number(tenths, image_of({945})), 94.5);
    EXPECT_EQ(decode_number(tenths, image_of({65'535})).error(), DecodeError::means_unknown);
    EXPECT_EQ(decode_integer(tenths, image_of({65'535})).error(), DecodeError::means_unknown);
    Point text = point(PointType::text, 3);
    text.unknown_texts = {"NOPLT"};
    EXPECT_EQ(decode_text(text, image_of({0x4E4F, 0x504C, 0x5400})).error(), DecodeError::means_unknown);
}

TEST(Decode, CodesHaveNames) {
    Point state = point(PointType::i16);
    state.codes = {{"down", 1}, {"fault", -1}, {"fault", 9}};
    EXPECT_EQ(decode_code(state, image_of({1})), "down");
    EXPECT_EQ(decode_code(state, image_of({0xFFFF})), "fault");
    EXPECT_EQ(decode_code(state, image_of({9})), "fault");
    EXPECT_EQ(decode_code(state, image_of({2})).error(), DecodeError::no_such_code);
}

TEST(Decode, GbkBothWays) {
    Point plate = point(PointType::text, 4);
    plate.encoding = Encoding::gbk;
    // 沪 is BB A6 in GBK.
    EXPECT_EQ(decode_text(plate, image_of({0xBBA6, 0x4131, 0x3233, 0})), "沪A123");
    plate.bytes = Order::low_first;
    EXPECT_EQ(decode_text(plate, image_of({0xA6BB, 0x3141, 0x3332, 0})), "沪A123");
    EXPECT_EQ(decode_text(plate, image_of({0x00BB, 0, 0, 0})).error(), DecodeError::not_text) << "half a character";
    EXPECT_EQ(decode_text(plate, image_of({0xFFFF, 0, 0, 0})).error(), DecodeError::not_text);
    EXPECT_EQ(encode_text("欢迎", 3, {.encoding = Encoding::gbk, .pad = ' '}),
              (std::vector<std::uint16_t>{0xBBB6, 0xD3AD, 0x2020}));
    EXPECT_EQ(from_utf8("A😀B", Encoding::gbk, 9), "A?B") << "GBK has no such character";
    EXPECT_EQ(from_utf8("欢迎", Encoding::gbk, 3), "\xBB\xB6") << "cut between two characters";
}

TEST(Decode, AsciiHasNothingElse) {
    Point plate = point(PointType::text, 4);
    plate.encoding = Encoding::ascii;
    EXPECT_EQ(decode_text(plate, image_of({0x4142, 0x3132, 0x2020, 0x2020})), "AB12") << "padded with spaces";
    EXPECT_EQ(decode_text(plate, image_of({0xC3A4, 0, 0, 0})).error(), DecodeError::not_text);
    EXPECT_EQ(from_utf8("沪A", Encoding::ascii, 9), "?A");
}

TEST(Decode, NoiseIsSafe) {
    std::minstd_rand random(7);
    for (int round = 0; round < 5000; ++round) {
        std::vector<std::uint16_t> words(8);
        for (auto& word : words) {
            word = static_cast<std::uint16_t>(random() >> 8U);
        }
        const auto text = decode_text(point(PointType::text, 8), image_of(words));
        if (text) {
            EXPECT_TRUE(is_printable(*text));
        }
    }
}

} // namespace
} // namespace parkgate::drivers
