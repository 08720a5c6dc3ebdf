#include "edge/link/link.hpp"

#include <algorithm>

namespace parkgate::link {

Link::Link(std::unique_ptr<mqtt::Client> client, Settings settings, Gatekeeper gatekeeper, Signer signer,
           std::function<MonotonicTime()> now, Handlers handlers)
    : client_(std::move(client)),
      settings_(std::move(settings)),
      gatekeeper_(std::move(gatekeeper)),
      signer_(std::move(signer)),
      now_(std::move(now)),
      handlers_(std::move(handlers)),
      courier_(make_courier()) {}

OutboxCourier Link::make_courier() {
    return OutboxCourier({[this](const OutboundFact& fact) {
                              client_->publish(
                                  signed_message(settings_.topics.fact(), fact.bytes, mqtt::Qos::at_least_once, false));
                          },
                          [this](std::int64_t after, std::int64_t most) { handlers_.load_outbox(after, most); }});
}

void Link::start(std::int64_t last_seq, std::int64_t waiting) {
    courier_.start(last_seq, waiting, now_());
    client_->start({[this] { connected(); },
                    [this](const std::string&) {
                        ledger(false);
                        handlers_.event(core::BrokerSeen{false});
                    },
                    [this](const mqtt::Message& message) { take(message); }},
                   [this] {
                       BoxStatus gone;
                       gone.box = settings_.box;
                       gone.alive = false;
                       return signed_message(settings_.topics.status(), encode(gone), mqtt::Qos::at_least_once, true);
                   });
}

void Link::stop() {
    client_->stop(std::chrono::milliseconds(500));
}

void Link::new_epoch(std::int64_t epoch) {
    settings_.epoch = epoch;
    courier_ = make_courier();
    // The fact that starts an epoch is in the file already.
    courier_.start(1, 1, now_());
    courier_.listening(ledger_online_, now_());
}

void Link::connected() {
    for (const auto& [topic, bytes] : retained_) {
        publish(topic, bytes, mqtt::Qos::at_most_once, true);
    }
    handlers_.event(core::BrokerSeen{true});
}

mqtt::Message Link::signed_message(std::string topic, std::string bytes, mqtt::Qos qos, bool retain) const {
    mqtt::Message message;
    message.signature = signer_.sign(topic, bytes);
    message.key = signer_.id();
    message.topic = std::move(topic);
    message.bytes = std::move(bytes);
    message.qos = qos;
    message.retain = retain;
    return message;
}

void Link::publish(std::string topic, std::string bytes, mqtt::Qos qos, bool retain, std::string correlation) {
    if (!client_->connected()) {
        return;
    }
    mqtt::Message message = signed_message(std::move(topic), std::move(bytes), qos, retain);
    message.correlation = std::move(correlation);
    client_->publish(std::move(message));
}

void Link::send(const core::SendAsk& ask) {
    publish(settings_.topics.ask(), encode(ask.ask), mqtt::Qos::at_most_once, false, ask.ask.id.text);
}

void Link::send(const core::TellKnown& known) {
    publish(settings_.topics.known(), encode(MemberKnown{known.news, settings_.box}), mqtt::Qos::at_most_once, false);
}

void Link::send(const core::AnswerCommand& answer) {
    publish(settings_.topics.command_answer(answer.to), encode(answer.answer), mqtt::Qos::at_most_once, false,
            answer.answer.id.text);
}

void Link::send(const core::AnswerQuote& answer) {
    publish(settings_.topics.quote_answer(), encode(answer.answer), mqtt::Qos::at_most_once, false,
            answer.answer.id.text);
}

void Link::send(const core::AnswerStore& answer) {
    publish(settings_.topics.store_answer(), encode(answer.answer), mqtt::Qos::at_most_once, false,
            answer.answer.id.text);
}

void Link::send(const core::AnswerApp& answer) {
    publish(settings_.topics.app_done(), encode(answer.answer), mqtt::Qos::at_most_once, false, answer.answer.id.text);
}

void Link::send(const core::Explain& explain) {
    publish(settings_.topics.explanation(explain.to), encode(explain.explanation), mqtt::Qos::at_most_once, false,
            explain.explanation.id.text);
}

void Link::send(const core::Announce& announce) {
    publish(settings_.topics.lane_event(announce.event.lane), encode(announce.event), mqtt::Qos::at_most_once, false);
}

void Link::send(const core::AskOperators& ask) {
    const std::string bytes = encode(ask.question);
    for (const OperatorId& operator_id : gatekeeper_.operators()) {
        publish(settings_.topics.question(operator_id), bytes, mqtt::Qos::at_most_once, false);
    }
}

void Link::publish(const LaneState& state) {
    const std::string topic = settings_.topics.lane_state(state.lane);
    publish(topic, retained_[topic] = encode(state), mqtt::Qos::at_most_once, true);
}

void Link::publish(const BoxStatus& status) {
    const std::string topic = settings_.topics.status();
    publish(topic, retained_[topic] = encode(status), mqtt::Qos::at_most_once, true);
}

void Link::take(const mqtt::Message& message) {
    auto admitted = gatekeeper_.admit(message);
    if (!admitted) {
        ++refused_[admitted.error()];
        return;
    }
    if (!quota_.admits(*admitted, message.key, now_())) {
        ++refused_["over_quota"];
        return;
    }
    struct Visitor {
        Link& link;
        void operator()(Ack& ack) { link.take(std::move(ack)); }
        void operator()(Heartbeat& heartbeat) { link.take(heartbeat); }
        void operator()(ClockLeap& leap) { link.handlers_.leap(leap); }
        void operator()(core::LedgerAnswered& event) { link.handlers_.event(std::move(event)); }
        void operator()(core::MemberNoticed& event) { link.handlers_.event(std::move(event)); }
        void operator()(core::PaymentNoticed& event) { link.handlers_.event(std::move(event)); }
        void operator()(core::Commanded& event) { link.handlers_.event(std::move(event)); }
        void operator()(core::QuoteAsked& event) { link.handlers_.event(std::move(event)); }
        void operator()(core::StoreNoticed& event) { link.handlers_.event(std::move(event)); }
        void operator()(core::AppWished& event) { link.handlers_.event(std::move(event)); }
    };
    std::visit(Visitor{*this}, *admitted);
}

void Link::take(Ack ack) {
    if (ack.box != settings_.box || ack.epoch != settings_.epoch) {
        return;
    }
    if (auto receipts = courier_.acknowledged(ack.entries, now_()); !receipts.empty()) {
        if (std::ranges::any_of(receipts, [](const Receipt& each) { return each.outcome != Outcome::applied; })) {
            handlers_.event(core::FactSetAside{});
        }
        handlers_.acknowledged(std::move(receipts));
    }
}

void Link::take(const Heartbeat& heartbeat) {
    // A recorded heartbeat played again does not make the ledger alive.
    if (heartbeat.at <= last_heartbeat_) {
        ++refused_["old_heartbeat"];
        return;
    }
    if (heartbeat.seq <= last_beat_) {
        ledger(false); // it counts anew: it was restarted faster than its silence could be noticed, and what it had to
                       // tell is forgotten
    }
    if (heartbeat.stopped != stopped_) {
        stopped_ = heartbeat.stopped;
        handlers_.event(core::CampaignsStopped{stopped_});
    }
    last_beat_ = heartbeat.seq;
    last_heartbeat_ = heartbeat.at;
    heard_ = now_();
    ledger(true);
}

void Link::ledger(bool online) {
    if (ledger_online_ == online) {
        return;
    }
    ledger_online_ = online;
    courier_.listening(online, now_());
    handlers_.event(core::LedgerSeen{online});
}

void Link::tick() {
    const MonotonicTime now = now_();
    if (ledger_online_ && now - heard_ >= settings_.heartbeat_fresh) {
        ledger(false);
    }
    courier_.tick(now);
}

std::optional<MonotonicTime> Link::next_deadline() const {
    auto next = courier_.next_deadline();
    if (ledger_online_) {
        const MonotonicTime stale = heard_ + settings_.heartbeat_fresh;
        next = next ? std::min(*next, stale) : stale;
    }
    return next;
}

std::map<std::string, std::int64_t> Link::refused() const {
    auto out = refused_;
    if (client_->dropped() > 0) {
        out["oversized"] += static_cast<std::int64_t>(client_->dropped());
    }
    return out;
}

} // namespace parkgate::link
