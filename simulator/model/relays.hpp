#pragma once

#include "simulator/model/time.hpp"

#include <array>
#include <cstdint>
#include <optional>

namespace parkgate::sim {

/// The relays of the board of drivers/profiles/relay-board-barrier.toml: contacts that are held, or closed for a time
/// that the board itself keeps.
class Relays {
  public:
    static constexpr std::size_t count = 8;
    static constexpr std::uint16_t flash_on = 4;
    /// The board keeps the time in this unit.
    static constexpr std::chrono::milliseconds unit{100};

    [[nodiscard]] bool closed(std::size_t relay, Instant now) const {
        return relays_[relay].held || now < relays_[relay].until;
    }
    [[nodiscard]] bool held(std::size_t relay) const { return relays_[relay].held; }

    /// These return whether the contact has closed by it: a contact that was closed already tells the barrier nothing.
    bool hold(std::size_t relay, bool on, Instant now) {
        const bool before = closed(relay, now);
        relays_[relay].held = on;
        if (!on) {
            relays_[relay].until = now;
        }
        return on && !before;
    }
    bool flash(std::size_t relay, std::uint16_t tenths, Instant now) {
        const bool before = closed(relay, now);
        relays_[relay].until = now + tenths * unit;
        return tenths > 0 && !before;
    }

    /// The relay whose two registers, action and time, start at this address.
    [[nodiscard]] static std::optional<std::size_t> relay_at(std::size_t address) {
        const bool fits = address >= 3 && (address - 3) % 5 == 0 && (address - 3) / 5 < count;
        return fits ? std::optional{(address - 3) / 5} : std::nullopt;
    }

  private:
    struct Relay {
        bool held = false;
        Instant until{0};
    };
    std::array<Relay, count> relays_{};
};

} // namespace parkgate::sim
