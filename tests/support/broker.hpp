// A real mosquitto for one test, on a free port of the loopback interface. Not thread-safe.
#pragma once

#include "tests/support/temp_dir.hpp"

#include <condition_variable>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <thread>

namespace parkgate::test {

class Broker {
  public:
    // Runs and answers when this returns. `more` is added to its configuration, a line each.
    explicit Broker(std::string_view more = {});
    ~Broker();
    Broker(const Broker&) = delete;
    Broker& operator=(const Broker&) = delete;

    [[nodiscard]] int port() const { return port_; }
    void start();  // again, on the same port
    void kill();   // SIGKILL, and waited for
    void freeze(); // SIGSTOP: connections stand, nothing answers
    void thaw();
    [[nodiscard]] std::string log();

  private:
    void read_log(int descriptor);
    bool wait_until_running();

    TempDir folder_;
    int port_ = 0;
    pid_t process_ = -1;
    std::thread reader_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::string log_;
    bool ended_ = false;
};

// A port that nobody listened on a moment ago.
int free_port();

// Descriptors of this process that are connected to the port on the loopback interface.
std::set<int> sockets_to(int port);

// Ends the connections as a failing network does: neither side says goodbye.
void cut(const std::set<int>& sockets);

} // namespace parkgate::test
