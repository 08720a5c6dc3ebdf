#pragma once

#include "simulator/server/descriptor.hpp"
#include "simulator/server/line.hpp"

#include <cstdint>
#include <deque>
#include <memory>
#include <thread>
#include <vector>

namespace parkgate::sim {

/// One Modbus TCP server on 127.0.0.1 with the slaves of one line.
class LineServer : public Line {
  public:
    static constexpr std::size_t most_clients = 16;

    /// Throws std::system_error where the port cannot be had. The plant and the faults must outlive the server.
    LineServer(Plant& plant, const LineConfig& line, const std::vector<DeviceConfig>& devices,
               LineFaults* faults = nullptr);
    ~LineServer() override;

    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] std::string place() const override { return std::to_string(port_); }

  private:
    struct Later {
        Instant due;
        Bytes bytes;
    };
    struct Client {
        Descriptor socket;
        Instant last_request;
        Bytes received{};
        std::deque<Later> later{};
    };

    void run();
    void accept_client();
    [[nodiscard]] int wait_ms() const;
    /// False: the client is to be dropped.
    [[nodiscard]] bool serve(Client& client);
    [[nodiscard]] bool answer(Client& client, const Frame& request, Instant received);
    [[nodiscard]] static bool send_due(Client& client);

    Plant& plant_;
    LineFaults own_faults_;
    LineFaults& faults_;
    Slaves slaves_;
    Descriptor listener_;
    Descriptor wake_;
    std::uint16_t port_ = 0;
    std::vector<Client> clients_;
    std::thread thread_;
};

} // namespace parkgate::sim
