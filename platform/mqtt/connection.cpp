#include "platform/mqtt/connection.hpp"

#include "platform/mqtt/worker.hpp"

#include <boost/asio/post.hpp>

namespace parkgate::mqtt {

namespace {

constexpr std::chrono::seconds connect_limit{2};
constexpr int most_waiting = 1024;

// Paho touches a client for some instructions after its last callback has returned, and nothing tells when it has done.
constexpr std::chrono::milliseconds grace{200};

// An exception that leaves a callback of Paho ends the process.
template <typename Action>
void guarded(Action&& action) noexcept {
    try {
        action();
    } catch (...) { // NOLINT(bugprone-empty-catch): the attempt's time limit notices what was lost
    }
}

std::string address_of(const Options& options) {
    const bool ipv6 = options.host.find(':') != std::string::npos;
    return "tcp://" + (ipv6 ? '[' + options.host + ']' : options.host) + ':' + std::to_string(options.port);
}

paho::connect_options connect_options_of(const Options& options, const Message& will) {
    paho::connect_options_builder builder;
    // The version goes first: clean_start() is refused, or ignored, before it.
    builder.mqtt_version(MQTTVERSION_5)
        .clean_start(true)
        .automatic_reconnect(false)
        .connect_timeout(connect_limit)
        .keep_alive_interval(options.keep_alive);
    if (!options.user.empty()) {
        builder.user_name(options.user).password(options.password);
    }
    if (!will.topic.empty()) {
        builder.will(to_will(will));
    }
    return builder.finalize();
}

} // namespace

void Gate::post(Event event) {
    const std::lock_guard lock(mutex_);
    if (open_) {
        boost::asio::post(executor_, [sink = sink_, event = std::move(event)]() mutable { sink(std::move(event)); });
    }
}

void Gate::close() {
    const std::lock_guard lock(mutex_);
    open_ = false;
    executor_ = {};
    sink_ = {};
}

bool Gate::admit() {
    if (++waiting_ <= most_waiting) {
        return true;
    }
    --waiting_;
    return false;
}

Connection::Connection(std::shared_ptr<Gate> gate, std::shared_ptr<std::atomic<std::uint64_t>> dropped)
    : gate_(std::move(gate)), dropped_(std::move(dropped)) {}

void Connection::open(const Options& options, const Message& will) {
    try {
        client_ = std::make_unique<paho::async_client>(address_of(options), options.client_id,
                                                       paho::create_options(MQTTVERSION_5));
        set_handlers();
        client_->connect(connect_options_of(options, will), nullptr, connecting_);
    } catch (const std::exception& exception) {
        gate_->post(Lost{exception.what()});
    }
}

// Set before connect and never again: setting them under traffic can deadlock in Paho.
void Connection::set_handlers() {
    client_->set_connection_lost_handler([this](const std::string& cause) {
        guarded([&] { gate_->post(Lost{cause.empty() ? "the connection was lost" : cause}); });
    });
    client_->set_disconnected_handler([this](const paho::properties&, paho::ReasonCode reason) {
        guarded([&] { gate_->post(Lost{"the broker ended the connection: " + text_of(reason)}); });
    });
    client_->set_message_callback([this](const paho::const_message_ptr& message) { on_message(message); });
}

// One by one: Paho C++ 1.2 reads a null list of options when it subscribes to several filters at once.
void Connection::subscribe(const std::vector<Subscription>& subscriptions) {
    for (const auto& subscription : subscriptions) {
        client_->subscribe(subscription.filter, static_cast<int>(subscription.qos), nullptr, subscribing_);
    }
}

void Connection::publish(const Message& message, std::uint64_t publication) {
    if (publication == 0) {
        client_->publish(to_paho(message));
    } else {
        // The number itself travels in the place of a pointer; nothing follows it.
        client_->publish(to_paho(message), reinterpret_cast<void*>(publication), publishing_);
    }
}

void Connection::on_connect(const paho::token& token, bool good) {
    guarded([&] { gate_->post(good ? Event(Opened{}) : Event(Lost{failure_of(token)})); });
}

void Connection::on_subscribe(const paho::token& token, bool good) {
    guarded([&] {
        std::string why = good ? "" : failure_of(token);
        if (good) {
            for (const auto reason : token.get_subscribe_response().get_reason_codes()) {
                if (static_cast<int>(reason) >= 0x80) {
                    why = text_of(reason);
                }
            }
        }
        gate_->post(why.empty() ? Event(Subscribed{}) : Event(Lost{"a subscription was refused: " + why}));
    });
}

void Connection::on_publish(const paho::token& token, bool good) {
    guarded([&] {
        const auto publication = reinterpret_cast<std::uintptr_t>(token.get_user_context());
        gate_->post(Delivered{publication, good && static_cast<int>(token.get_reason_code()) < 0x80});
    });
}

void Connection::on_message(const paho::const_message_ptr& message) {
    guarded([&] {
        std::optional<Message> taken;
        guarded([&] { taken = from_paho(*message); });
        if (!taken || !gate_->admit()) {
            ++*dropped_;
            return;
        }
        gate_->post(*std::move(taken));
    });
}

void Connection::disconnect(std::chrono::milliseconds at_most) {
    guarded([&] {
        if (client_ && client_->is_connected()) {
            client_->disconnect(paho::disconnect_options(at_most))->wait_for(at_most);
        }
    });
}

void Connection::retire(std::shared_ptr<Connection> connection, std::chrono::milliseconds at_most,
                        std::function<void()> finished) {
    Worker::instance().post([connection = std::move(connection), at_most, finished = std::move(finished)]() mutable {
        if (at_most.count() > 0) {
            connection->disconnect(at_most);
        }
        if (finished) {
            finished();
        }
        Worker::instance().post([last = std::move(connection)] {}, grace);
    });
}

} // namespace parkgate::mqtt
