#include "platform/mqtt/connection.hpp"
#include "platform/mqtt/paho_client.hpp"
#include "tests/support/broker.hpp"
#include "tests/support/run_until.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace parkgate::mqtt {
namespace {

using namespace std::chrono_literals;
using test::run_until;

// A client and what it has told.
struct Party {
    Party(boost::asio::io_context& io, const test::Broker& broker, std::string id, std::vector<std::string> filters) {
        Options options;
        options.port = broker.port();
        options.client_id = std::move(id);
        options.reconnect_first = 20ms;
        options.reconnect_most = 100ms;
        for (auto& filter : filters) {
            options.subscriptions.push_back({std::move(filter), Qos::at_least_once});
        }
        client = make_paho_client(io.get_executor(), options);
    }

    void start(std::function<Message()> will = {}) {
        client->start({.connected = [this] { ++connections; },
                       .disconnected = [this](std::string why) { reasons.push_back(std::move(why)); },
                       .message = [this](Message message) { messages.push_back(std::move(message)); }},
                      std::move(will));
    }

    Client::Published note() {
        return [this](bool accepted) { done.push_back(accepted); };
    }

    std::unique_ptr<Client> client;
    int connections = 0;
    std::vector<std::string> reasons;
    std::vector<Message> messages;
    std::vector<bool> done;
};

Message message_of(std::string topic, std::string bytes, Qos qos = Qos::at_least_once) {
    Message message;
    message.topic = std::move(topic);
    message.bytes = std::move(bytes);
    message.qos = qos;
    return message;
}

TEST(MqttGate, PostsNothingOnceItIsClosed) {
    boost::asio::io_context io;
    int taken = 0;
    Gate gate(io.get_executor(), [&](const Event&) { ++taken; });
    gate.post(Opened{});
    gate.close();
    gate.post(Opened{});
    EXPECT_EQ(io.run(), 1U);
    EXPECT_EQ(taken, 1);
}

TEST(MqttGate, AdmitsNoMoreMessagesThanTheExecutorKeepsUpWith) {
    boost::asio::io_context io;
    Gate gate(io.get_executor(), [](const Event&) {});
    int admitted = 0;
    while (admitted < 100'000 && gate.admit()) {
        ++admitted;
    }
    EXPECT_EQ(admitted, 1024);
    gate.release();
    EXPECT_TRUE(gate.admit());
    EXPECT_FALSE(gate.admit());
}

class Mqtt : public testing::Test {
  protected:
    bool up(Party& party) {
        const int before = party.connections;
        return run_until(io, [&] { return party.connections > before && party.client->connected(); });
    }

    boost::asio::io_context io;
    test::Broker broker;
};

TEST_F(Mqtt, CarriesEveryProperty) {
    Party party(io, broker, "one", {"t/#"});
    party.start();
    ASSERT_TRUE(up(party));
    Message sent = message_of("t/a", std::string("\0\x01停车", 8));
    sent.key = KeyId{"box-1"};
    sent.signature = "c2ln";
    sent.response_topic = "t/answer";
    sent.correlation = std::string("a\0b", 3);
    sent.expires_in = 60s;
    party.client->publish(sent, party.note());
    ASSERT_TRUE(run_until(io, [&] { return party.messages.size() == 1 && party.done.size() == 1; }));
    EXPECT_TRUE(party.done[0]);
    const Message& got = party.messages[0];
    EXPECT_EQ(got.topic, sent.topic);
    EXPECT_EQ(got.bytes, sent.bytes);
    EXPECT_EQ(got.qos, Qos::at_least_once);
    EXPECT_FALSE(got.retain);
    EXPECT_EQ(got.key, sent.key);
    EXPECT_EQ(got.signature, sent.signature);
    EXPECT_EQ(got.response_topic, sent.response_topic);
    EXPECT_EQ(got.correlation, sent.correlation);
    EXPECT_GT(got.expires_in, 0s);
    EXPECT_LE(got.expires_in, 60s);
}

// Of the connections of this process to `port`: how many there are, and how many hold small messages back.
std::pair<int, int> connections_to(int port) {
    std::pair<int, int> out;
    for (int descriptor = 0; descriptor < 1024; ++descriptor) {
        sockaddr_in peer{};
        socklen_t size = sizeof peer;
        const bool known = getpeername(descriptor, reinterpret_cast<sockaddr*>(&peer), &size) == 0;
        if (known && peer.sin_family == AF_INET && ntohs(peer.sin_port) == port) {
            int on = 0;
            size = sizeof on;
            EXPECT_EQ(getsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, &size), 0);
            ++out.first;
            out.second += on == 0 ? 1 : 0;
        }
    }
    return out;
}

