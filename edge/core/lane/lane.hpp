// One lane as a state machine: an arm, two loops, and the car between them. It knows nothing of plates or money.
//
// Rules that it keeps (docs/HAZARDS.md): S1 no closing while the loop under the arm is occupied or unknown; S2 no
// closing without evidence that the car has passed or left the lane backwards, or an operator; S3 no command on
// start-up before arm and loops have been seen; S4 no fight with a hand; S5 no endless pulses; S6 no opening without a
// cause.
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
    passing,        // up, a car under the arm
    closing,        // told to close, not down yet
    out_of_service, // the arm does not do what it is told: a person is needed
};

struct Settings {
    Duration open_within{8'000};        // one attempt, from the command to the upper limit
    Duration close_within{10'000};      // one attempt, from the command to the lower limit
    std::int64_t tries = 3;             // attempts before the lane is out of service (S5)
    Duration retry_after{250};          // when the barrier did not take a command
    Duration settle{300};               // a loop must stay clear this long before it counts as left
    Duration turned_back_after{10'000}; // everything clear this long after an admission: the car went backwards
    Duration presumed_after{120'000};   // no evidence either way this long: the car is presumed to have passed
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
    Presence arrival = Presence::unknown;
    Presence safety = Presence::unknown;
    ArmPosition arm = ArmPosition::unknown;
    MonotonicTime arrival_since; // of the loop's present state
    MonotonicTime safety_since;

    bool car = false;                      // a car is being dealt with
    bool admitted = false;                 // it may pass
    bool came_up = false;                  // since the admission
    bool under_arm = false;                // it has been on the safety loop
    bool arrival_freed = false;            // the arrival loop was clear while it was under the arm: it moved forward
    bool by_hand = false;                  // a person moved the arm: hands off (S4)
    std::int64_t tries = 0;                // commands sent for the movement under way
    std::optional<MonotonicTime> retry_at; // the last command was not taken
    bool reopening = false;                // told to open after it was told to close: "up" may be about to end
    bool arm_left_down = false;            // since the lane went out of service

    bool operator==(const State&) const = default;
};

State start(MonotonicTime now);
// After a restart with an admission that had not ended (S3).
State resume(MonotonicTime now, bool came_up);

void see_loop(State& state, const Settings& settings, Loop loop, Presence presence, MonotonicTime now, Output& out);
void see_arm(State& state, const Settings& settings, ArmPosition position, MonotonicTime now, Output& out);
void command_done(State& state, const Settings& settings, LineOutcome outcome, MonotonicTime now, Output& out);
void tick(State& state, const Settings& settings, MonotonicTime now, Output& out);

// The car in front may pass. With the arm up already nothing is sent.
void admit(State& state, const Settings& settings, MonotonicTime now, Output& out);
// A camera's read stands in for an arrival loop that is unknown: an exit is never blocked by a dead loop.
void assume_arrival(State& state, MonotonicTime now, Output& out);
// Another plate is read while the first car may or may not have passed: it has.
void another_car_is_here(State& state, const Settings& settings, MonotonicTime now, Output& out);
// An operator's word. Opening always works; closing only over a loop that is known to be clear (S1).
void operator_opens(State& state, const Settings& settings, MonotonicTime now, Output& out);
bool operator_closes(State& state, const Settings& settings, MonotonicTime now, Output& out);

// S1 and S2 once more at the moment of sending, for orders that had to wait.
bool may_still_close(const State& state);
bool may_still_open(const State& state);

// The next moment after `now` at which tick() could change something; it has been called at `now`.
std::optional<MonotonicTime> next_deadline(const State& state, const Settings& settings, MonotonicTime now);

} // namespace parkgate::core::lane
