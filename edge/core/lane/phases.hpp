// What the phases share. Private to the room.
#pragma once

#include "edge/core/lane/lane.hpp"

#include <algorithm>

namespace parkgate::core::lane {

// A loop as the car in the lane meets it.
struct Place {
    bool fitted = false;
    Presence presence = Presence::unknown;
    MonotonicTime since;

    [[nodiscard]] bool is(Presence one) const { return fitted && presence == one; }
    [[nodiscard]] bool is_blind() const { return !fitted || presence == Presence::unknown; }
    [[nodiscard]] bool clear_for(Duration length, MonotonicTime now) const {
        return is(Presence::clear) && now - since >= length;
    }
};

// One event of a lane: what it is done to, and by what.
struct Scene {
    State& state;
    const Settings& settings;
    MonotonicTime now;
    Output& out;

    [[nodiscard]] Place front() const;
    [[nodiscard]] Place behind() const;
    void tell(Signal signal) const { out.signals.push_back(signal); }
};

void enter(const Scene& scene, Phase phase);
// From closing, an arm that still reads "up" may have been told to fall.
void enter_opening(const Scene& scene);
void forget_passage(State& state); // what is known of how far the car got
void forget_car(State& state);
void new_car(const Scene& scene, bool from_beyond);
// A car whose end is known by now: passed, turned back, presumed, or gone before it was admitted.
void end_car(const Scene& scene, Signal end);
// The end of a hold moves nothing. An arm that the barrier itself keeps up is not lowered by the best of orders.
void release(const Scene& scene);
void send(const Scene& scene, ArmCommand command, std::optional<OpenCause> cause = {});
// A side from which a car has come to a lane that deals with none; nothing: nobody is there.
std::optional<bool> side_of_next_car(const Scene& scene);
void watch_for_a_car(const Scene& scene);

bool under_left(const Scene& scene);
// In front of a lowered arm a car can only leave backwards; what a dead loop under the arm would say does not matter.
bool left_backwards(const Scene& scene, Duration length);
// Nobody is in front or under the arm. Where no loop is in front, nobody knows.
bool everything_clear_for(const Scene& scene, Duration length);
// The car has been under the arm and is gone forwards (S2).
bool passage_proven(const Scene& scene);
// It has left the arm, and the loop behind has yet to see it or to be free of it.
bool is_before_or_on_beyond(const Scene& scene);
// How long an arm that should be up may be between its limits, or not be read: what cannot be read has most likely not
// moved.
Duration unseen_at_most(const State& state, const Settings& settings);
bool is_at_a_limit(const State& state);
// An arm that has left its upper limit is no open way, whatever the phase is called.
bool stands_up(const State& state);
// S1. The evidence that S2 asks for is the caller's.
bool nothing_under_arm(const State& state);
// Nor is an arm lowered that nobody sees: an order to a silent barrier would do its work at a time of its own.
bool may_be_lowered(const State& state);
bool hands_off(const State& state);

// A car that no loop sees is not waited for without end.
bool is_lost_sight_of(const Scene& scene);
// Who has not come under the arm in all this time has not passed it; who may have, is presumed to have.
Signal end_without_evidence(const Scene& scene);
// What became of an admission of the run before, whose car is not there any more.
Signal end_of_unseen(const State& state);

enum class Says : std::uint8_t { evidence, a_person };
void begin_closing(const Scene& scene, Says who);
void out_of_service(const Scene& scene);
void arm_is_down(const Scene& scene);
void stand_open(const Scene& scene);
ArmCommand raising(const State& state);
// One more attempt at the movement under way, or the end of them (S5).
void try_again(const Scene& scene, ArmCommand command);
// A car that has been under the arm and has moved forward off the loop in front.
void watch_passage(const Scene& scene);
// What it may have done where nothing under the arm tells of it.
void watch_out_of_sight(const Scene& scene);
// A car that nobody admitted is under the arm.
void tailgated(const Scene& scene);
bool attempt_is_over(const Scene& scene, Duration within);

// A boom that is off puts the lane out of service in any phase.
void look_for_torn_arm(const Scene& scene);
// While cars pass under it, too.
void resend_hold(const Scene& scene);
void look_for_standing(const Scene& scene);

bool evaluate_open(const Scene& scene);
bool evaluate_passing(const Scene& scene);
// After a start: looking, not acting (HAZARDS S3). True when it changed the phase.
bool evaluate_recovery(const Scene& scene);
// The arm does nothing, and the cars are seen all the same. True when it changed the phase.
bool evaluate_out_of_service(const Scene& scene);
// Phases follow from what is seen, so one event may take the lane through several of them.
void evaluate(const Scene& scene);

} // namespace parkgate::core::lane
