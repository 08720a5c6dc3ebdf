#include "drivers/barrier/position.hpp"
#include "drivers/loops/loops.hpp"

#include <gtest/gtest.h>

namespace parkgate::drivers {
namespace {

using core::ArmPosition;

PositionReading read(std::vector<std::uint16_t> bits) {
    const auto profile = load_profile(PROFILES "reference-barrier.toml").first;
    Image image;
    const auto count = static_cast<std::uint16_t>(bits.size());
    image.add({Table::discrete, 0, count}, std::move(bits));
    return read_position(std::get<BarrierMap>(profile.map).position, image);
}

TEST(Barrier, TellsThePositionByTheLimits) {
    EXPECT_EQ(read({1, 0, 0}), (PositionReading{ArmPosition::up, false}));
    EXPECT_EQ(read({0, 1, 0}), (PositionReading{ArmPosition::down, false}));
    EXPECT_EQ(read({0, 0, 0}), (PositionReading{ArmPosition::moving, false}));
    EXPECT_EQ(read({1, 1, 0}), (PositionReading{ArmPosition::unknown, true}));
    EXPECT_EQ(read({0, 1, 1}), (PositionReading{ArmPosition::fault, false}));
    EXPECT_EQ(read({1, 1, 1}), (PositionReading{ArmPosition::fault, true}));
}

TEST(Barrier, WhatWasNotReadIsUnknown) {
    EXPECT_EQ(read({0, 1}), (PositionReading{ArmPosition::unknown, false}));
    EXPECT_EQ(read({}), (PositionReading{ArmPosition::unknown, false}));
}

TEST(Loops, WhatWasNotReadIsUnknown) {
    const Point point{.table = Table::discrete, .address = 1, .type = PointType::bit};
    Image image;
    EXPECT_EQ(read_loop(point, image), core::Presence::unknown);
    image.add({Table::discrete, 0, 2}, {0, 1});
    EXPECT_EQ(read_loop(point, image), core::Presence::occupied);
}

} // namespace
} // namespace parkgate::drivers
