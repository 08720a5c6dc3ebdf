#include "rules/site_calendar.hpp"

#include <algorithm>

namespace parkgate::rules {

namespace {

Duration east_of_utc(const ZoneOffset& offset) {
    return std::chrono::minutes(offset.east.count);
}

// Index of the offset that holds at `time`.
std::size_t offset_at(const SiteCalendar& calendar, SiteTime time) {
    const auto after = std::ranges::upper_bound(calendar.zone, time, {}, &ZoneOffset::from);
    return after == calendar.zone.begin() ? 0 : static_cast<std::size_t>(after - calendar.zone.begin()) - 1;
}

LocalTime shifted(SiteTime time, Duration east) {
    return LocalTime{time.time_since_epoch() + east};
}

} // namespace

LocalTime local_time(const SiteCalendar& calendar, SiteTime time) {
    if (calendar.zone.empty()) {
        return shifted(time, {});
    }
    return shifted(time, east_of_utc(calendar.zone[offset_at(calendar, time)]));
}

SiteTime instant_of(const SiteCalendar& calendar, LocalTime local, SiteTime not_before) {
    const SiteTime as_utc{local.time_since_epoch()};
    if (calendar.zone.empty()) {
        return std::max(as_utc, not_before);
    }
    SiteTime begins = not_before;
    for (std::size_t i = offset_at(calendar, not_before);; ++i) {
        const SiteTime reached = as_utc - east_of_utc(calendar.zone[i]);
        const bool last = i + 1 == calendar.zone.size();
        if (last || reached < calendar.zone[i + 1].from) {
            return std::max(reached, begins);
        }
        begins = calendar.zone[i + 1].from;
    }
}

DayKind kind_of(const SiteCalendar& calendar, LocalDay day) {
    if (std::ranges::binary_search(calendar.holidays, day)) {
        return DayKind::holiday;
    }
    if (std::ranges::binary_search(calendar.makeup_workdays, day)) {
        return DayKind::makeup_workday;
    }
    return static_cast<DayKind>(std::chrono::weekday(day).iso_encoding() - 1);
}

} // namespace parkgate::rules
