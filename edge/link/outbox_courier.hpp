// Carries facts to the ledger: at most 16 that the ledger has not acknowledged, in order, the same bytes every time,
// without end. Pure: time comes in, messages go out.
#pragma once

#include "protocol/facts.hpp"
#include "protocol/messages.hpp"
#include "protocol/units.hpp"

#include <deque>
#include <functional>
#include <optional>
#include <vector>

namespace parkgate::link {

class OutboxCourier {
  public:
    static constexpr std::size_t window = 16;      // below the broker's receive maximum of 20
    static constexpr std::size_t most_ready = 256; // in memory; the rest stays in the file

    struct Port {
        std::function<void(const OutboundFact&)> send;
        std::function<void(std::int64_t after_seq, std::int64_t at_most)> load;
    };

    explicit OutboxCourier(Port port) : port_(std::move(port)) {}

    // Facts that were just committed, or read back from the file, in the order of their seq.
    void committed(std::vector<OutboundFact> facts, MonotonicTime now);
    void loaded(std::vector<OutboundFact> facts, MonotonicTime now);
    // The file holds `waiting` facts; the newest of all is `last_seq`.
    void start(std::int64_t last_seq, std::int64_t waiting, MonotonicTime now);

    // Whether the ledger listens. When it begins to, everything in the window is sent again at once.
    void listening(bool now_listening, MonotonicTime now);
    // The facts in the window that the ledger's entries end.
    std::vector<Receipt> acknowledged(const std::vector<AckEntry>& entries, MonotonicTime now);
    void tick(MonotonicTime now);
    [[nodiscard]] std::optional<MonotonicTime> next_deadline() const;

    [[nodiscard]] std::int64_t waiting() const { return waiting_; }

  private:
    struct InFlight {
        OutboundFact fact;
        std::int64_t tries = 0;
        MonotonicTime next_try;
    };

    void fill(MonotonicTime now);
    void send(InFlight& flight, MonotonicTime now);
    void load_more();

    Port port_;
    std::vector<InFlight> window_;
    std::deque<OutboundFact> ready_;
    std::int64_t last_ready_seq_ = 0;     // of window and ready
    std::int64_t last_committed_seq_ = 0; // of the file
    std::int64_t waiting_ = 0;
    bool loading_ = false;
    bool listening_ = false;
};

} // namespace parkgate::link
