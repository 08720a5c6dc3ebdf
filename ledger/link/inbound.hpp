// What comes over MQTT, checked: shape, size, signature, and that the signer is the box, the store or
// the operator that the message or its topic names.
#pragma once

#include "ledger/core/estimate.hpp"
#include "ledger/core/work.hpp"
#include "platform/mqtt/client.hpp"
#include "protocol/signature.hpp"
#include "protocol/topics.hpp"

#include <expected>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace parkgate::ledger {

// A message that was not taken. `cause` is one of a small closed set of words and is what is counted.
struct Refused {
    std::string cause;
    std::string detail; // never holds anything of the body
};

// What was kept for a person, as the inbox has it. Only what was verified is kept: it is `owner`'s, whatever has become
// of his key since.
struct KeptMessage {
    bool is_fact = true;
    std::string owner;     // the box; of an event the store, the application or the operator
    Door door = Door::app; // of an event
    bool typed = false;    // of an event: at the ledger's own machine
    std::string lot;       // of a fact; empty: nobody knows
    std::string code;      // why it is kept
    std::string bytes;
    KeyId key;
    std::string signature; // empty: persons are hidden in the bytes, which are not those that came
};

class Inbound {
  public:
    // Without `plates` no plate and no phone of a member's event can be told from another, and each is none. `boxes`
    // has the lot of each box that is to speak there alone, as nobody else does then.
    Inbound(std::string site, std::vector<std::string> lots, KeyRing keys, std::optional<PlateHasher> plates = {},
            std::map<BoxId, std::string> boxes = {})
        : site_(std::move(site)),
          lots_(std::move(lots)),
          keys_(std::move(keys)),
          plates_(std::move(plates)),
          boxes_(std::move(boxes)) {}

    [[nodiscard]] std::expected<Work, Refused> read(const mqtt::Message& message) const;
    // By today's understanding, and without today's keys: the one that signed may have been exchanged.
    [[nodiscard]] std::expected<Work, Refused> read_again(const KeptMessage& kept) const;
    // A box has heard what was told to it of a member.
    [[nodiscard]] std::expected<MemberKnown, Refused> read_known(const mqtt::Message& message) const;
    // What does my stay cost: at the application's door, and booked nowhere.
    [[nodiscard]] std::expected<EstimateQuestion, Refused> read_estimate(const mqtt::Message& message) const;
    // Demo mode: how far the site clock is ahead.
    [[nodiscard]] std::expected<ClockLeap, Refused> read_clock_leap(const mqtt::Message& message) const;

  private:
    [[nodiscard]] bool is_served(const std::string& lot) const;
    // By the topic alone, whatever is said there.
    [[nodiscard]] bool may_speak(const std::string& box, const std::string& lot) const;
    [[nodiscard]] std::expected<Work, Refused> read_fact(const mqtt::Message& message, const std::string& lot) const;
    [[nodiscard]] std::expected<Work, Refused> fact_of(const mqtt::Message& message, const std::string& lot,
                                                       const std::string& signer) const;
    [[nodiscard]] std::expected<Work, Refused> fact_again(const KeptMessage& kept) const;
    [[nodiscard]] std::expected<Work, Refused> event_again(const KeptMessage& kept) const;
    [[nodiscard]] std::expected<Work, Refused> event_of(const mqtt::Message& message, const DoorTopic& door,
                                                        const std::string& signer) const;
    [[nodiscard]] std::expected<Work, Refused> read_ask(const mqtt::Message& message, const std::string& lot) const;
    [[nodiscard]] std::expected<Work, Refused> read_event(const mqtt::Message& message, const DoorTopic& door) const;
    [[nodiscard]] bool is_document_good(const CouponIssued& issued, const BoxId& box) const;
    [[nodiscard]] std::optional<Sold> sale_of(const SignedDocument& code) const;
    // Puts hashes in the place of plates and phones, and stars in that of numbers in a person's words. True: it did.
    bool hide_persons(CheckedEvent& event) const;
    [[nodiscard]] PlateHash hash_of_plate(const std::string& plate) const;

    std::string site_;
    std::vector<std::string> lots_;
    KeyRing keys_;
    std::optional<PlateHasher> plates_;
    std::map<BoxId, std::string> boxes_;
};

} // namespace parkgate::ledger
