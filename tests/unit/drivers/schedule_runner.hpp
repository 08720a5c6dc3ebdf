// Carries out a schedule with a clock of its own.
#pragma once

#include "drivers/modbus/schedule.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

namespace parkgate::test {

inline constexpr drivers::Time start{std::chrono::hours{1}};

inline drivers::DeviceTiming timing(int present_ms, int stale_ms, int tries = 2) {
    return {.present = std::chrono::milliseconds{present_ms},
            .absent = std::chrono::milliseconds{5 * present_ms},
            .stale_after = std::chrono::milliseconds{stale_ms},
            .read_tries = tries};
}

// Carries out the schedule with requests that take `cost` each; `outcome` decides what became of them.
class Runner {
  public:
    Runner(drivers::Schedule& schedule, drivers::Interval cost) : schedule_(schedule), cost_(cost) {}

    void run(
        drivers::Time until, const std::function<core::LineOutcome(const drivers::Job&)>& outcome =
                                 [](const drivers::Job&) { return core::LineOutcome::ok; }) {
        while (now < until) {
            const drivers::Job job = schedule_.next(now);
            if (const auto* wait = std::get_if<drivers::job::Wait>(&job)) {
                ASSERT_GT(wait->until, now) << "a wait that does not wait is busy waiting";
                now = std::min(wait->until, until);
                continue;
            }
            done.emplace_back(now, job);
            if (std::holds_alternative<drivers::job::Stale>(job) || std::holds_alternative<drivers::job::Refuse>(job)) {
                continue;
            }
            schedule_.started(job, now);
            const core::LineOutcome result = outcome(job);
            now += result == core::LineOutcome::timeout ? drivers::Interval{std::chrono::milliseconds{200}} : cost_;
            schedule_.finished(job, result, now);
        }
    }
    [[nodiscard]] std::ptrdiff_t count(const drivers::Job& job) const {
        return std::ranges::count(done, job, [](const auto& one) { return one.second; });
    }

    drivers::Time now = start;
    std::vector<std::pair<drivers::Time, drivers::Job>> done;

  private:
    drivers::Schedule& schedule_;
    drivers::Interval cost_;
};

} // namespace parkgate::test
