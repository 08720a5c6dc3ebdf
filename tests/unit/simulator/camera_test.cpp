#include "simulator/model/camera.hpp"
#include "simulator/model/text_registers.hpp"

#include <gtest/gtest.h>

#include <array>

namespace parkgate::sim {
namespace {

using namespace std::chrono_literals;

using CameraRegisters = std::array<std::uint16_t, Camera::register_count>;

CameraRegisters registers_of(Camera& camera, Instant now = 0ms) {
    CameraRegisters registers{};
    camera.fill(registers, now);
    return registers;
}

void show(Camera& camera, int times) {
    for (int i = 0; i < times; ++i) {
        camera.show({.plate = "A"}, 0ms);
    }
}

TEST(Camera, LaysOutAnEvent) {
    Camera camera;
    const auto wall = std::chrono::milliseconds{0x12345678LL * 1000 + 321};
    EXPECT_EQ(camera.show({.plate = "沪B12345", .confidence = 91, .colour = 3}, wall), 1);
    const auto registers = registers_of(camera, 7500ms);
    EXPECT_EQ(registers[0], 7);
    EXPECT_EQ(registers[1], 1);
    EXPECT_EQ(registers[32], 1);
    EXPECT_EQ(registers[33], 0xE6B2);
    EXPECT_EQ(registers[34], 0xAA42);
    EXPECT_EQ(registers[35], 0x3132);
    EXPECT_EQ(registers[36], 0x3334);
    EXPECT_EQ(registers[37], 0x3500);
    EXPECT_EQ(registers[41], 91);
    EXPECT_EQ(registers[42], 3);
    EXPECT_EQ(registers[44], 0x1234);
    EXPECT_EQ(registers[45], 0x5678);
    EXPECT_EQ(registers[46], 321);
}

TEST(Camera, HasNoEventAtFirst) {
    Camera camera;
    const auto registers = registers_of(camera);
    EXPECT_EQ(registers[1], 0);
    EXPECT_EQ(registers[16], 0);
}

TEST(Camera, CountsWhatItOverwritesUnacknowledged) {
    Camera camera;
    show(camera, 4);
    EXPECT_EQ(camera.lost(), 0);
    show(camera, 1);
    EXPECT_EQ(camera.lost(), 1);
    camera.acknowledge(3);
    show(camera, 2);
    EXPECT_EQ(camera.lost(), 1);
    show(camera, 1);
    EXPECT_EQ(camera.lost(), 2);
    show(camera, 1);
    EXPECT_EQ(camera.lost(), 3);
    EXPECT_EQ(registers_of(camera)[4], 3);
    EXPECT_EQ(registers_of(camera)[2], 3);
}

TEST(Camera, WrapsItsSequence) {
    Camera camera;
    camera.jump_to(65534);
    show(camera, 4);
    EXPECT_EQ(camera.newest(), 1);
    const auto registers = registers_of(camera);
    EXPECT_EQ(registers[16], 0);
    EXPECT_EQ(registers[32], 1);
    EXPECT_EQ(registers[48], 65534);
    EXPECT_EQ(registers[64], 65535);
    camera.acknowledge(0);
    show(camera, 3);
    EXPECT_EQ(camera.lost(), 0);
    show(camera, 1);
    EXPECT_EQ(camera.lost(), 1);
}

TEST(Camera, RunsBackwardsWhenTold) {
    Camera camera;
    show(camera, 6);
    camera.jump_to(3);
    EXPECT_EQ(camera.show({.plate = "B"}, 0ms), 3);
    EXPECT_EQ(camera.newest(), 3);
}

TEST(Camera, TellsAnEventOnceAndOnlyWhenItWasSentWhole) {
    Camera camera;
    show(camera, 2);
    EXPECT_FALSE(camera.note_sent(0, 2)[1].has_value());
    EXPECT_FALSE(camera.note_sent(33, 8)[1].has_value());
    EXPECT_FALSE(camera.note_sent(32, 8)[1].has_value());
    EXPECT_EQ(camera.note_sent(32, 9)[1], 1);
    const auto rest = camera.note_sent(0, 80);
    EXPECT_FALSE(rest[1].has_value());
    EXPECT_EQ(rest[2], 2);
}

TEST(Camera, BabblesUntilTold) {
    Camera camera;
    show(camera, 1);
    const auto good = registers_of(camera);
    camera.babble(true);
    const auto noise = registers_of(camera);
    EXPECT_NE(noise, good);
    EXPECT_NE(noise, registers_of(camera));
    EXPECT_FALSE(camera.note_sent(0, 80)[1].has_value());
    camera.babble(false);
    EXPECT_EQ(registers_of(camera), good);
}

TEST(TextRegisters, CutPadAndTakeBack) {
    std::array<std::uint16_t, 2> two{0xFFFF, 0xFFFF};
    put_text(two, "abc");
    EXPECT_EQ(two, (std::array<std::uint16_t, 2>{0x6162, 0x6300}));
    EXPECT_EQ(take_text(two), "abc");
    put_text(two, "abcde");
    EXPECT_EQ(take_text(two), "abcd");
    put_text(two, "");
    EXPECT_EQ(take_text(two), "");
}

} // namespace
} // namespace parkgate::sim
