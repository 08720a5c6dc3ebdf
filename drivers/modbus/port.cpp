#include "drivers/modbus/port.hpp"

#include "drivers/modbus/tcp_socket.hpp"

#include <modbus/modbus.h>

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace parkgate::drivers {

namespace {

using core::LineOutcome;

constexpr std::size_t longest_frame = 256;
constexpr std::size_t serial_frame = 3; // unit and checksum around a request or an answer

struct Free {
    void operator()(modbus_t* context) const { modbus_free(context); }
};

// A descriptor that is closed with its owner.
class Descriptor {
  public:
    explicit Descriptor(int value = -1) : value_(value) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() { reset(); }
    void reset(int value = -1) {
        if (value_ >= 0) {
            ::close(value_);
        }
        value_ = value;
    }
    [[nodiscard]] int get() const { return value_; }

  private:
    int value_;
};

int open_terminal(const std::string& path) {
    return ::open(path.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
}

// TIOCEXCL does not stop the superuser, the lock does not stop what never asks for it: both are used.
bool lock(int descriptor) {
    return ::flock(descriptor, LOCK_EX | LOCK_NB) == 0;
}

int bits_a_character(const RtuPort& port) {
    return 1 + 8 + (port.parity == Parity::none ? 0 : 1) + port.stop_bits;
}

Interval characters(const RtuPort& port, double count) {
    return Interval{static_cast<std::int64_t>(count * bits_a_character(port) * 1e6 / port.baud)};
}

Interval gap_of(const RtuPort& port) {
    // 3.5 characters, and a fixed time above 19200 baud, as the specification of the serial line has it.
    return port.baud > 19'200 ? Interval{1750} : characters(port, 3.5);
}

void set_timeout(modbus_t* modbus, Interval whole) {
    modbus_set_response_timeout(modbus, static_cast<std::uint32_t>(whole.count() / 1'000'000),
                                static_cast<std::uint32_t>(whole.count() % 1'000'000));
}

bool is_of_the_protocol(int error) {
    return error == EMBBADCRC || error == EMBBADDATA || error == EMBBADEXC || error == EMBUNKEXC || error == EMBMDATA ||
           error == EMBBADSLAVE;
}

} // namespace

struct Port::Context {
    std::unique_ptr<modbus_t, Free> modbus; // of a serial line
    Descriptor socket;                      // of TCP
    Descriptor held;                        // the lock on a serial port
    bool connected = false;
};

bool is_ipv4(const std::string& host) {
    in_addr address{};
    return ::inet_pton(AF_INET, host.c_str(), &address) == 1;
}

bool is_taken(const LineAddress& address) {
    if (const auto* tcp = std::get_if<TcpAddress>(&address)) {
        return is_connected_from_here(tcp->host, tcp->port);
    }
    const Descriptor mine(open_terminal(std::get<RtuPort>(address).path));
    return mine.get() >= 0 ? !lock(mine.get()) : errno == EBUSY;
}

Port::Port(LineAddress address) : address_(std::move(address)), context_(std::make_unique<Context>()) {}

Port::~Port() {
    close();
}

void Port::close() {
    if (context_->connected && context_->modbus) {
        modbus_close(context_->modbus.get());
    }
    context_->connected = false;
    context_->socket.reset();
    context_->held.reset();
}

Port::Ready Port::make_ready(std::chrono::milliseconds timeout) {
    const bool tcp = std::holds_alternative<TcpAddress>(address_);
    if (context_->connected && (tcp ? is_spoiled(context_->socket.get()) : !serial_is_there())) {
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
    if (const auto* tcp = std::get_if<TcpAddress>(&address_)) {
        context_->socket.reset(connect_tcp(tcp->host, tcp->port, timeout));
        context_->connected = context_->socket.get() >= 0;
    } else {
        context_->connected = open_serial();
    }
    return context_->connected;
}

bool Port::open_serial() {
    const auto& rtu = std::get<RtuPort>(address_);
    if (!take_serial(rtu.path)) {
        return false;
    }
    // A fresh context starts without the state of a request that failed.
    context_->modbus.reset(modbus_new_rtu(rtu.path.c_str(), rtu.baud, static_cast<char>(rtu.parity), 8, rtu.stop_bits));
    modbus_t* modbus = context_->modbus.get();
    if (modbus == nullptr || modbus_connect(modbus) != 0) {
        context_->held.reset();
        return false;
    }
    modbus_set_error_recovery(modbus, MODBUS_ERROR_RECOVERY_NONE);
    // Without a time between bytes the response time-out holds for the whole answer.
    modbus_set_byte_timeout(modbus, 0, 0);
    const int descriptor = modbus_get_socket(modbus);
    // libmodbus waits by select().
    if (descriptor >= FD_SETSIZE || ::ioctl(descriptor, TIOCEXCL) != 0) {
        modbus_close(modbus);
        context_->held.reset();
        return false;
    }
    modbus_flush(modbus);
    return true;
}

bool Port::take_serial(const std::string& path) {
    context_->held.reset(open_terminal(path));
    if (context_->held.get() >= 0 && lock(context_->held.get())) {
        return true;
    }
    context_->held.reset();
    return false;
}

// An adapter that was pulled out hangs up; one that was plugged in again is another device under the same name.
bool Port::serial_is_there() const {
    pollfd state{.fd = modbus_get_socket(context_->modbus.get()), .events = 0, .revents = 0};
    if (::poll(&state, 1, 0) != 0) {
        return false;
    }
    struct stat mine{};
    struct stat named{};
    return ::fstat(context_->held.get(), &mine) == 0 && ::stat(std::get<RtuPort>(address_).path.c_str(), &named) == 0 &&
           mine.st_rdev == named.st_rdev && mine.st_ino == named.st_ino;
}

void Port::drop_noise() {
    int waiting = 0;
    if (::ioctl(modbus_get_socket(context_->modbus.get()), FIONREAD, &waiting) == 0 && waiting > 0) {
        noise_ += static_cast<std::uint64_t>(waiting);
        modbus_flush(context_->modbus.get());
    }
}

// Frames of a serial line carry no number: after a failure the first answer may be that to the request before.
bool Port::is_doubtful(int unit) const {
    return doubtful_.test(static_cast<std::size_t>(unit));
}

// Waits for what may follow such an answer, so that it is thrown away before the next request.
void Port::listen() {
    pollfd state{.fd = modbus_get_socket(context_->modbus.get()), .events = POLLIN, .revents = 0};
    const auto most = std::chrono::ceil<std::chrono::milliseconds>(2 * gap());
    (void)::poll(&state, 1, static_cast<int>(most.count()));
}

LineOutcome Port::exchange(int unit, const Bytes& request, std::size_t answer, std::chrono::milliseconds timeout,
                           Bytes& out) {
    if (std::holds_alternative<RtuPort>(address_)) {
        const LineOutcome outcome = exchange_serial(unit, request, answer, timeout, out);
        if (outcome != LineOutcome::ok) {
            doubtful_.set(static_cast<std::size_t>(unit));
        }
        return outcome;
    }
    const Exchange exchange{++transaction_, static_cast<std::uint8_t>(unit), timeout};
    auto got = exchange_tcp(context_->socket.get(), exchange, request);
    if (got) {
        out = *std::move(got);
        return LineOutcome::ok;
    }
    close();
    peer_closed_ = got.error() == ExchangeError::broken;
    return got.error() == ExchangeError::garbled ? LineOutcome::garbled : LineOutcome::timeout;
}

LineOutcome Port::exchange_serial(int unit, const Bytes& request, std::size_t answer, std::chrono::milliseconds timeout,
                                  Bytes& out) {
    modbus_t* modbus = context_->modbus.get();
    drop_noise();
    modbus_set_slave(modbus, unit);
    set_timeout(modbus, Interval{timeout} + on_wire(request.size(), answer));
    Bytes raw{static_cast<std::uint8_t>(unit)};
    raw.insert(raw.end(), request.begin(), request.end());
    errno = 0;
    std::array<std::uint8_t, longest_frame + serial_frame> frame{};
    int length = modbus_send_raw_request(modbus, raw.data(), static_cast<int>(raw.size()));
    if (length >= 0) {
        length = modbus_receive_confirmation(modbus, frame.data());
    }
    if (length >= 0) {
        // Nothing but its first bytes is taken of a frame of another unit, which has no length then.
        const auto size = static_cast<std::size_t>(length);
        if (size <= serial_frame || frame[0] != unit) {
            return LineOutcome::garbled;
        }
        out.assign(frame.begin() + 1, frame.begin() + static_cast<std::ptrdiff_t>(size - 2));
        return LineOutcome::ok;
    }
    if (is_of_the_protocol(errno)) {
        return LineOutcome::garbled;
    }
    if (errno != ETIMEDOUT) {
        close();
        peer_closed_ = true;
    }
    return LineOutcome::timeout;
}

LineOutcome Port::read(int unit, const Span& span, std::chrono::milliseconds timeout,
                       std::vector<std::uint16_t>& values) {
    Bytes answer;
    const Bytes request = request_of(span);
    LineOutcome outcome = exchange(unit, request, answer_length(span), timeout, answer);
    if (outcome == LineOutcome::ok && is_doubtful(unit)) {
        doubtful_.reset(static_cast<std::size_t>(unit));
        listen();
        outcome = exchange(unit, request, answer_length(span), timeout, answer);
    }
    if (outcome != LineOutcome::ok) {
        return outcome;
    }
    const LineOutcome checked = check_read(span, answer, values);
    if (checked == LineOutcome::garbled && std::holds_alternative<TcpAddress>(address_)) {
        close();
    }
    return checked;
}

LineOutcome Port::write(int unit, const WriteRequest& request, std::chrono::milliseconds timeout) {
    Bytes answer;
    const LineOutcome outcome = exchange(unit, request_of(request), answer_length(request), timeout, answer);
    if (outcome != LineOutcome::ok) {
        return outcome;
    }
    const LineOutcome checked = check_write(request, answer);
    if (checked == LineOutcome::garbled && std::holds_alternative<TcpAddress>(address_)) {
        close();
    }
    return checked;
}

Interval Port::gap() const {
    const auto* rtu = std::get_if<RtuPort>(&address_);
    return rtu == nullptr ? Interval{0} : gap_of(*rtu);
}

Interval Port::settle_time() const {
    const auto* rtu = std::get_if<RtuPort>(&address_);
    return rtu == nullptr ? Interval{0} : std::min(characters(*rtu, longest_frame), Interval{100'000});
}

Interval Port::on_wire(std::size_t request, std::size_t answer) const {
    const auto* rtu = std::get_if<RtuPort>(&address_);
    if (rtu == nullptr) {
        return Interval{0};
    }
    return characters(*rtu, static_cast<double>(request + answer + 2 * serial_frame)) + 2 * gap_of(*rtu);
}

Interval Port::wire_time(const Span& span) const {
    return on_wire(request_of(span).size(), answer_length(span));
}

Interval Port::wire_time(const WriteRequest& request) const {
    return on_wire(request_of(request).size(), answer_length(request));
}

} // namespace parkgate::drivers
