#include "parkgatectl/send_order.hpp"

#include "parkgatectl/order.hpp"
#include "parkgatectl/plain_text.hpp"
#include "platform/mqtt/paho_client.hpp"
#include "platform/service/service.hpp"
#include "protocol/codec.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstdio>
#include <random>
#include <utility>

namespace parkgate::ctl {

namespace {

MonotonicTime monotonic() {
    return MonotonicTime{std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now().time_since_epoch())};
}

Command make_command(const Config& config, Verb verb, const LaneId& lane, const std::string& reason,
                     const std::string& argument) {
    const WallTime now{std::chrono::duration_cast<Duration>(std::chrono::system_clock::now().time_since_epoch())};
    std::random_device entropy;
    IdSource ids((static_cast<std::uint64_t>(entropy()) << 32) | entropy());
    return {ids.next<EventId>(now.time_since_epoch().count()),
            config.operator_id,
            lane,
            verb,
            reason,
            now,
            now + Order::taken_within,
            argument};
}

int exit_code(OrderEnd end) {
    switch (end) {
    case OrderEnd::done: return service::exit_good;
    case OrderEnd::failed: return service::exit_failed;
    case OrderEnd::no_answer: return exit_no_answer;
    }
    std::unreachable();
}

class Sender {
  public:
    Sender(const Config& config, Command command)
        : config_(config),
          topic_(config.topics.command(command.lane, command.by, std::string(text_of(command.verb)))),
          order_(std::move(command), monotonic()),
          timer_(io_) {
        mqtt::Options options = config.mqtt;
        options.subscriptions = {{config.topics.command_answer(config.operator_id), mqtt::Qos::at_most_once}};
        client_ = mqtt::make_paho_client(io_.get_executor(), options);
        message_.topic = topic_;
        message_.bytes = encode(order_.command());
        message_.key = config.keys->own.id();
        message_.signature = config.keys->own.sign(topic_, message_.bytes);
        message_.response_topic = config.topics.command_answer(config.operator_id);
        message_.correlation = order_.command().id.text;
        message_.expires_in = std::chrono::duration_cast<std::chrono::seconds>(Order::taken_within);
    }

    int run() {
        client_->start({.connected = [this] { connected_ = true; },
                        .disconnected =
                            [this](const std::string& why) {
                                connected_ = false;
                                say("No broker: " + why + "; trying again.");
                            },
                        .message = [this](const mqtt::Message& message) { take(message); }},
                       {});
        wake();
        io_.run();
        client_->stop(std::chrono::milliseconds(500));
        return exit_code(*order_.end());
    }

  private:
    void wake() {
        const auto now = monotonic();
        if (const auto sentence = order_.tick(now)) {
            say(*sentence);
        }
        // Before the subscription stands the answer would be lost.
        if (connected_ && order_.due(now)) {
            client_->publish(message_);
        }
        if (order_.end()) {
            io_.stop();
            return;
        }
        timer_.expires_after(std::chrono::milliseconds(20));
        timer_.async_wait([this](const boost::system::error_code& error) {
            if (!error) {
                wake();
            }
        });
    }

    void take(const mqtt::Message& message) {
        if (const auto signer = config_.keys->trusted.verify(KeyRole::box, message.topic, message.bytes, message.key,
                                                             message.signature);
            !signer) {
            say("An answer that no box of the key list signed was left aside (" + std::string(text_of(signer.error())) +
                ").");
            return;
        }
        const auto answer = decode<CommandAnswer>(message.bytes);
        if (const auto sentence = answer ? order_.take(*answer, monotonic()) : std::nullopt) {
            say(*sentence);
        }
        if (order_.end()) {
            io_.stop();
        }
    }

    static void say(const std::string& sentence) {
        std::printf("%s\n", without_controls(sentence).c_str());
        std::fflush(stdout);
    }

    const Config& config_;
    std::string topic_;
    Order order_;
    boost::asio::io_context io_{1};
    boost::asio::steady_timer timer_;
    std::unique_ptr<mqtt::Client> client_;
    mqtt::Message message_;
    bool connected_ = false;
};

} // namespace

int send_order(const Config& config, Verb verb, const LaneId& lane, const std::string& reason,
               const std::string& argument) {
    return Sender(config, make_command(config, verb, lane, reason, argument)).run();
}

} // namespace parkgate::ctl
