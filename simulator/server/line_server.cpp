#include "simulator/server/line_server.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <system_error>

namespace parkgate::sim {

namespace {

constexpr std::uint32_t send_patience_us = 100'000;

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

Descriptor listen_on(const LineConfig& line) {
    Descriptor listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(line.port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int on = 1;
    ::setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (listener.get() < 0 ||
        ::bind(listener.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(listener.get(), static_cast<int>(LineServer::most_clients)) != 0) {
        fail("line '" + line.id + "', port " + std::to_string(line.port));
    }
    return listener;
}

bool send_all(int socket, const Bytes& bytes) {
    return ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size());
}

} // namespace

LineServer::LineServer(Plant& plant, const LineConfig& line, const std::vector<DeviceConfig>& devices,
                       LineFaults* faults)
    : plant_(plant),
      faults_(faults != nullptr ? *faults : own_faults_),
      slaves_(line, devices),
      listener_(listen_on(line)),
      wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (wake_.get() < 0) {
        fail("line '" + line.id + "'");
    }
    port_ = bound_port(listener_.get());
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
    if (socket.get() < 0) {
        return;
    }
    const int on = 1;
    ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    // A client that does not read its answers must not stop the plant.
    const timeval patience{0, send_patience_us};
    ::setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (clients_.size() == most_clients) {
        clients_.erase(std::ranges::min_element(clients_, {}, &Client::last_request));
    }
    clients_.push_back({std::move(socket), monotonic_now()});
}

bool LineServer::answer(Client& client, const Frame& request, Instant received) {
    Slave* const slave = slaves_.find(request.unit);
    if (slave == nullptr) {
        return true;
    }
    return plant_.with(slave->lane(), [&](Lane& lane, Instant now, Events& events) {
        auto reply = reply_to(request, Framing::tcp, *slave, faults_, lane, now, received, events);
        if (!reply) {
            return true;
        }
        Instant due = now;
        bool sent = true;
        for (Transmission::Piece& piece : reply->transmission.pieces) {
            due += piece.after;
            if (piece.after.count() == 0 && client.later.empty()) {
                sent = sent && send_all(client.socket.get(), piece.bytes);
            } else {
                client.later.push_back({due, std::move(piece.bytes)});
            }
        }
        if (reply->credible && sent) {
            // What is sent byte by byte is told with its last one.
            slave->note_sent(lane, reply->answer, std::max(monotonic_now(), due), events);
        }
        return sent && !reply->transmission.then_close;
    });
}

bool LineServer::serve(Client& client) {
    std::array<std::uint8_t, 1024> bytes{};
    const ssize_t taken = ::recv(client.socket.get(), bytes.data(), bytes.size(), 0);
    const Instant received = monotonic_now();
    if (taken <= 0) {
        return false;
    }
    client.last_request = received;
    client.received.insert(client.received.end(), bytes.begin(), bytes.begin() + taken);
    Frame request;
    TcpState state = take_tcp(client.received, request);
    while (state == TcpState::frame) {
        if (!answer(client, request, received)) {
            return false;
        }
        state = take_tcp(client.received, request);
    }
    return state != TcpState::senseless;
}

bool LineServer::send_due(Client& client) {
    const Instant now = monotonic_now();
    while (!client.later.empty() && client.later.front().due <= now) {
        const Later piece = std::move(client.later.front());
        client.later.pop_front();
        if (!send_all(client.socket.get(), piece.bytes)) {
            return false;
        }
    }
    return true;
}

int LineServer::wait_ms() const {
    std::optional<Instant> next;
    for (const Client& client : clients_) {
        if (!client.later.empty() && (!next || client.later.front().due < *next)) {
            next = client.later.front().due;
        }
    }
    if (!next) {
        return -1;
    }
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*next - monotonic_now());
    return static_cast<int>(std::max<std::int64_t>(left.count(), 0));
}

void LineServer::run() {
    std::vector<pollfd> watched;
    while (true) {
        watched.assign({{wake_.get(), POLLIN, 0}, {listener_.get(), POLLIN, 0}});
        for (const Client& client : clients_) {
            watched.push_back({client.socket.get(), POLLIN, 0});
        }
        if (::poll(watched.data(), watched.size(), wait_ms()) < 0) {
            continue;
        }
        if (watched[0].revents != 0) {
            break;
        }
        std::size_t at = 2;
        std::erase_if(clients_, [&](Client& client) {
            const bool readable = watched[at++].revents != 0;
            return (readable && !serve(client)) || !send_due(client);
        });
        if (watched[1].revents != 0) {
            accept_client();
        }
    }
}

} // namespace parkgate::sim
