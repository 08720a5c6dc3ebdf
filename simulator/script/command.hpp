#pragma once

#include "simulator/model/lane.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace parkgate::sim {

struct Arrive {
    PlateReading reading;
};
struct ReadPlate {
    PlateReading reading;
};
struct SetLoop {
    Loop loop;
    bool occupied;
};
enum class WaitGoal { up, down, open_command };
struct WaitFor {
    WaitGoal goal;
    std::chrono::milliseconds within;
};
struct DriveThrough {};
struct BackOut {};
struct SetPace {
    std::chrono::milliseconds pace;
};
struct Pause {
    std::chrono::milliseconds time;
};
struct TroubleArm {
    ArmTrouble trouble;
};
struct SlowArm {
    int factor;
};
struct CameraGarbage {};
struct CameraSequence {
    std::uint16_t sequence;
};
struct SetSilent {
    DeviceKind kind;
    bool silent;
};
struct ShowDisplay {};
struct Cycle {
    std::uint32_t times;
    std::string prefix;
};
struct CycleList {
    std::string file;
};

using Command = std::variant<Arrive, ReadPlate, SetLoop, WaitFor, DriveThrough, BackOut, SetPace, Pause, TroubleArm,
                             SlowArm, CameraGarbage, CameraSequence, SetSilent, ShowDisplay, Cycle, CycleList>;

struct LaneCommand {
    std::string lane;
    std::string verb;
    Command command;
    std::uint32_t line;
    std::string text;
};
struct AllWait {};
struct Snapshot {};
struct Quit {};

using Statement = std::variant<LaneCommand, AllWait, Snapshot, Quit>;

} // namespace parkgate::sim
