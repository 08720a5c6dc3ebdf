#include "platform/mqtt/paho_client.hpp"

#include "platform/mqtt/connection.hpp"
#include "platform/mqtt/no_delay.hpp"
#include "platform/mqtt/worker.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <future>
#include <random>

namespace parkgate::mqtt {

namespace {

// Paho gives an attempt up after two seconds; this is for when it does not, as with a name server that is silent.
constexpr std::chrono::seconds attempt_limit{5};

enum class Phase : std::uint8_t { idle, connecting, subscribing, up, waiting, stopped };

// Everything here runs on the executor. Kept alive by its client and by what is running.
class Session : public std::enable_shared_from_this<Session> {
  public:
    Session(boost::asio::any_io_executor executor, Options options)
        : executor_(executor),
          options_(std::move(options)),
          timer_(executor),
          random_(std::random_device{}()),
          delay_(options_.reconnect_first) {}

    void start(Client::Handlers handlers, std::function<Message()> will);
    void stop(std::chrono::milliseconds at_most);
    void publish(const Message& message, Client::Published done);
    [[nodiscard]] bool connected() const { return phase_ == Phase::up; }
    [[nodiscard]] std::uint64_t dropped() const { return *dropped_; }

  private:
    void attempt();
    void take(std::uint64_t generation, Event event);
    void on(Opened);
    void on(Subscribed);
    void on(const Lost& event);
    void on(Delivered event);
    void on(Message message);
    void lost(const std::string& why);
    void come_up();
    void wait_to_retry();
    void at(std::chrono::milliseconds delay, void (Session::*action)());
    void refuse(Client::Published done);
    std::shared_ptr<Connection> let_go();
    void give_up_attempt() { lost("no answer from the broker"); }

