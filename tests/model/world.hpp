// What the proof drives: the lane as it is, beside a memory of its own of what was really seen.
#pragma once

#include "edge/core/lane/lane.hpp"
#include "tests/model/pack.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace parkgate::model {

namespace lane = core::lane;
using core::ArmCommand;
using core::ArmPosition;
using core::LineOutcome;
using core::Loop;
using core::Presence;

inline constexpr std::size_t loop_kinds = 4;
inline constexpr std::size_t index_of(Loop loop) {
    return static_cast<std::size_t>(loop);
}

// What is done to a lane beside loops, limits, time, admissions, reads and a start.
struct Happens {
    bool outcomes = true;  // of commands
    bool of_moves = true;  // of open and close, and not only of holds
    bool unread = true;    // an arm that is not known again, or between its limits
    bool broken = true;    // fault contact and swing-off switch
    bool restarts = true;  // with an admission that the file holds
    bool operators = true; // who open and close
    bool modes = false;
    bool fire = false;
};

// A lane type: what is fitted, its times in units of one tick, and what is done to it.
struct Configuration {
    std::string name;
    lane::Settings settings;
    Happens happens;

    [[nodiscard]] bool has(Loop loop) const;
    [[nodiscard]] std::vector<Loop> fitted() const;
    // The longest of its times.
    [[nodiscard]] std::int64_t longest() const;
};

// A setting of this length and longer never comes to pass in this configuration.
inline constexpr Duration never{1'000};

// The last order that left for the arm, as far as its limits have answered it.
enum class Told : std::uint8_t { nothing, to_open, has_opened, to_close };

// How far the car got over the loops since it came.
enum class Trail : std::uint8_t { none, under_arm, moved_on };

// An independent memory: it reads the events and the lane's orders and signals, never the lane's state.
struct Ghost {
    std::array<Presence, loop_kinds> seen{};       // as last shown
    std::array<MonotonicTime, loop_kinds> since{}; // of that presence
    std::array<bool, loop_kinds> ever{};           // known at least once since the start
    ArmPosition arm = ArmPosition::unknown;
    bool arm_ever = false;   // known at least once since the start
    std::int64_t waited = 0; // since the start, until everything has been seen
    bool looked = false;     // everything has been seen, or waited for, or somebody has spoken
    bool was_down = false;   // the limit that it was last seen at
    lane::Mode mode = lane::Mode::normal;
    lane::Way way = lane::Way::both;
    bool fire = false;
    bool given_up = false;    // the lane has said that the arm flaps, and nobody has looked since
    bool car = false;         // a car has arrived and has not ended
    bool from_beyond = false; // where it came from
    bool admitted = false;    // an admission has not ended
    Trail trail = Trail::none;
    bool fell = false;           // nobody's order lowered the arm before it, and it was told to rise once more
    Trail came_in = Trail::none; // as trail, under an arm that is not down, since the car came or was admitted
    bool evidence =
        false; // the car has passed or left backwards, or an operator has spoken; nothing under the arm since
    bool by_hand = false; // it went up though nobody had told it to
    Told told = Told::nothing;
    std::int64_t in_a_row = 0; // orders of one kind with no success, no new cause and no car between them
    bool may_be_held = true;   // a hold was sent, or nobody knows, and no end of it was taken since
    bool one_more = false;     // what a silence was worth has been counted
    bool cause = false;        // somebody wanted this opening, and it is on record

    bool operator==(const Ghost&) const = default;
};

struct World {
    lane::State lane;
    Ghost ghost;
    bool operator==(const World&) const = default;
};

enum class Kind : std::uint8_t {
    loop,
    arm,
    outcome,
    time,
    admit,
    assume_arrival,
    another_car,
    operator_opens,
    operator_closes,
    mode,
    way,
    fire_alarm,
    fire_over,
    start,
    resume,
};

struct Event {
    std::string text;
    Kind kind = Kind::time;
    Loop loop = Loop::arrival;
    Presence presence = Presence::unknown;
    ArmPosition position = ArmPosition::unknown;
    ArmCommand command = ArmCommand::open; // of an outcome
    LineOutcome outcome = LineOutcome::ok;
    bool flag = false; // of a resume: it had come up; of an assumed arrival: from beyond; of admit: by a person
    lane::Mode mode = lane::Mode::normal;
    lane::Way way = lane::Way::both;
};

// Everything that can happen to a lane of this type.
std::vector<Event> events_of(const Configuration& configuration);
// What the lot never does in this world: it admits only a car that is there, once, and when the lane may.
bool can_happen(const Event& event, const World& world);

// Every time stamp is compared with settings alone, so two that are both older than the longest of those are the same:
// for each stamp, that age. A comparison of another kind would show as a branch that is never taken.
Caps caps_of(const Configuration& configuration);

// Without what nothing reads any more.
void make_canonical(const Configuration& configuration, World& world, MonotonicTime now);

// The world before anything was seen.
World first_world(const Configuration& configuration);

// One event, and the tick that the daemon gives with it.
struct Step {
    const Configuration& configuration;
    const Event& event;
    MonotonicTime now;
    const World& before;
    Ghost then; // what was known as the lane decided: with the event, without the lane's answer
    World after;
    lane::Output out;
    bool closes = false; // an operator's word to close was taken

    [[nodiscard]] bool ordered_to_close() const;
    [[nodiscard]] bool ordered_to_open() const;
    [[nodiscard]] bool signalled(lane::Signal signal) const;
};

Step take(const Configuration& configuration, const World& before, const Event& event, MonotonicTime at = the_present);

// ---- the ghost's eyes ----
bool is_held(const Ghost& ghost);
Presence under_arm(const Configuration& configuration, const Ghost& ghost);
bool under_arm_clear_for(const Configuration& configuration, const Ghost& ghost, Duration length, MonotonicTime now);
// In front of the car and under the arm.
bool all_clear_for(const Configuration& configuration, const Ghost& ghost, Duration length, MonotonicTime now);
// The arm, and in front of it and under it.
bool everything_seen(const Configuration& configuration, const Ghost& ghost);
// In the name of an admission whose arm had come up.
bool raises_again(const Step& step);
void observe(const Configuration& configuration, Ghost& ghost, const Event& event, MonotonicTime now);
void conclude(Step& step);

// ---- for the reader of a path ----
std::string described(const World& world, const Configuration& configuration);
std::string described(const lane::Output& out);

} // namespace parkgate::model