TEST_F(Mqtt, SmallMessagesLeaveAtOnceAfterEachConnect) {
    Party party(io, broker, "one", {"t"});
    party.start();
    ASSERT_TRUE(up(party));
    EXPECT_EQ(connections_to(broker.port()), std::pair(1, 0));
    broker.kill();
    broker.start();
    ASSERT_TRUE(up(party));
    EXPECT_EQ(connections_to(broker.port()), std::pair(1, 0));
}

TEST_F(Mqtt, AMessageWithoutPropertiesHasNone) {
    Party party(io, broker, "one", {"t"});
    party.start();
    ASSERT_TRUE(up(party));
    party.client->publish(message_of("t", "x", Qos::at_most_once));
    ASSERT_TRUE(run_until(io, [&] { return party.messages.size() == 1; }));
    const Message& got = party.messages[0];
    EXPECT_TRUE(got.key.empty());
    EXPECT_TRUE(got.signature.empty());
    EXPECT_TRUE(got.response_topic.empty());
    EXPECT_TRUE(got.correlation.empty());
    EXPECT_EQ(got.expires_in, 0s);
    EXPECT_EQ(got.qos, Qos::at_most_once);
}

TEST_F(Mqtt, RetainedStateComesAtEveryConnectAndSaysSo) {
    Party party(io, broker, "one", {"clock"});
    party.start();
    ASSERT_TRUE(up(party));
    Message clock = message_of("clock", "8:00");
    clock.retain = true;
    party.client->publish(clock, party.note());
    ASSERT_TRUE(run_until(io, [&] { return party.messages.size() == 1; }));
    EXPECT_FALSE(party.messages[0].retain) << "it was published while we listened";
    test::cut(test::sockets_to(broker.port()));
    ASSERT_TRUE(run_until(io, [&] { return party.messages.size() == 2; }));
    EXPECT_TRUE(party.messages[1].retain);
    EXPECT_EQ(party.messages[1].bytes, "8:00");
    EXPECT_EQ(party.connections, 2);
}

TEST_F(Mqtt, ReconnectsAndSubscribesAnewAfterTheBrokerWasKilled) {
    Party party(io, broker, "one", {"t"});
    party.start();
    ASSERT_TRUE(up(party));
    broker.kill();
    ASSERT_TRUE(run_until(io, [&] { return !party.reasons.empty(); }));
    EXPECT_FALSE(party.client->connected());
    broker.start();
    ASSERT_TRUE(run_until(io, [&] { return party.client->connected(); }));
    EXPECT_EQ(party.connections, 2);
    party.client->publish(message_of("t", "again"), party.note());
    ASSERT_TRUE(run_until(io, [&] { return party.messages.size() == 1 && party.done.size() == 1; }));
    EXPECT_TRUE(party.done[0]);
    EXPECT_EQ(party.messages[0].bytes, "again");
}

TEST_F(Mqtt, GoesOnTryingWhenTheBrokerIsNotThereAtFirst) {
    broker.kill();
    Party party(io, broker, "one", {});
    party.start();
    ASSERT_TRUE(run_until(io, [&] { return !party.reasons.empty(); }));
    EXPECT_FALSE(party.reasons[0].empty());
    broker.start();
    EXPECT_TRUE(run_until(io, [&] { return party.client->connected(); }));
    EXPECT_EQ(party.connections, 1);
}

