#include "drivers/modbus/port.hpp"

#include "drivers/modbus/tcp_socket.hpp"

#include <modbus/modbus.h>

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <utility>

namespace parkgate::drivers {

namespace {

constexpr int bits_a_character = 11;
constexpr int longest_frame = 256;

struct Free {
    void operator()(modbus_t* context) const { modbus_free(context); }
};

modbus_t* make_context(const LineAddress& address) {
    if (const auto* tcp = std::get_if<TcpAddress>(&address)) {
        return modbus_new_tcp(tcp->host.c_str(), tcp->port);
    }
    const auto& rtu = std::get<RtuPort>(address);
    return modbus_new_rtu(rtu.path.c_str(), rtu.baud, static_cast<char>(rtu.parity), 8, rtu.stop_bits);
}

Interval characters(const RtuPort& port, double count) {
    return Interval{static_cast<std::int64_t>(count * bits_a_character * 1e6 / port.baud)};
}

int read_span(modbus_t* context, const Span& span, std::uint16_t* words, std::uint8_t* bits) {
    switch (span.table) {
    case Table::coil: return modbus_read_bits(context, span.first, span.count, bits);
    case Table::discrete: return modbus_read_input_bits(context, span.first, span.count, bits);
    case Table::input: return modbus_read_input_registers(context, span.first, span.count, words);
    case Table::holding: break;
    }
    return modbus_read_registers(context, span.first, span.count, words);
}

int send(modbus_t* context, const WriteCoil& one) {
    return modbus_write_bit(context, one.address, one.value ? 1 : 0);
}
int send(modbus_t* context, const WriteRegister& one) {
    return modbus_write_register(context, one.address, one.value);
}
int send(modbus_t* context, const WriteRegisters& many) {
    return modbus_write_registers(context, many.first, static_cast<int>(many.values.size()), many.values.data());
}

} // namespace

struct Port::Context {
    std::unique_ptr<modbus_t, Free> modbus;
    bool connected = false;
};

bool is_ipv4(const std::string& host) {
    in_addr address{};
    return ::inet_pton(AF_INET, host.c_str(), &address) == 1;
}

Port::Port(LineAddress address) : address_(std::move(address)), context_(std::make_unique<Context>()) {}

Port::~Port() {
    close();
}

void Port::close() {
    if (context_->connected) {
        modbus_close(context_->modbus.get());
        context_->connected = false;
    }
}

Port::Ready Port::make_ready(std::chrono::milliseconds timeout) {
    if (context_->connected && std::holds_alternative<TcpAddress>(address_) &&
        is_spoiled(modbus_get_socket(context_->modbus.get()))) {
        peer_closed_ = true;
        close();
    }
    if (context_->connected) {
        return Ready::same;
    }
    if (!open(timeout)) {
        return Ready::failed;
    }
    return std::exchange(peer_closed_, false) ? Ready::reconnected_after_peer_closed : Ready::connected;
}

bool Port::open(std::chrono::milliseconds timeout) {
    // A fresh context starts without the state of a request that failed.
    context_->modbus.reset(make_context(address_));
    modbus_t* modbus = context_->modbus.get();
    if (modbus == nullptr) {
        return false;
    }
    modbus_set_error_recovery(modbus, MODBUS_ERROR_RECOVERY_NONE);
    // Without a time between bytes the response time-out holds for the whole answer.
    modbus_set_byte_timeout(modbus, 0, 0);
    if (const auto* tcp = std::get_if<TcpAddress>(&address_)) {
        const int socket = connect_tcp(tcp->host, tcp->port, timeout);
        if (socket < 0) {
            return false;
        }
        modbus_set_socket(modbus, socket);
        context_->connected = true;
        return true;
    }
    if (modbus_connect(modbus) != 0) {
        return false;
    }
    context_->connected = true;
    const int descriptor = modbus_get_socket(modbus);
    // libmodbus takes no lock: a second program on the line would garble both.
    if (descriptor >= FD_SETSIZE || ::ioctl(descriptor, TIOCEXCL) != 0) {
        close();
        return false;
    }
    modbus_flush(modbus);
    return true;
}

void Port::prepare(int unit, std::chrono::milliseconds timeout) {
    modbus_t* modbus = context_->modbus.get();
    modbus_set_slave(modbus, unit);
    const auto whole = std::chrono::microseconds(timeout).count();
    modbus_set_response_timeout(modbus, static_cast<std::uint32_t>(whole / 1'000'000),
                                static_cast<std::uint32_t>(whole % 1'000'000));
    errno = 0;
}

core::LineOutcome Port::outcome_of(int result, int error) {
    using core::LineOutcome;
    if (result >= 0) {
        return LineOutcome::ok;
    }
    // A gateway that says so has itself waited in vain for the device.
    if (error == EMBXGPATH || error == EMBXGTAR) {
        return LineOutcome::timeout;
    }
    if (error >= EMBXILFUN && error <= EMBXGTAR) {
        return LineOutcome::exception;
    }
    close();
    const bool garbled = error == EMBBADCRC || error == EMBBADDATA || error == EMBBADEXC || error == EMBUNKEXC ||
                         error == EMBMDATA || error == EMBBADSLAVE;
    peer_closed_ = error == ECONNRESET || error == EPIPE;
    return garbled ? LineOutcome::garbled : LineOutcome::timeout;
}

core::LineOutcome Port::read(int unit, const Span& span, std::chrono::milliseconds timeout,
                             std::vector<std::uint16_t>& values) {
    prepare(unit, timeout);
    // Whatever the answer says of its length, libmodbus stays inside the protocol's maximum.
    std::array<std::uint16_t, longest_register_read + 3> words{};
    std::array<std::uint8_t, longest_bit_read + 8> bits{};
    const int result = read_span(context_->modbus.get(), span, words.data(), bits.data());
    const auto outcome = outcome_of(result, errno);
    if (outcome == core::LineOutcome::ok) {
        if (is_bits(span.table)) {
            values.assign(bits.begin(), bits.begin() + span.count);
        } else {
            values.assign(words.begin(), words.begin() + span.count);
        }
    }
    return outcome;
}

core::LineOutcome Port::write(int unit, const WriteRequest& request, std::chrono::milliseconds timeout) {
    prepare(unit, timeout);
    const int result = std::visit([this](const auto& one) { return send(context_->modbus.get(), one); }, request);
    return outcome_of(result, errno);
}

Interval Port::gap() const {
    const auto* rtu = std::get_if<RtuPort>(&address_);
    if (rtu == nullptr) {
        return Interval{0};
    }
    // 3.5 characters, and a fixed time above 19200 baud, as the specification of the serial line has it.
    return rtu->baud > 19'200 ? Interval{1750} : characters(*rtu, 3.5);
}

Interval Port::settle_time() const {
    const auto* rtu = std::get_if<RtuPort>(&address_);
    return rtu == nullptr ? Interval{0} : std::min(characters(*rtu, longest_frame), Interval{100'000});
}

} // namespace parkgate::drivers
