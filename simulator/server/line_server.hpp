#pragma once

#include "simulator/server/answer.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace parkgate::sim {

/// A file descriptor that is closed with its owner.
class Descriptor {
  public:
    explicit Descriptor(int fd = -1) : fd_(fd) {}
    ~Descriptor();
    Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(fd_, other.fd_);
        return *this;
    }
    [[nodiscard]] int get() const { return fd_; }

  private:
    int fd_;
};

/// One Modbus TCP server on 127.0.0.1 with the slaves of one line, served by one thread. From the constructor's end on
/// it answers; the destructor ends it at once.
class LineServer {
  public:
    static constexpr std::size_t most_clients = 16;

    /// Throws std::system_error where the port cannot be had. The plant must outlive the server.
    LineServer(Plant& plant, const LineConfig& line, const std::vector<DeviceConfig>& devices);
    ~LineServer();
    LineServer(const LineServer&) = delete;
    LineServer& operator=(const LineServer&) = delete;

    [[nodiscard]] std::uint16_t port() const { return port_; }

  private:
    struct FreeContext {
        void operator()(modbus_t* context) const { modbus_free(context); }
    };
    struct Client {
        Descriptor socket;
        Instant last_request;
    };

    void run();
    void accept_client();
    /// False: the client is to be dropped.
    [[nodiscard]] bool serve(Client& client);

    std::unique_ptr<modbus_t, FreeContext> context_;
    std::map<std::uint8_t, Slave> slaves_;
    Descriptor listener_;
    Descriptor wake_;
    std::uint16_t port_ = 0;
    std::vector<Client> clients_;
    std::thread thread_;
};

} // namespace parkgate::sim
