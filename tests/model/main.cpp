// Drives the lane's own code through every world that can be reached and checks every rule on the way.
// `--only S4` looks at one rule and ends with its first violation, as the mutants need it; `--type NAME` at one lane
// type; `--list` prints their names; `--full` leaves nothing out that can happen to it. Exit
// 0: every rule holds; 1: one is broken, and its shortest path has been printed; 2: the space has no bound.
#include "tests/model/configurations.hpp"
#include "tests/model/explore.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <span>
#include <string_view>

namespace {

std::string option(std::span<char*> words, const std::string& name) {
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
        if (words[i] == name) {
            return words[i + 1];
        }
    }
    return {};
}

} // namespace

int main(int count, char** words) {
    using namespace parkgate::model;
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    const std::span arguments(words, static_cast<std::size_t>(count));
    const std::string only = option(arguments, "--only");
    const std::string type = option(arguments, "--type");
    const auto asked_for = [&](std::string_view name) {
        return std::ranges::any_of(arguments, [&](const char* word) { return word == name; });
    };
    const bool full = asked_for("--full");
    if (asked_for("--list")) {
        for (const auto& configuration : configurations()) {
            std::puts(configuration.name.c_str());
        }
        return 0;
    }
    std::size_t states = 0;
    std::size_t transitions = 0;
    const auto begun = std::chrono::steady_clock::now();
    const auto seconds = [&] {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    };
    std::vector<Violation> violations;
    try {
        for (auto configuration : configurations()) {
            if (full) {
                configuration.happens = {.modes = configuration.happens.modes, .fire = configuration.happens.fire};
            }
            if (!type.empty() && configuration.name != type) {
                continue;
            }
            Exploration exploration(configuration, only);
            const auto found = exploration.run();
            states += exploration.states();
            transitions += exploration.transitions();
            std::printf("%-40s %9zu states %11zu transitions %6.1f s\n", configuration.name.c_str(),
                        exploration.states(), exploration.transitions(), seconds());
            for (const auto& violation : found) {
                std::printf("VIOLATION of %s\n", violation.report.c_str());
            }
            violations.insert(violations.end(), found.begin(), found.end());
            if (!only.empty() && !found.empty()) {
                break;
            }
        }
    } catch (const Unbounded& unbounded) {
        std::printf("VIOLATION of bound: %s\n", unbounded.what());
        return 2;
    }
    std::printf("all: %zu states, %zu transitions, %.1f s, %zu violations\n", states, transitions, seconds(),
                violations.size());
    return violations.empty() ? 0 : 1;
}
