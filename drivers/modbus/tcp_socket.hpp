// Connects a TCP socket within a time, because libmodbus aborts on descriptors that select() cannot take.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace parkgate::drivers {

// A connected socket below FD_SETSIZE, without delay; -1: not within the time, or no such descriptor was free.
[[nodiscard]] int connect_tcp(const std::string& ipv4, std::uint16_t port, std::chrono::milliseconds timeout);

// True when an idle connection has been closed by the other end, or bytes lie in it that nobody asked for.
[[nodiscard]] bool is_spoiled(int socket);

} // namespace parkgate::drivers
