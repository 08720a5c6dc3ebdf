// `parkgatectl validate`: a store's till, for a store without an application. What it says is pure.
#pragma once

#include "parkgatectl/talk.hpp"
#include "protocol/messages.hpp"

#include <expected>
#include <string>
#include <string_view>

namespace parkgate::ctl {

// 2026-11-22T21:30+08:00, also with seconds, or with Z. The error says what is expected.
std::expected<SiteTime, std::string> read_instant(std::string_view text);

// As a driver is told it: "120 free minutes", "5.00 yuan off".
std::string to_text(const GivenWorth& worth);

// A notice until its answer has come, or 5 s have passed.
class TillTalk final : public Talk {
  public:
    TillTalk(StoreNotice notice, MonotonicTime now) : notice_(std::move(notice)), begun_(now), next_send_(now) {}

    bool due(MonotonicTime now) override;
    std::optional<std::string> take(const mqtt::Message& message, MonotonicTime now) override;
    std::optional<std::string> tick(MonotonicTime now) override;
    [[nodiscard]] std::optional<End> end() const override { return end_; }

  private:
    StoreNotice notice_;
    MonotonicTime begun_;
    MonotonicTime next_send_;
    bool sent_ = false;
    std::optional<End> end_;
};

// The own key is a store's. 0: given; 1: refused; exit_no_answer. Blocks until then.
int validate(const Config& config, const std::string& plate, const GivenWorth& worth);

} // namespace parkgate::ctl
