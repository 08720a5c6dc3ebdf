#include "parkgatectl/lot_view.hpp"

#include <algorithm>

namespace parkgate::ctl {

std::vector<mqtt::Subscription> LotView::subscriptions() const {
    return {{topics_.status(), mqtt::Qos::at_most_once}, {topics_.lane_state({"+"}), mqtt::Qos::at_most_once}};
}

std::optional<std::string> LotView::signer_of(const mqtt::Message& message) {
    const auto signer = trusted_.verify(KeyRole::box, message.topic, message.bytes, message.key, message.signature);
    if (!signer) {
        ++disbelieved_[std::string(text_of(signer.error()))];
        return std::nullopt;
    }
    return (*signer)->owner;
}

void LotView::take(const mqtt::Message& message, const Clocks& now) {
    const auto signer = signer_of(message);
    if (!signer) {
        return;
    }
    if (message.topic == topics_.status()) {
        take_status(message, *signer, now);
    } else {
        take_lane(message);
    }
}

void LotView::take_status(const mqtt::Message& message, const std::string& signer, const Clocks& now) {
    auto status = decode<BoxStatus>(message.bytes);
    if (!status) {
        ++disbelieved_[std::string(text_of(status.error().cause))];
        return;
    }
    if (status->box.text != signer) {
        ++disbelieved_[std::string(text_of(SignatureError::wrong_owner))];
        return;
    }
    heard_ = {now.monotonic, !message.retain};
    if (!status->alive && box_ && box_->box == status->box) {
        // A will says nothing else: what was known before still helps whoever looks for the reason.
        box_->alive = false;
        return;
    }
    if (status->outbox == 0) {
        outbox_since_.reset();
    } else if (!outbox_since_) {
        outbox_since_ = now.monotonic;
    }
    box_ = std::move(*status);
}

void LotView::take_lane(const mqtt::Message& message) {
    auto state = decode<LaneState>(message.bytes);
    if (!state) {
        ++disbelieved_[std::string(text_of(state.error().cause))];
        return;
    }
    if (message.topic != topics_.lane_state(state->lane)) {
        ++disbelieved_["wrong_topic"];
        return;
    }
    lanes_[state->lane] = std::move(*state);
}

Duration LotView::age(const Clocks& now) const {
    if (heard_.live) {
        return now.monotonic - heard_.at;
    }
    // A demo's site clock is ahead of the wall clock, never behind it.
    const Duration dated = box_ ? now.wall.time_since_epoch() - box_->site_time.time_since_epoch() : Duration{};
    return std::max(dated, now.monotonic - heard_.at);
}

Freshness LotView::freshness(const Clocks& now) const {
    if (!box_) {
        return Freshness::silent;
    }
    if (!box_->alive) {
        return Freshness::gone;
    }
    return age(now) >= late_after ? Freshness::late : Freshness::fresh;
}

std::optional<Duration> LotView::outbox_age(const Clocks& now) const {
    return outbox_since_ ? std::optional(now.monotonic - *outbox_since_) : std::nullopt;
}

} // namespace parkgate::ctl
