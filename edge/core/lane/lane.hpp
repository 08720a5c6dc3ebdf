// One lane as a state machine: an arm, what tells of a car around it, and the car between them. It knows nothing of
// plates or money.
//
// Rules that it keeps (docs/HAZARDS.md): S1 no closing while anything under the arm is occupied or unknown; S2 no
// closing without evidence that the car has passed or left the lane backwards, or an operator; S3 no command on
// start-up before the arm has been seen; S4 no fight with a hand; S5 no endless pulses; S6 no opening without a cause;
// S10 what is held open, or given up, is not closed; S11 one car at a time, from one side.
#pragma once

#include "edge/core/hardware.hpp"
#include "protocol/facts.hpp"

#include <optional>
#include <vector>

namespace parkgate::core::lane {

enum class Phase : std::uint8_t {
    recovering,     // after a start: looking, not acting
    idle,           // arm down, nobody in front
    arrived,        // a car in front of the arm, not admitted yet
    opening,        // told to open, not up yet
    open,           // up
    passing,        // up, a car under the arm or between it and the loop behind
    closing,        // told to close, not down yet
    out_of_service, // the arm does not do what it is told: a person is needed
};

// What an operator has made of the lane. A fire alarm goes before all of them.
enum class Mode : std::uint8_t {
    normal,
    held_open,      // up, and staying up
    locked,         // nobody is admitted
    out_of_service, // as locked, and only a person moves the arm
};

// From which side of a reversible lane cars are taken.
enum class Way : std::uint8_t { both, forwards, backwards }; // forwards: from the arrival loop

// What the lane has. At least one of safety and photocell. What is not fitted is not unknown: it is not asked.
struct Sensors {
    bool arrival = true;
    bool safety = true;
    bool photocell = false;
    bool beyond = false;
    bool operator==(const Sensors&) const = default;
};

struct Settings {
    Sensors fitted;
    bool reversible = false;            // cars come from both sides; `beyond` is in front of those of the other side
    Duration open_within{8'000};        // one attempt, from the command to the upper limit
    Duration close_within{10'000};      // one attempt, from the command to the lower limit
    std::int64_t tries = 3;             // attempts before the lane is out of service (S5)
    Duration retry_after{250};          // when the barrier did not take a command
    Duration settle{300};               // a loop must stay clear this long before it counts as left
    Duration turned_back_after{10'000}; // everything clear this long after an admission: the car went backwards
    Duration presumed_after{120'000};   // no evidence either way this long: the car is presumed to have passed
    Duration standing_after{300'000};   // a car stands in the lane this long: somebody should look
    std::int64_t closings = 6;          // begun without one admitted car passing; one more and the arm flaps (S5)
    Duration closings_within{600'000};  // counted in this time
};

// What the lane tells the lot.
enum class Signal : std::uint8_t {
    arrived,     // a new car is in front of the arm
    went_away,   // it left before it was admitted
    came_up,     // the arm is up, by its limit
    passed,      // the car has passed, proven by the loops
    turned_back, // the admitted car left the lane backwards
    presumed,    // no evidence either way in time
    came_down,   // the arm is down, by its limit
    stuck,       // out of service
    left_open,   // the arm stands open and nothing may close it but a passage or an operator
    tailgated,   // a car that nobody admitted is under the arm, behind one that was
    torn_off,    // the boom is off: out of service, and the way is open
    flapping,    // the arm was closed too often for nobody: it stands open until an operator has looked
    standing,    // something has stood in the lane for too long
    moved_on,    // it does not any more
};

// A command for the arm. `cause` is set when the opening is covered by no admission and so needs its own record (S6).
struct Order {
    ArmCommand command = ArmCommand::open;
    std::optional<OpenCause> cause;
};

struct Output {
    std::vector<Signal> signals;
    std::vector<Order> orders;
};

struct State {
    Phase phase = Phase::recovering;
    MonotonicTime since; // of the phase
    Mode mode = Mode::normal;
    bool fire = false;
    Way way = Way::both;

    // As each sensor was last read.
    Presence arrival = Presence::unknown;
    Presence safety = Presence::unknown;
    Presence photocell = Presence::unknown;
    Presence beyond = Presence::unknown;
    // Safety loop and photocell together: occupied if any is, else unknown if any is, else clear (S1).
    Presence under = Presence::unknown;
    ArmPosition arm = ArmPosition::unknown;
    MonotonicTime arm_since; // of the present reading, as the others
    MonotonicTime arrival_since;
    MonotonicTime under_since;
    MonotonicTime beyond_since;

    bool car = false;           // a car is being dealt with
    bool from_beyond = false;   // it came from the other side of a reversible lane
    bool admitted = false;      // it may pass
    bool came_up = false;       // since the admission
    bool under_arm = false;     // it has been under the arm
    bool arrival_freed = false; // the loop in front was clear while it was under the arm: it moved forward
    bool beyond_seen = false;   // something was on the loop behind since then, or since the admission
    bool left_arm = false;      // it has left the arm and is not proven to have passed
    bool under_lost = false;    // for a time nobody knew what was under the arm while it could pass
    bool raised_again = false;  // the arm was lowered before it by nobody's order, and told to rise once more
    bool beyond_first = false;  // of those who wait on both sides of a reversible lane the other side came first

    bool by_hand = false;                  // a person moved the arm: hands off (S4)
    bool raised = true;                    // told to rise since it was last seen down; nobody knows after a start
    bool flapping = false;                 // hands off, too (S5)
    bool standing = false;                 // has been told
    bool torn_off = false;                 // likewise
    std::int64_t closings = 0;             // begun since an admitted car passed or a person looked
    MonotonicTime closings_since;          // of the first of them
    std::int64_t tries = 0;                // commands sent for the movement under way
    bool one_more = false;                 // the attempt beyond them that a silence was worth has been given
    std::optional<MonotonicTime> retry_at; // the last command was not taken
    bool reopening = false;                // told to open after it was told to close: "up" may be about to end
    bool may_be_held = true;               // a hold may stand at the barrier; nobody knows after a start
    bool arm_left_down = false;            // since the lane went out of service

    bool operator==(const State&) const = default;
};

State start(MonotonicTime now);
// After a restart with an admission that had not ended (S3).
State resume(MonotonicTime now, bool came_up);

void see_loop(State& state, const Settings& settings, Loop loop, Presence presence, MonotonicTime now, Output& out);
void see_arm(State& state, const Settings& settings, ArmPosition position, MonotonicTime now, Output& out);
// An outcome of an order that the movement under way has replaced says nothing of that movement.
void command_done(State& state, const Settings& settings, ArmCommand command, LineOutcome outcome, MonotonicTime now,
                  Output& out);
void tick(State& state, const Settings& settings, MonotonicTime now, Output& out);

// The car in front may pass. With the arm up already nothing is sent. While may_admit() says no, only a person admits.
void admit(State& state, const Settings& settings, MonotonicTime now, Output& out, bool by_person = false);
bool may_admit(const State& state);
// A camera's read stands in for an arrival loop that is unknown or not there: an exit is never blocked by a dead loop.
void assume_arrival(State& state, const Settings& settings, MonotonicTime now, Output& out, bool from_beyond = false);
// Another plate is read while the first car may or may not have passed: it has.
void another_car_is_here(State& state, const Settings& settings, MonotonicTime now, Output& out);
// An operator's word. Opening always works; closing only when nothing is known to be under the arm (S1), and not what
// is held open.
void operator_opens(State& state, const Settings& settings, MonotonicTime now, Output& out);
bool operator_closes(State& state, const Settings& settings, MonotonicTime now, Output& out);
// The end of a hold is an operator's word to close an arm that nobody needs.
void set_mode(State& state, const Settings& settings, Mode mode, MonotonicTime now, Output& out);
void set_way(State& state, const Settings& settings, Way way, MonotonicTime now, Output& out);
// Up at once, and nothing closes it before fire_over(); after that a passage or an operator does.
void fire_alarm(State& state, const Settings& settings, MonotonicTime now, Output& out);
void fire_over(State& state, const Settings& settings, MonotonicTime now, Output& out);

// The arm is to stay up, whoever passes.
bool is_held(const State& state);
// The loop in front of the car, or of the next one; nothing: there is none.
std::optional<Presence> in_front(const State& state, const Settings& settings);

// S1, S2 and S10 once more at the moment of sending, for orders that had to wait.
bool may_still_close(const State& state);
bool may_still_open(const State& state);

// The next moment after `now` at which tick() could change something; it has been called at `now`.
std::optional<MonotonicTime> next_deadline(const State& state, const Settings& settings, MonotonicTime now);

} // namespace parkgate::core::lane
