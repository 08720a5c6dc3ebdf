// Reads who has a right in the lot, who is kept out, and whose car its owner keeps here. docs/RIGHTS.md is the page.
#pragma once

#include "platform/settings/reader.hpp"
#include "protocol/signature.hpp"
#include "rules/rights.hpp"

#include <set>
#include <string>

namespace parkgate::app {

// Plates stand in the file in clear, and leave here only as hashes. Without a hasher, because the keys are at fault,
// the file is checked all the same and the list must not be used. Faults are the document's. `tiers` are those that the
// rate tables know: a right of another one would be priced as everybody; none: any will do.
rules::RightsList read_rights(settings::Table root, const PlateHasher* hasher, const rules::SiteCalendar& calendar,
                              const std::set<std::string>* tiers = nullptr);

} // namespace parkgate::app
