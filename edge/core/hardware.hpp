// The core's view of the hardware in a lane: values that drivers report, and the port through which it is commanded.
#pragma once

#include "protocol/ids.hpp"
#include "protocol/units.hpp"

#include <array>
#include <functional>
#include <string>
#include <variant>
#include <vector>

namespace parkgate::core {

// Anything that was not read within its device's stale-after is unknown, and unknown never closes an arm.
enum class Presence : std::uint8_t { unknown, clear, occupied };

enum class ArmPosition : std::uint8_t {
    unknown, // not read, or the limits contradict each other
    down,
    moving, // between the limits, whatever moves it
    up,
    fault,    // the barrier says so itself
    torn_off, // the boom is off its arm: the way is open and no command changes that
};

// What tells of a car's presence, in the order in which it meets them on its way in. A lane need not have all of them.
enum class Loop : std::uint8_t {
    arrival,   // in front of the arm: a car wants to pass
    safety,    // under the arm
    photocell, // a beam under the arm
    beyond,    // behind the arm; in front of it for who comes from the other side of a reversible lane
};

// The side that a car comes from. Only a reversible lane has both.
enum class Side : std::uint8_t { entry, exit };

enum class ArmCommand : std::uint8_t {
    open,
    close,
    hold,    // open, and kept open by the barrier itself where it can do that
    release, // the end of a hold; moves nothing by itself
};

// What became of one request on a Modbus line.
enum class LineOutcome : std::uint8_t {
    ok,        // the device answered; whether the arm moves is told by its limits alone
    timeout,   // it may or may not have acted
    exception, // it refused
    garbled,
    not_sent, // the deadline had passed before its turn, its device is silent, or an opening has withdrawn it
};

enum class TextColour : std::uint8_t { white, green, yellow, red };

// What a display with a voice may have been taught to say.
enum class Phrase : std::uint8_t {
    welcome,
    please_pay,
    paid,
    goodbye,
    please_wait,
    lane_closed,
    call_for_help,
    points_used,
    coupon_given,
};

struct NamedPhrase {
    Phrase phrase;
    const char* name; // in a profile
};
inline constexpr std::array phrases{
    NamedPhrase{Phrase::welcome, "welcome"},
    NamedPhrase{Phrase::please_pay, "please_pay"},
    NamedPhrase{Phrase::paid, "paid"},
    NamedPhrase{Phrase::goodbye, "goodbye"},
    NamedPhrase{Phrase::please_wait, "please_wait"},
    NamedPhrase{Phrase::lane_closed, "lane_closed"},
    NamedPhrase{Phrase::call_for_help, "call_for_help"},
    NamedPhrase{Phrase::points_used, "points_used"},
    NamedPhrase{Phrase::coupon_given, "coupon_given"},
};

struct DisplayText {
    TextColour colour = TextColour::white;
    std::array<std::string, 4> lines; // UTF-8
    std::vector<Phrase> voice = {};   // spoken in this order; a display leaves out what it cannot say
    bool operator==(const DisplayText&) const = default;
};

// ---- what drivers report ----

struct LoopSeen {
    LaneId lane;
    Loop loop = Loop::arrival;
    Presence presence = Presence::unknown;
};

struct ArmSeen {
    LaneId lane;
    ArmPosition position = ArmPosition::unknown;
};

// How a reading stands to the car that is in the lane when it is reported.
enum class ReadAge : std::uint8_t {
    fresh,     // taken while the camera answered
    kept,      // it was in the camera when that answered for the first time, or again: perhaps of a car that has gone
    overtaken, // kept, and a newer one with it: not of the car that stands there now
};

struct PlateSeen {
    LaneId lane;
    Side side = Side::entry;     // where the camera looks; of a lane in one direction always its own
    std::string plate;           // UTF-8, as the camera wrote it
    std::int64_t confidence = 0; // percent, 0 to 100
    std::int64_t sequence = 0;   // the camera's own number, for the acknowledgement
    ReadAge age = ReadAge::fresh;
    std::int64_t captured_ms = 0; // the camera's clock, UTC; 0: it has none. Evidence, never a basis of a fee
};

struct ArmCommandDone {
    LaneId lane;
    ArmCommand command = ArmCommand::open;
    LineOutcome outcome = LineOutcome::ok;
};

// A device that answers again, or has not answered within its stale-after.
struct DeviceSeen {
    LaneId lane;
    std::string device; // its name in the configuration
    bool answers = false;
};

// The building's fire alarm, as a contact. A contact that is not read says nothing.
struct FireSeen {
    bool alarm = false;
};

// Registers that make no sense: counted and visible, never acted upon.
struct BadReading {
    LaneId lane;
    std::string device;
    std::string cause; // bad_plate | sequence_jump | sequence_backwards | lost_events | no_result | contradiction
};

using HardwareEvent = std::variant<LoopSeen, ArmSeen, PlateSeen, ArmCommandDone, DeviceSeen, FireSeen, BadReading>;

// The port. Calls return at once; what came of them arrives as HardwareEvent.
class Hardware {
  public:
    Hardware() = default;
    Hardware(const Hardware&) = delete;
    Hardware& operator=(const Hardware&) = delete;
    virtual ~Hardware() = default;

    // Sent ahead of everything else on its line, or not at all: not_sent after `at_most`. Never retried by a driver.
    virtual void command_arm(const LaneId& lane, ArmCommand command, Duration at_most) = 0;
    virtual void show(const LaneId& lane, Side side, const DisplayText& text) = 0;
    // The reading has been dealt with and is durable: the camera may forget it.
    virtual void acknowledge_plate(const LaneId& lane, Side side, std::int64_t sequence) = 0;
    // Whether a car is in the lane: devices are polled fast or slowly.
    virtual void set_busy(const LaneId& lane, bool busy) = 0;
};

} // namespace parkgate::core
