// Where one value lies in a device's Modbus tables, and how it is written there.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace parkgate::drivers {

// Polls of one millisecond need a finer clock than the core's: inside this room time is the steady clock's own.
using Clock = std::chrono::steady_clock;
using Time = Clock::time_point;
using Interval = std::chrono::microseconds;

enum class Table : std::uint8_t { coil, discrete, input, holding };
enum class PointType : std::uint8_t { bit, u16, i16, u32, i32, f32, text };
enum class Order : std::uint8_t { high_first, low_first };
enum class Access : std::uint8_t { read, write };
enum class Encoding : std::uint8_t { utf_8, gbk, ascii };

// One value of an enumeration.
struct Code {
    std::string name;
    std::int64_t value = 0;
};

struct Point {
    Table table = Table::holding;
    std::uint16_t address = 0; // as on the wire, whatever base the maker counts from
    PointType type = PointType::u16;
    Access access = Access::read; // a point that can be written can be read too
    std::uint16_t width = 1;      // registers, or bits in the tables of bits
    Order words = Order::high_first;
    Order bytes = Order::high_first; // of text
    Encoding encoding = Encoding::utf_8;
    std::uint8_t bit = 0;    // of a bit in a register: 0 is the lowest
    bool active_low = false; // of a bit: 0 means yes
    double scale = 1;        // what a number is multiplied by
    // Raw values by which the device says that it does not know.
    std::vector<std::int64_t> unknown = {};
    std::vector<std::string> unknown_texts = {};
    std::vector<Code> codes = {};
    std::string unit = {}; // for people
};

[[nodiscard]] constexpr bool is_bits(Table table) {
    return table == Table::coil || table == Table::discrete;
}

} // namespace parkgate::drivers
