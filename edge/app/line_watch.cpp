#include "edge/app/line_watch.hpp"

#include <algorithm>
#include <utility>

namespace parkgate::app {

namespace {

constexpr Duration failing_for{10'000};
constexpr Duration crowded_after{30'000};

std::int64_t number(std::uint64_t count) {
    return static_cast<std::int64_t>(count);
}

std::string state_of(const drivers::LineCounters& line, bool failing, bool crowded) {
    if (!line.open) {
        return "closed";
    }
    if (failing) {
        return "failing";
    }
    return crowded ? "crowded" : "good";
}

} // namespace

void LineWatch::take(const std::vector<drivers::NamedLine>& lines, MonotonicTime now) {
    lines_.clear();
    lines_.reserve(lines.size());
    for (const auto& [name, line] : lines) {
        Seen& seen = seen_[name];
        const auto& all = line.all;
        const std::uint64_t errors = all.timeout + all.exception + all.garbled + line.noise + line.events_lost;
        if (errors != std::exchange(seen.errors, errors)) {
            seen.failed_at = now;
        }
        const bool failing = seen.failed_at && now - *seen.failed_at < failing_for;
        const bool over = line.budget_percent > 0 && line.load_percent > line.budget_percent;
        seen.over_since = over ? std::optional(seen.over_since.value_or(now)) : std::nullopt;
        const bool crowded = over && now - *seen.over_since >= crowded_after;
        lines_.push_back({.line = name,
                          .state = state_of(line, failing, crowded),
                          .load_percent = line.load_percent,
                          .budget_percent = line.budget_percent,
                          .requests = number(all.requests()),
                          .timeouts = number(all.timeout),
                          .exceptions = number(all.exception),
                          .garbled = number(all.garbled),
                          .reconnects = number(all.reconnects),
                          .noise = number(line.noise),
                          .events_lost = number(line.events_lost)});
    }
    if (lines_.size() > most_told) {
        std::ranges::partition(lines_, [](const LineStatus& line) { return line.state != "good"; });
        lines_.resize(most_told);
    }
}

bool in_the_same_state(const std::vector<LineStatus>& some, const std::vector<LineStatus>& others) {
    return std::ranges::equal(some, others, [](const auto& one, const auto& other) {
        return one.line == other.line && one.state == other.state;
    });
}

std::vector<std::string> changes_of_state(const std::vector<LineStatus>& before, const std::vector<LineStatus>& now) {
    std::vector<std::string> changes;
    for (const LineStatus& line : now) {
        const auto known = std::ranges::find(before, line.line, &LineStatus::line);
        if (known == before.end() ? line.state != "good" : known->state != line.state) {
            changes.push_back("line " + line.line + ": " + line.state +
                              (known == before.end() ? "" : ", it was " + known->state));
        }
    }
    return changes;
}

} // namespace parkgate::app
