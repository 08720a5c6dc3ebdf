#include "tests/unit/drivers/serial_slave.hpp"

#include <array>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <stdexcept>
#include <sys/eventfd.h>
#include <termios.h>
#include <unistd.h>

namespace parkgate::test {

namespace {

unsigned checksum(const Bytes& frame, std::size_t size) {
    unsigned sum = 0xFFFF;
    for (std::size_t i = 0; i < size; ++i) {
        sum ^= frame[i];
        for (int bit = 0; bit < 8; ++bit) {
            sum = (sum & 1U) != 0 ? sum >> 1U ^ 0xA001U : sum >> 1U;
        }
    }
    return sum;
}

void put(Bytes& bytes, int value) {
    bytes.push_back(static_cast<std::uint8_t>(value >> 8));
    bytes.push_back(static_cast<std::uint8_t>(value & 0xFF));
}

// 0: not whole yet.
std::size_t length_of(const Bytes& received) {
    if (received.size() < 8) {
        return 0;
    }
    const std::size_t whole = received[1] == 16 ? 9U + received[6] : 8U;
    return received.size() >= whole ? whole : 0;
}

} // namespace

Bytes with_checksum(Bytes frame) {
    const unsigned sum = checksum(frame, frame.size());
    frame.push_back(static_cast<std::uint8_t>(sum & 0xFFU));
    frame.push_back(static_cast<std::uint8_t>(sum >> 8U));
    return frame;
}

SerialSlave::SerialSlave(Script script) : script_(std::move(script)) {
    master_ = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    std::array<char, 64> name{};
    if (master_ < 0 || ::grantpt(master_) != 0 || ::unlockpt(master_) != 0 ||
        ::ptsname_r(master_, name.data(), name.size()) != 0) {
        throw std::runtime_error("no pseudo-terminal");
    }
    path_ = name.data();
    held_ = ::open(path_.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC);
    termios raw{};
    ::tcgetattr(held_, &raw);
    ::cfmakeraw(&raw);
    ::tcsetattr(held_, TCSANOW, &raw);
    wake_ = ::eventfd(0, EFD_CLOEXEC);
    thread_ = std::jthread([this] { run(); });
}

SerialSlave::~SerialSlave() {
    ::eventfd_write(wake_, 1);
    thread_.join();
    ::close(held_);
    ::close(master_);
    ::close(wake_);
}

void SerialSlave::set_word(int address, std::uint16_t value) {
    const std::lock_guard lock(mutex_);
    words_[address] = value;
}

void SerialSlave::set_bit(int address, bool value) {
    const std::lock_guard lock(mutex_);
    bits_[address] = value;
}

std::uint16_t SerialSlave::word(int address) {
    const std::lock_guard lock(mutex_);
    return words_[address];
}

bool SerialSlave::coil(int address) {
    const std::lock_guard lock(mutex_);
    return coils_[address];
}

void SerialSlave::send_noise(const Bytes& bytes) {
    transmit(bytes);
    pollfd arrived{held_, POLLIN, 0};
    (void)::poll(&arrived, 1, 30'000);
}

std::vector<SerialRequest> SerialSlave::requests() {
    const std::lock_guard lock(mutex_);
    return log_;
}

bool SerialSlave::wait(const std::function<bool(const std::vector<SerialRequest>&)>& satisfied) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds{30}, [&] { return satisfied(log_); });
}

void SerialSlave::run() {
    Bytes received;
    while (true) {
        std::array<pollfd, 2> waiting{{{master_, POLLIN, 0}, {wake_, POLLIN, 0}}};
        ::poll(waiting.data(), waiting.size(), -1);
        if (waiting[1].revents != 0) {
            return;
        }
        std::array<std::uint8_t, 512> chunk{};
        const auto got = ::read(master_, chunk.data(), chunk.size());
        if (got > 0) {
            received.insert(received.end(), chunk.begin(), chunk.begin() + got);
            serve(received);
        }
    }
}

void SerialSlave::serve(Bytes& received) {
    for (std::size_t length = length_of(received); length > 0; length = length_of(received)) {
        const Bytes frame(received.begin(), received.begin() + static_cast<std::ptrdiff_t>(length));
        received.erase(received.begin(), received.begin() + static_cast<std::ptrdiff_t>(length));
        if (with_checksum(Bytes(frame.begin(), frame.end() - 2)) != frame) {
            continue;
        }
        const SerialRequest request{frame[0], frame[1], Bytes(frame.begin() + 2, frame.end() - 2)};
        const std::vector<Bytes> pieces = script_(request, normal(request));
        {
            const std::lock_guard lock(mutex_);
            log_.push_back(request);
        }
        changed_.notify_all();
        for (const Bytes& piece : pieces) {
            transmit(piece);
        }
    }
}

Bytes SerialSlave::normal(const SerialRequest& request) {
    const std::lock_guard lock(mutex_);
    Bytes frame{static_cast<std::uint8_t>(request.unit), static_cast<std::uint8_t>(request.function)};
    const int first = request.first();
    const int second = request.second();
    if (request.function == 1 || request.function == 2) {
        auto& bits = request.function == 1 ? coils_ : bits_;
        Bytes packed(static_cast<std::size_t>((second + 7) / 8));
        for (int i = 0; i < second; ++i) {
            packed[static_cast<std::size_t>(i / 8)] |= static_cast<std::uint8_t>(bits[first + i] ? 1 << i % 8 : 0);
        }
        frame.push_back(static_cast<std::uint8_t>(packed.size()));
        frame.insert(frame.end(), packed.begin(), packed.end());
    } else if (request.function == 3 || request.function == 4) {
        frame.push_back(static_cast<std::uint8_t>(2 * second));
        for (int i = 0; i < second; ++i) {
            put(frame, words_[first + i]);
        }
    } else {
        if (request.function == 5) {
            coils_[first] = second == 0xFF00;
        } else if (request.function == 6) {
            words_[first] = static_cast<std::uint16_t>(second);
        } else {
            for (int i = 0; i < second; ++i) {
                const auto at = static_cast<std::size_t>(5 + 2 * i);
                words_[first + i] = static_cast<std::uint16_t>(request.body[at] << 8 | request.body[at + 1]);
            }
        }
        put(frame, first);
        put(frame, second);
    }
    return with_checksum(frame);
}

void SerialSlave::transmit(const Bytes& bytes) const {
    (void)!::write(master_, bytes.data(), bytes.size());
}

} // namespace parkgate::test
