// What a till, the application or staff tell the ledger: one event until its answer has come. What is said is pure.
#pragma once

#include "parkgatectl/talk.hpp"
#include "protocol/membership.hpp"

#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace parkgate::ctl {

class EventTalk final : public Talk {
  public:
    EventTalk(EventId id, MonotonicTime now) : id_(std::move(id)), begun_(now), next_send_(now) {}

    bool due(MonotonicTime now) override;
    std::optional<std::string> take(const mqtt::Message& message, MonotonicTime now) override;
    std::optional<std::string> tick(MonotonicTime now) override;
    [[nodiscard]] std::optional<End> end() const override { return end_; }

  private:
    std::string finish(End end, std::string sentence);
    std::string tell_applied(const EventAnswer& answer);

    EventId id_;
    MonotonicTime begun_;
    MonotonicTime next_send_;
    bool sent_ = false;
    std::optional<End> end_;
};

// Whose key may say it.
KeyRole role_for(const MemberEventBody& body);

// Tells the ledger. The own key's role fits the body; of a sale or a return without a store its owner is the store.
// `id` is that of an event that got no answer, else empty. 0: it holds, or waits for a review; 1: refused;
// exit_no_answer; exit_awaits_second. Blocks until then.
int tell(const Config& config, MemberEventBody body, EventId id);

// The one-time code of a receipt as a till prints it: key, signature and sale, with dots between them.
std::string receipt_code(const Config& config, Sold sold);
std::expected<SignedDocument, std::string> read_receipt_code(std::string_view text);

} // namespace parkgate::ctl
