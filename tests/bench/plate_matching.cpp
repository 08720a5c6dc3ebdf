// How often an exit ends the right stay, a wrong one or asks a person, over seeded stays with misread plates; and how
// long it takes among 5,000 open ones.
//   plate_matching STAYS SEED [MOST MARGIN ASK_WITHIN]
// Prints one JSON object a line, which plates.py judges.
#include "tests/bench/plate_world.hpp"

#include <algorithm>
#include <chrono>
#include <cinttypes>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace parkgate;
using namespace parkgate::bench;

using Figures = std::vector<std::pair<const char*, std::uint64_t>>;

void print(const char* world, const Figures& figures) {
    std::printf(R"({"world": "%s")", world);
    for (const auto& [name, value] : figures) {
        std::printf(R"(, "%s": %)" PRIu64, name, value);
    }
    std::puts("}");
    std::fflush(stdout);
}

void print(const char* name, const World& world) {
    const Outcome o = run(world);
    print(name, {{"seed", world.seed},
                 {"per_mille", static_cast<std::uint64_t>(1000 * world.misreads + 0.5)},
                 {"stays", o.stays},
                 {"misread", o.misread},
                 {"repaired", o.repaired},
                 {"differing", o.differing},
                 {"fuzzy", o.fuzzy},
                 {"wrong", o.wrong},
                 {"asked", o.asked},
                 {"lost", o.lost},
                 {"asked_without_answer", o.asked_without_answer},
                 {"asked_well_read", o.asked_well_read},
                 {"hits_at_exit", o.hits_at_exit},
                 {"hits_at_entry", o.hits_at_entry},
                 {"after_exact", o.after_hits[0]},
                 {"after_fuzzy", o.after_hits[1]},
                 {"after_asked", o.after_hits[2]},
                 {"after_none", o.after_hits[3]}});
}

// Nanoseconds of each, in ascending order.
std::vector<std::uint64_t> time_matches(const World& world, const std::vector<std::string_view>& open,
                                        const std::vector<std::string>& readings, std::size_t& kinds) {
    std::vector<std::uint64_t> ns;
    for (const std::string& read : readings) {
        const auto began = std::chrono::steady_clock::now();
        kinds += plate::match(read, 95, open, world.settings).index();
        ns.push_back(static_cast<std::uint64_t>((std::chrono::steady_clock::now() - began).count()));
    }
    std::ranges::sort(ns);
    return ns;
}

void print_times(const World& world, std::size_t sessions, std::size_t count) {
    Dice dice(world.seed);
    std::vector<std::string> plates;
    while (plates.size() < sessions) {
        plates.push_back(draw_plate(dice));
    }
    std::vector<std::string> well_read;
    std::vector<std::string> misread_ones;
    for (std::size_t i = 0; i < count; ++i) {
        well_read.push_back(plates[below(dice, sessions)]);
        misread_ones.push_back(misread(dice, well_read.back()));
    }
    const std::vector<std::string_view> open(plates.begin(), plates.end());
    std::size_t kinds = 0; // keeps the compiler from leaving the work out
    const auto exact = time_matches(world, open, well_read, kinds);
    const auto near = time_matches(world, open, misread_ones, kinds);
    print("times", {{"sessions", sessions},
                    {"readings", count},
                    {"exact_p50_ns", exact[count / 2]},
                    {"p50_ns", near[count / 2]},
                    {"p99_ns", near[count * 99 / 100]},
                    {"kinds", kinds}});
}

} // namespace

int main(int argc, char** argv) {
    const auto argument = [&](int at, std::uint64_t otherwise) {
        return argc > at ? std::stoull(argv[at]) : otherwise;
    };
    World world;
    world.stays = argument(1, 1'000'000);
    world.seed = argument(2, 20'261);
    world.settings.most = static_cast<int>(argument(3, static_cast<std::uint64_t>(world.settings.most)));
    world.settings.margin = static_cast<int>(argument(4, static_cast<std::uint64_t>(world.settings.margin)));
    world.settings.ask_within = static_cast<int>(argument(5, static_cast<std::uint64_t>(world.settings.ask_within)));
    print_times(world, 5'000, 2'000);
    for (const double share : {0.01, 0.05}) {
        world.misreads = share;
        print("city", world);
    }
    const std::uint64_t strangers = world.stays / 10;
    print("strangers", {{"cars", strangers}, {"matched", strangers_matched(world, strangers)}});
    world.stays /= 5;
    world.strange = 0.3;
    print("city where 30 % of misreadings are any character", world);
    world.strange = 0;
    world.one_office = true;
    print("one office, digits only", world);
    world.one_office = false;
    world.fleet = 100;
    print("fleet", world);
}
