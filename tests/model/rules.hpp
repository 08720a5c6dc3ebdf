// The rules of docs/HAZARDS.md, one function each, on what was really seen.
#pragma once

#include "tests/model/world.hpp"

#include <optional>

namespace parkgate::model {

// A rule of one transition: what was wrong, or nothing. A bare text, because it is asked more than a hundred million
// times.
struct StepRule {
    const char* number;
    const char* text;
    const char* (*broken)(const Step& step);
};
const std::vector<StepRule>& step_rules();

// A rule of one world, whatever comes next.
struct WorldRule {
    const char* number;
    const char* text;
    std::optional<std::string> (*broken)(const Configuration& configuration, const World& world);
};
const std::vector<WorldRule>& world_rules();

} // namespace parkgate::model
