#include "drivers/plate_camera/trigger.hpp"

#include <gtest/gtest.h>

namespace parkgate::drivers {
namespace {

using std::chrono::milliseconds;
using Troubles = std::vector<ReadTrouble>;

constexpr Time start{std::chrono::hours{1}};

// The shipped trigger-and-poll camera and its reader, a poll at a time.
class Bench {
  public:
    enum Status : std::uint16_t { ready, busy, ok, error };

    ReadReport poll(std::uint16_t status, const std::string& plate = "AB123") {
        words = {status, 0, 0, 0, 0, 0, 90, 0};
        for (std::size_t i = 0; i < plate.size() && i < 8; ++i) {
            words[2 + i / 2] |= static_cast<std::uint16_t>(plate[i] << (i % 2 == 0 ? 8 : 0));
        }
        Image image;
        image.add({Table::holding, 0, 8}, words);
        ReadReport report = reader.read(image, now);
        written = reader.take_write(now);
        if (written) {
            reader.written(false, now);
        }
        return report;
    }
    void pass(int ms) { now += milliseconds{ms}; }

    std::vector<std::uint16_t> words;
    TriggerReader reader{
        std::get<TriggerEvents>(std::get<CameraMap>(load_profile(PROFILES "trigger-camera.toml").first.map).events)};
    Time now = start;
    std::optional<std::uint16_t> written;
};

TEST(Trigger, OneReadingATrigger) {
    Bench bench;
    bench.poll(Bench::ready);
    EXPECT_FALSE(bench.written) << "nothing is written while no car is there";
    bench.reader.set_busy(true, bench.now);
    bench.poll(Bench::ready);
    EXPECT_EQ(bench.written, 1);
    bench.poll(Bench::busy);
    EXPECT_FALSE(bench.written);
    const ReadReport report = bench.poll(Bench::ok);
    ASSERT_EQ(report.readings.size(), 1U);
    EXPECT_EQ(report.readings[0].plate, "AB123");
    EXPECT_EQ(report.readings[0].confidence, 90);
    EXPECT_EQ(bench.written, 0) << "cleared";
    EXPECT_TRUE(bench.poll(Bench::ok).readings.empty()) << "the same result is no second reading";
    bench.poll(Bench::ready);
    EXPECT_FALSE(bench.written);
}

TEST(Trigger, AgainAfterAPauseWhileTheCarStaysAndNoPlateWasRead) {
    Bench bench;
    bench.reader.set_busy(true, bench.now);
    bench.poll(Bench::ready);
    EXPECT_TRUE(bench.poll(Bench::error).troubles.empty()) << "no plate found is an ordinary answer";
    EXPECT_EQ(bench.written, 0);
    bench.pass(299);
    bench.poll(Bench::ready);
    EXPECT_FALSE(bench.written);
    bench.pass(1);
    bench.poll(Bench::ready);
    EXPECT_EQ(bench.written, 1);
}

TEST(Trigger, AfterAPlateTheNextCarIsReadInTime) {
    Bench bench;
    bench.reader.set_busy(true, bench.now);
    bench.poll(Bench::ready);
    bench.poll(Bench::ok);
    bench.pass(2999);
    bench.poll(Bench::ready);
    EXPECT_FALSE(bench.written);
    bench.reader.set_busy(false, bench.now);
    bench.reader.set_busy(true, bench.now);
    bench.poll(Bench::ready);
    EXPECT_EQ(bench.written, 1) << "at once for a car that came into an empty lane";
}

TEST(Trigger, TheResultOfACarThatHasLeftMeanwhileIsThrownAway) {
    for (const auto status : {Bench::ok, Bench::error}) {
        Bench bench;
        bench.reader.set_busy(true, bench.now);
        bench.poll(Bench::ready);
        ASSERT_EQ(bench.written, 1);
        bench.reader.set_busy(false, bench.now);
        bench.reader.set_busy(true, bench.now);
        bench.poll(Bench::busy);
        EXPECT_FALSE(bench.written) << "the camera cannot be told to stop";
        EXPECT_TRUE(bench.poll(status, "OLD").readings.empty());
        EXPECT_EQ(bench.written, 0);
        bench.poll(Bench::ready);
        EXPECT_EQ(bench.written, 1) << "and the next car is read at once";
        const ReadReport report = bench.poll(Bench::ok, "NEW");
        ASSERT_EQ(report.readings.size(), 1U);
        EXPECT_EQ(report.readings[0].plate, "NEW");
    }
}

TEST(Trigger, AnOldResultIsClearedAndNotRead) {
    Bench bench;
    bench.poll(Bench::ok);
    EXPECT_FALSE(bench.written);
    bench.reader.set_busy(true, bench.now);
    EXPECT_TRUE(bench.poll(Bench::ok).readings.empty());
    EXPECT_EQ(bench.written, 0);
    bench.poll(Bench::ready);
    EXPECT_EQ(bench.written, 1);
}

TEST(Trigger, ACameraThatNeverFinishesIsGivenUp) {
    Bench bench;
    bench.reader.set_busy(true, bench.now);
    bench.poll(Bench::ready);
    bench.pass(1999);
    EXPECT_TRUE(bench.poll(Bench::busy).troubles.empty());
    bench.pass(1);
    EXPECT_EQ(bench.poll(Bench::busy).troubles, Troubles{ReadTrouble::no_result});
    EXPECT_EQ(bench.written, 0);
}

TEST(Trigger, GarbageIsNoPlate) {
    Bench bench;
    bench.reader.set_busy(true, bench.now);
    bench.poll(Bench::ready);
    const ReadReport report = bench.poll(Bench::ok, "");
    EXPECT_EQ(report.troubles, Troubles{ReadTrouble::bad_plate});
    EXPECT_TRUE(bench.poll(99).readings.empty()) << "a status that is none";
}

} // namespace
} // namespace parkgate::drivers
