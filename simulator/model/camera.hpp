#pragma once

#include "simulator/model/time.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <random>
#include <span>
#include <string>

namespace parkgate::sim {

struct PlateReading {
    /// At most Camera::plate_bytes bytes, any bytes.
    std::string plate;
    std::uint16_t confidence = 98;
    std::uint16_t colour = 1;
};

/// A plate camera with a ring of the newest events. Slot i holds the event whose sequence number leaves the remainder
/// i.
class Camera {
  public:
    static constexpr std::size_t plate_bytes = 16;
    static constexpr std::size_t depth = 4;
    static constexpr std::size_t register_count = 80;
    static constexpr std::size_t acknowledge_register = 2;

    explicit Camera(std::uint32_t garbage_seed = 1) : noise_(garbage_seed) {}

    /// Puts an event into the ring and returns its sequence number. `wall` is the time since 1970 that the event
    /// carries.
    std::uint16_t show(const PlateReading& reading, std::chrono::milliseconds wall);
    void acknowledge(std::uint16_t sequence);
    /// The next event gets this number, whatever came before.
    void jump_to(std::uint16_t sequence) { next_ = sequence; }
    /// While it babbles every register reads as noise.
    void babble(bool on) { babbling_ = on; }
    /// Every look finds more new events than the ring holds.
    void endless(bool on) { endless_ = on; }

    void fill(std::span<std::uint16_t> registers, Instant now);
    /// An answer with these registers has been sent: the events in it that had not been sent whole before, each
    /// at its slot.
    std::array<std::optional<std::uint16_t>, depth> note_sent(std::size_t first, std::size_t count);

    [[nodiscard]] std::uint16_t newest() const { return newest_; }
    [[nodiscard]] std::uint16_t lost() const { return lost_; }
    [[nodiscard]] std::uint16_t acknowledged() const { return acknowledged_; }

  private:
    struct Slot {
        std::array<std::uint16_t, 16> registers{};
        std::uint16_t sequence = 0;
        bool filled = false;
        bool acknowledged = false;
        bool sent = false;
    };

    std::array<Slot, depth> slots_{};
    std::uint16_t next_ = 1;
    std::uint16_t newest_ = 0;
    std::uint16_t acknowledged_ = 0;
    std::uint16_t lost_ = 0;
    bool babbling_ = false;
    bool endless_ = false;
    std::minstd_rand noise_;
};

} // namespace parkgate::sim
