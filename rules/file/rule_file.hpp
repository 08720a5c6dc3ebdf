// Reads a rule set from TOML. Both daemons load the same file, named by its `id`.
#pragma once

#include "platform/settings/reader.hpp"
#include "rules/benefits.hpp"

namespace parkgate::rules {

// Faults are reported to the table's document.
RuleSet read_rules(settings::Table table);

} // namespace parkgate::rules