TEST_F(Mqtt, DropsWhatIsPublishedWithoutAConnectionAndSaysSoLater) {
    broker.kill();
    Party party(io, broker, "one", {"t"});
    party.start();
    party.client->publish(message_of("t", "lost"), party.note());
    EXPECT_TRUE(party.done.empty()) << "not from inside publish()";
    ASSERT_TRUE(run_until(io, [&] { return party.done.size() == 1; }));
    EXPECT_FALSE(party.done[0]);
    broker.start();
    ASSERT_TRUE(run_until(io, [&] { return party.client->connected(); }));
    party.client->publish(message_of("t", "kept"), party.note());
    ASSERT_TRUE(run_until(io, [&] { return party.done.size() == 2 && !party.messages.empty(); }));
    EXPECT_EQ(party.messages[0].bytes, "kept") << "the dropped one must not have been buffered";
}

TEST_F(Mqtt, EveryUnacknowledgedMessageIsRefusedWhenTheConnectionGoes) {
    Party party(io, broker, "one", {});
    party.start();
    ASSERT_TRUE(up(party));
    broker.freeze();
    for (int i = 0; i < 5; ++i) {
        party.client->publish(message_of("t", "waits"), party.note());
    }
    broker.kill();
    ASSERT_TRUE(run_until(io, [&] { return party.done.size() == 5 && party.reasons.size() == 1; }));
    EXPECT_EQ(std::ranges::count(party.done, true), 0);
}

TEST_F(Mqtt, ABrokerThatRefusesAMessageIsHeard) {
    test::Broker strict("acl_file /dev/null");
    Party party(io, strict, "one", {});
    party.start();
    ASSERT_TRUE(up(party));
    party.client->publish(message_of("t", "not allowed"), party.note());
    ASSERT_TRUE(run_until(io, [&] { return party.done.size() == 1; }));
    EXPECT_FALSE(party.done[0]);
    EXPECT_TRUE(party.client->connected());
}

TEST_F(Mqtt, TheWillIsPublishedWhenTheClientFallsSilentAndIsMadeAnew) {
    Party watcher(io, broker, "watcher", {"status"});
    watcher.start();
    ASSERT_TRUE(up(watcher));
    const auto of_watcher = test::sockets_to(broker.port());
    Party party(io, broker, "party", {});
    int wills = 0;
    party.start([&] {
        Message will = message_of("status", "gone " + std::to_string(++wills));
        will.key = KeyId{"box-1"};
        will.retain = true;
        return will;
    });
    ASSERT_TRUE(up(party));
    const auto cut_party = [&] {
        auto sockets = test::sockets_to(broker.port());
        std::erase_if(sockets, [&](int one) { return of_watcher.contains(one); });
        ASSERT_EQ(sockets.size(), 1U);
        test::cut(sockets);
    };
    cut_party();
    ASSERT_TRUE(run_until(io, [&] { return watcher.messages.size() == 1 && party.connections == 2; }));
    EXPECT_EQ(watcher.messages[0].bytes, "gone 1");
    EXPECT_EQ(watcher.messages[0].key, KeyId{"box-1"});
    cut_party();
    ASSERT_TRUE(run_until(io, [&] { return watcher.messages.size() == 2; }));
    EXPECT_EQ(watcher.messages[1].bytes, "gone 2");
}

TEST_F(Mqtt, ABrokerThatEndsTheConnectionIsReportedOnce) {
    Party party(io, broker, "same", {"t"});
    party.start();
    ASSERT_TRUE(up(party));
    Party other(io, broker, "same", {});
    other.start();
    ASSERT_TRUE(run_until(io, [&] { return !party.reasons.empty(); }));
    other.client->stop(5s);
    ASSERT_TRUE(run_until(io, [&] { return party.connections == 2; }));
    EXPECT_EQ(party.reasons.size(), 1U);
}

