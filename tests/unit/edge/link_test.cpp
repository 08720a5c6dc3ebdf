// The gate's side of MQTT over a broker that is only played: who is alive, what is sent again, what an epoch means.
#include "edge/link/link.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace parkgate::test {
namespace {

using namespace std::chrono_literals;

Signer signer(const std::string& id, unsigned char byte) {
    std::array<unsigned char, 32> seed{};
    seed.fill(byte);
    return Signer({id}, seed);
}

struct Wire {
    mqtt::Client::Handlers handlers;
    std::function<mqtt::Message()> will;
    std::vector<mqtt::Message> sent;
    bool connected = false;
};

class PlayedClient : public mqtt::Client {
  public:
    explicit PlayedClient(Wire& wire) : wire_(wire) {}
    void start(Handlers handlers, std::function<mqtt::Message()> will) override {
        wire_.handlers = std::move(handlers);
        wire_.will = std::move(will);
    }
    void stop(std::chrono::milliseconds) override {}
    [[nodiscard]] bool connected() const override { return wire_.connected; }
    void publish(mqtt::Message message, Published) override { wire_.sent.push_back(std::move(message)); }
    [[nodiscard]] std::uint64_t dropped() const override { return 0; }

  private:
    Wire& wire_;
};

class LinkTest : public testing::Test {
  protected:
    const LotTopics topics{"mall", "p1"};
    const Signer ledger = signer("ledger-1", 1);
    const Signer box = signer("box-1", 2);
    const Signer cinema = signer("cinema-1", 3);
    const Signer provider = signer("pay-1", 4);
    MonotonicTime now{1h};
    Wire wire;
    std::vector<bool> ledger_seen;
    std::vector<bool> broker_seen;
    std::vector<std::vector<CampaignId>> stops;
    std::vector<Receipt> acknowledged;
    int set_aside = 0;
    int store_notices = 0;
    int quote_asks = 0;
    std::vector<std::pair<std::int64_t, std::int64_t>> loads;
    link::Link link{std::make_unique<PlayedClient>(wire),
                    {topics, {"box-1"}, 7, 3s},
                    make_gate(),
                    box,
                    [this] { return now; },
                    handlers()};

