// A state that makes the daemon abort again and again is set aside: three aborts within a minute (INVARIANTS G-04).
#pragma once

#include "protocol/units.hpp"

#include <filesystem>

namespace parkgate::app {

inline constexpr int aborts_to_set_aside = 3;
inline constexpr Duration aborts_within{60'000};

// From here on an abort or a fault of memory adds its time to the file before the process ends. Once a process.
void record_aborts_in(const std::filesystem::path& file);
// How many of the recorded aborts are younger than `aborts_within`.
int recent_aborts(const std::filesystem::path& file, WallTime now);
void forget_aborts(const std::filesystem::path& file);

// Beside the database.
std::filesystem::path abort_log_of(const std::filesystem::path& store_file);

} // namespace parkgate::app
