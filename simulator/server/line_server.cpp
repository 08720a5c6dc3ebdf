#include "simulator/server/line_server.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/eventfd.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>

namespace parkgate::sim {

namespace {

constexpr std::size_t unit_at = 6;
constexpr std::uint32_t short_wait_us = 1000;
constexpr std::uint32_t frame_wait_us = 100'000;

[[noreturn]] void fail(const std::string& what) {
    throw std::system_error(errno, std::generic_category(), what);
}

std::uint16_t bound_port(int listener) {
    sockaddr_in address{};
    socklen_t length = sizeof address;
    // The sockets API takes every address family through this one type.
    if (::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length) != 0) {
        fail("getsockname");
    }
    return ntohs(address.sin_port);
}

} // namespace

Descriptor::~Descriptor() {
    if (fd_ >= 0) {
        ::close(fd_);
    }
}

LineServer::LineServer(Plant& plant, const LineConfig& line, const std::vector<DeviceConfig>& devices)
    : context_(modbus_new_tcp("127.0.0.1", line.port)), wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (context_ == nullptr || wake_.get() < 0) {
        fail("line '" + line.id + "'");
    }
    for (const DeviceConfig& device : devices) {
        if (device.line == line.id) {
            slaves_.try_emplace(device.unit, plant, device);
        }
    }
    listener_ = Descriptor(modbus_tcp_listen(context_.get(), static_cast<int>(most_clients)));
    if (listener_.get() < 0) {
        fail("line '" + line.id + "', port " + std::to_string(line.port));
    }
    port_ = bound_port(listener_.get());
    // libmodbus sleeps this long before it answers an unknown function.
    modbus_set_response_timeout(context_.get(), 0, short_wait_us);
    // A client that sends half a request and stops must not hold up the others.
    modbus_set_byte_timeout(context_.get(), 0, frame_wait_us);
    thread_ = std::thread([this] { run(); });
}

LineServer::~LineServer() {
    const std::uint64_t one = 1;
    // An eventfd that is at zero always takes a one.
    [[maybe_unused]] const ssize_t written = ::write(wake_.get(), &one, sizeof one);
    thread_.join();
}

void LineServer::accept_client() {
    Descriptor socket(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    // libmodbus uses select(), which cannot hold a larger descriptor: the process would be aborted.
    if (socket.get() < 0 || socket.get() >= FD_SETSIZE) {
        return;
    }
    const int on = 1;
    ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    // A client that does not read its answers must not stop the plant.
    const timeval patience{0, frame_wait_us};
    ::setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (clients_.size() == most_clients) {
        clients_.erase(std::ranges::min_element(clients_, {}, &Client::last_request));
    }
    clients_.push_back({std::move(socket), monotonic_now()});
}

bool LineServer::serve(Client& client) {
    std::array<std::uint8_t, MODBUS_TCP_MAX_ADU_LENGTH> query{};
    modbus_set_socket(context_.get(), client.socket.get());
    const int length = modbus_receive(context_.get(), query.data());
    const Instant received = monotonic_now();
    if (length <= static_cast<int>(unit_at)) {
        return false;
    }
    client.last_request = received;
    const auto slave = slaves_.find(query[unit_at]);
    if (slave == slaves_.end()) {
        return true;
    }
    return slave->second.answer(context_.get(), std::span{query}.first(static_cast<std::size_t>(length)), received);
}

void LineServer::run() {
    while (true) {
        fd_set readable;
        FD_ZERO(&readable);
        int highest = 0;
        const auto watch = [&](int fd) {
            FD_SET(fd, &readable);
            highest = std::max(highest, fd);
        };
        watch(wake_.get());
        watch(listener_.get());
        for (const Client& client : clients_) {
            watch(client.socket.get());
        }
        if (::select(highest + 1, &readable, nullptr, nullptr, nullptr) < 0) {
            continue;
        }
        if (FD_ISSET(wake_.get(), &readable)) {
            break;
        }
        std::erase_if(clients_,
                      [&](Client& client) { return FD_ISSET(client.socket.get(), &readable) && !serve(client); });
        if (FD_ISSET(listener_.get(), &readable)) {
            accept_client();
        }
    }
    // The sockets belong to the clients and the listener: libmodbus must not close one of them a second time.
    modbus_set_socket(context_.get(), -1);
    clients_.clear();
}

} // namespace parkgate::sim