    link::Gatekeeper make_gate() const {
        KeyRing keys;
        keys.add({ledger.id(), KeyRole::ledger, "ledger", ledger.public_bytes()});
        keys.add({box.id(), KeyRole::box, "box-1", box.public_bytes()});
        keys.add({cinema.id(), KeyRole::store, "cinema", cinema.public_bytes()});
        keys.add({provider.id(), KeyRole::payment, "pay", provider.public_bytes()});
        for (const auto& [key, owner] : {std::pair("k1", "wang"), {"k2", "li"}, {"k3", "li"}}) {
            keys.add({{key}, KeyRole::command, owner, {}});
        }
        return {topics, keys, {"box-1"}, false};
    }
    link::Link::Handlers handlers() {
        return {[this](const core::Event& event) {
                    if (const auto* seen = std::get_if<core::LedgerSeen>(&event)) {
                        ledger_seen.push_back(seen->online);
                    } else if (const auto* stopped = std::get_if<core::CampaignsStopped>(&event)) {
                        stops.push_back(stopped->campaigns);
                    } else if (const auto* broker = std::get_if<core::BrokerSeen>(&event)) {
                        broker_seen.push_back(broker->connected);
                    } else if (std::holds_alternative<core::FactSetAside>(event)) {
                        ++set_aside;
                    } else if (std::holds_alternative<core::StoreNoticed>(event)) {
                        ++store_notices;
                    } else if (std::holds_alternative<core::QuoteAsked>(event)) {
                        ++quote_asks;
                    }
                },
                [this](const std::vector<Receipt>& entries) {
                    acknowledged.insert(acknowledged.end(), entries.begin(), entries.end());
                },
                [](const ClockLeap&) {},
                [this](std::int64_t after, std::int64_t most) { loads.emplace_back(after, most); }};
    }
    void connect() {
        wire.connected = true;
        wire.handlers.connected();
    }
    void from_ledger(const std::string& topic, std::string bytes) { from(ledger, topic, std::move(bytes)); }
    void from(const Signer& sender, const std::string& topic, std::string bytes) {
        mqtt::Message message;
        message.key = sender.id();
        message.signature = sender.sign(topic, bytes);
        message.topic = topic;
        message.bytes = std::move(bytes);
        wire.handlers.message(message);
    }
    void beat(std::int64_t at) { from_ledger(topics.heartbeat(), encode(Heartbeat{WallTime{Duration{at}}, at})); }
    static OutboundFact fact(std::int64_t seq) {
        return {seq, {"id-" + std::to_string(seq)}, "bytes-" + std::to_string(seq)};
    }
    std::vector<std::string> facts_sent() {
        std::vector<std::string> out;
        for (const auto& message : std::exchange(wire.sent, {})) {
            if (message.topic == topics.fact()) {
                EXPECT_EQ(message.qos, mqtt::Qos::at_least_once);
                out.push_back(message.bytes);
            }
        }
        return out;
    }
};

TEST_F(LinkTest, AFactThatTheLedgerHasNotBookedIsTakenAndToldAndTheNextOneGoesOut) {
    link.start(0, 0);
    connect();
    beat(1);
    std::vector<OutboundFact> facts;
    for (std::int64_t seq = 1; seq <= 17; ++seq) {
        facts.push_back(fact(seq));
    }
    link.facts_committed(facts);
    EXPECT_EQ(facts_sent().size(), 16U);
    from_ledger(topics.ack(), encode(Ack{{"box-1"}, 7, 1, {{{"id-1"}, Outcome::applied, ""}}}));
    EXPECT_EQ(facts_sent(), std::vector<std::string>{"bytes-17"});
    EXPECT_EQ(set_aside, 0);
    const AckEntry kept{{"id-2"}, Outcome::quarantined, "oversized"};
    from_ledger(topics.ack(), encode(Ack{{"box-1"}, 7, 2, {kept, {{"id-3"}, Outcome::retry_later, "unbookable"}}}));
    EXPECT_EQ(acknowledged.back(), (Receipt{2, Outcome::quarantined, "oversized"}));
    EXPECT_EQ(set_aside, 1);
    from_ledger(topics.ack(), encode(Ack{{"box-1"}, 7, 2, {kept}}));
    EXPECT_EQ(set_aside, 1) << "once for each fact";
}

TEST_F(LinkTest, AQuestionGoesToEachOperatorAlone) {
    link.start(0, 0);
    connect();
    wire.sent.clear();
    const Question question{{"q"}, "p1", {"out"}, "沪A1234S", {}, {}, {{{"s"}, "沪A12345", 6, {"in"}, {}}}};
    link.send(core::AskOperators{question});
    ASSERT_EQ(wire.sent.size(), 2U);
    EXPECT_EQ(wire.sent[0].topic, "parkgate/v1/mall/op/li/question");
    EXPECT_EQ(wire.sent[1].topic, "parkgate/v1/mall/op/wang/question");
    for (const auto& message : wire.sent) {
        EXPECT_FALSE(message.retain);
        EXPECT_TRUE(decode<Question>(message.bytes).value() == question);
        EXPECT_EQ(message.signature, box.sign(message.topic, message.bytes));
    }
}

TEST_F(LinkTest, AnswersGoToTheirOwnDoorsUnderTheIdOfTheQuestion) {
    link.start(0, 0);
    connect();
    wire.sent.clear();
    const DoorAnswer done{{"n1"}, {"s1"}, ""};
    const Explanation why{{"c1"}, {"s1"}, "沪A12345", "gold", false, {}, {}};
    link.send(core::AnswerStore{done});
    link.send(core::AnswerApp{{{"w1"}, {}, "no_such_car"}});
    link.send(core::Explain{{"wang"}, why});
    ASSERT_EQ(wire.sent.size(), 3U);
    EXPECT_EQ(wire.sent[0].topic, "parkgate/v1/mall/p1/store/answer");
    EXPECT_TRUE(decode<DoorAnswer>(wire.sent[0].bytes).value() == done);
    EXPECT_EQ(wire.sent[1].topic, "parkgate/v1/mall/p1/app/done");
    EXPECT_EQ(decode<DoorAnswer>(wire.sent[1].bytes).value().refusal, "no_such_car");
    EXPECT_EQ(wire.sent[2].topic, "parkgate/v1/mall/op/wang/explanation");
    EXPECT_TRUE(decode<Explanation>(wire.sent[2].bytes).value() == why);
    const std::vector<std::string> ids = {"n1", "w1", "c1"};
    for (std::size_t i = 0; i < ids.size(); ++i) {
        EXPECT_EQ(wire.sent[i].correlation, ids[i]);
        EXPECT_FALSE(wire.sent[i].retain);
        EXPECT_EQ(wire.sent[i].signature, box.sign(wire.sent[i].topic, wire.sent[i].bytes));
    }
}

TEST_F(LinkTest, OnlineIsAFreshHeartbeatAndNotAConnectedBroker) {
    link.start(0, 0);
    connect();
    EXPECT_EQ(broker_seen, std::vector<bool>{true});
    EXPECT_TRUE(ledger_seen.empty());
    beat(1);
    EXPECT_EQ(ledger_seen, std::vector<bool>{true});
    now += 2'999ms;
    link.tick();
    EXPECT_EQ(ledger_seen.size(), 1U);
    EXPECT_EQ(link.next_deadline(), now + 1ms);
    now += 1ms;
    link.tick();
    EXPECT_EQ(ledger_seen, (std::vector<bool>{true, false}));
}

TEST_F(LinkTest, I24_WhatTheHeartbeatSaysOfCampaignsIsToldWhenItChanges) {
    const auto says = [&](std::int64_t at, std::vector<CampaignId> stopped) {
        from_ledger(topics.heartbeat(), encode(Heartbeat{WallTime{Duration{at}}, at, std::move(stopped)}));
    };
    link.start(0, 0);
    connect();
    says(1, {});
    EXPECT_TRUE(stops.empty());
    says(2, {{"summer"}});
    says(3, {{"summer"}});
    EXPECT_EQ(stops, (std::vector<std::vector<CampaignId>>{{{"summer"}}}));
    now += 4s;
    link.tick();
    ASSERT_FALSE(ledger_seen.back());
    EXPECT_EQ(stops.size(), 1U) << "its last word stands while it is not heard";
    says(2, {});
    EXPECT_EQ(stops.size(), 1U) << "played again";
    says(4, {});
    EXPECT_EQ(stops.size(), 2U);
    EXPECT_TRUE(stops.back().empty());
    EXPECT_EQ(ledger_seen, (std::vector<bool>{true, false, true}));
}

TEST_F(LinkTest, AStoreThatTellsTooMuchIsLeftAndNobodyElse) {
    link.start(0, 0);
    connect();
    StoreNotice notice;
    notice.store = {"cinema"};
    notice.plate = "沪A12345";
    notice.worth.amount = 60;
    const auto tell = [&] {
        notice.id = {"n-" + std::to_string(now.time_since_epoch().count()) + "-" + std::to_string(store_notices)};
        from(cinema, topics.store_notice(), encode(notice));
    };
    for (int i = 0; i < 300; ++i) {
        tell();
    }
    EXPECT_EQ(store_notices, 200);
    EXPECT_EQ(link.refused().at("over_quota"), 100);
    from(provider, topics.quote_ask(), encode(QuoteAsk{{"q1"}, "沪A12345"}));
    EXPECT_EQ(quote_asks, 1);
    beat(5);
    EXPECT_EQ(ledger_seen, std::vector{true});
    now += 1s;
    for (int i = 0; i < 300; ++i) {
        tell();
    }
    EXPECT_EQ(store_notices, 220) << "a crowd at once, then so many a second";
}

TEST_F(LinkTest, AHeartbeatThatIsPlayedAgainIsNoLife) {
    link.start(0, 0);
    connect();
    beat(5);
    now += 2s;
    beat(5);
    beat(4);
    now += 1s;
    link.tick();
    EXPECT_EQ(ledger_seen, (std::vector<bool>{true, false}));
    EXPECT_EQ(link.refused().at("old_heartbeat"), 2);
}

TEST_F(LinkTest, ALedgerThatCountsAnewWasAway) {
    link.start(0, 0);
    connect();
    beat(5);
    from_ledger(topics.heartbeat(), encode(Heartbeat{WallTime{Duration{6}}, 1}));
    EXPECT_EQ(ledger_seen, (std::vector<bool>{true, false, true}));
    from_ledger(topics.heartbeat(), encode(Heartbeat{WallTime{Duration{7}}, 2}));
    EXPECT_EQ(ledger_seen.size(), 3U);
}

TEST_F(LinkTest, WhatIsKnownOfAMemberIsToldToTheLedger) {
    link.start(0, 0);
    connect();
    wire.sent.clear();
    link.send(core::TellKnown{{"n1"}});
    ASSERT_EQ(wire.sent.size(), 1U);
    EXPECT_EQ(wire.sent[0].topic, topics.known());
    EXPECT_EQ(wire.sent[0].bytes, encode(MemberKnown{{"n1"}, {"box-1"}}));
}

TEST_F(LinkTest, ALostBrokerIsALostLedger) {
    link.start(0, 0);
    connect();
    beat(1);
    wire.connected = false;
    wire.handlers.disconnected("gone");
    EXPECT_EQ(ledger_seen, (std::vector<bool>{true, false}));
    EXPECT_EQ(broker_seen, (std::vector<bool>{true, false}));
}

TEST_F(LinkTest, FactsGoOutWhenTheLedgerIsHeardAndEndWithItsWord) {
    link.start(0, 0);
    link.facts_committed({fact(1), fact(2)});
    connect();
    EXPECT_TRUE(facts_sent().empty());
    beat(1);
    EXPECT_EQ(facts_sent(), (std::vector<std::string>{"bytes-1", "bytes-2"}));
    from_ledger(topics.ack(), encode(Ack{{"box-1"}, 7, 1, {{{"id-1"}, Outcome::applied, ""}}}));
    EXPECT_EQ(link.outbox(), 1);
    EXPECT_EQ(acknowledged.size(), 1U);
}

TEST_F(LinkTest, AWordToAnotherBoxOrOfAnotherEpochEndsNothing) {
    link.start(0, 0);
    link.facts_committed({fact(1)});
    connect();
    beat(1);
    from_ledger(topics.ack(), encode(Ack{{"box-2"}, 7, 1, {{{"id-1"}, Outcome::applied, ""}}}));
    from_ledger(topics.ack(), encode(Ack{{"box-1"}, 6, 1, {{{"id-1"}, Outcome::applied, ""}}}));
    EXPECT_EQ(link.outbox(), 1);
    EXPECT_TRUE(acknowledged.empty());
}

TEST_F(LinkTest, ANewEpochIsSentFromItsFirstFact) {
    link.start(0, 0);
    link.facts_committed({fact(1)});
    connect();
    beat(1);
    facts_sent();
    link.new_epoch(8);
    ASSERT_EQ(loads.size(), 1U);
    EXPECT_EQ(loads.back().first, 0);
    link.facts_committed({fact(2)}); // while the file is being read
    link.outbox_loaded({fact(1), fact(2)});
    EXPECT_EQ(facts_sent(), (std::vector<std::string>{"bytes-1", "bytes-2"}));
    from_ledger(topics.ack(), encode(Ack{{"box-1"}, 8, 1, {{{"id-1"}, Outcome::applied, ""}}}));
    EXPECT_EQ(link.outbox(), 1);
}

TEST_F(LinkTest, TheStateOfLanesIsToldAgainAtEveryConnection) {
    link.start(0, 0);
    LaneState state;
    state.lane = {"in"};
    link.publish(state);
    EXPECT_TRUE(wire.sent.empty()) << "nobody hears it yet";
    connect();
    ASSERT_EQ(wire.sent.size(), 1U);
    EXPECT_TRUE(wire.sent[0].retain);
    EXPECT_EQ(wire.sent[0].topic, topics.lane_state({"in"}));
}

TEST_F(LinkTest, TheWillSaysThatTheBoxIsGoneAndIsSigned) {
    link.start(0, 0);
    const auto will = wire.will();
    EXPECT_TRUE(will.retain);
    const auto status = decode<BoxStatus>(will.bytes);
    ASSERT_TRUE(status);
    EXPECT_FALSE(status->alive);
    KeyRing keys;
    keys.add({box.id(), KeyRole::box, "box-1", box.public_bytes()});
    EXPECT_TRUE(keys.verify(KeyRole::box, will.topic, will.bytes, will.key, will.signature));
}

} // namespace
} // namespace parkgate::test
