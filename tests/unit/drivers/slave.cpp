#include "tests/unit/drivers/slave.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <poll.h>
#include <stdexcept>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace parkgate::test {

namespace {

constexpr std::size_t header_size = 8; // MBAP and function code

void put(Bytes& bytes, int value) {
    bytes.push_back(static_cast<std::uint8_t>(value >> 8));
    bytes.push_back(static_cast<std::uint8_t>(value & 0xFF));
}

Bytes frame(const Request& request, const Bytes& pdu) {
    Bytes bytes;
    put(bytes, request.transaction);
    put(bytes, 0);
    put(bytes, static_cast<int>(pdu.size()) + 1);
    bytes.push_back(static_cast<std::uint8_t>(request.unit));
    bytes.insert(bytes.end(), pdu.begin(), pdu.end());
    return bytes;
}

// Has nothing to do with what was asked, which is then not done either.
bool ignores(const Answer& chosen) {
    return std::holds_alternative<answer::Silent>(chosen) || std::holds_alternative<answer::Exception>(chosen) ||
           std::holds_alternative<answer::Garbage>(chosen) || std::holds_alternative<answer::Close>(chosen);
}

// What the answer makes of the normal one.
Bytes altered(const Answer& chosen, Bytes normal) {
    if (std::holds_alternative<answer::Half>(chosen)) {
        normal.resize(normal.size() / 2);
    } else if (const auto* unit = std::get_if<answer::Unit>(&chosen)) {
        normal[6] = unit->unit;
    } else if (const auto* function = std::get_if<answer::Function>(&chosen)) {
        normal[7] = function->function;
    } else if (std::holds_alternative<answer::Transaction>(chosen)) {
        normal[1] ^= 0x55;
    } else if (std::holds_alternative<answer::Long>(chosen)) {
        normal.insert(normal.end(), {0, 1});
        normal[5] = static_cast<std::uint8_t>(normal[5] + 2);
        normal[8] = static_cast<std::uint8_t>(normal[8] + 2);
    }
    return normal;
}

} // namespace

Slave::Slave(Script script) : script_(std::move(script)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    wake_ = ::eventfd(0, EFD_CLOEXEC);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener_, generic, size) != 0 || ::listen(listener_, 16) != 0 ||
        ::getsockname(listener_, generic, &size) != 0) {
        throw std::runtime_error("the slave cannot listen");
    }
    port_ = ntohs(address.sin_port);
    thread_ = std::jthread([this] { run(); });
}

Slave::~Slave() {
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
    }
    ::eventfd_write(wake_, 1);
    thread_.join();
    for (const Client& client : clients_) {
        ::close(client.socket);
    }
    ::close(listener_);
    ::close(wake_);
}

void Slave::set_word(int unit, int address, std::uint16_t value) {
    const std::lock_guard lock(mutex_);
    words_[{unit, address}] = value;
}

void Slave::set_bit(int unit, int address, bool value) {
    const std::lock_guard lock(mutex_);
    bits_[{unit, address}] = value;
}

std::uint16_t Slave::word(int unit, int address) {
    const std::lock_guard lock(mutex_);
    return words_[{unit, address}];
}

std::vector<Request> Slave::requests() {
    const std::lock_guard lock(mutex_);
    return log_;
}

int Slave::count(int unit) {
    const std::lock_guard lock(mutex_);
    return static_cast<int>(std::ranges::count(log_, unit, &Request::unit));
}

bool Slave::wait(const std::function<bool(const std::vector<Request>&)>& satisfied) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds{30}, [&] { return satisfied(log_); });
}

void Slave::run() {
    int number = 0;
    while (true) {
        std::vector<pollfd> waiting{{listener_, POLLIN, 0}, {wake_, POLLIN, 0}};
        for (const Client& client : clients_) {
            waiting.push_back({client.socket, POLLIN, 0});
        }
        ::poll(waiting.data(), waiting.size(), -1);
        if (waiting[1].revents != 0) {
            return;
        }
        std::vector<int> gone;
        for (std::size_t i = 2; i < waiting.size(); ++i) {
            if (waiting[i].revents != 0 && !serve(clients_[i - 2])) {
                gone.push_back(waiting[i].fd);
            }
        }
        for (const int socket : gone) {
            std::erase_if(clients_, [socket](const Client& client) { return client.socket == socket; });
            std::erase_if(sockets_, [socket](const auto& entry) { return entry.second == socket; });
            ::close(socket);
        }
        if (waiting[0].revents != 0) {
            const int socket = ::accept(listener_, nullptr, nullptr);
            clients_.push_back({socket, ++number, {}});
            sockets_[number] = socket;
        }
    }
}

