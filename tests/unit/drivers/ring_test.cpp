#include "drivers/plate_camera/ring.hpp"

#include <gtest/gtest.h>

#include <array>

namespace parkgate::drivers {
namespace {

// A camera of the reference map, packed by the test itself.
class Camera {
  public:
    void show(std::uint16_t sequence, const std::string& plate, std::uint16_t confidence = 90) {
        const std::size_t slot = 16U + 16U * (sequence % 4U);
        std::fill_n(words.begin() + static_cast<std::ptrdiff_t>(slot), 16, std::uint16_t{0});
        words[slot] = sequence;
        for (std::size_t i = 0; i < plate.size() && i < 16; ++i) {
            const unsigned byte = static_cast<unsigned char>(plate[i]);
            words[slot + 1 + i / 2] |= static_cast<std::uint16_t>(i % 2 == 0 ? byte << 8U : byte);
        }
        words[slot + 9] = confidence;
        words[slot + 13] = 10; // 10 s after 1970
        words[slot + 14] = 250;
        words[1] = sequence;
    }
    [[nodiscard]] Image image() const {
        Image image;
        image.add({Table::holding, 0, 80}, words);
        return image;
    }
    std::vector<std::uint16_t> words = std::vector<std::uint16_t>(80);
};

RingReader reader() {
    const auto profile = load_profile(PROFILES "reference-camera.toml").first;
    return RingReader(std::get<RingEvents>(std::get<CameraMap>(profile.map).events));
}

std::string plates(const ReadReport& report) {
    std::string all;
    for (const PlateReading& reading : report.readings) {
        all += reading.plate + " ";
    }
    return all;
}

using Troubles = std::vector<ReadTrouble>;

TEST(Ring, DeliversEachReadingOnceAndInOrder) {
    Camera camera;
    RingReader ring = reader();
    EXPECT_EQ(plates(ring.read(camera.image())), "");
    camera.show(1, "沪A12345");
    camera.show(2, "B");
    const ReadReport report = ring.read(camera.image());
    EXPECT_EQ(plates(report), "沪A12345 B ");
    EXPECT_EQ(report.readings[0], (PlateReading{1, "沪A12345", 90, 10'250}));
    EXPECT_TRUE(report.troubles.empty());
    EXPECT_EQ(plates(ring.read(camera.image())), "");
    camera.show(3, "C");
    EXPECT_EQ(plates(ring.read(camera.image())), "C ");
}

TEST(Ring, FirstContactDeliversOnlyWhatWasNotAcknowledged) {
    Camera camera;
    for (const auto& [sequence, plate] : {std::pair{1, "A"}, {2, "B"}, {3, "C"}}) {
        camera.show(static_cast<std::uint16_t>(sequence), plate);
    }
    camera.words[2] = 2;
    RingReader ring = reader();
    EXPECT_EQ(plates(ring.read(camera.image())), "C ");
    camera.words[2] = 3;
    RingReader other = reader();
    EXPECT_EQ(plates(other.read(camera.image())), "");
    camera.show(4, "D");
    EXPECT_EQ(plates(other.read(camera.image())), "D ");
}

TEST(Ring, WrapsOverZero) {
    Camera camera;
    RingReader ring = reader();
    camera.words[1] = camera.words[2] = 65'534;
    camera.show(65'534, "old");
    EXPECT_EQ(plates(ring.read(camera.image())), "");
    camera.show(65'535, "A");
    camera.show(0, "B");
    camera.show(1, "C");
    const ReadReport report = ring.read(camera.image());
    EXPECT_EQ(plates(report), "A B C ");
    EXPECT_TRUE(report.troubles.empty());
}

TEST(Ring, WrapsToOneWithoutALossWhereTheCameraLeavesOutZero) {
    Camera camera;
    RingReader ring = reader();
    camera.words[2] = 65'534;
    camera.show(65'534, "old");
    (void)ring.read(camera.image());
    camera.show(65'535, "A");
    camera.show(1, "B");
    const ReadReport report = ring.read(camera.image());
    EXPECT_EQ(plates(report), "A B ");
    EXPECT_TRUE(report.troubles.empty());
}

TEST(Ring, TellsOfLostEventsAndDeliversTheRest) {
    Camera camera;
    RingReader ring = reader();
    (void)ring.read(camera.image());
    for (std::uint16_t i = 1; i <= 6; ++i) {
        camera.show(i, std::string(1, static_cast<char>('@' + i)));
    }
    const ReadReport report = ring.read(camera.image());
    EXPECT_EQ(plates(report), "C D E F ");
    EXPECT_EQ(report.troubles, Troubles{ReadTrouble::lost_events});
}

TEST(Ring, AJumpOfTheNumbersCountsAsOneLoss) {
    Camera camera;
    RingReader ring = reader();
    camera.show(1, "A");
    (void)ring.read(camera.image());
    camera.show(2, "B");
    camera.show(500, "C");
    const ReadReport report = ring.read(camera.image());
    EXPECT_EQ(plates(report), "B C ");
    EXPECT_EQ(report.troubles, Troubles{ReadTrouble::sequence_jump});
    EXPECT_EQ(report.lost, 1U) << "nobody knows how many there were";
}

TEST(Ring, ASlotThatDoesNotBearItsNumberOutIsCountedAsLost) {
    Camera camera;
    RingReader ring = reader();
    (void)ring.read(camera.image());
    camera.show(1, "A");
    camera.show(2, "B");
    camera.show(3, "C");
    camera.words[16 + 2 * 16] = 0;
    const ReadReport report = ring.read(camera.image());
    EXPECT_EQ(plates(report), "A C ");
    EXPECT_EQ(report.troubles, Troubles{ReadTrouble::sequence_jump});
    EXPECT_EQ(report.lost, 1U);
}

TEST(Ring, WhatTheCameraAloneKnowsToBeLostIsCounted) {
    Camera camera;
    camera.words[4] = 65'534; // of another time
    RingReader ring = reader();
    EXPECT_EQ(ring.read(camera.image()).lost, 0U);
    camera.words[4] = 1;
    EXPECT_EQ(ring.read(camera.image()).lost, 3U);
    for (std::uint16_t i = 1; i <= 6; ++i) {
        camera.show(i, "A");
    }
    camera.words[4] = 3; // the same two as by the numbers, and three from before
    EXPECT_EQ(ring.read(camera.image()).lost, 2U) << "and not twice";
    camera.words[4] = 0;
    EXPECT_EQ(ring.read(camera.image()).lost, 0U) << "it has started anew";
}

TEST(Ring, WhatWasDeliveredAndNotAcknowledgedIsNotLost) {
    Camera camera;
    RingReader ring = reader();
    for (std::uint16_t i = 1; i <= 8; ++i) {
        camera.show(i, "A");
        camera.words[4] = static_cast<std::uint16_t>(i > 4 ? i - 4 : 0);
        EXPECT_EQ(ring.read(camera.image()).lost, 0U);
    }
}

TEST(Ring, BackwardsResynchronisesWithoutAReplay) {
    Camera camera;
    camera.words[2] = 99;
    for (std::uint16_t i = 97; i <= 100; ++i) {
        camera.show(i, "OLD");
    }
    RingReader ring = reader();
    EXPECT_EQ(plates(ring.read(camera.image())), "OLD ");
    camera.words[1] = 98;
    const ReadReport report = ring.read(camera.image());
    EXPECT_EQ(plates(report), "");
    EXPECT_EQ(report.troubles, Troubles{ReadTrouble::sequence_backwards});
    EXPECT_EQ(report.lost, 1U) << "nobody knows how many there were";
    EXPECT_TRUE(ring.read(camera.image()).troubles.empty()) << "told once";
    EXPECT_FALSE(ring.acknowledge(100)) << "100 means another reading now";
    camera.show(99, "NEW");
    EXPECT_EQ(plates(ring.read(camera.image())), "NEW ");
}

TEST(Ring, ARestartedCameraDeliversWhatItReadSince) {
    Camera camera;
    camera.words[2] = 99;
    camera.show(100, "OLD");
    RingReader ring = reader();
    (void)ring.read(camera.image());
    Camera restarted;
    restarted.show(1, "NEW");
    const ReadReport report = ring.read(restarted.image());
    EXPECT_EQ(plates(report), "NEW ");
    EXPECT_EQ(report.troubles, Troubles{ReadTrouble::sequence_backwards});
    EXPECT_EQ(plates(ring.read(restarted.image())), "");
}

TEST(Ring, ARestartedCameraIsKnownByItsAcknowledgementThoughItsNumbersAreNoLower) {
    for (const std::uint16_t newest : std::array<std::uint16_t, 2>{3, 7}) {
        Camera camera;
        for (std::uint16_t i = 1; i <= 3; ++i) {
            camera.show(i, "OLD");
        }
        camera.words[2] = 3;
        RingReader ring = reader();
        (void)ring.read(camera.image());
        Camera restarted;
        for (std::uint16_t i = 1; i <= newest; ++i) {
            restarted.show(i, "N");
        }
        const ReadReport report = ring.read(restarted.image());
        EXPECT_EQ(plates(report), newest == 3 ? "N N N " : "N N N N ");
        ASSERT_FALSE(report.readings.empty());
        EXPECT_TRUE(report.readings[0].backlog);
        EXPECT_EQ(report.troubles[0], ReadTrouble::sequence_backwards);
        EXPECT_EQ(report.lost, newest == 3 ? 0U : 3U);
        EXPECT_EQ(plates(ring.read(restarted.image())), "");
    }
}

TEST(Ring, AnAcknowledgementThatWrapsToZeroIsNoRestart) {
    Camera camera;
    camera.words[1] = camera.words[2] = 65'534;
    RingReader ring = reader();
    (void)ring.read(camera.image());
    camera.show(65'535, "A");
    camera.show(0, "B");
    EXPECT_EQ(plates(ring.read(camera.image())), "A B ");
    camera.words[2] = 0;
    camera.show(1, "C");
    const ReadReport report = ring.read(camera.image());
    EXPECT_EQ(plates(report), "C ");
    EXPECT_TRUE(report.troubles.empty());
}

TEST(Ring, ARestartToAnEmptyRingIsNoPlate) {
    Camera camera;
    camera.words[2] = 99;
    camera.show(100, "OLD");
    RingReader ring = reader();
    (void)ring.read(camera.image());
    const ReadReport report = ring.read(Camera{}.image());
    EXPECT_EQ(report.troubles, Troubles{ReadTrouble::sequence_backwards});
    EXPECT_FALSE(report.acknowledge);
}

TEST(Ring, AGarbagePlateIsAcknowledgedByTheDriver) {
    for (const std::string& plate :
         {std::string("\xFF\xFE"), std::string(), std::string("A\x02"), std::string("   ")}) {
        Camera camera;
        RingReader ring = reader();
        camera.show(1, plate);
        const ReadReport report = ring.read(camera.image());
        EXPECT_TRUE(report.readings.empty());
        EXPECT_EQ(report.troubles, Troubles{ReadTrouble::bad_plate});
        EXPECT_EQ(report.acknowledge, 1);
    }
    Camera camera;
    RingReader ring = reader();
    camera.show(1, "A", 101);
    EXPECT_EQ(ring.read(camera.image()).troubles, Troubles{ReadTrouble::bad_plate});
}

TEST(Ring, GarbageDoesNotAcknowledgeTheReadingBeforeIt) {
    Camera camera;
    RingReader ring = reader();
    camera.show(1, "A");
    camera.show(2, "\xFF");
    const ReadReport report = ring.read(camera.image());
    EXPECT_EQ(plates(report), "A ");
    EXPECT_FALSE(report.acknowledge) << "reading 1 is not durable yet";
    EXPECT_EQ(ring.acknowledge(1), 2) << "and then both are done with";
    EXPECT_FALSE(ring.acknowledge(1));
    EXPECT_FALSE(ring.acknowledge(70'000));
}

TEST(Ring, NoiseIsIgnoredAndToldOnce) {
    Camera camera;
    camera.show(1, "A");
    RingReader ring = reader();
    (void)ring.read(camera.image());
    const Camera before = camera;
    camera.words[1] = 9; // its slot holds 1
    std::size_t told = 0;
    for (int i = 0; i < 20; ++i) {
        const ReadReport report = ring.read(camera.image());
        EXPECT_TRUE(report.readings.empty());
        told += report.troubles.size();
    }
    EXPECT_EQ(told, 1U);
    EXPECT_EQ(plates(ring.read(before.image())), "") << "nothing is replayed afterwards";
}

TEST(Ring, WantsOnlyTheSlotsOfNewEvents) {
    Camera camera;
    camera.show(1, "A");
    RingReader ring = reader();
    (void)ring.read(camera.image());
    EXPECT_TRUE(ring.wanted(camera.image()).empty());
    camera.show(2, "B");
    EXPECT_EQ(ring.wanted(camera.image()), (std::vector<Span>{{Table::holding, 48, 16}}));
    camera.show(3, "C");
    EXPECT_EQ(ring.wanted(camera.image()), (std::vector<Span>{{Table::holding, 48, 32}}));
    camera.show(9, "D");
    EXPECT_EQ(ring.wanted(camera.image()), (std::vector<Span>{{Table::holding, 16, 64}}));
}

// Field: a camera in a loop reports new events for ever. Each poll takes what is there, the rest is told as lost, and
// nothing is delivered twice.
TEST(Ring, AnEndlessRingIsTakenAsItComes) {
    Camera camera;
    RingReader ring = reader();
    (void)ring.read(camera.image());
    std::uint16_t sequence = 0;
    std::size_t delivered = 0;
    for (int poll = 0; poll < 1000; ++poll) {
        for (int i = 0; i < 7; ++i) {
            camera.show(++sequence == 0 ? ++sequence : sequence, "A");
        }
        const ReadReport report = ring.read(camera.image());
        delivered += report.readings.size();
        EXPECT_EQ(report.troubles, Troubles{ReadTrouble::lost_events});
        EXPECT_EQ(report.readings.back().sequence, sequence);
    }
    EXPECT_EQ(delivered, 4000U);
}

} // namespace
} // namespace parkgate::drivers
