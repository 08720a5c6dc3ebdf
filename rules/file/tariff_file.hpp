// Reads and checks a tariff. docs/TARIFFS.md is the language; both daemons load the same file.
#pragma once

#include "platform/settings/reader.hpp"
#include "rules/rate_table.hpp"

namespace parkgate::rules {

// Faults are reported to the table's document; with one the tariff must not be used.
Tariff read_tariff(settings::Table table);

} // namespace parkgate::rules
