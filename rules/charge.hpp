// What a stay costs before any benefit, piece by piece. Pure integer arithmetic, shared by gate and ledger, so that the
// same stay under the same rules has the same price on both sides (INVARIANTS I-14).
#pragma once

#include "rules/rate_table.hpp"

namespace parkgate::rules {

enum class ChargeReason : std::uint8_t {
    rate,         // the line's own price
    free_minutes, // of the table
    cap_of_stay,  // this and the following: a cap left less than the line's price, perhaps nothing
    cap_of_day,
    cap_of_hours,
    cap_of_collection,
};

// One started block. Blocks follow each other without a gap from the entry on; the last may reach beyond the exit.
struct Charge {
    Minutes from; // since the entry
    Minutes length;
    Fen fen;
    ChargeReason reason = ChargeReason::rate;
    std::uint16_t table = 0; // indices in the tariff; of free minutes only the table counts
    std::uint16_t collection = 0;
    std::uint16_t line = 0;

    bool operator==(const Charge&) const = default;
};

// A stay of more than this is a car whose exit nobody saw: nothing more falls due after it.
constexpr Minutes longest_priced_stay{366 * 24 * 60};

// Started minutes; never negative, whatever the clocks said (INVARIANTS I-36).
Minutes stay_between(SiteTime entered, SiteTime left);

// Ascending and without overlap. Empty for a stay of no length. A stay within the free minutes is one charge of 0 fen.
std::vector<Charge> charges_of(const Tariff& tariff, const Visitor& visitor, SiteTime entered, SiteTime left);

Fen fee_of(const std::vector<Charge>& charges);

} // namespace parkgate::rules
