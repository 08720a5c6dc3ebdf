#include "drivers/modbus/tcp_socket.hpp"

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <cstdio>
#include <fstream>
#include <netinet/tcp.h>
#include <poll.h>
#include <sstream>
#include <sys/socket.h>
#include <unistd.h>

namespace parkgate::drivers {

namespace {

// False: nothing came of it in time.
bool wait_for(int socket, short events, Clock::time_point until) {
    pollfd waiting{.fd = socket, .events = events, .revents = 0};
    int ready = -1;
    do {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
        ready = ::poll(&waiting, 1, left > 0 ? static_cast<int>(left) : 0);
    } while (ready < 0 && errno == EINTR);
    return ready == 1;
}

bool finish_connect(int socket, std::chrono::milliseconds timeout) {
    const bool ready = wait_for(socket, POLLOUT, Clock::now() + timeout);
    int error = 0;
    socklen_t size = sizeof error;
    return ready && ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == 0;
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

Bytes frame_of(const Exchange& exchange, const Bytes& request) {
    const std::size_t length = request.size() + 1;
    Bytes frame{static_cast<std::uint8_t>(exchange.transaction >> 8U),
                static_cast<std::uint8_t>(exchange.transaction & 0xFFU),
                0,
                0,
                static_cast<std::uint8_t>(length >> 8U),
                static_cast<std::uint8_t>(length & 0xFFU),
                exchange.unit};
    frame.insert(frame.end(), request.begin(), request.end());
    return frame;
}

// A request is far shorter than a socket's buffer: what is not taken at once is not taken at all.
bool send_all(int socket, const Bytes& frame) {
    return ::send(socket, frame.data(), frame.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(frame.size());
}

// Adds to `bytes` until there are `count`.
std::expected<void, ExchangeError> receive(int socket, Bytes& bytes, std::size_t count, Clock::time_point until) {
    while (bytes.size() < count) {
        std::array<std::uint8_t, 260> chunk{};
        const ssize_t got = ::recv(socket, chunk.data(), count - bytes.size(), 0);
        if (got > 0) {
            bytes.insert(bytes.end(), chunk.begin(), chunk.begin() + got);
        } else if (got < 0 && errno == EAGAIN) {
            if (!wait_for(socket, POLLIN, until)) {
                return std::unexpected(ExchangeError::timeout);
            }
        } else if (got == 0 || errno != EINTR) {
            return std::unexpected(ExchangeError::broken);
        }
    }
    return {};
}

} // namespace

int connect_tcp(const std::string& ipv4, std::uint16_t port, std::chrono::milliseconds timeout) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP);
    if (socket < 0) {
        return -1;
    }
    if (!start_connect(socket, ipv4, port, timeout)) {
        ::close(socket);
        return -1;
    }
    return socket;
}

bool is_connected_from_here(const std::string& ipv4, std::uint16_t port) {
    in_addr address{};
    if (::inet_pton(AF_INET, ipv4.c_str(), &address) != 1) {
        return false;
    }
    std::array<char, 16> wanted{};
    std::snprintf(wanted.data(), wanted.size(), "%08X:%04X", static_cast<unsigned>(address.s_addr), unsigned{port});
    std::ifstream connections("/proc/net/tcp");
    for (std::string line; std::getline(connections, line);) {
        std::istringstream fields(line);
        std::string number, local, remote, state;
        fields >> number >> local >> remote >> state;
        if (remote == wanted.data() && state == "01") { // established
            return true;
        }
    }
    return false;
}

bool is_spoiled(int socket) {
    pollfd state{.fd = socket, .events = POLLIN | POLLRDHUP, .revents = 0};
    return ::poll(&state, 1, 0) != 0;
}

std::expected<Bytes, ExchangeError> exchange_tcp(int socket, const Exchange& exchange, const Bytes& request) {
    constexpr std::size_t header = 7;
    constexpr std::size_t longest_answer = 253;
    const auto until = Clock::now() + exchange.timeout;
    if (!send_all(socket, frame_of(exchange, request))) {
        return std::unexpected(ExchangeError::broken);
    }
    Bytes answer;
    if (const auto got = receive(socket, answer, header, until); !got) {
        return std::unexpected(got.error());
    }
    const auto word = [&answer](std::size_t i) { return static_cast<std::size_t>(answer[i] << 8U | answer[i + 1]); };
    const std::size_t length = word(4);
    if (word(0) != exchange.transaction || word(2) != 0 || answer[6] != exchange.unit || length < 3 ||
        length > longest_answer + 1) {
        return std::unexpected(ExchangeError::garbled);
    }
    if (const auto got = receive(socket, answer, header + length - 1, until); !got) {
        return std::unexpected(got.error());
    }
    return Bytes(answer.begin() + header, answer.end());
}

} // namespace parkgate::drivers
