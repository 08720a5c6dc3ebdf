// Questions to the ledger that are not answered yet. The same id goes out with every retry, so that a repeated question
// has its first outcome.
#pragma once

#include "protocol/messages.hpp"
#include "protocol/units.hpp"

#include <map>
#include <optional>
#include <vector>

namespace parkgate::core {

struct OpenAsk {
    Ask ask;
    SessionId session; // empty: of none
    MonotonicTime next_try;
    std::int64_t tries = 0;
};

class AskBook {
  public:
    void put(const OpenAsk& ask) { asks_[ask.ask.id] = ask; }
    // Takes the question that this is the answer of.
    std::optional<OpenAsk> take(const EventId& id);
    // The session has ended. Holds that were asked for already are still waited for.
    void drop_session(const SessionId& session);
    void drop_hold_of(const SessionId& session);
    [[nodiscard]] bool has_for(const SessionId& session) const;
    [[nodiscard]] bool has_link_for(const SessionId& session) const;
    [[nodiscard]] bool has_slice_of(const CampaignId& campaign) const;
    [[nodiscard]] std::size_t size() const { return asks_.size(); }

    // Asks that are due, marked as sent once more: after 0.3, 1, 3 and then every 10 s.
    std::vector<Ask> due(MonotonicTime now);
    void due_now(const SessionId& session, MonotonicTime now);
    void all_due(MonotonicTime now);
    [[nodiscard]] std::optional<MonotonicTime> next_try() const;

  private:
    std::map<EventId, OpenAsk> asks_;
};

} // namespace parkgate::core
