// What the ledger says over MQTT, signed with its key.
#pragma once

#include "ledger/core/work.hpp"
#include "platform/mqtt/client.hpp"
#include "protocol/estimate.hpp"
#include "protocol/signature.hpp"

#include <span>
#include <string>
#include <vector>

namespace parkgate::ledger {

inline constexpr std::size_t most_in_an_ack = 16;

class Outbound {
  public:
    Outbound(std::string site, Signer signer) : site_(std::move(site)), signer_(std::move(signer)) {}

    // One acknowledgement for each lot, box and epoch, of at most most_in_an_ack facts, and one message an answer, of
    // asks and of events.
    [[nodiscard]] std::vector<mqtt::Message> replies(std::span<const Result> results) const;
    [[nodiscard]] mqtt::Message heartbeat(const std::string& lot, const Heartbeat& heartbeat) const;
    [[nodiscard]] mqtt::Message member_news(const MemberTold& told) const;
    [[nodiscard]] mqtt::Message estimate(const EstimateAnswer& answer) const;
    [[nodiscard]] mqtt::Message notification(std::string bytes) const;

  private:
    [[nodiscard]] mqtt::Message sign(std::string topic, std::string bytes, mqtt::Qos qos) const;

    std::string site_;
    Signer signer_;
};

// What to subscribe to; the clock only in demo mode.
std::vector<mqtt::Subscription> subscriptions(const std::string& site, bool demo);

} // namespace parkgate::ledger
