// Reads the benefits' part of a rules file. docs/BENEFITS.md is its page. Faults are reported to the table's document.
#pragma once

#include "platform/settings/reader.hpp"
#include "rules/benefits/terms.hpp"

namespace parkgate::rules {

PointsPrice read_points(settings::Table table);
BenefitTerms read_benefits(settings::Table table);

// Exactly one of `minutes`, `fen`, `percent`, `all = true`. A worth that ends at a time is of one visit, not of a file.
Worth read_worth(settings::Table& table);

} // namespace parkgate::rules
