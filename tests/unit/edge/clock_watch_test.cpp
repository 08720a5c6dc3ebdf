#include "edge/app/clock_watch.hpp"

#include <gtest/gtest.h>

namespace parkgate::test {
namespace {

using namespace std::chrono_literals;

MonotonicTime since_boot(Duration time) {
    return MonotonicTime{time};
}
WallTime wall(Duration time) {
    return WallTime{1'000h + time};
}

TEST(ClockWatch, TheFirstLookHasNothingToCompare) {
    app::ClockWatch watch;
    EXPECT_EQ(watch.look(since_boot(1h), wall(5h)), std::nullopt);
}

TEST(ClockWatch, TimeThatPassesIsNoStep) {
    app::ClockWatch watch;
    watch.look(since_boot(0s), wall(0s));
    EXPECT_EQ(watch.look(since_boot(1s), wall(1s)), std::nullopt);
    EXPECT_EQ(watch.look(since_boot(10h), wall(10h)), std::nullopt) << "however long nobody looked";
}

TEST(ClockWatch, AStepIsToldOnceAndWithItsSign) {
    app::ClockWatch watch;
    watch.look(since_boot(0s), wall(0s));
    EXPECT_EQ(watch.look(since_boot(1s), wall(1h + 1s)), std::optional<Duration>(1h));
    EXPECT_EQ(watch.look(since_boot(2s), wall(1h + 2s)), std::nullopt);
    EXPECT_EQ(watch.look(since_boot(3s), wall(3s)), std::optional<Duration>(-1h));
}

TEST(ClockWatch, UpToTwoSecondsAreCorrectedInSilence) {
    app::ClockWatch watch;
    watch.look(since_boot(0s), wall(0s));
    EXPECT_EQ(watch.look(since_boot(1s), wall(3s)), std::nullopt);
    EXPECT_EQ(watch.look(since_boot(2s), wall(2s)), std::nullopt);
    EXPECT_EQ(watch.look(since_boot(3s), wall(5s + 1ms)), std::optional<Duration>(2s + 1ms));
}

} // namespace
} // namespace parkgate::test
