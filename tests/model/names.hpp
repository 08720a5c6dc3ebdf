// The words for what happens, in the order of their codes.
#pragma once

#include "tests/model/world.hpp"

namespace parkgate::model {

struct Named {
    Loop loop;
    const char* name;
};
inline constexpr std::array loops{Named{Loop::arrival, "arrival"}, Named{Loop::safety, "safety"},
                                  Named{Loop::photocell, "photocell"}, Named{Loop::beyond, "beyond"}};

struct NamedPresence {
    Presence presence;
    const char* name;
};
inline constexpr std::array presences{NamedPresence{Presence::unknown, "unknown"},
                                      NamedPresence{Presence::clear, "clear"},
                                      NamedPresence{Presence::occupied, "occupied"}};

struct NamedPosition {
    ArmPosition position;
    const char* name;
};
inline constexpr std::array positions{
    NamedPosition{ArmPosition::unknown, "unknown"}, NamedPosition{ArmPosition::down, "down"},
    NamedPosition{ArmPosition::moving, "moving"},   NamedPosition{ArmPosition::up, "up"},
    NamedPosition{ArmPosition::fault, "fault"},     NamedPosition{ArmPosition::torn_off, "torn off"}};

struct NamedOutcome {
    LineOutcome outcome;
    const char* name;
};
inline constexpr std::array outcomes{NamedOutcome{LineOutcome::ok, "ok"}, NamedOutcome{LineOutcome::timeout, "timeout"},
                                     NamedOutcome{LineOutcome::exception, "exception"},
                                     NamedOutcome{LineOutcome::garbled, "garbled"},
                                     NamedOutcome{LineOutcome::not_sent, "not sent"}};

struct NamedCommand {
    ArmCommand command;
    const char* name;
};
inline constexpr std::array commands{NamedCommand{ArmCommand::open, "open"}, NamedCommand{ArmCommand::close, "close"},
                                     NamedCommand{ArmCommand::hold, "hold"},
                                     NamedCommand{ArmCommand::release, "release"}};

struct NamedMode {
    lane::Mode mode;
    const char* name;
};
inline constexpr std::array modes{
    NamedMode{lane::Mode::normal, "normal"}, NamedMode{lane::Mode::held_open, "held open"},
    NamedMode{lane::Mode::locked, "locked"}, NamedMode{lane::Mode::out_of_service, "out of service"}};

struct NamedWay {
    lane::Way way;
    const char* name;
};
inline constexpr std::array ways{NamedWay{lane::Way::both, "both"}, NamedWay{lane::Way::forwards, "forwards"},
                                 NamedWay{lane::Way::backwards, "backwards"}};

} // namespace parkgate::model
