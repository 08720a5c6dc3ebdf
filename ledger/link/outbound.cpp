#include "ledger/link/outbound.hpp"

#include "protocol/codec.hpp"
#include "protocol/topics.hpp"

#include <map>
#include <tuple>

namespace parkgate::ledger {

mqtt::Message Outbound::sign(std::string topic, std::string bytes, mqtt::Qos qos) const {
    mqtt::Message message;
    message.key = signer_.id();
    message.signature = signer_.sign(topic, bytes);
    message.topic = std::move(topic);
    message.bytes = std::move(bytes);
    message.qos = qos;
    return message;
}

std::vector<mqtt::Message> Outbound::replies(std::span<const Result> results) const {
    std::vector<mqtt::Message> messages;
    std::map<std::tuple<std::string, BoxId, std::int64_t>, Ack> open;
    const auto send_ack = [&](const std::string& lot, const Ack& ack) {
        messages.push_back(sign(LotTopics(site_, lot).ack(), encode(ack), mqtt::Qos::at_least_once));
    };
    for (const auto& result : results) {
        if (const auto* ask = std::get_if<AskResult>(&result)) {
            if (!ask->answer.empty()) {
                messages.push_back(sign(LotTopics(site_, ask->lot).answer(), ask->answer, mqtt::Qos::at_most_once));
                messages.back().correlation = ask->correlation;
            }
            continue;
        }
        if (const auto* event = std::get_if<EventResult>(&result)) {
            // At most once: a sender repeats what is not answered, and a flood of events must not fill the window of
            // messages that wait for the broker.
            messages.push_back(sign(event->topic, encode(event->answer), mqtt::Qos::at_most_once));
            messages.back().correlation = event->answer.id.text;
            continue;
        }
        const auto& fact = std::get<FactResult>(result);
        Ack& ack = open[{fact.lot, fact.box, fact.epoch}];
        ack.box = fact.box;
        ack.epoch = fact.epoch;
        ack.watermark = std::max(ack.watermark, fact.watermark);
        ack.entries.push_back(fact.entry);
        if (ack.entries.size() == most_in_an_ack) {
            send_ack(fact.lot, ack);
            ack.entries.clear();
        }
    }
    for (const auto& [key, ack] : open) {
        if (!ack.entries.empty()) {
            send_ack(std::get<0>(key), ack);
        }
    }
    return messages;
}

mqtt::Message Outbound::heartbeat(const std::string& lot, const Heartbeat& heartbeat) const {
    return sign(LotTopics(site_, lot).heartbeat(), encode(heartbeat), mqtt::Qos::at_most_once);
}

mqtt::Message Outbound::member_news(const MemberTold& told) const {
    return sign(LotTopics(site_, told.lot).member(), encode(told.news), mqtt::Qos::at_most_once);
}

mqtt::Message Outbound::estimate(const EstimateAnswer& answer) const {
    auto message = sign(estimate_answer_topic(site_), encode(answer), mqtt::Qos::at_most_once);
    message.correlation = answer.id.text;
    return message;
}

mqtt::Message Outbound::notification(std::string bytes) const {
    return sign(notify_topic(site_), std::move(bytes), mqtt::Qos::at_least_once);
}

std::vector<mqtt::Subscription> subscriptions(const std::string& site, bool demo) {
    std::vector<mqtt::Subscription> out{
        {site_fact_filter(site), mqtt::Qos::at_least_once}, {site_ask_filter(site), mqtt::Qos::at_most_once},
        {site_known_filter(site), mqtt::Qos::at_most_once}, {pos_event_filter(site), mqtt::Qos::at_least_once},
        {app_event_topic(site), mqtt::Qos::at_least_once},  {desk_event_filter(site), mqtt::Qos::at_least_once},
        {estimate_ask_topic(site), mqtt::Qos::at_most_once}};
    if (demo) {
        out.push_back({demo_clock_topic(site), mqtt::Qos::at_least_once});
    }
    return out;
}

} // namespace parkgate::ledger
