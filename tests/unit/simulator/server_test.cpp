#include "simulator/server/line_server.hpp"

#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <initializer_list>
#include <mutex>
#include <sys/socket.h>
#include <unistd.h>

namespace parkgate::sim {
namespace {

using namespace std::chrono_literals;
using Bytes = std::vector<std::uint8_t>;

/// A master that writes its frames by hand: it shares no code with the servers.
class Master {
  public:
    explicit Master(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        // Long enough that only a server that does not answer at all can fail a test.
        const timeval patience{20, 0};
        ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        connected_ = ::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    }
    ~Master() { ::close(fd_); }
    Master(const Master&) = delete;
    Master& operator=(const Master&) = delete;

    [[nodiscard]] bool connected() const { return connected_; }

    void send(std::uint8_t transaction, std::uint8_t unit, const Bytes& pdu) const {
        Bytes frame{0, transaction, 0, 0, 0, static_cast<std::uint8_t>(pdu.size() + 1), unit};
        frame.insert(frame.end(), pdu.begin(), pdu.end());
        ASSERT_EQ(::send(fd_, frame.data(), frame.size(), MSG_NOSIGNAL), static_cast<ssize_t>(frame.size()));
    }
    /// The next answer's transaction and then its PDU; empty at the end of the connection.
    [[nodiscard]] Bytes receive() const {
        Bytes header(7);
        if (::recv(fd_, header.data(), header.size(), MSG_WAITALL) != 7) {
            return {};
        }
        Bytes pdu(static_cast<std::size_t>(header[5]) - 1);
        if (::recv(fd_, pdu.data(), pdu.size(), MSG_WAITALL) != static_cast<ssize_t>(pdu.size())) {
            return {};
        }
        pdu.insert(pdu.begin(), header[1]);
        return pdu;
    }
    /// The server has closed the connection; a server that is only silent is none.
    [[nodiscard]] bool ended() const {
        char byte = 0;
        return ::recv(fd_, &byte, 1, 0) == 0;
    }
    [[nodiscard]] Bytes ask(std::uint8_t unit, const Bytes& pdu) const {
        send(9, unit, pdu);
        Bytes answer = receive();
        if (!answer.empty()) {
            answer.erase(answer.begin());
        }
        return answer;
    }

  private:
    int fd_;
    bool connected_ = false;
};

class ServerTest : public testing::Test {
  protected:
    static DeviceConfig device(std::uint8_t unit, DeviceKind kind) {
        return {"d" + std::to_string(unit), "io", unit, kind, "entry-1", Side::entry, std::nullopt};
    }
    void silence(DeviceKind kind, bool on) {
        plant.with("entry-1", [&](Lane& lane, Instant now, Events&) { lane.set_silent(kind, on, now); });
    }
    /// An answer reaches the master a moment before its event is told, but both under one hold of the plant's lock: to
    /// have had that lock afterwards is to have everything that belongs to an answer.
    template <class What>
    std::vector<Event> told() {
        plant.with("entry-1", [](Lane&, Instant, Events&) {});
        const std::lock_guard lock(mutex);
        std::vector<Event> found;
        for (const Event& event : events) {
            if (std::holds_alternative<What>(event.what)) {
                found.push_back(event);
            }
        }
        return found;
    }

