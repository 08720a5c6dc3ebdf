// A till through a real broker, with the test as the gate.
#include "parkgatectl/till.hpp"
#include "platform/mqtt/paho_client.hpp"
#include "protocol/codec.hpp"
#include "tests/support/broker.hpp"
#include "tests/support/run_until.hpp"
#include "tests/unit/parkgatectl/site.hpp"

#include <gtest/gtest.h>

#include <future>

namespace parkgate::ctl {
namespace {

TEST(Validate, IsSignedByTheStoreAndEndsWithTheAnswer) {
    for (const auto& [refusal, code] : {std::pair<std::string, int>{"", 0}, {"no_such_car", 1}}) {
        boost::asio::io_context io;
        parkgate::test::Broker broker;
        const test::Site site;
        mqtt::Options options;
        options.port = broker.port();
        options.client_id = "gate";
        options.subscriptions = {{site.topics.store_notice(), mqtt::Qos::at_most_once}};
        const auto gate = mqtt::make_paho_client(io.get_executor(), options);
        bool up = false;
        std::vector<mqtt::Message> notices;
        gate->start({.connected = [&] { up = true; },
                     .disconnected = [](const std::string&) {},
                     .message = [&](mqtt::Message message) { notices.push_back(std::move(message)); }},
                    {});
        ASSERT_TRUE(parkgate::test::run_until(io, [&] { return up; }));
        Config config;
        config.topics = site.topics;
        config.mqtt.port = broker.port();
        config.mqtt.client_id = "ctl-cinema-1";
        config.operator_id = {"cinema"};
        config.keys.emplace(site::Keys{site.ring, site.signer("store-cinema"), "cinema"});
        auto result = std::async(std::launch::async,
                                 [&] { return validate(config, "沪a·12345", {WorthKind::minutes, 120, {}}); });
        ASSERT_TRUE(parkgate::test::run_until(io, [&] { return notices.size() >= 2; }));
        const auto& first = notices.front();
        EXPECT_EQ(first.bytes, notices[1].bytes) << "the same notice, not a second one";
        EXPECT_FALSE(first.retain);
        const auto signer = site.ring.verify(KeyRole::store, first.topic, first.bytes, first.key, first.signature);
        ASSERT_TRUE(signer.has_value());
        const auto notice = decode<StoreNotice>(first.bytes).value();
        EXPECT_EQ(notice.store.text, (*signer)->owner);
        EXPECT_EQ(notice.plate, "沪A12345");
        EXPECT_GT(notice.expires_at, wall_clock());
        EXPECT_LE(notice.expires_at, wall_clock() + std::chrono::minutes(1));
        gate->publish(
            site.signed_by("box-1", site.topics.store_answer(), encode(DoorAnswer{notice.id, {"s1"}, refusal})));
        EXPECT_EQ(result.get(), code);
    }
}

TEST(Validate, SendsNothingThatNobodyCanGive) {
    Config config; // no broker is looked for
    EXPECT_EQ(validate(config, "沪A12345", {WorthKind::percent, 101, {}}), 1);
    EXPECT_EQ(validate(config, "沪A12345", {WorthKind::minutes, -5, {}}), 1);
    EXPECT_EQ(validate(config, " · ", {WorthKind::full, 0, {}}), 1);
}

} // namespace
} // namespace parkgate::ctl
