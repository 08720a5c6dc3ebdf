// Every value of what can happen, in the order of their codes; what they are called is the edge's own word.
#pragma once

#include "edge/core/names.hpp"
#include "tests/model/world.hpp"

namespace parkgate::model {

inline constexpr std::array loops{Loop::arrival, Loop::safety, Loop::photocell, Loop::beyond};
inline constexpr std::array presences{Presence::unknown, Presence::clear, Presence::occupied};
inline constexpr std::array positions{ArmPosition::unknown, ArmPosition::down,  ArmPosition::moving,
                                      ArmPosition::up,      ArmPosition::fault, ArmPosition::torn_off};
// A time-out stands for a garbled answer, too: the lane names neither (proof.py looks).
inline constexpr std::array outcomes{LineOutcome::ok, LineOutcome::timeout, LineOutcome::exception,
                                     LineOutcome::not_sent};
inline constexpr std::array commands{ArmCommand::open, ArmCommand::close, ArmCommand::hold, ArmCommand::release};
inline constexpr std::array modes{lane::Mode::normal, lane::Mode::held_open, lane::Mode::locked,
                                  lane::Mode::out_of_service};

struct NamedWay {
    lane::Way way;
    const char* name;
};
inline constexpr std::array ways{NamedWay{lane::Way::both, "both"}, NamedWay{lane::Way::forwards, "forwards"},
                                 NamedWay{lane::Way::backwards, "backwards"}};

} // namespace parkgate::model
