// `parkgate-edge price`: what a stay costs by a rules file, for the one who writes it. Needs no configuration.
#pragma once

#include <string>

namespace parkgate::app {

struct PriceOptions {
    std::string rules;           // a file
    std::string from;            // by the site's clock, as 2026-11-22T10:00
    std::string until;           // likewise
    std::string vehicle = "car"; // as the tariff names it
    std::string tier;            // of a member; empty: none
};

// Prints each line of the fee with its times. The exit code: 0, or 78 when the file or what is asked makes no sense.
int price(const PriceOptions& options);

} // namespace parkgate::app