    std::mutex mutex;
    Events events;
    Plant plant{{{"entry-1", 3'600'000ms}}, [this](Events&& fresh) {
                    const std::lock_guard lock(mutex);
                    events.insert(events.end(), fresh.begin(), fresh.end());
                }};
    LineServer server{plant,
                      {"io", 0},
                      {device(1, DeviceKind::camera), device(2, DeviceKind::barrier), device(3, DeviceKind::loops),
                       device(4, DeviceKind::display)}};
};

const Bytes read_two_inputs{2, 0, 0, 0, 2};

TEST_F(ServerTest, TakesAFreePort) {
    EXPECT_NE(server.port(), 0);
    const Master master(server.port());
    EXPECT_TRUE(master.connected());
}

TEST_F(ServerTest, ServesTheDeviceOfTheUnit) {
    plant.with("entry-1", [](Lane& lane, Instant now, Events& out) { lane.set_loop(Loop::arrival, true, now, out); });
    const Master master(server.port());
    EXPECT_EQ(master.ask(3, read_two_inputs), (Bytes{2, 1, 0x01}));
    EXPECT_EQ(master.ask(2, {2, 0, 0, 0, 3}), (Bytes{2, 1, 0x02}));
    EXPECT_EQ(master.ask(4, {3, 0, 0, 0, 1}), (Bytes{3, 2, 0, 1}));
}

TEST_F(ServerTest, AnOpenPulseMovesTheArmAndTheCoilIsClearAtOnce) {
    const Master master(server.port());
    const Bytes open{5, 0, 0, 0xFF, 0};
    EXPECT_EQ(master.ask(2, open), open);
    EXPECT_EQ(master.ask(2, {1, 0, 0, 0, 2}), (Bytes{1, 1, 0}));
    EXPECT_EQ(master.ask(2, {2, 0, 0, 0, 3}), (Bytes{2, 1, 0}));
    const auto commands = told<ArmCommanded>();
    ASSERT_EQ(commands.size(), 1U);
    EXPECT_EQ(std::get<ArmCommanded>(commands[0].what).command, ArmCommand::open);
    EXPECT_LT(commands[0].at, monotonic_now());
}

TEST_F(ServerTest, AWriteOfSeveralCoilsIsAPulseToo) {
    const Master master(server.port());
    EXPECT_EQ(master.ask(2, {15, 0, 0, 0, 2, 1, 0x01}), (Bytes{15, 0, 0, 0, 2}));
    EXPECT_EQ(told<ArmCommanded>().size(), 1U);
}

TEST_F(ServerTest, ServesAPlateOnceAndTakesItsAcknowledgement) {
    plant.with("entry-1",
               [](Lane& lane, Instant now, Events& out) { lane.show_plate({.plate = "AB1"}, 0ms, now, out); });
    const Master master(server.port());
    EXPECT_EQ(master.ask(1, {3, 0, 1, 0, 1}), (Bytes{3, 2, 0, 1}));
    EXPECT_TRUE(told<PlateServed>().empty());
    const Bytes slot = master.ask(1, {3, 0, 32, 0, 16});
    ASSERT_EQ(slot.size(), 34U);
    EXPECT_EQ((Bytes{slot.begin() + 2, slot.begin() + 8}), (Bytes{0, 1, 'A', 'B', '1', 0}));
    EXPECT_EQ(master.ask(1, {3, 0, 32, 0, 16}), slot);
    EXPECT_EQ(master.ask(1, {6, 0, 2, 0, 1}), (Bytes{6, 0, 2, 0, 1}));
    EXPECT_EQ(master.ask(1, {3, 0, 2, 0, 1}), (Bytes{3, 2, 0, 1}));
    EXPECT_EQ(told<PlateServed>().size(), 1U);
}

TEST_F(ServerTest, ShowsAText) {
    const Master master(server.port());
    EXPECT_EQ(master.ask(4, {16, 0, 1, 0, 3, 6, 0, 2, 'O', 'K', 0, 0}), (Bytes{16, 0, 1, 0, 3}));
    const auto shown = told<DisplayChanged>();
    ASSERT_EQ(shown.size(), 1U);
    EXPECT_EQ(std::get<DisplayChanged>(shown[0].what).text.lines[0], "OK");
    EXPECT_EQ(std::get<DisplayChanged>(shown[0].what).text.colour, 2);
}

TEST_F(ServerTest, RefusesAddressesAndFunctionsItDoesNotHave) {
    const Master master(server.port());
    EXPECT_EQ(master.ask(1, {3, 0, 79, 0, 2}), (Bytes{0x83, 2}));
    EXPECT_EQ(master.ask(1, {16, 0, 79, 0, 2, 4, 0, 1, 0, 1}), (Bytes{0x90, 2}));
    EXPECT_EQ(master.ask(2, {5, 0, 2, 0xFF, 0}), (Bytes{0x85, 2}));
    EXPECT_EQ(master.ask(3, {4, 0, 0, 0, 1}), (Bytes{0x84, 2}));
    EXPECT_EQ(master.ask(3, read_two_inputs), (Bytes{2, 1, 0}));
    EXPECT_TRUE(told<ArmCommanded>().empty());
}

TEST_F(ServerTest, AnUnknownUnitAndASilentDeviceSayNothing) {
    silence(DeviceKind::camera, true);
    const Master master(server.port());
    master.send(1, 1, {3, 0, 0, 0, 1});
    master.send(2, 77, {3, 0, 0, 0, 1});
    master.send(3, 3, read_two_inputs);
    EXPECT_EQ(master.receive(), (Bytes{3, 2, 1, 0}));
    silence(DeviceKind::camera, false);
    master.send(4, 1, {3, 0, 1, 0, 1});
    EXPECT_EQ(master.receive(), (Bytes{4, 3, 2, 0, 0}));
}

TEST_F(ServerTest, ASilentArmDoesNotMove) {
    silence(DeviceKind::barrier, true);
    const Master master(server.port());
    master.send(1, 2, {5, 0, 0, 0xFF, 0});
    master.send(2, 3, read_two_inputs);
    EXPECT_EQ(master.receive().front(), 2);
    EXPECT_TRUE(told<ArmCommanded>().empty());
}

TEST_F(ServerTest, ServesSeveralMastersAndOneThatComesBack) {
    std::vector<std::unique_ptr<Master>> masters;
    for (int i = 0; i < 6; ++i) {
        masters.push_back(std::make_unique<Master>(server.port()));
    }
    for (int round = 0; round < 3; ++round) {
        for (auto& master : masters) {
            EXPECT_EQ(master->ask(3, read_two_inputs), (Bytes{2, 1, 0}));
            master.reset();
            master = std::make_unique<Master>(server.port());
            EXPECT_EQ(master->ask(3, read_two_inputs), (Bytes{2, 1, 0}));
        }
    }
}

TEST_F(ServerTest, MakesRoomForANewMasterByDroppingTheLongestSilent) {
    const Master silent(server.port());
    EXPECT_EQ(silent.ask(3, read_two_inputs), (Bytes{2, 1, 0}));
    std::vector<std::unique_ptr<Master>> masters;
    for (std::size_t i = 0; i < LineServer::most_clients; ++i) {
        masters.push_back(std::make_unique<Master>(server.port()));
        EXPECT_EQ(masters.back()->ask(3, read_two_inputs), (Bytes{2, 1, 0}));
    }
    EXPECT_TRUE(silent.ended());
    EXPECT_EQ(masters.front()->ask(3, read_two_inputs), (Bytes{2, 1, 0}));
}

TEST_F(ServerTest, EndsWaitsWhenItHappensAndWhenStopped) {
    const Master master(server.port());
    EXPECT_EQ(plant.wait("entry-1", [](const Lane&) { return false; }, monotonic_now()), Plant::WaitEnd::timed_out);
    std::thread opener([&] { EXPECT_FALSE(master.ask(2, {5, 0, 0, 0xFF, 0}).empty()); });
    const auto end =
        plant.wait("entry-1", [](const Lane& lane) { return lane.record().opens == 1; }, monotonic_now() + 24h);
    opener.join();
    EXPECT_EQ(end, Plant::WaitEnd::met);
    plant.stop();
    EXPECT_EQ(plant.wait("entry-1", [](const Lane&) { return false; }, monotonic_now() + 24h), Plant::WaitEnd::stopped);
}

} // namespace
} // namespace parkgate::sim
