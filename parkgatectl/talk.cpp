#include "parkgatectl/talk.hpp"

#include "parkgatectl/plain_text.hpp"
#include "platform/mqtt/paho_client.hpp"
#include "platform/service/service.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstdio>
#include <random>
#include <utility>

namespace parkgate::ctl {

namespace {

// After this nobody waits for the answer any more, so that a slow broker must not deliver it either.
constexpr std::chrono::seconds letter_lives{5};

class Speaker {
  public:
    Speaker(const Config& config, const Letter& letter, Talk& talk)
        : config_(config), talk_(talk), answered_by_(letter.answered_by), timer_(io_) {
        mqtt::Options options = config.mqtt;
        for (const auto& topic : letter.answered_on) {
            options.subscriptions.push_back({topic, mqtt::Qos::at_most_once});
        }
        client_ = mqtt::make_paho_client(io_.get_executor(), options);
        message_.topic = letter.topic;
        message_.bytes = letter.bytes;
        message_.key = config.keys->own.id();
        message_.signature = config.keys->own.sign(letter.topic, letter.bytes);
        message_.response_topic = letter.answered_on.front();
        message_.correlation = letter.id.text;
        message_.qos = letter.qos;
        message_.expires_in = letter_lives;
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
        return exit_code(*talk_.end());
    }

  private:
    void wake() {
        const auto now = monotonic();
        if (const auto sentence = talk_.tick(now)) {
            say(*sentence);
        }
        // Before the subscription stands the answer would be lost.
        if (connected_ && talk_.due(now)) {
            client_->publish(message_);
        }
        if (talk_.end()) {
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
        if (const auto signer = config_.keys->trusted.verify(answered_by_, message.topic, message.bytes, message.key,
                                                             message.signature);
            !signer) {
            say("An answer that no " + std::string(answered_by_ == KeyRole::box ? "box" : "ledger") +
                " of the key list signed was left aside (" + std::string(text_of(signer.error())) + ").");
            return;
        }
        if (const auto sentence = talk_.take(message, monotonic())) {
            say(*sentence);
        }
        if (talk_.end()) {
            io_.stop();
        }
    }

    static void say(const std::string& sentence) {
        std::printf("%s\n", without_controls(sentence).c_str());
        std::fflush(stdout);
    }

    const Config& config_;
    Talk& talk_;
    KeyRole answered_by_;
    boost::asio::io_context io_{1};
    boost::asio::steady_timer timer_;
    std::unique_ptr<mqtt::Client> client_;
    mqtt::Message message_;
    bool connected_ = false;
};

} // namespace

int exit_code(End end) {
    switch (end) {
    case End::done: return service::exit_good;
    case End::failed: return service::exit_failed;
    case End::no_answer: return exit_no_answer;
    case End::awaits_second: return exit_awaits_second;
    }
    std::unreachable();
}

MonotonicTime monotonic() {
    return MonotonicTime{std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now().time_since_epoch())};
}

WallTime wall_clock() {
    return WallTime{std::chrono::duration_cast<Duration>(std::chrono::system_clock::now().time_since_epoch())};
}

EventId new_id(WallTime now) {
    std::random_device entropy;
    IdSource ids((static_cast<std::uint64_t>(entropy()) << 32) | entropy());
    return ids.next<EventId>(now.time_since_epoch().count());
}

int carry_on(const Config& config, const Letter& letter, Talk& talk) {
    return Speaker(config, letter, talk).run();
}

} // namespace parkgate::ctl
