// Modbus TCP on a socket of our own: libmodbus checks neither an answer's unit nor how long connecting takes, and
// aborts on descriptors that select() cannot take.
#pragma once

#include "drivers/modbus/pdu.hpp"

#include <chrono>
#include <cstdint>
#include <expected>
#include <string>

namespace parkgate::drivers {

// A connected socket without delay; -1: not within the time.
[[nodiscard]] int connect_tcp(const std::string& ipv4, std::uint16_t port, std::chrono::milliseconds timeout);

// A program on this machine has a connection there.
[[nodiscard]] bool is_connected_from_here(const std::string& ipv4, std::uint16_t port);

// True when an idle connection has been closed by the other end, or bytes lie in it that nobody asked for.
[[nodiscard]] bool is_spoiled(int socket);

struct Exchange {
    std::uint16_t transaction = 0;
    std::uint8_t unit = 0;
    std::chrono::milliseconds timeout{0}; // until the answer is whole
};
enum class ExchangeError : std::uint8_t {
    timeout,
    broken,  // the other end has closed
    garbled, // another transaction, protocol or unit, or a length that no answer has
};

// Sends a request and gives the answer without its frame. After any error the socket is to be closed.
[[nodiscard]] std::expected<Bytes, ExchangeError> exchange_tcp(int socket, const Exchange& exchange,
                                                               const Bytes& request);

} // namespace parkgate::drivers
