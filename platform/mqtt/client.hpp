// An MQTT 5 connection as a port. One implementation speaks Paho (paho_client.hpp), another is a fake for tests.
//
// Threads: every method is called on the executor that the client was made with, and every handler runs there.
#pragma once

#include "protocol/tokens.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace parkgate::mqtt {

enum class Qos : std::uint8_t { at_most_once = 0, at_least_once = 1 };

struct Message {
    std::string topic;
    std::string bytes;
    Qos qos = Qos::at_most_once;
    bool retain = false;
    KeyId key;             // user property `kid`
    std::string signature; // user property `sig`
    std::string response_topic;
    std::string correlation;
    std::chrono::seconds expires_in{0}; // message expiry; 0: none
};

struct Subscription {
    std::string filter;
    Qos qos = Qos::at_most_once;
};

struct Options {
    std::string host = "127.0.0.1";
    int port = 1883;
    std::string client_id;
    std::string user; // empty: none
    std::string password;
    std::chrono::seconds keep_alive{5};
    std::chrono::milliseconds reconnect_first{200}; // doubled up to reconnect_most, with jitter
    std::chrono::milliseconds reconnect_most{10'000};
    std::vector<Subscription> subscriptions; // made anew at every connect
};

class Client {
  public:
    struct Handlers {
        std::function<void()> connected; // subscriptions are made
        // The connection went, or an attempt failed for another reason than the last one. Reconnecting goes on by
        // itself.
        std::function<void(std::string why)> disconnected;
        std::function<void(Message)> message;
    };
    // `accepted` is false when the broker refused the message or the connection went; only for at_least_once.
    using Published = std::function<void(bool accepted)>;

    Client() = default;
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;
    virtual ~Client() = default;

    // Begins connecting, and goes on trying until stop(). `will` is made anew for every connect.
    virtual void start(Handlers handlers, std::function<Message()> will) = 0;
    // Disconnects in order, so that no will is published. No handler runs after it, nor any `done` that still waits.
    virtual void stop(std::chrono::milliseconds at_most) = 0;
    [[nodiscard]] virtual bool connected() const = 0;
    // Dropped when not connected (then `done` is called with false). Nothing is ever buffered here. More than about 20
    // messages at_least_once without their `done` stall the library for a second: callers keep a window of 16.
    virtual void publish(Message message, Published done = {}) = 0;
    // Messages that were too large or malformed and so never reached `message`.
    [[nodiscard]] virtual std::uint64_t dropped() const = 0;
};

} // namespace parkgate::mqtt
