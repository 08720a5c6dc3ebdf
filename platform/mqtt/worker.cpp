#include "platform/mqtt/worker.hpp"

#include <mqtt/async_client.h>

#include <thread>

namespace parkgate::mqtt {

Worker& Worker::instance() {
    static auto* const worker = new Worker;
    return *worker;
}

Worker::Worker() {
    // While one client exists, destroying another neither ends Paho's threads (which takes up to a second) nor frees
    // its global state, which would race with a client that is just being made.
    static auto* const anchor =
        new ::mqtt::async_client("tcp://127.0.0.1:1", "anchor", ::mqtt::create_options(MQTTVERSION_5));
    static_cast<void>(anchor);
    std::thread([this] { run(); }).detach();
}

void Worker::post(std::function<void()> task, std::chrono::milliseconds delay) {
    {
        const std::lock_guard lock(mutex_);
        tasks_.emplace(std::chrono::steady_clock::now() + delay, std::move(task));
    }
    wake_.notify_one();
}

void Worker::run() {
    for (;;) {
        std::function<void()> task;
        {
            std::unique_lock lock(mutex_);
            while (tasks_.empty() || tasks_.begin()->first > std::chrono::steady_clock::now()) {
                if (tasks_.empty()) {
                    wake_.wait(lock);
                } else {
                    const Time due = tasks_.begin()->first;
                    wake_.wait_until(lock, due);
                }
            }
            task = std::move(tasks_.extract(tasks_.begin()).mapped());
        }
        task();
    }
}

} // namespace parkgate::mqtt
