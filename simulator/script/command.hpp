#pragma once

#include "simulator/line/faults.hpp"
#include "simulator/model/lane.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace parkgate::sim {

struct Arrive {
    PlateReading reading;
    Side from = Side::entry;
};
struct ReadPlate {
    PlateReading reading;
    Side from = Side::entry;
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
struct DriveThrough {
    Side from = Side::entry;
};
struct BackOut {
    Side from = Side::entry;
};
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
/// Its barrier closes by itself so long after it has come up.
struct CloseByItself {
    std::chrono::milliseconds after;
};
struct CameraGarbage {};
struct CameraSequence {
    std::uint16_t sequence;
};
struct SetSilent {
    DeviceKind kind;
    bool silent;
};
struct CameraRestart {};
struct CameraEndless {
    bool on;
};
struct TroubleLoop {
    Loop loop;
    LoopTrouble trouble;
};
struct ShowDisplay {
    Side side = Side::entry;
};
struct Cycle {
    std::uint32_t times;
    std::string prefix;
};
struct CycleList {
    std::string file;
};
struct Traffic {
    std::uint32_t seed = 0;
    std::uint32_t passages = 0;
    /// What every plate of the lane starts with.
    std::string prefix{};
    /// The lane by which the cars came in that leave here; nothing for a lane that lets cars in.
    std::string from{};
    bool both_ways = false; ///< cars come in from the entry's side and leave from the exit's
    bool faults = false;
    bool harsh = false; ///< what looks under the arm and what moves it fails too, and operators change the mode
};

using Command = std::variant<Arrive, ReadPlate, SetLoop, WaitFor, DriveThrough, BackOut, SetPace, Pause, TroubleArm,
                             SlowArm, CloseByItself, CameraGarbage, CameraSequence, SetSilent, CameraRestart,
                             CameraEndless, TroubleLoop, ShowDisplay, Cycle, CycleList, Traffic>;

struct LaneCommand {
    std::string lane;
    std::string verb;
    Command command;
    std::uint32_t line;
    std::string text;
};

/// Done at once, whatever the lanes are doing.
struct AddFault {
    std::string line;
    FaultOrder order;
};
struct ClearFaults {
    std::string line;
};
struct Plug {
    std::string line;
    bool in;
};
struct SetFire {
    bool alarm;
};
/// An operator is about to say this to the controller.
struct TellWord {
    std::string lane;
    Recorder::OperatorWord word;
};
struct ControllerRestarted {};
/// The controller tells people that this lane needs one, or no longer.
struct ControllerCalls {
    std::string lane;
    bool calls;
};
struct TellSummary {};
using SiteWord =
    std::variant<AddFault, ClearFaults, Plug, SetFire, TellWord, ControllerRestarted, ControllerCalls, TellSummary>;
struct SiteCommand {
    std::string verb;
    SiteWord word;
    std::uint32_t line;
    std::string text;
};

struct AllWait {};
struct Snapshot {};
struct Quit {};

using Statement = std::variant<LaneCommand, SiteCommand, AllWait, Snapshot, Quit>;

} // namespace parkgate::sim
