// One connection of one Paho client, used once. Internal to the room.
#pragma once

#include "platform/mqtt/client.hpp"
#include "platform/mqtt/convert.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <atomic>
#include <mutex>
#include <variant>

namespace parkgate::mqtt {

// What a connection tells, on the executor.
struct Opened {};
struct Subscribed {}; // once for each filter
struct Lost {
    std::string why;
};
struct Delivered {
    std::uint64_t publication = 0;
    bool accepted = false;
};
using Event = std::variant<Opened, Subscribed, Lost, Delivered, Message>;

// The way from Paho's threads to the executor. Once closed nothing is posted any more, so the executor may be gone.
class Gate {
  public:
    Gate(boost::asio::any_io_executor executor, std::function<void(Event)> sink)
        : executor_(std::move(executor)), sink_(std::move(sink)) {}

    void post(Event event);
    void close();

    // Counts a message in; false when too many wait for the executor already.
    bool admit();
    void release() { --waiting_; }

  private:
    std::mutex mutex_;
    bool open_ = true;
    boost::asio::any_io_executor executor_;
    std::function<void(Event)> sink_;
    std::atomic<int> waiting_{0};
};

// Lives until Paho's threads have left its callbacks: release it with retire().
class Connection {
  public:
    Connection(std::shared_ptr<Gate> gate, std::shared_ptr<std::atomic<std::uint64_t>> dropped);

    // On the worker. Ends in Opened or Lost.
    void open(const Options& options, const Message& will);

    // On the executor, after Opened. Each throws paho::exception when the connection has just gone.
    void subscribe(const std::vector<Subscription>& subscriptions);
    void publish(const Message& message, std::uint64_t publication); // 0: no Delivered

    // Takes the last reference. Disconnects first unless `at_most` is 0; `finished` then runs on the worker.
    static void retire(std::shared_ptr<Connection> connection, std::chrono::milliseconds at_most = {},
                       std::function<void()> finished = {});

  private:
    // Paho tells how an action ended through one of these.
    struct Listener final : paho::iaction_listener {
        using Ended = void (Connection::*)(const paho::token&, bool);
        Listener(Connection& to, Ended ended) : connection(to), on_end(ended) {}
        void on_success(const paho::token& token) override { (connection.*on_end)(token, true); }
        void on_failure(const paho::token& token) override { (connection.*on_end)(token, false); }
        Connection& connection;
        Ended on_end;
    };

    void set_handlers();
    void on_connect(const paho::token& token, bool good);
    void on_subscribe(const paho::token& token, bool good);
    void on_publish(const paho::token& token, bool good);
    void on_message(const paho::const_message_ptr& message);
    void disconnect(std::chrono::milliseconds at_most);

    std::shared_ptr<Gate> gate_;
    std::shared_ptr<std::atomic<std::uint64_t>> dropped_;
    Listener connecting_{*this, &Connection::on_connect};
    Listener subscribing_{*this, &Connection::on_subscribe};
    Listener publishing_{*this, &Connection::on_publish};
    std::unique_ptr<paho::async_client> client_; // last: gone before the listeners
};

} // namespace parkgate::mqtt
