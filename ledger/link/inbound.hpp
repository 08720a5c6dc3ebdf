// What comes over MQTT, checked: shape, size, signature, and that the signer is the box that the message names.
#pragma once

#include "ledger/core/work.hpp"
#include "platform/mqtt/client.hpp"
#include "protocol/signature.hpp"

#include <expected>
#include <string>
#include <vector>

namespace parkgate::ledger {

// A message that was not taken. `cause` is one of a small closed set of words and is what is counted.
struct Refused {
    std::string cause;
    std::string detail; // never holds anything of the body
};

class Inbound {
  public:
    Inbound(std::string site, std::vector<std::string> lots, KeyRing keys)
        : site_(std::move(site)), lots_(std::move(lots)), keys_(std::move(keys)) {}

    [[nodiscard]] std::expected<Work, Refused> read(const mqtt::Message& message) const;
    // Demo mode: how far the site clock is ahead.
    [[nodiscard]] std::expected<ClockLeap, Refused> read_clock_leap(const mqtt::Message& message) const;

  private:
    [[nodiscard]] std::expected<Work, Refused> read_fact(const mqtt::Message& message, const std::string& lot) const;
    [[nodiscard]] std::expected<Work, Refused> read_ask(const mqtt::Message& message, const std::string& lot) const;
    [[nodiscard]] bool is_document_good(const CouponIssued& issued, const BoxId& box) const;

    std::string site_;
    std::vector<std::string> lots_;
    KeyRing keys_;
};

} // namespace parkgate::ledger
