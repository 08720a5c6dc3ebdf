#pragma once

#include "simulator/model/camera.hpp"

namespace parkgate::sim {

/// A plate camera that holds one reading, in GBK with the low byte first: drivers/profiles/slot-camera.toml.
class SlotCamera {
  public:
    static constexpr std::size_t input_count = 13;
    static constexpr std::size_t holding_count = 1;

    void show(const PlateReading& reading, std::chrono::milliseconds wall);
    void acknowledge(std::uint16_t sequence);
    /// As after a power cut: nothing read yet, counted from the start.
    void restart() { *this = SlotCamera{}; }
    /// Every look finds a new reading.
    void endless(bool on) { endless_ = on; }

    void fill(std::span<std::uint16_t> input, std::span<std::uint16_t> holding);
    /// The sequence, when an answer with the whole reading is the first of it.
    [[nodiscard]] std::optional<std::uint16_t> note_sent(std::size_t first, std::size_t count);
    [[nodiscard]] std::uint16_t sequence() const { return sequence_; }
    [[nodiscard]] std::uint16_t lost() const { return lost_; }

  private:
    std::array<std::uint16_t, 8> plate_{};
    std::uint16_t confidence_ = 0;
    std::uint32_t captured_ = 0;
    std::uint16_t sequence_ = 0;
    std::uint16_t acknowledged_ = 0;
    std::uint16_t lost_ = 0;
    bool sent_ = false;
    bool endless_ = false;
};

} // namespace parkgate::sim
