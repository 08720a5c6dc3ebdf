// Money, points and minutes: integers, each of its own type, so that none can be taken for another.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>

namespace parkgate {

// A whole number of one unit. Adding two of a kind is allowed, mixing kinds does not compile.
template <typename Tag>
struct Amount {
    std::int64_t count = 0;

    constexpr auto operator<=>(const Amount&) const = default;
    constexpr Amount operator+(Amount other) const { return {count + other.count}; }
    constexpr Amount operator-(Amount other) const { return {count - other.count}; }
    constexpr Amount operator*(std::int64_t times) const { return {count * times}; }
    constexpr Amount& operator+=(Amount other) { return *this = *this + other; }
    constexpr Amount& operator-=(Amount other) { return *this = *this - other; }
};

using Fen = Amount<struct FenTag>;         // 1/100 yuan
using Points = Amount<struct PointsTag>;   // of the mall's membership
using Minutes = Amount<struct MinutesTag>; // of parking, as sold and given (not a duration of a clock)

// The three clocks. Each is an argument of the core; only the two main.cpp read real ones.
struct MonotonicClock; // since boot; lanes and deadlines
struct SiteClock;      // UTC, what stays are measured with; leaps in demo mode
struct WallClock;      // UTC, what tokens and commands are dated with

template <typename Clock>
using Milliseconds64 = std::chrono::time_point<Clock, std::chrono::duration<std::int64_t, std::milli>>;

using Duration = std::chrono::duration<std::int64_t, std::milli>;

namespace detail {
// time_point needs a clock with these members; none of ours has a now().
struct ClockTraits {
    using duration = Duration;
    using rep = Duration::rep;
    using period = Duration::period;
    static constexpr bool is_steady = false;
};
} // namespace detail

struct MonotonicClock : detail::ClockTraits {};
struct SiteClock : detail::ClockTraits {};
struct WallClock : detail::ClockTraits {};

using MonotonicTime = Milliseconds64<MonotonicClock>;
using SiteTime = Milliseconds64<SiteClock>; // since 1970-01-01T00:00Z
using WallTime = Milliseconds64<WallClock>; // since 1970-01-01T00:00Z

// How far the wall and site clocks can be trusted (DESIGN decision 9 in docs/ARCHITECTURE.md).
enum class ClockQuality : std::uint8_t {
    trusted, // synchronised since boot
    unset,   // no trusted time since boot: fees take the lower reading
    suspect, // stepped further than its limit
};

// One reading of all clocks, taken once for each event.
struct Now {
    MonotonicTime monotonic;
    SiteTime site;
    WallTime wall;
    ClockQuality quality = ClockQuality::trusted;
};

} // namespace parkgate
