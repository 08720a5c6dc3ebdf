// Registers that are read by one request, and what was read. Pure.
#pragma once

#include "drivers/modbus/point.hpp"

#include <optional>
#include <span>
#include <vector>

namespace parkgate::drivers {

struct Span {
    Table table = Table::holding;
    std::uint16_t first = 0;
    std::uint16_t count = 0;
    bool operator==(const Span&) const = default;
};

// The protocol's own limits of one read.
constexpr int longest_register_read = 125;
constexpr int longest_bit_read = 2000;

[[nodiscard]] Span span_of(const Point& point);

// Sorts and merges: spans of one table whose gap is at most `gap` become one, as far as one request can carry it.
// A span that is longer than one request is cut.
[[nodiscard]] std::vector<Span> merged(std::vector<Span> wanted, int gap = 8);

// What one poll has read; a bit is 0 or 1.
class Image {
  public:
    void add(const Span& span, std::vector<std::uint16_t> values) { parts_.push_back({span, std::move(values)}); }
    void clear() { parts_.clear(); }
    // The values of the span; empty when they were not read, or not by one request.
    [[nodiscard]] std::span<const std::uint16_t> at(const Span& span) const;

  private:
    struct Part {
        Span span;
        std::vector<std::uint16_t> values;
    };
    std::vector<Part> parts_;
};

} // namespace parkgate::drivers
