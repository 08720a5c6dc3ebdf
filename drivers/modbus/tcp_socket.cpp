#include "drivers/modbus/tcp_socket.hpp"

#include <arpa/inet.h>
#include <cerrno>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <unistd.h>

namespace parkgate::drivers {

namespace {

bool finish_connect(int socket, std::chrono::milliseconds timeout) {
    const auto until = std::chrono::steady_clock::now() + timeout;
    pollfd waiting{.fd = socket, .events = POLLOUT, .revents = 0};
    int ready = -1;
    do {
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now()).count();
        ready = ::poll(&waiting, 1, left > 0 ? static_cast<int>(left) : 0);
    } while (ready < 0 && errno == EINTR);
    int error = 0;
    socklen_t size = sizeof error;
    return ready == 1 && ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == 0;
}

bool start_connect(int socket, const std::string& ipv4, std::uint16_t port, std::chrono::milliseconds timeout) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    if (::inet_pton(AF_INET, ipv4.c_str(), &address.sin_addr) != 1) {
        return false;
    }
    const int yes = 1;
    if (::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes) != 0) {
        return false;
    }
    // The socket calls take every kind of address through this one type.
    const auto* generic = reinterpret_cast<const sockaddr*>(&address);
    return ::connect(socket, generic, sizeof address) == 0 || (errno == EINPROGRESS && finish_connect(socket, timeout));
}

} // namespace

int connect_tcp(const std::string& ipv4, std::uint16_t port, std::chrono::milliseconds timeout) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP);
    if (socket < 0) {
        return -1;
    }
    if (socket >= FD_SETSIZE || !start_connect(socket, ipv4, port, timeout)) {
        ::close(socket);
        return -1;
    }
    return socket;
}

bool is_spoiled(int socket) {
    pollfd state{.fd = socket, .events = POLLIN | POLLRDHUP, .revents = 0};
    return ::poll(&state, 1, 0) != 0;
}

} // namespace parkgate::drivers
