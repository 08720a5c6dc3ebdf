#include "drivers/modbus/decode.hpp"
#include "drivers/plate_camera/slot.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace parkgate::drivers {
namespace {

// The shipped single-slot camera, packed by the test itself.
class Camera {
  public:
    void show(std::uint16_t sequence, const std::string& plate, std::uint16_t tenths = 900) {
        const auto text = encode_text(plate, 8, {.encoding = Encoding::gbk, .bytes = Order::low_first});
        std::ranges::copy(text, words.begin() + 1);
        words[0] = sequence;
        words[9] = tenths;
        words[10] = 0x0010; // low word first
        words[11] = 0x0001;
    }
    [[nodiscard]] Image image() const {
        Image image;
        image.add({Table::input, 0, 13}, words);
        image.add({Table::holding, 0, 1}, {acknowledged});
        return image;
    }
    std::vector<std::uint16_t> words = std::vector<std::uint16_t>(13);
    std::uint16_t acknowledged = 0;
};

SlotReader reader() {
    const auto profile = load_profile(PROFILES "slot-camera.toml").first;
    return SlotReader(std::get<SlotEvents>(std::get<CameraMap>(profile.map).events));
}

using Troubles = std::vector<ReadTrouble>;

TEST(Slot, DeliversEachReadingOnce) {
    Camera camera;
    SlotReader slot = reader();
    EXPECT_TRUE(slot.read(camera.image()).readings.empty());
    camera.show(1, "沪A12345", 945);
    const ReadReport report = slot.read(camera.image());
    ASSERT_EQ(report.readings.size(), 1U);
    EXPECT_EQ(report.readings[0], (PlateReading{1, "沪A12345", 95, 0x10010 * 1000LL}));
    EXPECT_TRUE(report.troubles.empty());
    EXPECT_TRUE(slot.read(camera.image()).readings.empty());
    EXPECT_EQ(slot.acknowledge(1), 1);
    EXPECT_FALSE(slot.acknowledge(1));
}

TEST(Slot, FirstContactDeliversWhatWasNotAcknowledgedAsBacklog) {
    Camera camera;
    camera.show(7, "A");
    SlotReader slot = reader();
    const ReadReport report = slot.read(camera.image());
    ASSERT_EQ(report.readings.size(), 1U);
    EXPECT_TRUE(report.readings[0].backlog);
    EXPECT_EQ(report.lost, 6U) << "that nobody acknowledged";
    EXPECT_EQ(report.troubles, Troubles{ReadTrouble::lost_events});
    camera.acknowledged = 7;
    SlotReader other = reader();
    const ReadReport none = other.read(camera.image());
    EXPECT_TRUE(none.readings.empty());
    EXPECT_EQ(none.lost, 0U);
}

TEST(Slot, WhatTheCameraAloneKnowsToBeLostIsCounted) {
    Camera camera;
    camera.words[12] = 9; // of another time
    SlotReader slot = reader();
    EXPECT_EQ(slot.read(camera.image()).lost, 0U);
    camera.words[12] = 11;
    EXPECT_EQ(slot.read(camera.image()).lost, 2U);
    camera.show(1, "A");
    EXPECT_EQ(slot.read(camera.image()).lost, 0U);
    camera.show(2, "B");
    camera.words[12] = 12;
    EXPECT_EQ(slot.read(camera.image()).lost, 0U) << "delivered, and only not acknowledged";
}

TEST(Slot, TellsOfReadingsThatWereOverwritten) {
    Camera camera;
    SlotReader slot = reader();
    (void)slot.read(camera.image());
    camera.show(3, "C");
    const ReadReport report = slot.read(camera.image());
    EXPECT_EQ(report.troubles, Troubles{ReadTrouble::lost_events});
    EXPECT_EQ(report.readings.size(), 1U);
}

TEST(Slot, WrapsWithAndWithoutZero) {
    Camera camera;
    SlotReader slot = reader();
    camera.show(65'535, "A");
    (void)slot.read(camera.image());
    camera.show(1, "B");
    EXPECT_TRUE(slot.read(camera.image()).troubles.empty());
}

TEST(Slot, ARestartedSequenceIsToldAndItsReadingDeliveredAsBacklog) {
    Camera camera;
    SlotReader slot = reader();
    camera.show(100, "OLD");
    (void)slot.read(camera.image());
    camera.show(1, "NEW");
    const ReadReport report = slot.read(camera.image());
    EXPECT_EQ(report.troubles, Troubles{ReadTrouble::sequence_backwards});
    ASSERT_EQ(report.readings.size(), 1U);
    EXPECT_TRUE(report.readings[0].backlog);
    EXPECT_FALSE(slot.acknowledge(100)) << "100 means another reading now";
}

TEST(Slot, GarbageIsAcknowledgedByTheDriverAndNoOpinionIsNoConfidence) {
    Camera camera;
    SlotReader slot = reader();
    (void)slot.read(camera.image());
    camera.show(1, "");
    const ReadReport bad = slot.read(camera.image());
    EXPECT_EQ(bad.troubles, Troubles{ReadTrouble::bad_plate});
    EXPECT_EQ(bad.acknowledge, 1);
    camera.show(2, "A", 65'535);
    ASSERT_EQ(slot.read(camera.image()).readings.size(), 1U);
    camera.show(3, "A", 1001);
    EXPECT_EQ(slot.read(camera.image()).troubles, Troubles{ReadTrouble::bad_plate});
}

} // namespace
} // namespace parkgate::drivers
