// A Modbus TCP slave that a test scripts. It packs its frames itself, so that it shares no fault with the library.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <variant>
#include <vector>

namespace parkgate::test {

using Bytes = std::vector<std::uint8_t>;

struct Request {
    int connection = 0; // counted from 1
    std::uint16_t transaction = 0;
    int unit = 0;
    int function = 0;
    Bytes body; // after the function code

    [[nodiscard]] int first() const { return body[0] << 8 | body[1]; }
    [[nodiscard]] int second() const { return body[2] << 8 | body[3]; } // a count or a value
    [[nodiscard]] bool writes() const { return function == 5 || function == 6 || function == 16; }
};

namespace answer {
struct Normal {};
struct Silent {};
struct Exception {
    std::uint8_t code = 0;
};
struct Half {}; // the first half of the normal answer
struct Garbage {};
struct Close {};
// The normal answer, as of another unit, function or transaction, or with registers too many.
struct Unit {
    std::uint8_t unit = 0;
};
struct Function {
    std::uint8_t function = 0;
};
struct Transaction {};
struct Long {};
struct ByteByByte {};
} // namespace answer

using Answer =
    std::variant<answer::Normal, answer::Silent, answer::Exception, answer::Half, answer::Garbage, answer::Close,
                 answer::Unit, answer::Function, answer::Transaction, answer::Long, answer::ByteByByte>;

class Slave {
  public:
    // Called on the slave's thread, with nothing locked.
    using Script = std::function<Answer(const Request&)>;

    explicit Slave(Script script = [](const Request&) { return Answer{answer::Normal{}}; });
    Slave(const Slave&) = delete;
    Slave& operator=(const Slave&) = delete;
    ~Slave();

    [[nodiscard]] std::uint16_t port() const { return port_; }
    void set_word(int unit, int address, std::uint16_t value);
    void set_bit(int unit, int address, bool value); // a discrete input
    [[nodiscard]] std::uint16_t word(int unit, int address);
    [[nodiscard]] std::vector<Request> requests();
    [[nodiscard]] int count(int unit);
    // Sends the normal answer to an old request, on its own connection if that is still open.
    void answer_late(const Request& request);
    // Waits, without a sleep, until the requests so far satisfy it; false: not within a generous time.
    bool wait(const std::function<bool(const std::vector<Request>&)>& satisfied);

  private:
    struct Client {
        int socket = -1;
        int number = 0;
        Bytes received;
    };
    void run();
    bool serve(Client& client);
    void handle(Client& client, const Request& request);
    Bytes normal(const Request& request);
    void transmit(int socket, const Bytes& bytes);

    Script script_;
    int listener_ = -1;
    int wake_ = -1;
    std::uint16_t port_ = 0;
    std::map<int, int> sockets_; // by connection; only the slave's thread
    std::vector<Client> clients_;

    std::mutex mutex_; // guards what follows
    std::condition_variable changed_;
    std::vector<Request> log_;
    std::map<std::pair<int, int>, std::uint16_t> words_;
    std::map<std::pair<int, int>, bool> bits_;
    std::map<std::pair<int, int>, bool> coils_;
    bool stop_ = false;
    std::jthread thread_;
};

} // namespace parkgate::test
