#include "ledger/app/notifier.hpp"

namespace parkgate::ledger {

namespace {

constexpr std::size_t most_in_flight = 16; // below the broker's receive maximum of 20

} // namespace

void Notifier::send() {
    if (!client_.connected()) {
        return;
    }
    const std::int64_t after = in_flight_.empty() ? 0 : *in_flight_.rbegin();
    const std::size_t waiting = in_flight_.size() - delivered_.size();
    for (auto& row : store_.outbox(after, static_cast<int>(most_in_flight - waiting))) {
        in_flight_.insert(row.id);
        client_.publish(outbound_.notification(std::move(row.bytes)),
                        [this, id = row.id](bool accepted) { on_answer(id, accepted); });
    }
}

void Notifier::on_answer(std::int64_t row, bool accepted) {
    if (!accepted) {
        in_flight_.erase(row);
        return;
    }
    delivered_.push_back(row);
    if (in_flight_.size() - delivered_.size() <= most_in_flight / 2) {
        when_room_();
    }
}

void Notifier::forget_delivered() {
    for (const auto row : delivered_) {
        in_flight_.erase(row);
    }
    delivered_.clear();
}

void Notifier::clear() {
    if (!delivered_.empty()) {
        store_.remove_from_outbox(delivered_);
        forget_delivered();
    }
}

} // namespace parkgate::ledger
