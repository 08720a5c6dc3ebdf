// One connection to a Modbus line. The only place that sees libmodbus; belongs to its line's thread.
#pragma once

#include "drivers/modbus/span.hpp"
#include "edge/core/hardware.hpp"

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

struct WriteCoil {
    std::uint16_t address = 0;
    bool value = false;
};
struct WriteRegister {
    std::uint16_t address = 0;
    std::uint16_t value = 0;
};
struct WriteRegisters {
    std::uint16_t first = 0;
    std::vector<std::uint16_t> values;
};
using WriteRequest = std::variant<WriteCoil, WriteRegister, WriteRegisters>;

[[nodiscard]] bool is_ipv4(const std::string& host);

class Port {
  public:
    explicit Port(LineAddress address);
    Port(const Port&) = delete;
    Port& operator=(const Port&) = delete;
    ~Port();

    enum class Ready : std::uint8_t { same, connected, reconnected_after_peer_closed, failed };

    // Connects unless connected; finds out whether the other end has closed, or sent what nobody asked for.
    Ready make_ready(std::chrono::milliseconds timeout);
    // After anything but ok and exception the connection is closed: a late answer would be taken for the next one.
    core::LineOutcome read(int unit, const Span& span, std::chrono::milliseconds timeout,
                           std::vector<std::uint16_t>& values);
    core::LineOutcome write(int unit, const WriteRequest& request, std::chrono::milliseconds timeout);
    void close();

    // The silence that the line wants between two requests.
    [[nodiscard]] Interval gap() const;
    // How long after a failure an answer may still come in on a line that cannot be closed at the other end.
    [[nodiscard]] Interval settle_time() const;

  private:
    struct Context;
    bool open(std::chrono::milliseconds timeout);
    [[nodiscard]] core::LineOutcome outcome_of(int result, int error);
    void prepare(int unit, std::chrono::milliseconds timeout);

    LineAddress address_;
    std::unique_ptr<Context> context_;
    bool peer_closed_ = false;
};

} // namespace parkgate::drivers
