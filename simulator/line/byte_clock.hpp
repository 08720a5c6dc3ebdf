#pragma once

#include "simulator/model/time.hpp"

#include <algorithm>
#include <cstddef>

namespace parkgate::sim {

enum class Parity { none, even, odd };

struct SerialSettings {
    unsigned baud = 9600;
    Parity parity = Parity::none;
    unsigned stop_bits = 1;
    std::chrono::milliseconds turnaround{2}; ///< of every device on the line
};

/// When bytes that are handed to a line at some time have really gone over it.
class ByteClock {
  public:
    explicit ByteClock(const SerialSettings& settings)
        : byte_(std::chrono::nanoseconds{std::int64_t{1'000'000'000} * bits_of(settings) / settings.baud}),
          fast_(settings.baud > 19'200) {}

    [[nodiscard]] Instant byte_time() const { return byte_; }
    /// The silence that ends a frame: 3.5 characters, and above 19200 baud a fixed time.
    [[nodiscard]] Instant gap() const { return fast_ ? Instant{1'750'000} : byte_ * 7 / 2; }
    /// The end of so many bytes that are handed over at `from`, behind all that was handed over before.
    Instant pass(Instant from, std::size_t bytes) {
        free_ = std::max(from, free_) + byte_ * static_cast<std::int64_t>(bytes);
        return free_;
    }
    [[nodiscard]] Instant free_at() const { return free_; }
    /// As many bytes as may be handed to the other end at once without its noticing.
    [[nodiscard]] std::size_t bytes_at_once() const {
        return static_cast<std::size_t>(std::max<std::int64_t>(1, std::chrono::nanoseconds{700'000} / byte_));
    }

  private:
    static std::int64_t bits_of(const SerialSettings& settings) {
        return 9 + settings.stop_bits + (settings.parity == Parity::none ? 0 : 1);
    }

    Instant byte_;
    bool fast_;
    Instant free_{0};
};

} // namespace parkgate::sim
