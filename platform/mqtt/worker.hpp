// The thread for what may block inside Paho: making a client, connecting (names are resolved under Paho's one global
// lock), and destroying it. Internal to the room. Thread-safe.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>

namespace parkgate::mqtt {

class Worker {
  public:
    // One for the process, never destroyed: Paho's own threads do not end before the process either.
    static Worker& instance();

    // `task` must not throw.
    void post(std::function<void()> task, std::chrono::milliseconds delay = {});

  private:
    using Time = std::chrono::steady_clock::time_point;

    Worker();
    [[noreturn]] void run();

    std::mutex mutex_;
    std::condition_variable wake_;
    std::multimap<Time, std::function<void()>> tasks_;
};

} // namespace parkgate::mqtt
