#include "edge/core/names.hpp"

#include <utility>

namespace parkgate::core {

const char* text_of(Matched matched) {
    switch (matched) {
    case Matched::none: return "none";
    case Matched::exact: return "exact";
    case Matched::fuzzy: return "fuzzy";
    case Matched::chosen: return "chosen";
    }
    std::unreachable();
}

const char* text_of(Presence presence) {
    switch (presence) {
    case Presence::unknown: return "unknown";
    case Presence::clear: return "clear";
    case Presence::occupied: return "occupied";
    }
    std::unreachable();
}

const char* text_of(ArmPosition position) {
    switch (position) {
    case ArmPosition::unknown: return "unknown";
    case ArmPosition::down: return "down";
    case ArmPosition::moving: return "moving";
    case ArmPosition::up: return "up";
    case ArmPosition::fault: return "fault";
    case ArmPosition::torn_off: return "torn_off";
    }
    std::unreachable();
}

const char* text_of(ArmCommand command) {
    switch (command) {
    case ArmCommand::open: return "open";
    case ArmCommand::close: return "close";
    case ArmCommand::hold: return "hold";
    case ArmCommand::release: return "release";
    }
    std::unreachable();
}

const char* text_of(Loop loop) {
    switch (loop) {
    case Loop::arrival: return "arrival";
    case Loop::safety: return "safety";
    case Loop::photocell: return "photocell";
    case Loop::beyond: return "beyond";
    }
    std::unreachable();
}

const char* text_of(LineOutcome outcome) {
    switch (outcome) {
    case LineOutcome::ok: return "ok";
    case LineOutcome::timeout: return "timeout";
    case LineOutcome::exception: return "exception";
    case LineOutcome::garbled: return "garbled";
    case LineOutcome::not_sent: return "not_sent";
    }
    std::unreachable();
}

namespace lane {

const char* text_of(Phase phase) {
    switch (phase) {
    case Phase::recovering: return "recovering";
    case Phase::idle: return "idle";
    case Phase::arrived: return "arrived";
    case Phase::opening: return "opening";
    case Phase::open: return "open";
    case Phase::passing: return "passing";
    case Phase::closing: return "closing";
    case Phase::out_of_service: return "out_of_service";
    }
    std::unreachable();
}

const char* text_of(Signal signal) {
    switch (signal) {
    case Signal::arrived: return "arrived";
    case Signal::went_away: return "went_away";
    case Signal::came_up: return "came_up";
    case Signal::passed: return "passed";
    case Signal::turned_back: return "turned_back";
    case Signal::presumed: return "presumed";
    case Signal::came_down: return "came_down";
    case Signal::stuck: return "stuck";
    case Signal::left_open: return "left_open";
    case Signal::tailgated: return "tailgated";
    case Signal::torn_off: return "torn_off";
    case Signal::flapping: return "flapping";
    case Signal::standing: return "standing";
    case Signal::moved_on: return "moved_on";
    }
    std::unreachable();
}

const char* text_of(Mode mode) {
    switch (mode) {
    case Mode::normal: return "normal";
    case Mode::held_open: return "held_open";
    case Mode::locked: return "locked";
    case Mode::out_of_service: return "out_of_service";
    }
    std::unreachable();
}

} // namespace lane
} // namespace parkgate::core