bool Slave::serve(Client& client) {
    std::array<std::uint8_t, 512> chunk{};
    const auto got = ::recv(client.socket, chunk.data(), chunk.size(), 0);
    if (got <= 0) {
        return false;
    }
    client.received.insert(client.received.end(), chunk.begin(), chunk.begin() + got);
    Bytes& all = client.received;
    while (all.size() >= header_size && all.size() >= 6U + static_cast<std::size_t>(all[4] << 8 | all[5])) {
        const auto end = all.begin() + 6 + (all[4] << 8 | all[5]);
        const Request request{client.number, static_cast<std::uint16_t>(all[0] << 8 | all[1]), all[6], all[7],
                              Bytes(all.begin() + header_size, end)};
        all.erase(all.begin(), end);
        handle(client, request);
    }
    return true;
}

// Logged before it is answered, so that whoever has the answer finds the request in the log.
void Slave::handle(Client& client, const Request& request) {
    const Answer chosen = script_(request);
    Bytes bytes = ignores(chosen) ? Bytes{} : altered(chosen, normal(request));
    if (const auto* exception = std::get_if<answer::Exception>(&chosen)) {
        bytes = frame(request, {static_cast<std::uint8_t>(request.function | 0x80), exception->code});
    } else if (std::holds_alternative<answer::Garbage>(chosen)) {
        bytes = Bytes(40, 0xA5);
    }
    {
        const std::lock_guard lock(mutex_);
        log_.push_back(request);
    }
    changed_.notify_all();
    if (std::holds_alternative<answer::Close>(chosen)) {
        ::shutdown(client.socket, SHUT_RDWR);
    } else if (std::holds_alternative<answer::ByteByByte>(chosen)) {
        for (const std::uint8_t byte : bytes) {
            transmit(client.socket, {byte});
        }
    } else if (!bytes.empty()) {
        transmit(client.socket, bytes);
    }
}

void Slave::answer_late(const Request& request) {
    if (const auto socket = sockets_.find(request.connection); socket != sockets_.end()) {
        transmit(socket->second, normal(request));
    }
}

Bytes Slave::normal(const Request& request) {
    const std::lock_guard lock(mutex_);
    const int first = request.first();
    const int second = request.second();
    Bytes pdu{static_cast<std::uint8_t>(request.function)};
    if (request.function == 1 || request.function == 2) {
        auto& bits = request.function == 1 ? coils_ : bits_;
        Bytes packed(static_cast<std::size_t>((second + 7) / 8));
        for (int i = 0; i < second; ++i) {
            if (bits[{request.unit, first + i}]) {
                packed[static_cast<std::size_t>(i / 8)] |= static_cast<std::uint8_t>(1 << i % 8);
            }
        }
        pdu.push_back(static_cast<std::uint8_t>(packed.size()));
        pdu.insert(pdu.end(), packed.begin(), packed.end());
    } else if (request.function == 3 || request.function == 4) {
        pdu.push_back(static_cast<std::uint8_t>(2 * second));
        for (int i = 0; i < second; ++i) {
            put(pdu, words_[{request.unit, first + i}]);
        }
    } else {
        if (request.function == 5) {
            coils_[{request.unit, first}] = second != 0;
        } else if (request.function == 6) {
            words_[{request.unit, first}] = static_cast<std::uint16_t>(second);
        } else {
            for (int i = 0; i < second; ++i) {
                const auto at = static_cast<std::size_t>(5 + 2 * i);
                words_[{request.unit, first + i}] =
                    static_cast<std::uint16_t>(request.body[at] << 8 | request.body[at + 1]);
            }
        }
        put(pdu, first);
        put(pdu, second);
    }
    return frame(request, pdu);
}

void Slave::transmit(int socket, const Bytes& bytes) {
    (void)!::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
}

} // namespace parkgate::test
