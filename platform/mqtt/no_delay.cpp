#include "platform/mqtt/no_delay.hpp"

#include <arpa/inet.h>
#include <charconv>
#include <filesystem>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string>
#include <sys/socket.h>

namespace parkgate::mqtt {

namespace {

// Of the other end of a TCP connection; 0 for everything else that may be open.
int peer_port_of(int descriptor) {
    sockaddr_storage peer{};
    socklen_t size = sizeof peer;
    if (getpeername(descriptor, reinterpret_cast<sockaddr*>(&peer), &size) != 0) {
        return 0;
    }
    switch (peer.ss_family) {
    case AF_INET: return ntohs(reinterpret_cast<const sockaddr_in&>(peer).sin_port);
    case AF_INET6: return ntohs(reinterpret_cast<const sockaddr_in6&>(peer).sin6_port);
    default: return 0;
    }
}

void set_on_all(int port) {
    // A process that may not read its own list of descriptors is slower, and nothing else.
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd", ignored)) {
        const std::string name = entry.path().filename().string();
        int descriptor = -1;
        std::from_chars(name.data(), name.data() + name.size(), descriptor);
        if (descriptor >= 0 && peer_port_of(descriptor) == port) {
            const int on = 1;
            (void)setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        }
    }
}

} // namespace

void send_at_once(int port) noexcept {
    try {
        set_on_all(port);
    } catch (...) { // NOLINT(bugprone-empty-catch): without it messages are late, and none is lost
    }
}

} // namespace parkgate::mqtt
