// A fee as a driver reads it: equal blocks put together, with the site's times and the names of the tariff.
#pragma once

#include "rules/charge.hpp"

namespace parkgate::rules {

// Blocks that follow each other and differ only in where they begin.
struct ChargeRun {
    Charge first;
    std::int64_t count = 1;
    Minutes length; // of all
    Fen fen;        // of all

    bool operator==(const ChargeRun&) const = default;
};

std::vector<ChargeRun> merged(const std::vector<Charge>& charges);

struct ExplainedLine {
    LocalTime from;
    LocalTime until; // by the clock of the site; the last block may reach beyond the exit
    std::string table;
    std::string collection; // empty: the table has only one, or these are free minutes
    RateLineType type = RateLineType::flat_rate;
    ChargeReason reason = ChargeReason::rate;
    std::int64_t count = 1;
    Fen each;
    Fen fen;

    bool operator==(const ExplainedLine&) const = default;
};

// The sum of `fen` is the fee.
std::vector<ExplainedLine> explain(const Tariff& tariff, SiteTime entered, const std::vector<Charge>& charges);

} // namespace parkgate::rules
