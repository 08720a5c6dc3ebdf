// What a stay costs as far as the books know, for a driver whose gate cannot be asked. The gate's own price binds
// (INVARIANTS I-14); this one binds nobody.
#pragma once

#include "ledger/core/books.hpp"
#include "protocol/estimate.hpp"
#include "protocol/vehicle.hpp"

namespace parkgate::ledger {

// An ask that was signed as it must be.
struct EstimateQuestion {
    EstimateAsk ask; // its plate has been taken out of it
    PlateHash plate; // empty: what he typed is none
    VehicleKind vehicle = VehicleKind::car;
    std::string from = {}; // the owner of the key that signed
};

struct Estimated {
    EstimateAnswer answer; // when its gate was heard is not known here
    BoxId box;             // that has the stay; empty: there is none
};

// Of the tariff that holds now. What a store has given, a coupon in the gate's hand and what else only the gate knows
// is not in it: the fee may come out lower.
Estimated estimate(const Books& books, const Terms& terms, const EstimateQuestion& question, SiteTime now);

} // namespace parkgate::ledger
