// Plates of cars that come to a mall, and what cameras make of them.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>

namespace parkgate::bench {

using Dice = std::mt19937_64;

// Whole numbers by hand, because the distributions of the standard library differ from one to the other.
std::uint64_t below(Dice& dice, std::uint64_t end);
bool happens(Dice& dice, double share);

// Of one city and its visitors: 85 % of one province and three offices, 30 % new energy, half of the others digits
// only.
std::string draw_plate(Dice& dice, bool one_office = false);
std::string consecutive_plate(std::uint64_t number);

// What a camera makes of a plate. Never the plate itself.
std::string misread(Dice& dice, std::string_view plate, double strange = 0);

} // namespace parkgate::bench
