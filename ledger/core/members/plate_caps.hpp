// How many plates a member has, and to how many members a plate comes on a day (INVARIANTS I-29), by whichever door the
// plate is told. Internal to the core.
#pragma once

#include "ledger/core/decision.hpp"

namespace parkgate::ledger {

struct PlatesCome {
    Code fault = Code::none; // too_many_plates, capped
    std::vector<Row> rows;   // the plates are his from `now` on, and it is counted
};
// Plates that are nobody's become his. Each of them once.
PlatesCome plates_come(const Books& books, const Terms& terms, const MemberId& member,
                       const std::vector<PlateHash>& plates, SiteTime now);

} // namespace parkgate::ledger
