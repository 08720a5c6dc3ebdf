#pragma once

#include "simulator/model/arm.hpp"
#include "simulator/model/camera.hpp"
#include "simulator/model/events.hpp"

#include <array>
#include <optional>
#include <string>

namespace parkgate::sim {

enum class DeviceKind { camera, barrier, loops, display };
inline constexpr std::size_t device_kinds = 4;

enum class ArmTrouble { stuck, repaired, by_hand_up, by_hand_down, torn_off, fault, no_fault };

/// What scripts measure and wait for.
struct LaneRecord {
    std::uint64_t loop_polls = 0;
    std::uint64_t opens = 0;
    Instant last_open{0};
    Instant last_up{0};
    std::uint16_t served_sequence = 0;
    Instant served_at{0};
};

/// One lane's hardware: arm, loops, camera and display, and the car that stands among them.
class Lane {
  public:
    Lane(std::string id, std::chrono::milliseconds arm_travel);

    /// Every change is preceded by this, so that it happens to the hardware as it is at `now`.
    void advance(Instant now, Events& events);
    [[nodiscard]] std::optional<Instant> next_change() const { return arm_.next_change(occupied(Loop::safety)); }

    void set_loop(Loop loop, bool occupied, Instant now, Events& events);
    std::uint16_t show_plate(const PlateReading& reading, std::chrono::milliseconds wall, Instant now, Events& events);
    void command_arm(ArmCommand command, Instant now, Instant received, Events& events);
    void trouble_arm(ArmTrouble trouble, Instant now, Events& events);
    void slow_arm(int factor, Instant now, Events& events);
    void write_display(const DisplayText& text, Instant now, Events& events);
    void note_camera_sent(std::size_t first, std::size_t count, Instant sent, Events& events);
    void note_loops_polled() { ++record_.loop_polls; }

    /// A camera that answers again has stopped to babble too.
    void set_silent(DeviceKind kind, bool silent);
    [[nodiscard]] bool silent(DeviceKind kind) const { return silent_[static_cast<std::size_t>(kind)]; }
    [[nodiscard]] bool occupied(Loop loop) const { return loops_[static_cast<std::size_t>(loop)]; }
    [[nodiscard]] const std::string& id() const { return id_; }
    [[nodiscard]] const Arm& arm() const { return arm_; }
    [[nodiscard]] Camera& camera() { return camera_; }
    [[nodiscard]] const Camera& camera() const { return camera_; }
    [[nodiscard]] const DisplayText& display() const { return display_; }
    [[nodiscard]] const LaneRecord& record() const { return record_; }

  private:
    void tell(Instant at, Happening what, Events& events) const { events.push_back({at, id_, std::move(what)}); }
    void tell(const Arm::Changes& changes, Events& events);

    std::string id_;
    Arm arm_;
    Camera camera_;
    DisplayText display_;
    std::array<bool, 2> loops_{};
    std::array<bool, device_kinds> silent_{};
    LaneRecord record_;
};

} // namespace parkgate::sim
