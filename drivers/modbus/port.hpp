// One connection to a Modbus line. The only place that sees libmodbus, which frames what goes over a serial line;
// belongs to its line's thread.
#pragma once

#include "drivers/modbus/pdu.hpp"

#include <bitset>
#include <memory>
#include <string>
#include <variant>

namespace parkgate::drivers {

struct TcpAddress {
    std::string host; // an IPv4 literal: a name would be resolved on the line's thread, for as long as that takes
    std::uint16_t port = 502;
};

enum class Parity : char { none = 'N', even = 'E', odd = 'O' };

struct RtuPort {
    std::string path;
    int baud = 9600;
    Parity parity = Parity::even;
    int stop_bits = 1;
};

using LineAddress = std::variant<TcpAddress, RtuPort>;

[[nodiscard]] bool is_ipv4(const std::string& host);
// Another program of ours works with this serial port, or any program of this machine with this address. What is not
// there is not taken.
[[nodiscard]] bool is_taken(const LineAddress& address);

class Port {
  public:
    explicit Port(LineAddress address);
    Port(const Port&) = delete;
    Port& operator=(const Port&) = delete;
    ~Port();

    enum class Ready : std::uint8_t { same, connected, reconnected_after_peer_closed, failed };

    // Connects unless connected; finds out whether the other end has closed, or sent what nobody asked for.
    Ready make_ready(std::chrono::milliseconds timeout);
    // After anything but ok and exception a TCP connection is closed: a late answer would be taken for the next one. A
    // serial port stays open, and in our hands, as long as it is there: what has come in before a request is thrown
    // away.
    core::LineOutcome read(int unit, const Span& span, std::chrono::milliseconds timeout,
                           std::vector<std::uint16_t>& values);
    core::LineOutcome write(int unit, const WriteRequest& request, std::chrono::milliseconds timeout);
    void close();

    // The silence that the line wants between two requests.
    [[nodiscard]] Interval gap() const;
    // How long after a failure an answer may still come in on a line that cannot be closed at the other end.
    [[nodiscard]] Interval settle_time() const;
    // For how long request and answer occupy a serial line, with the gap behind each; nothing on TCP.
    [[nodiscard]] Interval wire_time(const Span& span) const;
    [[nodiscard]] Interval wire_time(const WriteRequest& request) const;
    // Bytes on a serial line that nobody had asked for.
    [[nodiscard]] std::uint64_t noise() const { return noise_; }

  private:
    struct Context;
    bool open(std::chrono::milliseconds timeout);
    bool open_serial();
    bool take_serial(const std::string& path);
    [[nodiscard]] bool serial_is_there() const;
    void drop_noise();
    [[nodiscard]] bool is_doubtful(int unit) const;
    void listen();
    // The answer without its frame, or nothing and what became of it.
    core::LineOutcome exchange(int unit, const Bytes& request, std::size_t answer, std::chrono::milliseconds timeout,
                               Bytes& out);
    core::LineOutcome exchange_serial(int unit, const Bytes& request, std::size_t answer,
                                      std::chrono::milliseconds timeout, Bytes& out);
    [[nodiscard]] Interval on_wire(std::size_t request, std::size_t answer) const;

    LineAddress address_;
    std::unique_ptr<Context> context_;
    std::uint16_t transaction_ = 0;
    std::uint64_t noise_ = 0;
    std::bitset<256> doubtful_; // units whose next answer may be a late one
    bool peer_closed_ = false;
};

} // namespace parkgate::drivers
