// Checks device profiles: each problem on a line, exit 1 if there is any. Part of every build.
#include "drivers/modbus/profile.hpp"

#include <cstdio>

int main(int count, char** arguments) {
    int problems = 0;
    for (int i = 1; i < count; ++i) {
        for (const auto& problem : parkgate::drivers::load_profile(arguments[i]).second) {
            std::fprintf(stderr, "%s\n", parkgate::settings::to_text(problem).c_str());
            ++problems;
        }
    }
    return problems == 0 ? 0 : 1;
}
