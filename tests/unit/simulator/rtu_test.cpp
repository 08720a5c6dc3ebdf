#include "simulator/server/rtu_server.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <filesystem>
#include <termios.h>

namespace parkgate::sim {
namespace {

using namespace std::chrono_literals;

/// A master on the far end that sets the speed and writes frames by hand.
class SerialMaster {
  public:
    SerialMaster(const std::string& path, speed_t speed) : fd_(::open(path.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC)) {
        termios settings{};
        ::tcgetattr(fd_.get(), &settings);
        ::cfsetospeed(&settings, speed);
        ::cfsetispeed(&settings, speed);
        ::tcsetattr(fd_.get(), TCSANOW, &settings);
    }
    void send(const Bytes& bytes) const {
        ASSERT_EQ(::write(fd_.get(), bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
    }
    /// Exactly so many bytes; a server that says nothing leaves it waiting until the test's own time is over.
    [[nodiscard]] Bytes receive(std::size_t count) const {
        Bytes bytes;
        while (bytes.size() < count) {
            std::uint8_t byte = 0;
            if (::read(fd_.get(), &byte, 1) != 1) {
                break;
            }
            bytes.push_back(byte);
        }
        return bytes;
    }
    [[nodiscard]] Bytes ask(std::uint8_t unit, const Bytes& pdu, std::size_t answer) const {
        send(encode(Framing::rtu, {unit, pdu, 0}));
        return receive(answer);
    }

  private:
    Descriptor fd_;
};

class RtuTest : public testing::Test {
  protected:
    static DeviceConfig device(std::uint8_t unit, DeviceKind kind) {
        return {"d" + std::to_string(unit), "bus", unit, kind, "entry-1", Side::entry, std::nullopt};
    }
    static LineConfig line(unsigned baud) { return {"bus", 0, SerialSettings{.baud = baud}, ""}; }

    Plant plant{{{"entry-1", 3'600'000ms}}, [](Events&&) {}};
    LineFaults faults;
    std::vector<DeviceConfig> devices{device(2, DeviceKind::barrier), device(3, DeviceKind::loops)};
};

TEST_F(RtuTest, AnswersForEveryUnitInTheTimeOfItsBytes) {
    RtuServer server(plant, line(9600), devices, faults);
    const SerialMaster master(server.place(), B9600);
    const Instant begun = monotonic_now();
    EXPECT_EQ(master.ask(3, {2, 0, 0, 0, 2}, 6), encode(Framing::rtu, {3, {2, 1, 0}, 0}));
    // 8 bytes there, 3.5 of silence, the turnaround and 6 bytes back cannot go faster; how much slower is the
    // machine's.
    EXPECT_GE(monotonic_now() - begun, 17 * Instant{1'041'666} + 2ms);
    EXPECT_EQ(master.ask(2, {2, 0, 0, 0, 3}, 6), encode(Framing::rtu, {2, {2, 1, 2}, 0}));
}

TEST_F(RtuTest, DoesNotHearWhatIsBroken) {
    RtuServer server(plant, line(115'200), devices, faults);
    const SerialMaster master(server.place(), B115200);
    Bytes broken = encode(Framing::rtu, {2, {5, 0, 0, 0xFF, 0}, 0});
    broken.back() ^= 1U;
    master.send(broken);
    plant.with("entry-1", [](Lane&, Instant, Events&) {});
    // The broken frame and this one are one frame without a silence between them; the line must be free of it again.
    while (server.frames_ended() == 0) {
        std::this_thread::yield();
    }
    EXPECT_EQ(master.ask(3, {2, 0, 0, 0, 2}, 6), encode(Framing::rtu, {3, {2, 1, 0}, 0}));
    plant.with("entry-1", [](const Lane& lane, Instant, Events&) { EXPECT_EQ(lane.record().opens, 0U); });
}

TEST_F(RtuTest, DoesNotUnderstandAnotherSpeed) {
    RtuServer server(plant, line(9600), devices, faults);
    {
        const SerialMaster deaf(server.place(), B19200);
        deaf.send(encode(Framing::rtu, {2, {5, 0, 0, 0xFF, 0}, 0}));
        while (server.frames_ended() == 0) {
            std::this_thread::yield();
        }
    }
    const SerialMaster master(server.place(), B9600);
    EXPECT_EQ(master.ask(3, {2, 0, 0, 0, 2}, 6), encode(Framing::rtu, {3, {2, 1, 0}, 0}));
    plant.with("entry-1", [](const Lane& lane, Instant, Events&) { EXPECT_EQ(lane.record().opens, 0U); });
}

TEST_F(RtuTest, AFaultSpoilsTheAnswerAndNotTheDeed) {
    faults.add({.fault = LineFault::bad_crc, .unit = 2, .times = 1});
    RtuServer server(plant, line(115'200), devices, faults);
    const SerialMaster master(server.place(), B115200);
    const Bytes open{5, 0, 0, 0xFF, 0};
    EXPECT_FALSE(decode_rtu(master.ask(2, open, 8)).has_value());
    plant.with("entry-1", [](const Lane& lane, Instant, Events&) { EXPECT_EQ(lane.record().opens, 1U); });
    EXPECT_TRUE(decode_rtu(master.ask(2, open, 8)).has_value());
}

TEST_F(RtuTest, IsPulledOutAndPutInAgain) {
    const auto folder = std::filesystem::temp_directory_path() / ("rtu-" + std::to_string(::getpid()));
    std::filesystem::create_directory(folder);
    LineConfig config = line(115'200);
    config.link = folder / "bus.tty";
    {
        RtuServer server(plant, config, devices, faults);
        EXPECT_TRUE(std::filesystem::is_symlink(config.link));
        server.plug(false);
        while (std::filesystem::is_symlink(config.link)) {
            std::this_thread::yield();
        }
        server.plug(true);
        while (!std::filesystem::is_symlink(config.link)) {
            std::this_thread::yield();
        }
        const SerialMaster master(config.link, B115200);
        EXPECT_EQ(master.ask(3, {2, 0, 0, 0, 2}, 6), encode(Framing::rtu, {3, {2, 1, 0}, 0}));
    }
    EXPECT_FALSE(std::filesystem::is_symlink(config.link));
    std::filesystem::remove_all(folder);
}

} // namespace
} // namespace parkgate::sim
