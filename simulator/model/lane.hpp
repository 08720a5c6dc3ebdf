#pragma once

#include "simulator/model/arm.hpp"
#include "simulator/model/camera.hpp"
#include "simulator/model/events.hpp"
#include "simulator/model/relays.hpp"
#include "simulator/model/slot_camera.hpp"
#include "simulator/model/trigger_camera.hpp"
#include "simulator/watch/recorder.hpp"
#include "simulator/watch/witness.hpp"

#include <array>
#include <optional>
#include <string>

namespace parkgate::sim {

/// The first five are roles too: what a lane has of each at most once, and what scripts silence.
enum class DeviceKind {
    camera,
    barrier,
    loops,
    display,
    alarm,
    trigger_camera,
    slot_camera,
    relay_board, ///< barrier and loops in one unit
    state_barrier,
    gbk_display,
};
inline constexpr std::size_t device_kinds = 10;

[[nodiscard]] bool plays(DeviceKind kind, DeviceKind role);

enum class ArmTrouble {
    stuck,
    repaired,
    by_hand_up,
    by_hand_down,
    torn_off,
    fault,
    no_fault,
    contradict,
    no_contradict,
    falls
};
/// What a loop's input says: the truth, what it said when it froze, occupied, or clear for ever.
enum class LoopTrouble { none, frozen, stuck, dead };

/// What scripts measure and wait for.
struct LaneRecord {
    std::uint64_t loop_polls = 0;
    std::uint64_t opens = 0;
    std::uint64_t closes = 0;
    Instant last_open{0};
    Instant last_up{0};
    struct Served {
        std::uint16_t sequence = 0;
        Instant at{0};
    };
    std::array<Served, 2> served{};
    [[nodiscard]] const Served& served_by(Side side) const { return served[static_cast<std::size_t>(side)]; }
};

/// What looks to one side of a lane.
struct Eyes {
    Camera camera;
    TriggerCamera trigger_camera;
    SlotCamera slot_camera;
    DisplayText display;
};

/// One lane's hardware: arm, loops, cameras and displays, and the cars that stand among them.
class Lane {
  public:
    Lane(std::string id, std::chrono::milliseconds arm_travel);

    /// Every change is preceded by this, so that it happens to the hardware as it is at `now`.
    void advance(Instant now, Events& events);
    [[nodiscard]] std::optional<Instant> next_change() const { return arm_.next_change(car_beneath()); }

    void set_loop(Loop loop, bool occupied, Instant now, Events& events);
    /// The car that stands there leaves, and not under the arm.
    void back_out(Side side, Instant now, Events& events);
    std::uint16_t show_plate(const PlateReading& reading, std::chrono::milliseconds wall, Instant now, Events& events,
                             Side side = Side::entry);
    void command_arm(ArmCommand command, Instant now, Instant received, Events& events);
    void trouble_arm(ArmTrouble trouble, Instant now, Events& events);
    void slow_arm(int factor, Instant now, Events& events);
    void close_arm_by_itself(std::chrono::milliseconds after, Instant now, Events& events);
    void write_display(const DisplayText& text, Instant now, Events& events, Side side = Side::entry);
    void speak(std::vector<std::uint16_t> phrases, Instant now, Events& events);
    void set_fire(bool alarm, Instant now, Events& events);
    void trouble_loop(Loop loop, LoopTrouble trouble, Instant now);
    /// The next plate gets this number, in cameras that count.
    void restart_cameras();
    void endless_readings(bool on);
    /// An answer of the device has been sent.
    void note_told(const Told& told, Instant sent, Events& events);
    void note_served(std::uint16_t sequence, Instant sent, Events& events, Side side = Side::entry);
    void note_camera_sent(std::size_t first, std::size_t count, Instant sent, Events& events, Side side = Side::entry);
    void note_loops_polled() { ++record_.loop_polls; }

    /// A camera that answers again has stopped to babble too.
    void set_silent(DeviceKind kind, bool silent, Instant now);
    [[nodiscard]] bool silent(DeviceKind kind) const;
    [[nodiscard]] bool occupied(Loop loop) const { return loops_[static_cast<std::size_t>(loop)]; }
    /// What the loop's input says, whatever is true.
    [[nodiscard]] bool reported(Loop loop) const;
    [[nodiscard]] bool car_beneath() const { return occupied(Loop::safety) || occupied(Loop::photocell); }
    [[nodiscard]] bool fire() const { return fire_; }
    [[nodiscard]] const std::string& id() const { return id_; }
    [[nodiscard]] const Arm& arm() const { return arm_; }
    [[nodiscard]] Eyes& eyes(Side side) { return eyes_[static_cast<std::size_t>(side)]; }
    [[nodiscard]] const Eyes& eyes(Side side) const { return eyes_[static_cast<std::size_t>(side)]; }
    [[nodiscard]] Camera& camera(Side side = Side::entry) { return eyes(side).camera; }
    [[nodiscard]] const Camera& camera(Side side = Side::entry) const { return eyes(side).camera; }
    [[nodiscard]] Relays& relays() { return relays_; }
    [[nodiscard]] Recorder& recorder() { return recorder_; }
    [[nodiscard]] const Recorder& recorder() const { return recorder_; }
    [[nodiscard]] Witness& witness() { return witness_; }
    [[nodiscard]] const Witness& witness() const { return witness_; }
    [[nodiscard]] const DisplayText& display(Side side = Side::entry) const { return eyes(side).display; }
    [[nodiscard]] const LaneRecord& record() const { return record_; }

  private:
    void tell(Instant at, Happening what, Events& events) const { events.push_back({at, id_, std::move(what)}); }
    void tell(const Arm::Changes& changes, Events& events);
    void tell(Recorder::Violations&& found, Instant at, Events& events) const;
    void note_lies(Instant now);

    std::string id_;
    Arm arm_;
    std::array<Eyes, 2> eyes_;
    Relays relays_;
    Recorder recorder_;
    Witness witness_;
    std::array<bool, loop_count> loops_{};
    std::array<LoopTrouble, loop_count> loop_trouble_{};
    std::array<bool, loop_count> frozen_{};
    bool fire_ = false;
    std::array<bool, device_kinds> silent_{};
    LaneRecord record_;
};

} // namespace parkgate::sim
