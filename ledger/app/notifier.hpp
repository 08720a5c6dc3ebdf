// Sends what the mall's own channels are told, from the books' outbox, until the broker has it. Single-threaded.
#pragma once

#include "ledger/link/outbound.hpp"
#include "ledger/store/store.hpp"
#include "platform/mqtt/client.hpp"

#include <functional>
#include <set>
#include <span>
#include <vector>

namespace parkgate::ledger {

class Notifier {
  public:
    // `when_room` is called when the broker has taken enough for send() to be worth while; never from inside send().
    Notifier(Store& store, mqtt::Client& client, const Outbound& outbound, std::function<void()> when_room)
        : store_(store), client_(client), outbound_(outbound), when_room_(std::move(when_room)) {}

    // At most so many that the broker has not taken. Throws StorageFailed.
    void send();

    // What the broker has and the outbox still holds: it leaves with the next commit, which costs no sync of its own.
    [[nodiscard]] std::span<const std::int64_t> delivered() const { return delivered_; }
    // That commit is done.
    void forget_delivered();
    // Where nothing is booked, nothing takes them along. Throws StorageFailed.
    void clear();

  private:
    void on_answer(std::int64_t row, bool accepted);

    Store& store_;
    mqtt::Client& client_;
    const Outbound& outbound_;
    std::function<void()> when_room_;
    std::set<std::int64_t> in_flight_;    // rows that were sent and are still in the outbox
    std::vector<std::int64_t> delivered_; // those of them that the broker has
};

} // namespace parkgate::ledger
