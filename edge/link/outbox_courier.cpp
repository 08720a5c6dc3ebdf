#include "edge/link/outbox_courier.hpp"

#include <algorithm>

namespace parkgate::link {

namespace {

// 5 s times the attempt, up to 5 min; there is no last attempt.
Duration pause_after(std::int64_t tries) {
    return std::min(Duration{5'000} * tries, Duration{300'000});
}

} // namespace

void OutboxCourier::start(std::int64_t last_seq, std::int64_t waiting, MonotonicTime now) {
    last_committed_seq_ = last_seq;
    waiting_ = waiting;
    last_ready_seq_ = waiting > 0 ? 0 : last_seq;
    fill(now);
}

void OutboxCourier::committed(std::vector<OutboundFact> facts, MonotonicTime now) {
    if (facts.empty()) {
        return;
    }
    waiting_ += static_cast<std::int64_t>(facts.size());
    const bool caught_up = last_ready_seq_ == last_committed_seq_ && !loading_ && ready_.size() < most_ready;
    last_committed_seq_ = facts.back().seq;
    if (caught_up) {
        last_ready_seq_ = facts.back().seq;
        std::ranges::move(facts, std::back_inserter(ready_));
    }
    fill(now);
}

void OutboxCourier::loaded(std::vector<OutboundFact> facts, MonotonicTime now) {
    loading_ = false;
    if (facts.empty()) {
        last_ready_seq_ = last_committed_seq_;
    } else {
        last_ready_seq_ = facts.back().seq;
        std::ranges::move(facts, std::back_inserter(ready_));
    }
    fill(now);
}

void OutboxCourier::listening(bool now_listening, MonotonicTime now) {
    const bool begins = now_listening && !listening_;
    listening_ = now_listening;
    if (!begins) {
        return;
    }
    for (auto& flight : window_) {
        send(flight, now);
    }
    fill(now);
}

std::vector<Receipt> OutboxCourier::acknowledged(const std::vector<AckEntry>& entries, MonotonicTime now) {
    std::vector<Receipt> receipts;
    for (const auto& entry : entries) {
        const auto flight = std::ranges::find(window_, entry.id, [](const InFlight& each) { return each.fact.id; });
        if (entry.outcome != Outcome::retry_later && flight != window_.end()) {
            receipts.push_back({flight->fact.seq, entry.outcome, entry.code});
            window_.erase(flight);
        }
    }
    waiting_ -= std::ssize(receipts);
    fill(now);
    return receipts;
}

void OutboxCourier::tick(MonotonicTime now) {
    if (!listening_) {
        return;
    }
    for (auto& flight : window_) {
        if (flight.next_try <= now) {
            send(flight, now);
        }
    }
    fill(now);
}

std::optional<MonotonicTime> OutboxCourier::next_deadline() const {
    if (!listening_ || window_.empty()) {
        return std::nullopt;
    }
    return std::ranges::min(window_, {}, &InFlight::next_try).next_try;
}

void OutboxCourier::fill(MonotonicTime now) {
    while (listening_ && window_.size() < window && !ready_.empty()) {
        window_.push_back({std::move(ready_.front()), 0, now});
        ready_.pop_front();
        send(window_.back(), now);
    }
    load_more();
}

void OutboxCourier::send(InFlight& flight, MonotonicTime now) {
    ++flight.tries;
    flight.next_try = now + pause_after(flight.tries);
    port_.send(flight.fact);
}

void OutboxCourier::load_more() {
    if (!loading_ && ready_.size() < window && last_ready_seq_ < last_committed_seq_) {
        loading_ = true;
        port_.load(last_ready_seq_, most_ready);
    }
}

} // namespace parkgate::link
