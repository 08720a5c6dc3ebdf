// A Modbus RTU slave behind a pseudo-terminal that a test scripts. It makes its frames itself, so that it shares no
// fault with the library.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace parkgate::test {

using Bytes = std::vector<std::uint8_t>;

struct SerialRequest {
    int unit = 0;
    int function = 0;
    Bytes body; // after the function code

    [[nodiscard]] int first() const { return body[0] << 8 | body[1]; }
    [[nodiscard]] int second() const { return body[2] << 8 | body[3]; } // a count or a value
    [[nodiscard]] bool writes() const { return function == 5 || function == 6 || function == 16; }
};

[[nodiscard]] Bytes with_checksum(Bytes frame);

class SerialSlave {
  public:
    // What goes out, each piece by a write of its own; empty: silence. Called on the slave's thread.
    using Script = std::function<std::vector<Bytes>(const SerialRequest&, const Bytes& normal)>;

    explicit SerialSlave(Script script = [](const SerialRequest&, const Bytes& normal) {
        return std::vector<Bytes>{normal};
    });
    SerialSlave(const SerialSlave&) = delete;
    SerialSlave& operator=(const SerialSlave&) = delete;
    ~SerialSlave(); // the port hangs up, as when an adapter is pulled out

    [[nodiscard]] const std::string& path() const { return path_; }
    void set_word(int address, std::uint16_t value); // a holding register; the units share them
    void set_bit(int address, bool value);           // a discrete input
    [[nodiscard]] std::uint16_t word(int address);
    [[nodiscard]] bool coil(int address);
    // Sends what nobody has asked for, and comes back when it lies at the other end.
    void send_noise(const Bytes& bytes);
    [[nodiscard]] std::vector<SerialRequest> requests();
    bool wait(const std::function<bool(const std::vector<SerialRequest>&)>& satisfied);

  private:
    void run();
    void serve(Bytes& received);
    Bytes normal(const SerialRequest& request);
    void transmit(const Bytes& bytes) const;

    Script script_;
    int master_ = -1;
    int held_ = -1; // the other end, so that the terminal stays when its user closes it
    int wake_ = -1;
    std::string path_;

    std::mutex mutex_; // guards what follows
    std::condition_variable changed_;
    std::vector<SerialRequest> log_;
    std::map<int, std::uint16_t> words_;
    std::map<int, bool> bits_;
    std::map<int, bool> coils_;
    std::jthread thread_;
};

} // namespace parkgate::test
