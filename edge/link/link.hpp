// The gate's side of MQTT: facts, asks and answers with the ledger; commands, payments and telemetry with the rest.
// Every call and every handler is on the executor of the client.
#pragma once

#include "edge/core/effects.hpp"
#include "edge/link/door_quota.hpp"
#include "edge/link/gatekeeper.hpp"
#include "edge/link/outbox_courier.hpp"

#include <functional>
#include <map>
#include <memory>

namespace parkgate::link {

class Link {
  public:
    struct Handlers {
        std::function<void(core::Event)> event;
        std::function<void(std::vector<Receipt>)> acknowledged;
        std::function<void(const ClockLeap&)> leap;
        std::function<void(std::int64_t after_seq, std::int64_t at_most)> load_outbox;
    };
    struct Settings {
        LotTopics topics;
        BoxId box;
        std::int64_t epoch = 0;
        Duration heartbeat_fresh{3'000};
    };

    Link(std::unique_ptr<mqtt::Client> client, Settings settings, Gatekeeper gatekeeper, Signer signer,
         std::function<MonotonicTime()> now, Handlers handlers);

    void start(std::int64_t last_seq, std::int64_t waiting);
    void stop();

    void facts_committed(std::vector<OutboundFact> facts) { courier_.committed(std::move(facts), now_()); }
    void outbox_loaded(std::vector<OutboundFact> facts) { courier_.loaded(std::move(facts), now_()); }
    // A new file: what was in flight belongs to the old one.
    void new_epoch(std::int64_t epoch);

    void send(const core::SendAsk& ask);
    void send(const core::TellKnown& known);
    void send(const core::AnswerCommand& answer);
    void send(const core::AnswerQuote& answer);
    void send(const core::AnswerStore& answer);
    void send(const core::AnswerApp& answer);
    // To the operator who asked, and to nobody else: it names the plate.
    void send(const core::Explain& explain);
    void send(const core::Announce& announce);
    // To each operator alone: there are plates in it.
    void send(const core::AskOperators& ask);
    void publish(const LaneState& state);
    void publish(const BoxStatus& status);

    void tick();
    [[nodiscard]] std::optional<MonotonicTime> next_deadline() const;
    [[nodiscard]] std::int64_t outbox() const { return courier_.waiting(); }
    [[nodiscard]] std::map<std::string, std::int64_t> refused() const;

  private:
    void take(const mqtt::Message& message);
    void take(Ack ack);
    void take(const Heartbeat& heartbeat);
    void connected();
    void ledger(bool online);
    void publish(std::string topic, std::string bytes, mqtt::Qos qos, bool retain, std::string correlation = {});
    [[nodiscard]] mqtt::Message signed_message(std::string topic, std::string bytes, mqtt::Qos qos, bool retain) const;
    OutboxCourier make_courier();

    std::unique_ptr<mqtt::Client> client_;
    Settings settings_;
    Gatekeeper gatekeeper_;
    DoorQuota quota_;
    Signer signer_;
    std::function<MonotonicTime()> now_;
    Handlers handlers_;
    OutboxCourier courier_;
    std::map<std::string, std::int64_t> refused_;
    std::map<std::string, std::string> retained_; // published again at every connect
    MonotonicTime heard_;
    WallTime last_heartbeat_;
    std::int64_t last_beat_ = 0;      // its number
    std::vector<CampaignId> stopped_; // as it has said last
    bool ledger_online_ = false;
};

} // namespace parkgate::link
