#include "simulator/line/byte_clock.hpp"
#include "simulator/line/transmission.hpp"
#include "simulator/modbus/frame.hpp"

#include <gtest/gtest.h>

#include <array>

namespace parkgate::sim {
namespace {

using namespace std::chrono_literals;

struct Tables {
    std::array<std::uint8_t, 10> coils{};
    std::array<std::uint8_t, 4> discrete{1, 0, 1, 1};
    std::array<std::uint16_t, 4> holding{0x0102, 3, 0xFFFF, 5};
    std::array<std::uint16_t, 2> input{7, 8};
    Bytes ask(const Bytes& pdu) { return execute({coils, discrete, holding, input}, pdu); }
};

TEST(Pdu, ReadsEveryTable) {
    Tables tables;
    EXPECT_EQ(tables.ask({2, 0, 0, 0, 4}), (Bytes{2, 1, 0x0D}));
    EXPECT_EQ(tables.ask({3, 0, 0, 0, 2}), (Bytes{3, 4, 1, 2, 0, 3}));
    EXPECT_EQ(tables.ask({4, 0, 1, 0, 1}), (Bytes{4, 2, 0, 8}));
    tables.coils[9] = 1;
    EXPECT_EQ(tables.ask({1, 0, 0, 0, 10}), (Bytes{1, 2, 0x00, 0x02}));
}

TEST(Pdu, WritesCoilsAndRegisters) {
    Tables tables;
    EXPECT_EQ(tables.ask({5, 0, 3, 0xFF, 0}), (Bytes{5, 0, 3, 0xFF, 0}));
    EXPECT_EQ(tables.coils[3], 1);
    EXPECT_EQ(tables.ask({15, 0, 0, 0, 10, 2, 0x01, 0x02}), (Bytes{15, 0, 0, 0, 10}));
    EXPECT_EQ(tables.coils, (std::array<std::uint8_t, 10>{1, 0, 0, 0, 0, 0, 0, 0, 0, 1}));
    EXPECT_EQ(tables.ask({16, 0, 1, 0, 2, 4, 0, 9, 1, 0}), (Bytes{16, 0, 1, 0, 2}));
    EXPECT_EQ(tables.ask({6, 0, 3, 0, 1}), (Bytes{6, 0, 3, 0, 1}));
    EXPECT_EQ(tables.holding, (std::array<std::uint16_t, 4>{0x0102, 9, 256, 1}));
}

TEST(Pdu, RefusesAndThenHasChangedNothing) {
    Tables tables;
    const auto before = tables.holding;
    EXPECT_EQ(tables.ask({3, 0, 3, 0, 2}), (Bytes{0x83, 2}));
    EXPECT_EQ(tables.ask({16, 0, 3, 0, 2, 4, 0, 9, 1, 0}), (Bytes{0x90, 2}));
    EXPECT_EQ(tables.ask({16, 0, 1, 0, 2, 3, 0, 9, 1}), (Bytes{0x90, 3}));
    EXPECT_EQ(tables.ask({3, 0, 0, 0, 0}), (Bytes{0x83, 3}));
    EXPECT_EQ(tables.ask({5, 0, 0, 0x12, 0}), (Bytes{0x85, 3}));
    EXPECT_EQ(tables.ask({43, 14, 1, 0}), (Bytes{0xAB, 1}));
    EXPECT_EQ(tables.holding, before);
}

TEST(Frame, RtuHasTheChecksumOfTheStandard) {
    // The example of the Modbus serial line guide.
    EXPECT_EQ(encode(Framing::rtu, {2, {7}, 0}), (Bytes{0x02, 0x07, 0x41, 0x12}));
    EXPECT_FALSE(decode_rtu(Bytes{0x02, 0x07, 0x41, 0x13}).has_value());
    const auto frame = decode_rtu(Bytes{0x02, 0x07, 0x41, 0x12});
    ASSERT_TRUE(frame.has_value());
    EXPECT_EQ(frame->unit, 2);
    EXPECT_EQ(frame->pdu, Bytes{7});
}

TEST(Frame, TcpTakesWholeRequestsOnly) {
    Bytes received = encode(Framing::tcp, {3, {3, 0, 0, 0, 1}, 0x1234});
    Bytes half(received.begin(), received.begin() + 9);
    Frame frame;
    EXPECT_EQ(take_tcp(half, frame), TcpState::more_to_come);
    received.push_back(0x55);
    EXPECT_EQ(take_tcp(received, frame), TcpState::frame);
    EXPECT_EQ(frame.transaction, 0x1234);
    EXPECT_EQ(received, Bytes{0x55});
    Bytes nonsense(20, 0xEE);
    EXPECT_EQ(take_tcp(nonsense, frame), TcpState::senseless);
}

Bytes sent(const Transmission& transmission) {
    Bytes all;
    for (const auto& piece : transmission.pieces) {
        all.insert(all.end(), piece.bytes.begin(), piece.bytes.end());
    }
    return all;
}

TEST(Transmission, EachFaultDoesWhatItSays) {
    const Frame answer{2, {3, 2, 0, 7}, 9};
    const Bytes good = encode(Framing::rtu, answer);
    const auto with = [&](LineFault fault, std::uint16_t amount = 0) {
        return distort(Framing::rtu, answer, FaultHit{fault, amount});
    };
    EXPECT_EQ(sent(distort(Framing::rtu, answer, std::nullopt)), good);
    EXPECT_TRUE(sent(with(LineFault::silent)).empty());
    EXPECT_TRUE(sent(with(LineFault::unanswered)).empty());
    EXPECT_EQ(sent(with(LineFault::late, 300)), good);
    EXPECT_EQ(with(LineFault::late, 300).pieces.front().after, 300ms);
    EXPECT_EQ(decode_rtu(sent(with(LineFault::wrong_unit)))->unit, 3);
    EXPECT_EQ(decode_rtu(sent(with(LineFault::wrong_function)))->pdu.front(), 4);
    EXPECT_EQ(decode_rtu(sent(with(LineFault::exception, 6)))->pdu, (Bytes{0x83, 6}));
    EXPECT_EQ(sent(with(LineFault::short_frame)).size(), good.size() - 2);
    EXPECT_EQ(sent(with(LineFault::long_frame)).size(), good.size() + 3);
    EXPECT_FALSE(decode_rtu(sent(with(LineFault::bad_crc))).has_value());
    EXPECT_GT(sent(with(LineFault::noise)).size(), good.size());
    EXPECT_EQ(with(LineFault::byte_by_byte, 3).pieces.size(), good.size());
    EXPECT_EQ(sent(with(LineFault::byte_by_byte, 3)), good);
    EXPECT_TRUE(distort(Framing::tcp, answer, FaultHit{LineFault::closed, 0}).then_close);
}

TEST(Faults, StrikeTheirUnitAndEnd) {
    LineFaults faults;
    faults.add({.fault = LineFault::silent, .unit = 3, .times = 2});
    EXPECT_FALSE(faults.strike(2).has_value());
    EXPECT_TRUE(faults.strike(3).has_value());
    EXPECT_TRUE(faults.strike(3).has_value());
    EXPECT_FALSE(faults.strike(3).has_value());
    EXPECT_EQ(faults.hits(), 2U);
    faults.add({.fault = LineFault::noise, .unit = {}});
    EXPECT_TRUE(faults.strike(77).has_value());
    faults.clear();
    EXPECT_FALSE(faults.strike(77).has_value());
}

TEST(ByteClock, IsAsSlowAsTheLine) {
    EXPECT_EQ(ByteClock({.baud = 9600}).byte_time(), Instant{1'041'666});
    EXPECT_EQ(ByteClock({.baud = 115'200, .parity = Parity::even}).byte_time(), Instant{95'486});
    ByteClock clock({.baud = 9600});
    const Instant request = clock.pass(10ms, 8);
    EXPECT_EQ(request, 10ms + 8 * Instant{1'041'666});
    EXPECT_EQ(clock.pass(11ms, 1), request + Instant{1'041'666}) << "the line was not free";
    EXPECT_EQ(clock.bytes_at_once(), 1U);
    EXPECT_EQ(ByteClock({.baud = 115'200}).bytes_at_once(), 8U);
}

} // namespace
} // namespace parkgate::sim
