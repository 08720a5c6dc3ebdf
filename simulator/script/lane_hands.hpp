#pragma once

#include "simulator/plant.hpp"
#include "simulator/script/command.hpp"

#include <chrono>
#include <expected>
#include <string>

namespace parkgate::sim {

/// Why a command did not come to its end: the simulator is ending, or what was waited for did not happen.
struct Unfinished {
    bool stopped;
    std::string expected;
};
using Outcome = std::expected<void, Unfinished>;

/// What a script can do to one lane, and wait for there. Belongs to one thread.
class LaneHands {
  public:
    LaneHands(Plant& plant, std::string lane) : plant_(plant), lane_(std::move(lane)) {}

    void set_loop(Loop loop, bool occupied);
    std::uint16_t show(const PlateReading& reading, Side side = Side::entry);
    [[nodiscard]] Outcome arrive(const PlateReading& reading, Side from = Side::entry);
    [[nodiscard]] Outcome drive_through(Side from = Side::entry);
    /// Ordinary `wait`: an open command counts since the last car arrived or the last such wait ended.
    [[nodiscard]] Outcome wait_for(const WaitFor& wait);
    [[nodiscard]] Outcome wait(Plant::Predicate predicate, std::chrono::milliseconds within, std::string expected);
    [[nodiscard]] Outcome pause(std::chrono::milliseconds time);

    void set_pace(std::chrono::milliseconds pace) { pace_ = pace; }
    [[nodiscard]] std::chrono::milliseconds pace() const { return pace_; }
    [[nodiscard]] Plant& plant() { return plant_; }
    [[nodiscard]] const std::string& lane() const { return lane_; }
    [[nodiscard]] LaneRecord record();

  private:
    /// A car is where it is for the pace, and until the controller has been told of it twice.
    [[nodiscard]] Outcome stay_until_told();

    Plant& plant_;
    std::string lane_;
    std::chrono::milliseconds pace_{300};
    std::uint64_t opens_seen_ = 0;
};

} // namespace parkgate::sim
