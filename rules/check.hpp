// What makes a tariff unfit to price a stay: a gap, an overlap, a cap below a line, a part that is never reached.
#pragma once

#include "rules/select.hpp"

namespace parkgate::rules {

// Where it is: indices, or `none` for the whole of what is above.
struct TariffPlace {
    std::size_t table = none;
    std::size_t collection = none;
    std::size_t line = none; // of the collection
    std::size_t cap = none;  // of the table
};

struct TariffFault {
    TariffPlace place;
    std::string key;      // as the file names it
    std::string expected; // what would be right, and why
};

// Empty: every stay has exactly one price.
std::vector<TariffFault> faults_of(const Tariff& tariff);

} // namespace parkgate::rules
