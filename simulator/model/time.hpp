#pragma once

#include <chrono>

namespace parkgate::sim {

/// Monotonic time since an origin of the caller's choice. The models never read a clock: every call is told the time,
/// which must not run backwards from one call to the next.
using Instant = std::chrono::nanoseconds;

} // namespace parkgate::sim
