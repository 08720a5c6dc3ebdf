// The ledger's engine between a broker that is only played and the books of a world.
#pragma once

#include "ledger/app/engine.hpp"
#include "protocol/codec.hpp"
#include "protocol/topics.hpp"
#include "tests/unit/ledger/support/messages.hpp"
#include "tests/unit/ledger/support/world.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <deque>

namespace parkgate::ledger::test {

class FakeClient final : public mqtt::Client {
  public:
    void start(Handlers handlers, std::function<mqtt::Message()>) override { handlers_ = std::move(handlers); }
    void stop(std::chrono::milliseconds) override {}
    [[nodiscard]] bool connected() const override { return up; }
    void publish(mqtt::Message message, Published done) override {
        if (up) {
            sent.push_back(std::move(message));
        }
        if (done && waits) {
            taking.push_back(std::move(done));
        } else if (done) {
            done(up && accepts);
        }
    }
    void take_all() {
        for (const auto& done : std::exchange(taking, {})) {
            done(true);
        }
    }
    [[nodiscard]] std::uint64_t dropped() const override { return 0; }

    void deliver(mqtt::Message message) { handlers_.message(std::move(message)); }
    [[nodiscard]] std::vector<mqtt::Message> on(const std::string& topic) const {
        std::vector<mqtt::Message> out;
        std::ranges::copy_if(sent, std::back_inserter(out), [&](const auto& m) { return m.topic == topic; });
        return out;
    }

    bool up = true;
    bool accepts = true;
    bool waits = false; // the broker, until take_all()
    std::vector<Published> taking;
    std::vector<mqtt::Message> sent;

  private:
    Handlers handlers_;
};

class EngineTest : public ::testing::Test {
  protected:
    EngineTest() { restart(); }

    void restart(bool demo = true, bool trusts_clock = false) {
        engine = std::make_unique<Engine>(
            EngineOptions{site, lots, demo, trusts_clock}, *world.store, client,
            Inbound(site, lots, key_ring(), plates, boxes), Outbound(site, signer_of("demo-ledger")),
            [this](auto act) { posted.push_back(std::move(act)); },
            [this](auto act) { aside.push_back(std::move(act)); }, [this] { return Clocks{now, time}; });
        engine->start();
    }
    void run() {
        for (auto* queue = next(); queue != nullptr; queue = next()) {
            const auto act = std::move(queue->front());
            queue->pop_front();
            act();
        }
    }
    // What is aside first, as that thread is not kept by a commit.
    std::deque<std::function<void()>>* next() { return !aside.empty() ? &aside : !posted.empty() ? &posted : nullptr; }
    void deliver(const FactWork& work) {
        mqtt::Message message;
        message.topic = topics.fact();
        message.bytes = work.bytes;
        message.key = work.key;
        message.signature = work.signature;
        client.deliver(message);
    }

    // The estimates that were published, as a driver's application reads them.
    [[nodiscard]] std::vector<EstimateAnswer> estimates() const {
        std::vector<EstimateAnswer> out;
        for (const auto& message : client.on(estimate_answer_topic(site))) {
            out.push_back(decode<EstimateAnswer>(message.bytes).value());
        }
        return out;
    }
    mqtt::Message question(const std::string& key, const std::string& id = "ask") {
        return signed_by(key, estimate_ask_topic(site), encode(EstimateAsk{{id}, {"m3"}, "沪A12345", {}}));
    }

    PlateHasher plates{std::array<unsigned char, 32>{}};
    std::vector<std::string> lots{lot}; // these and the boxes from the next restart on
    std::map<BoxId, std::string> boxes;
    World world;
    Box box{"b1"};
    LotTopics topics{site, lot};
    FakeClient client;
    std::deque<std::function<void()>> posted;
    std::deque<std::function<void()>> aside;
    WallTime time = wall;
    MonotonicTime now{};
    std::unique_ptr<Engine> engine;
};

} // namespace parkgate::ledger::test
