// One order through a real broker, with the test as the gate.
#include "parkgatectl/order.hpp"
#include "parkgatectl/send_order.hpp"
#include "platform/mqtt/paho_client.hpp"
#include "protocol/codec.hpp"
#include "tests/support/broker.hpp"
#include "tests/support/run_until.hpp"
#include "tests/unit/parkgatectl/site.hpp"

#include <gtest/gtest.h>

#include <future>

namespace parkgate::ctl {
namespace {

class SendOrder : public testing::Test {
  protected:
    SendOrder() {
        mqtt::Options options;
        options.port = broker.port();
        options.client_id = "gate";
        options.subscriptions = {{site.topics.command_filter(), mqtt::Qos::at_most_once}};
        gate = mqtt::make_paho_client(io.get_executor(), options);
        gate->start({.connected = [this] { up = true; },
                     .disconnected = [](const std::string&) {},
                     .message = [this](mqtt::Message message) { commands.push_back(std::move(message)); }},
                    {});
        EXPECT_TRUE(parkgate::test::run_until(io, [this] { return up; }));
        config.topics = site.topics;
        config.mqtt.port = broker.port();
        config.mqtt.client_id = "ctl-anna-1";
        config.operator_id = {"anna"};
        config.keys.emplace(site::Keys{site.ring, site.signer("op-anna"), "anna"});
    }

    void answer(const std::string& key, CommandState state) {
        const auto command = decode<Command>(commands.front().bytes).value();
        gate->publish(
            site.signed_by(key, site.topics.command_answer({"anna"}), encode(CommandAnswer{command.id, state, ""})));
    }

    std::future<int> order() {
        return std::async(std::launch::async, [this] { return send_order(config, Verb::open, {"exit-1"}, "stuck"); });
    }
    bool hear(std::size_t count) {
        return parkgate::test::run_until(io, [&] { return commands.size() >= count; });
    }

    boost::asio::io_context io;
    parkgate::test::Broker broker;
    test::Site site;
    Config config;
    std::unique_ptr<mqtt::Client> gate;
    std::vector<mqtt::Message> commands;
    bool up = false;
};

TEST_F(SendOrder, IsSignedRepeatedAndDone) {
    auto result = order();
    ASSERT_TRUE(hear(2));
    const auto& first = commands[0];
    EXPECT_EQ(first.topic, "parkgate/v1/mall/p1/exit-1/cmd/anna/open");
    EXPECT_TRUE(site.ring.verify(KeyRole::command, first.topic, first.bytes, first.key, first.signature).has_value());
    EXPECT_EQ(first.bytes, commands[1].bytes) << "the same order, not a second one";
    EXPECT_FALSE(first.retain);
    const auto command = decode<Command>(first.bytes).value();
    EXPECT_EQ(command.by.text, "anna");
    EXPECT_EQ(command.reason, "stuck");
    EXPECT_EQ(command.expires_at - command.issued_at, Order::taken_within);
    answer("box-1", CommandState::accepted);
    answer("box-1", CommandState::done);
    EXPECT_EQ(result.get(), 0);
}

TEST_F(SendOrder, AnExplanationIsWaitedFor) {
    testing::internal::CaptureStdout();
    auto result =
        std::async(std::launch::async, [this] { return send_order(config, Verb::explain, {"exit-1"}, "r", "s1"); });
    ASSERT_TRUE(hear(1));
    answer("box-1", CommandState::done);
    Explanation why;
    why.id = decode<Command>(commands.front().bytes).value().id;
    why.plate = "沪A12345";
    gate->publish(site.signed_by("box-1", site.topics.explanation({"anna"}), encode(why)));
    EXPECT_EQ(result.get(), 0);
    EXPECT_NE(testing::internal::GetCapturedStdout().find("Car 沪A12345"), std::string::npos);
}

TEST_F(SendOrder, AnExplanationThatIsRefusedFails) {
    auto result =
        std::async(std::launch::async, [this] { return send_order(config, Verb::explain, {"exit-1"}, "r", "s1"); });
    ASSERT_TRUE(hear(1));
    answer("box-1", CommandState::refused);
    EXPECT_EQ(result.get(), 1);
}

TEST_F(SendOrder, OneThatASecondPersonConfirmsCountsForLonger) {
    auto result = std::async(std::launch::async, [this] { return send_order(config, Verb::release, {"exit-1"}, "r"); });
    ASSERT_TRUE(hear(1));
    const auto command = decode<Command>(commands.front().bytes).value();
    EXPECT_EQ(command.expires_at - command.issued_at, std::chrono::minutes(2));
    answer("box-1", CommandState::awaits_second);
    EXPECT_EQ(result.get(), exit_awaits_second);
}

TEST_F(SendOrder, BelievesTheBoxAlone) {
    auto result = order();
    ASSERT_TRUE(hear(1));
    answer("ledger", CommandState::done);
    answer("box-1", CommandState::refused);
    EXPECT_EQ(result.get(), 1);
}

} // namespace
} // namespace parkgate::ctl
