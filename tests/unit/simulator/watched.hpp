#pragma once

#include "simulator/watch/recorder.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace parkgate::sim {

/// A lane whose controller has read everything a moment ago and whose arm is up for a car in front of it.
struct Watched {
    using Rules = std::vector<std::string>;

    Recorder recorder;
    Instant now = std::chrono::seconds{100};

    Watched() {
        told(false);
        recorder.see_loop(Loop::arrival, true, true, now);
        recorder.see_plate("沪A00001", Side::entry, now);
        EXPECT_TRUE(command(ArmCommand::open).empty());
        recorder.see_arm(ArmState::up, now);
    }
    std::vector<std::string> told(bool occupied) {
        return rules(recorder.see_told({.limits = true, .loops = true, .under_arm_occupied = occupied}, now));
    }
    std::vector<std::string> command(ArmCommand what) { return rules(recorder.see_command(what, now)); }
    static std::vector<std::string> rules(const Recorder::Violations& found) {
        std::vector<std::string> names;
        for (const Violation& violation : found) {
            names.push_back(violation.rule);
        }
        return names;
    }
    void loop(Loop which, bool occupied) { recorder.see_loop(which, occupied, false, now); }
    void pass() {
        loop(Loop::safety, true);
        loop(Loop::arrival, false);
        loop(Loop::safety, false);
    }
};

inline DisplayText green_for(const std::string& plate) {
    return {.colour = static_cast<std::uint16_t>(DisplayColour::green), .lines = {plate, "", "", ""}};
}

} // namespace parkgate::sim