TEST_F(Mqtt, StopPublishesNoWillAndNothingIsCalledAfterIt) {
    Party watcher(io, broker, "watcher", {"status", "after"});
    watcher.start();
    ASSERT_TRUE(up(watcher));
    Party party(io, broker, "party", {"t"});
    party.start([] { return message_of("status", "gone"); });
    ASSERT_TRUE(up(party));
    party.client->publish(message_of("t", "last words"), party.note());
    party.client->stop(5s);
    EXPECT_FALSE(party.client->connected());
    party.client->publish(message_of("t", "after"), party.note());
    watcher.client->publish(message_of("t", "to one who has gone"));
    watcher.client->publish(message_of("after", "the will would have come first"));
    ASSERT_TRUE(run_until(io, [&] { return !watcher.messages.empty(); }));
    EXPECT_EQ(watcher.messages[0].topic, "after");
    EXPECT_EQ(party.connections, 1);
    EXPECT_TRUE(party.done.empty());
    EXPECT_TRUE(party.messages.empty());
    EXPECT_TRUE(party.reasons.empty());
}

TEST_F(Mqtt, StopDeliversWhatWasPublishedBeforeAndHasSaidGoodbyeWhenItReturns) {
    Party watcher(io, broker, "watcher", {"t"});
    watcher.start();
    ASSERT_TRUE(up(watcher));
    const auto of_watcher = test::sockets_to(broker.port());
    Party party(io, broker, "party", {});
    party.start();
    ASSERT_TRUE(up(party));
    party.client->publish(message_of("t", "offline"));
    party.client->stop(5s);
    EXPECT_EQ(test::sockets_to(broker.port()), of_watcher);
    EXPECT_TRUE(run_until(io, [&] { return watcher.messages.size() == 1; }));
}

TEST_F(Mqtt, StopWhileTryingToConnectEndsTheTrying) {
    broker.kill();
    Party party(io, broker, "one", {});
    party.start();
    ASSERT_TRUE(run_until(io, [&] { return !party.reasons.empty(); }));
    party.client->stop(1s);
    const auto reasons = party.reasons.size();
    io.restart();
    io.run(); // returns: no timer is left
    EXPECT_EQ(party.reasons.size(), reasons);
    EXPECT_EQ(party.connections, 0);
}

TEST_F(Mqtt, TheClientMayGoWithoutStopAndBeforeWhatItPosted) {
    {
        Party party(io, broker, "one", {"t"});
        party.start();
        ASSERT_TRUE(up(party));
        party.client->publish(message_of("t", "x"), party.note());
    }
    io.restart();
    io.run();
}

TEST_F(Mqtt, MessagesThatAreTooLargeAreCountedAndNotHandedOn) {
    Party party(io, broker, "one", {"t"});
    party.start();
    ASSERT_TRUE(up(party));
    party.client->publish(message_of("t", std::string(64 * 1024, 'x')));
    party.client->publish(message_of("t", std::string(64 * 1024 + 1, 'x')));
    party.client->publish(message_of("t", "small"));
    ASSERT_TRUE(run_until(io, [&] { return party.messages.size() == 2; }));
    EXPECT_EQ(party.messages[0].bytes.size(), 64U * 1024U);
    EXPECT_EQ(party.messages[1].bytes, "small");
    EXPECT_EQ(party.client->dropped(), 1U);
}

TEST_F(Mqtt, AWindowOfSixteenGetsEveryAcknowledgementInOrder) {
    Party party(io, broker, "one", {});
    party.start();
    ASSERT_TRUE(up(party));
    constexpr int total = 200;
    int sent = 0;
    std::vector<int> answered;
    const std::function<void()> fill = [&] {
        while (sent < total && sent - static_cast<int>(answered.size()) < 16) {
            party.client->publish(message_of("t", std::to_string(sent)), [&, number = sent](bool accepted) {
                EXPECT_TRUE(accepted);
                answered.push_back(number);
                fill();
            });
            ++sent;
        }
    };
    fill();
    ASSERT_TRUE(run_until(io, [&] { return answered.size() == total; }));
    EXPECT_TRUE(std::ranges::is_sorted(answered));
}

} // namespace
} // namespace parkgate::mqtt
