// A car park in which plates are misread: cars, cameras, and what became of each stay.
#pragma once

#include "plate/match.hpp"
#include "tests/bench/plate_cars.hpp"

#include <array>
#include <cstdint>

namespace parkgate::bench {

struct World {
    std::uint64_t seed = 0;
    std::uint64_t stays = 0;
    std::size_t inside = 500;
    double strange = 0;      // share of the misreadings that put any character in the place of any other
    double misreads = 0;     // share of the readings at each end
    std::size_t fleet = 0;   // of the cars inside, with consecutive plates
    bool one_office = false; // all others are 沪A and five digits: as dense as plates can be
    plate::MatchSettings settings;
};

struct Outcome {
    std::uint64_t stays = 0;                // that ended
    std::uint64_t misread = 0;              // by a camera at either end
    std::uint64_t repaired = 0;             // of these, by grammar alone at both ends
    std::uint64_t differing = 0;            // stays whose two readings are not the same after it: what matching is for
    std::uint64_t fuzzy = 0;                // rightly
    std::uint64_t wrong = 0;                // ended the stay of somebody else by a fuzzy match
    std::uint64_t asked = 0;                // of the differing ones
    std::uint64_t lost = 0;                 // of the differing ones no candidate at all was found
    std::uint64_t asked_without_answer = 0; // the right one was not among the candidates
    std::uint64_t asked_well_read = 0;      // asked although both ends were read well
    std::uint64_t hits_at_exit = 0;         // a misreading that was exactly another open plate
    std::uint64_t hits_at_entry = 0;
    std::array<std::uint64_t, 4> after_hits{}; // the cars whose stay was taken: exact, fuzzy, asked, none
};

Outcome run(const World& world);

// Cars that have no stay here: how often they are given somebody's by a fuzzy match.
std::uint64_t strangers_matched(const World& world, std::uint64_t cars);

} // namespace parkgate::bench
