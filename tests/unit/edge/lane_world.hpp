// One lane alone: what it is shown, and what it orders and signals.
#pragma once

#include "edge/core/lane/lane.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace parkgate::test {

using namespace std::chrono_literals;
using core::ArmCommand;
using core::ArmPosition;
using core::LineOutcome;
using core::Loop;
using core::Presence;
using core::lane::Phase;
using core::lane::Signal;

class Lane {
  public:
    core::lane::Settings settings;
    MonotonicTime now{1h};
    core::lane::State state = core::lane::start(now);

    // A lane at work: arm down, nobody there.
    static Lane idle() {
        Lane lane;
        lane.outcome(ArmCommand::release, LineOutcome::ok); // nothing is held
        lane.sees(Presence::clear, Presence::clear, ArmPosition::down);
        lane.forget();
        return lane;
    }
    static Lane resumed(bool came_up) {
        Lane lane;
        lane.state = core::lane::resume(lane.now, came_up);
        return lane;
    }
    // A car that was admitted, with the arm up.
    static Lane with_open_arm() {
        Lane lane = idle();
        lane.arrival(Presence::occupied).admit().arm(ArmPosition::up);
        lane.forget();
        return lane;
    }

    Lane& sees(Presence arrival_loop, Presence safety_loop, ArmPosition position) {
        return arrival(arrival_loop).safety(safety_loop).arm(position);
    }
    Lane& arrival(Presence presence) {
        core::lane::see_loop(state, settings, Loop::arrival, presence, now, out_);
        return *this;
    }
    Lane& safety(Presence presence) {
        core::lane::see_loop(state, settings, Loop::safety, presence, now, out_);
        return *this;
    }
    Lane& photocell(Presence presence) {
        core::lane::see_loop(state, settings, Loop::photocell, presence, now, out_);
        return *this;
    }
    Lane& beyond(Presence presence) {
        core::lane::see_loop(state, settings, Loop::beyond, presence, now, out_);
        return *this;
    }
    Lane& mode(core::lane::Mode mode) {
        core::lane::set_mode(state, settings, mode, now, out_);
        return *this;
    }
    Lane& fire() {
        core::lane::fire_alarm(state, settings, now, out_);
        return *this;
    }
    Lane& fire_over() {
        core::lane::fire_over(state, settings, now, out_);
        return *this;
    }
    Lane& arm(ArmPosition position) {
        core::lane::see_arm(state, settings, position, now, out_);
        return *this;
    }
    Lane& admit() {
        core::lane::admit(state, settings, now, out_);
        return *this;
    }
    // Of the order that the lane waits for, unless another is named.
    Lane& outcome(LineOutcome outcome) {
        const ArmCommand raising = core::lane::is_held(state) ? ArmCommand::hold : ArmCommand::open;
        return this->outcome(state.phase == Phase::closing ? ArmCommand::close : raising, outcome);
    }
    Lane& outcome(ArmCommand command, LineOutcome outcome) {
        core::lane::command_done(state, settings, command, outcome, now, out_);
        return *this;
    }
    Lane& another_car() {
        core::lane::another_car_is_here(state, settings, now, out_);
        return *this;
    }
    Lane& assume_arrival() {
        core::lane::assume_arrival(state, settings, now, out_);
        return *this;
    }
    Lane& operator_opens() {
        core::lane::operator_opens(state, settings, now, out_);
        return *this;
    }
    bool operator_closes() { return core::lane::operator_closes(state, settings, now, out_); }

    // By its deadlines alone, as the daemon's timer does it.
    Lane& after(Duration length) {
        const MonotonicTime end = now + length;
        while (now < end) {
            const auto next = core::lane::next_deadline(state, settings, now);
            now = next && *next < end ? *next : end;
            core::lane::tick(state, settings, now, out_);
        }
        return *this;
    }

    // What was ordered since the last look: "o" and "c".
    std::string orders() {
        std::string text;
        for (const auto& order : out_.orders) {
            text += "ochr"[static_cast<std::size_t>(order.command)];
        }
        out_.orders.clear();
        return text;
    }
    std::vector<Signal> signals() { return std::exchange(out_.signals, {}); }
    [[nodiscard]] const core::lane::Output& out() const { return out_; }
    void forget() { out_ = {}; }

  private:
    core::lane::Output out_;
};

using Signals = std::vector<Signal>;

inline void PrintTo(const Lane& lane, std::ostream* out) {
    *out << "phase " << static_cast<int>(lane.state.phase);
}

} // namespace parkgate::test

namespace parkgate::core::lane {

inline void PrintTo(Signal signal, std::ostream* out) {
    constexpr std::array names = {"arrived",  "went_away", "came_up",  "passed",    "turned_back",
                                  "presumed", "came_down", "stuck",    "left_open", "tailgated",
                                  "torn_off", "flapping",  "standing", "moved_on"};
    *out << names.at(static_cast<std::size_t>(signal));
}
inline void PrintTo(Phase phase, std::ostream* out) {
    constexpr std::array names = {"recovering", "idle",    "arrived", "opening",
                                  "open",       "passing", "closing", "out_of_service"};
    *out << names.at(static_cast<std::size_t>(phase));
}

} // namespace parkgate::core::lane
