#include "ledger/app/site_clock.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace parkgate::ledger {

namespace {

constexpr const char* believed_key = "clock_believed_ms";
// Steps of a clock that is kept right are smaller.
constexpr Duration tolerance = std::chrono::minutes(5);
constexpr Duration remembered_every = std::chrono::hours(1);

// 1970: never.
SiteTime believed(const Store& store) {
    std::int64_t ms = 0;
    if (const auto text = store.meta(believed_key)) {
        std::from_chars(text->data(), text->data() + text->size(), ms);
    }
    return SiteTime{Duration{ms}};
}

} // namespace

std::string_view name_of(ClockFault fault) {
    switch (fault) {
    case ClockFault::none: return "";
    case ClockFault::behind: return "clock_behind";
    case ClockFault::ahead: return "clock_ahead";
    }
    std::unreachable();
}

std::string_view remedy_of(ClockFault fault) {
    switch (fault) {
    case ClockFault::none: return "";
    case ClockFault::behind:
        return "the books hold a later time than this machine's clock shows: set the clock, or start once with "
               "--clock-is-right";
    case ClockFault::ahead:
        return "this machine's clock is further ahead of the books than [clock] longest_closed_days: set the clock, or "
               "start once with --clock-is-right if the mall was closed for so long";
    }
    std::unreachable();
}

// Books in which nothing stands have nothing that a clock could end.
ClockFault SiteClock::judge(SiteTime now) const {
    if (trusted_) {
        return ClockFault::none;
    }
    const SiteTime newest = store_.newest();
    if (now + tolerance < newest) {
        return ClockFault::behind;
    }
    const bool fresh = newest == SiteTime{};
    return !fresh && now > std::max(newest, believed(store_)) + longest_closed_ ? ClockFault::ahead : ClockFault::none;
}

ClockFault SiteClock::look(SiteTime now) {
    const ClockFault fault = judge(now);
    // Also an earlier one: a person has said that the clock is right, and the later one was not.
    const Duration since = now - believed(store_);
    if (fault == ClockFault::none && (since >= remembered_every || since < -tolerance)) {
        store_.set_meta(believed_key, std::to_string(std::int64_t{now.time_since_epoch().count()}));
    }
    return fault;
}

} // namespace parkgate::ledger
