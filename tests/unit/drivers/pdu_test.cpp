#include "drivers/modbus/decode.hpp"
#include "drivers/modbus/pdu.hpp"

#include <gtest/gtest.h>

#include <random>

namespace parkgate::drivers {
namespace {

using core::LineOutcome;

constexpr Span three_bits{Table::discrete, 0x0102, 3};
constexpr Span two_words{Table::holding, 7, 2};

LineOutcome read(const Span& span, const Bytes& answer) {
    std::vector<std::uint16_t> values;
    const LineOutcome outcome = check_read(span, answer, values);
    EXPECT_EQ(values.size(), outcome == LineOutcome::ok ? span.count : 0U);
    return outcome;
}

TEST(Pdu, Requests) {
    EXPECT_EQ(request_of(three_bits), (Bytes{2, 1, 2, 0, 3}));
    EXPECT_EQ(request_of(WriteCoil{5, true}), (Bytes{5, 0, 5, 0xFF, 0}));
    EXPECT_EQ(request_of(WriteCoilTime{0x200, 7}), (Bytes{5, 2, 0, 0, 7}));
    EXPECT_EQ(request_of(WriteRegisters{3, {4, 5}}), (Bytes{16, 0, 3, 0, 2, 4, 0, 4, 0, 5}));
}

TEST(Pdu, ReadsBitsAndWords) {
    std::vector<std::uint16_t> values;
    EXPECT_EQ(check_read(three_bits, Bytes{2, 1, 0b101}, values), LineOutcome::ok);
    EXPECT_EQ(values, (std::vector<std::uint16_t>{1, 0, 1}));
    EXPECT_EQ(check_read(two_words, Bytes{3, 4, 0x12, 0x34, 0, 9}, values), LineOutcome::ok);
    EXPECT_EQ(values, (std::vector<std::uint16_t>{0x1234, 9}));
}

TEST(Pdu, RefusesEveryOtherAnswer) {
    for (const Bytes& answer : {Bytes{},
                                {3},
                                {4, 4, 0, 0, 0, 0},
                                {3, 4, 0, 0, 0},
                                {3, 2, 0, 0, 0, 0},
                                {3, 4, 0, 0, 0, 0, 0},
                                {0x84, 2},
                                {0x83},
                                {0x83, 2, 0}}) {
        EXPECT_EQ(read(two_words, answer), LineOutcome::garbled);
    }
    EXPECT_EQ(read(two_words, {0x83, 2}), LineOutcome::exception);
    EXPECT_EQ(read(two_words, {0x83, 11}), LineOutcome::timeout) << "a gateway that has waited in vain";
}

TEST(Pdu, AWriteIsTakenOnlyWhenItsOwnEchoComes) {
    const WriteRequest open = WriteCoil{5, true};
    EXPECT_EQ(check_write(open, Bytes{5, 0, 5, 0xFF, 0}), LineOutcome::ok);
    EXPECT_EQ(check_write(open, Bytes{5, 0, 6, 0xFF, 0}), LineOutcome::garbled);
    EXPECT_EQ(check_write(open, Bytes{5, 0, 5, 0, 0}), LineOutcome::garbled);
    EXPECT_EQ(check_write(open, Bytes{5, 0, 5, 0xFF}), LineOutcome::garbled);
    EXPECT_EQ(check_write(WriteRegisters{3, {4, 5}}, Bytes{16, 0, 3, 0, 2}), LineOutcome::ok);
    EXPECT_EQ(check_write(open, Bytes{0x85, 6}), LineOutcome::exception);
}

TEST(Pdu, NoiseIsSafe) {
    std::minstd_rand random(11);
    for (int round = 0; round < 20'000; ++round) {
        Bytes answer(random() % 12);
        for (auto& byte : answer) {
            byte = static_cast<std::uint8_t>(random() >> 8U);
        }
        (void)read(two_words, answer);
        (void)read(three_bits, answer);
        const std::string text(answer.begin(), answer.end());
        for (const Encoding encoding : {Encoding::utf_8, Encoding::gbk, Encoding::ascii}) {
            if (const auto good = to_utf8(text, encoding)) {
                EXPECT_TRUE(is_printable(*good));
            }
            EXPECT_LE(from_utf8(text, encoding, 5).size(), 5U);
        }
    }
}

} // namespace
} // namespace parkgate::drivers
