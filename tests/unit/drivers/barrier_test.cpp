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

PositionReading state(std::uint16_t value, bool boom_in_place = true) {
    const auto profile = load_profile(PROFILES "state-barrier.toml").first;
    Image image;
    image.add({Table::input, 0, 2}, {value, 0});
    image.add({Table::discrete, 0, 1}, {static_cast<std::uint16_t>(boom_in_place ? 1 : 0)});
    return read_position(std::get<BarrierMap>(profile.map).position, image);
}

TEST(Barrier, TellsThePositionByAStateRegister) {
    const std::vector<std::pair<int, ArmPosition>> states{
        {0, ArmPosition::unknown},  {1, ArmPosition::down},   {2, ArmPosition::moving}, {3, ArmPosition::up},
        {4, ArmPosition::moving},   {5, ArmPosition::moving}, {6, ArmPosition::moving}, {7, ArmPosition::fault},
        {8, ArmPosition::torn_off}, {9, ArmPosition::fault}};
    for (const auto& [value, position] : states) {
        EXPECT_EQ(state(static_cast<std::uint16_t>(value)), (PositionReading{position, false})) << value;
    }
    EXPECT_EQ(state(65'535), (PositionReading{ArmPosition::unknown, false})) << "it says that it does not know";
    EXPECT_EQ(state(77), (PositionReading{ArmPosition::unknown, true})) << "no code of the profile";
    EXPECT_EQ(state(1, false), (PositionReading{ArmPosition::torn_off, false}));
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
