// What the phases share. Private to the room.
#pragma once

#include "edge/core/lane/lane.hpp"

#include <algorithm>

namespace parkgate::core::lane {

void enter(State& state, Phase phase, MonotonicTime now);
// From closing, an arm that still reads "up" may have been told to fall.
void enter_opening(State& state, MonotonicTime now);
void forget_car(State& state);
void new_car(State& state, Output& out);
void send(State& state, ArmCommand command, Output& out, std::optional<OpenCause> cause = {});
bool clear_for(Presence presence, MonotonicTime since, Duration length, MonotonicTime now);
bool safety_left(const State& state, const Settings& settings, MonotonicTime now);
// In front of a lowered arm a car can only leave backwards; what a dead loop under the arm would say does not matter.
bool left_backwards(const State& state, Duration length, MonotonicTime now);
bool everything_clear_for(const State& state, Duration length, MonotonicTime now);
// S1. The evidence that S2 asks for is the caller's.
bool nothing_under_arm(const State& state);
void begin_closing(State& state, MonotonicTime now, Output& out);
void out_of_service(State& state, MonotonicTime now, Output& out);
void arm_is_down(State& state, MonotonicTime now, Output& out);
void stand_open(State& state, MonotonicTime now, Output& out);
// One more attempt at the movement under way, or the end of them (S5).
void try_again(State& state, const Settings& settings, ArmCommand command, MonotonicTime now, Output& out);
// A car that has been under the arm and has moved forward off the arrival loop.
void watch_passage(State& state);
bool attempt_is_over(const State& state, Duration within, MonotonicTime now);

// After a start: looking, not acting (HAZARDS S3). True when it changed the phase.
bool evaluate_recovery(State& state, const Settings& settings, MonotonicTime now, Output& out);

} // namespace parkgate::core::lane
