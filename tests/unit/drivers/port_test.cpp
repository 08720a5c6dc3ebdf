#include "drivers/modbus/line.hpp"
#include "tests/unit/drivers/serial_slave.hpp"
#include "tests/unit/drivers/slave.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

namespace parkgate::drivers {
namespace {

using core::LineOutcome;
using std::chrono::milliseconds;
using test::SerialRequest;
using test::SerialSlave;
using test::Slave;
using Pieces = std::vector<test::Bytes>;

constexpr Span one_word{Table::holding, 7, 1};
constexpr milliseconds short_time{60};        // where no answer comes
constexpr milliseconds generous_time{10'000}; // where one comes, however busy the machine is

RtuPort serial(const std::string& path) {
    return {.path = path, .baud = 115'200, .parity = Parity::none, .stop_bits = 1};
}

struct Read {
    LineOutcome outcome = LineOutcome::not_sent;
    std::vector<std::uint16_t> values;
};

Read read(Port& port, const Span& span = one_word, milliseconds timeout = generous_time) {
    Read result;
    if (port.make_ready(timeout) != Port::Ready::failed) {
        result.outcome = port.read(1, span, timeout, result.values);
    }
    return result;
}

TEST(SerialPort, ReadsAndWritesEveryTable) {
    SerialSlave slave;
    slave.set_word(7, 0x1234);
    slave.set_bit(3, true);
    Port port(serial(slave.path()));
    EXPECT_EQ(read(port).values, (std::vector<std::uint16_t>{0x1234}));
    EXPECT_EQ(read(port, {Table::discrete, 2, 3}).values, (std::vector<std::uint16_t>{0, 1, 0}));
    EXPECT_EQ(read(port, {Table::input, 7, 1}).outcome, LineOutcome::ok);
    EXPECT_EQ(port.write(1, WriteCoil{5, true}, generous_time), LineOutcome::ok);
    EXPECT_EQ(port.write(1, WriteRegisters{3, {4, 5}}, generous_time), LineOutcome::ok);
    EXPECT_EQ(port.write(1, WriteCoilTime{6, 7}, generous_time), LineOutcome::ok);
    EXPECT_TRUE(slave.coil(5));
    EXPECT_EQ(slave.word(4), 5);
    EXPECT_EQ(slave.requests().back().second(), 7);
    EXPECT_EQ(port.noise(), 0U);
}

struct BadAnswer {
    const char* name;
    std::function<Pieces(const test::Bytes& normal)> make;
    LineOutcome outcome;
};

test::Bytes changed(test::Bytes frame, std::size_t at, std::uint8_t to) {
    frame.resize(frame.size() - 2);
    frame[at] = to;
    return test::with_checksum(frame);
}

class SerialBadAnswer : public testing::TestWithParam<BadAnswer> {};

// The answer after the bad one is asked for twice: the first could be a late one.
TEST_P(SerialBadAnswer, IsNoValueAndTheNextOneIsGood) {
    int served = 0;
    SerialSlave slave([&](const SerialRequest&, const test::Bytes& normal) {
        return ++served == 2 ? GetParam().make(normal) : Pieces{normal};
    });
    slave.set_word(7, 42);
    Port port(serial(slave.path()));
    EXPECT_EQ(read(port).outcome, LineOutcome::ok);
    const bool answered = GetParam().outcome != LineOutcome::timeout;
    const Read bad = read(port, one_word, answered ? generous_time : short_time);
    EXPECT_EQ(bad.outcome, GetParam().outcome);
    EXPECT_TRUE(bad.values.empty());
    const Read good = read(port);
    EXPECT_EQ(good.outcome, LineOutcome::ok);
    EXPECT_EQ(good.values, (std::vector<std::uint16_t>{42}));
}

INSTANTIATE_TEST_SUITE_P(
    All, SerialBadAnswer,
    testing::Values(
        BadAnswer{"silence", [](const test::Bytes&) { return Pieces{}; }, LineOutcome::timeout},
        BadAnswer{"short",
                  [](const test::Bytes& normal) { return Pieces{test::Bytes(normal.begin(), normal.end() - 3)}; },
                  LineOutcome::timeout},
        BadAnswer{"checksum",
                  [](test::Bytes normal) {
                      normal.back() ^= 1;
                      return Pieces{normal};
                  },
                  LineOutcome::garbled},
        BadAnswer{"unit", [](const test::Bytes& normal) { return Pieces{changed(normal, 0, 2)}; },
                  LineOutcome::garbled},
        BadAnswer{"function", [](const test::Bytes& normal) { return Pieces{changed(normal, 1, 4)}; },
                  LineOutcome::garbled},
        BadAnswer{"count", [](const test::Bytes&) { return Pieces{test::with_checksum({1, 3, 4, 0, 9, 0, 9})}; },
                  LineOutcome::garbled},
        BadAnswer{"exception", [](const test::Bytes&) { return Pieces{test::with_checksum({1, 0x83, 2})}; },
                  LineOutcome::exception}),
    [](const auto& tested) { return std::string(tested.param.name); });

TEST(SerialPort, AnAnswerByteByByteIsOneAnswer) {
    SerialSlave slave([](const SerialRequest&, const test::Bytes& normal) {
        Pieces pieces;
        for (const std::uint8_t byte : normal) {
            pieces.push_back({byte});
        }
        return pieces;
    });
    slave.set_word(7, 42);
    Port port(serial(slave.path()));
    EXPECT_EQ(read(port).values, (std::vector<std::uint16_t>{42}));
}

TEST(SerialPort, NoiseBetweenFramesIsCountedAndNotRead) {
    SerialSlave slave;
    slave.set_word(7, 42);
    Port port(serial(slave.path()));
    ASSERT_EQ(read(port).outcome, LineOutcome::ok);
    slave.send_noise({1, 3, 2, 0xFF, 0xFF});
    EXPECT_EQ(read(port).values, (std::vector<std::uint16_t>{42}));
    EXPECT_EQ(port.noise(), 5U);
}

TEST(SerialPort, WhatALongFrameHasTooManyIsThrownAway) {
    int served = 0;
    SerialSlave slave([&](const SerialRequest&, test::Bytes normal) {
        if (++served == 1) {
            normal.insert(normal.end(), {1, 2, 3});
        }
        return Pieces{normal};
    });
    slave.set_word(7, 42);
    Port port(serial(slave.path()));
    EXPECT_EQ(read(port).values, (std::vector<std::uint16_t>{42}));
    EXPECT_EQ(read(port).values, (std::vector<std::uint16_t>{42}));
    EXPECT_EQ(port.noise(), 3U);
}

TEST(SerialPort, ALateAnswerIsNeverTakenForTheNext) {
    SerialSlave* self = nullptr;
    int served = 0;
    test::Bytes late;
    SerialSlave slave([&](const SerialRequest&, const test::Bytes& normal) {
        ++served;
        if (served == 1) {
            late = normal;
            self->set_word(7, 222);
            return Pieces{};
        }
        // The late answer comes in front of the one that was asked for.
        return served == 2 ? Pieces{late, normal} : Pieces{normal};
    });
    self = &slave;
    slave.set_word(7, 111);
    Port port(serial(slave.path()));
    EXPECT_EQ(read(port, one_word, short_time).outcome, LineOutcome::timeout);
    EXPECT_EQ(read(port).values, (std::vector<std::uint16_t>{222}));
}

TEST(SerialPort, ASecondUserIsRefused) {
    SerialSlave slave;
    EXPECT_FALSE(is_taken(serial(slave.path())));
    Port port(serial(slave.path()));
    ASSERT_EQ(port.make_ready(generous_time), Port::Ready::connected);
    EXPECT_TRUE(is_taken(serial(slave.path())));
    Port second(serial(slave.path()));
    EXPECT_EQ(second.make_ready(generous_time), Port::Ready::failed);
    port.close();
    EXPECT_FALSE(is_taken(serial(slave.path())));
    EXPECT_FALSE(is_taken(serial("/nowhere/tty"))) << "what is not there is not taken";
}

TEST(Port, AnAddressThatAProgramOfThisMachineIsConnectedToIsTaken) {
    Slave slave;
    const LineAddress address = TcpAddress{"127.0.0.1", slave.port()};
    EXPECT_FALSE(is_taken(address));
    Port port(address);
    ASSERT_EQ(port.make_ready(generous_time), Port::Ready::connected);
    EXPECT_TRUE(is_taken(address));
    port.close();
    EXPECT_FALSE(is_taken(address));
}

class Folder {
  public:
    Folder() {
        std::string pattern = std::filesystem::temp_directory_path() / "parkgate-XXXXXX";
        path_ = ::mkdtemp(pattern.data());
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() { std::filesystem::remove_all(path_); }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

TEST(SerialPort, AnAdapterThatIsPulledOutAndComesBackIsOpenedAgain) {
    const Folder folder;
    const auto name = folder.path() / "ttyUSB0";
    Port port(serial(name));
    EXPECT_EQ(read(port).outcome, LineOutcome::not_sent) << "not there yet";
    auto adapter = std::make_unique<SerialSlave>();
    std::filesystem::create_symlink(adapter->path(), name);
    EXPECT_EQ(read(port).outcome, LineOutcome::ok);
    adapter.reset();
    std::filesystem::remove(name);
    EXPECT_EQ(read(port).outcome, LineOutcome::not_sent);
    EXPECT_EQ(read(port).outcome, LineOutcome::not_sent);
    const SerialSlave other;
    std::filesystem::create_symlink(other.path(), name);
    std::vector<std::uint16_t> values;
    EXPECT_EQ(port.make_ready(generous_time), Port::Ready::reconnected_after_peer_closed)
        << "displays are written again";
    EXPECT_EQ(port.read(1, one_word, generous_time, values), LineOutcome::ok);
}

TEST(SerialPort, AnotherAdapterUnderTheSameNameIsOpened) {
    const Folder folder;
    const auto name = folder.path() / "ttyUSB0";
    SerialSlave first;
    SerialSlave second;
    second.set_word(7, 2);
    std::filesystem::create_symlink(first.path(), name);
    Port port(serial(name));
    ASSERT_EQ(read(port).outcome, LineOutcome::ok);
    std::filesystem::remove(name);
    std::filesystem::create_symlink(second.path(), name);
    EXPECT_EQ(read(port).values, (std::vector<std::uint16_t>{2}));
}

TEST(SerialPort, ComputesWhatBytesAndGapsTake) {
    const Port slow(RtuPort{.path = "x", .baud = 9600, .parity = Parity::none, .stop_bits = 1});
    // 8 bytes out, 6 in, of 10 bits, and two gaps of 3.5 characters.
    EXPECT_NEAR(static_cast<double>(slow.wire_time(Span{Table::discrete, 0, 8}).count()), 21'875, 5);
    const Port fast(RtuPort{.path = "x", .baud = 115'200, .parity = Parity::even, .stop_bits = 1});
    EXPECT_EQ(fast.gap(), Interval{1750});
    EXPECT_EQ(Port(TcpAddress{"127.0.0.1", 1}).wire_time(one_word), Interval{0});
}

struct TcpBad {
    const char* name;
    test::Answer answer;
    LineOutcome outcome;
};
class TcpBadAnswer : public testing::TestWithParam<TcpBad> {};

TEST_P(TcpBadAnswer, IsNoValueAndTheNextOneIsGood) {
    int served = 0;
    test::Slave slave([&](const test::Request&) -> test::Answer {
        return ++served == 1 ? GetParam().answer : test::Answer{test::answer::Normal{}};
    });
    slave.set_word(1, 7, 42);
    Port port(TcpAddress{"127.0.0.1", slave.port()});
    const bool answered = GetParam().outcome != LineOutcome::timeout;
    const Read bad = read(port, one_word, answered ? generous_time : short_time);
    EXPECT_EQ(bad.outcome, GetParam().outcome);
    EXPECT_EQ(bad.values.empty(), bad.outcome != LineOutcome::ok);
    EXPECT_EQ(read(port).values, (std::vector<std::uint16_t>{42}));
}

INSTANTIATE_TEST_SUITE_P(All, TcpBadAnswer,
                         testing::Values(TcpBad{"unit", test::answer::Unit{9}, LineOutcome::garbled},
                                         TcpBad{"function", test::answer::Function{4}, LineOutcome::garbled},
                                         TcpBad{"transaction", test::answer::Transaction{}, LineOutcome::garbled},
                                         TcpBad{"long_frame", test::answer::Long{}, LineOutcome::garbled},
                                         TcpBad{"byte_by_byte", test::answer::ByteByByte{}, LineOutcome::ok}),
                         [](const auto& tested) { return std::string(tested.param.name); });

} // namespace
} // namespace parkgate::drivers
