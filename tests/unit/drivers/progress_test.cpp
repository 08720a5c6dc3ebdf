#include "drivers/progress.hpp"

#include <gtest/gtest.h>

namespace parkgate::drivers {
namespace {

DeviceSettings device_on(const std::string& line, std::chrono::milliseconds stale_after) {
    DeviceProfile profile = load_profile(PROFILES "reference-loops.toml").first;
    profile.poll.stale_after = stale_after;
    return {.name = line, .lane = LaneId{"exit-1"}, .line = line, .profile = std::move(profile)};
}

std::vector<NamedLine> counted(std::uint64_t one, std::uint64_t other) {
    std::vector<NamedLine> lines{{"one", {}}, {"other", {}}, {"empty", {}}};
    lines[0].counters.all.ok = one;
    lines[1].counters.all.timeout = other;
    return lines;
}

constexpr MonotonicTime begin{Duration{5'000'000}};

TEST(LineProgress, ALineThatHangsIsSeenThoughItsNeighbourWorks) {
    LineProgress progress(
        {.lines = {},
         .devices = {device_on("one", std::chrono::seconds{1}), device_on("other", std::chrono::seconds{1})}},
        Duration{30'000});
    EXPECT_TRUE(progress.all_move_on(counted(0, 0), begin));
    EXPECT_TRUE(progress.all_move_on(counted(1, 1), begin + Duration{20'000}));
    EXPECT_TRUE(progress.all_move_on(counted(2, 1), begin + Duration{50'999}));
    EXPECT_FALSE(progress.all_move_on(counted(3, 1), begin + Duration{51'000}));
    EXPECT_TRUE(progress.all_move_on(counted(4, 2), begin + Duration{52'000})) << "a time-out is no hang";
}

TEST(LineProgress, ALineThatIsReadRarelyIsGivenItsTime) {
    LineProgress progress({.lines = {}, .devices = {device_on("one", std::chrono::seconds{60})}}, Duration{30'000});
    EXPECT_TRUE(progress.all_move_on(counted(1, 0), begin));
    EXPECT_TRUE(progress.all_move_on(counted(1, 0), begin + Duration{89'999}));
    EXPECT_FALSE(progress.all_move_on(counted(1, 0), begin + Duration{90'000}));
}

} // namespace
} // namespace parkgate::drivers