    boost::asio::any_io_executor executor_;
    Options options_;
    boost::asio::steady_timer timer_;
    std::minstd_rand random_;
    std::chrono::milliseconds delay_;
    Client::Handlers handlers_;
    std::function<Message()> will_;
    Phase phase_ = Phase::idle;
    std::uint64_t generation_ = 0; // of the connection; what an older one has posted is dropped
    std::uint64_t ticket_ = 0;     // of the timer: an expired wait can no longer be cancelled
    std::size_t subscribed_ = 0;
    std::uint64_t publications_ = 0;
    std::map<std::uint64_t, Client::Published> outstanding_;
    std::string last_why_;
    std::shared_ptr<Gate> gate_;
    std::shared_ptr<Connection> connection_;
    std::shared_ptr<std::atomic<std::uint64_t>> dropped_ = std::make_shared<std::atomic<std::uint64_t>>(0);
};

void Session::start(Client::Handlers handlers, std::function<Message()> will) {
    if (phase_ == Phase::idle) {
        handlers_ = std::move(handlers);
        will_ = std::move(will);
        attempt();
    }
}

void Session::attempt() {
    phase_ = Phase::connecting;
    const auto generation = ++generation_;
    gate_ = std::make_shared<Gate>(executor_, [weak = weak_from_this(), generation](Event event) {
        if (const auto self = weak.lock()) {
            self->take(generation, std::move(event));
        }
    });
    connection_ = std::make_shared<Connection>(gate_, dropped_);
    at(attempt_limit, &Session::give_up_attempt);
    Worker::instance().post([connection = connection_, options = options_, will = will_ ? will_() : Message{}] {
        connection->open(options, will);
    });
}

void Session::take(std::uint64_t generation, Event event) {
    if (generation == generation_ && phase_ != Phase::stopped) {
        std::visit([this](auto&& one) { on(std::forward<decltype(one)>(one)); }, std::move(event));
    }
}

// Paho may tell twice that one connection is open.
void Session::on(Opened) {
    if (phase_ != Phase::connecting) {
        return;
    }
    phase_ = Phase::subscribing;
    subscribed_ = 0;
    send_at_once(options_.port);
    if (options_.subscriptions.empty()) {
        come_up();
        return;
    }
    try {
        connection_->subscribe(options_.subscriptions);
    } catch (const std::exception& exception) {
        lost(exception.what());
    }
}

void Session::on(Subscribed) {
    if (phase_ == Phase::subscribing && ++subscribed_ == options_.subscriptions.size()) {
        come_up();
    }
}

void Session::on(const Lost& event) {
    lost(event.why);
}

void Session::on(Delivered event) {
    if (auto node = outstanding_.extract(event.publication)) {
        node.mapped()(event.accepted);
    }
}

void Session::on(Message message) {
    gate_->release();
    if (handlers_.message) {
        handlers_.message(std::move(message));
    }
}

void Session::come_up() {
    ++ticket_;
    timer_.cancel();
    phase_ = Phase::up;
    delay_ = options_.reconnect_first;
    last_why_.clear();
    if (handlers_.connected) {
        handlers_.connected();
    }
}

void Session::lost(const std::string& why) {
    const bool tell = phase_ == Phase::up || why != last_why_;
    last_why_ = why;
    Connection::retire(let_go());
    wait_to_retry();
    const auto outstanding = std::exchange(outstanding_, {});
    for (const auto& [publication, done] : outstanding) {
        if (phase_ != Phase::stopped) {
            done(false);
        }
    }
    if (tell && phase_ != Phase::stopped && handlers_.disconnected) {
        handlers_.disconnected(why);
    }
}

void Session::wait_to_retry() {
    phase_ = Phase::waiting;
    // Half of it by chance, so that many boxes do not come back at the same moment.
    std::uniform_int_distribution<std::int64_t> chance(delay_.count() / 2, delay_.count());
    at(std::chrono::milliseconds(chance(random_)), &Session::attempt);
    delay_ = std::min(delay_ * 2, options_.reconnect_most);
}

void Session::at(std::chrono::milliseconds delay, void (Session::*action)()) {
    timer_.expires_after(delay);
    timer_.async_wait([weak = weak_from_this(), ticket = ++ticket_, action](const boost::system::error_code&) {
        const auto self = weak.lock();
        if (self && self->ticket_ == ticket && self->phase_ != Phase::stopped) {
            ((*self).*action)();
        }
    });
}

void Session::publish(const Message& message, Client::Published done) {
    if (phase_ == Phase::stopped) {
        return;
    }
    if (phase_ != Phase::up) {
        refuse(std::move(done));
        return;
    }
    const bool answers = message.qos == Qos::at_least_once && done;
    const auto publication = answers ? ++publications_ : 0;
    try {
        connection_->publish(message, publication);
    } catch (const std::exception&) {
        refuse(std::move(done));
        return;
    }
    if (answers) {
        // The answer cannot overtake this: it is posted to the executor that we are on.
        outstanding_.emplace(publication, std::move(done));
    }
}

// Later, never from inside publish(): the caller is in the middle of something.
void Session::refuse(Client::Published done) {
    if (done) {
        boost::asio::post(executor_, [weak = weak_from_this(), done = std::move(done)] {
            const auto self = weak.lock();
            if (self && self->phase_ != Phase::stopped) {
                done(false);
            }
        });
    }
}

std::shared_ptr<Connection> Session::let_go() {
    gate_->close();
    ++generation_;
    return std::exchange(connection_, nullptr);
}

void Session::stop(std::chrono::milliseconds at_most) {
    const bool was_up = std::exchange(phase_, Phase::stopped) == Phase::up;
    timer_.cancel();
    outstanding_.clear();
    if (!connection_) {
        return;
    }
    if (!was_up || at_most.count() <= 0) {
        Connection::retire(let_go());
        return;
    }
    const auto finished = std::make_shared<std::promise<void>>();
    auto waiting = finished->get_future();
    Connection::retire(let_go(), at_most, [finished] { finished->set_value(); });
    waiting.wait_for(at_most);
}

class PahoClient final : public Client {
  public:
    PahoClient(boost::asio::any_io_executor executor, Options options)
        : session_(std::make_shared<Session>(std::move(executor), std::move(options))) {}
    ~PahoClient() override { session_->stop({}); }

    void start(Handlers handlers, std::function<Message()> will) override {
        session_->start(std::move(handlers), std::move(will));
    }
    void stop(std::chrono::milliseconds at_most) override { session_->stop(at_most); }
    [[nodiscard]] bool connected() const override { return session_->connected(); }
    void publish(Message message, Published done) override { session_->publish(message, std::move(done)); }
    [[nodiscard]] std::uint64_t dropped() const override { return session_->dropped(); }

  private:
    std::shared_ptr<Session> session_;
};

} // namespace

std::unique_ptr<Client> make_paho_client(boost::asio::any_io_executor executor, Options options) {
    return std::make_unique<PahoClient>(std::move(executor), std::move(options));
}

} // namespace parkgate::mqtt
