// Decides whether an MQTT message is what it says it is: topic, signature, signer's role and owner, shape. Only what
// passes here reaches the core. Pure.
#pragma once

#include "edge/core/events.hpp"
#include "platform/mqtt/client.hpp"
#include "protocol/codec.hpp"
#include "protocol/signature.hpp"
#include "protocol/topics.hpp"

#include <expected>
#include <set>
#include <string>
#include <variant>

namespace parkgate::link {

using Admitted = std::variant<core::LedgerAnswered, core::MemberNoticed, Ack, Heartbeat, core::PaymentNoticed,
                              core::Commanded, core::QuoteAsked, core::StoreNoticed, core::AppWished, ClockLeap>;

// Why a message was not taken: counted and shown under this name.
using RefusalCause = std::string;

class Gatekeeper {
  public:
    Gatekeeper(LotTopics topics, KeyRing keys, BoxId box, bool demo);

    [[nodiscard]] std::expected<Admitted, RefusalCause> admit(const mqtt::Message& message) const;
    [[nodiscard]] std::vector<mqtt::Subscription> subscriptions() const;
    // Whose keys may sign commands.
    [[nodiscard]] std::set<OperatorId> operators() const;

  private:
    using Result = std::expected<Admitted, RefusalCause>;

    [[nodiscard]] Result answer(const mqtt::Message& message) const;
    [[nodiscard]] Result member_news(const mqtt::Message& message) const;
    [[nodiscard]] std::expected<std::vector<Coupon>, RefusalCause>
    read_coupons(const std::vector<SignedDocument>& documents) const;
    [[nodiscard]] Result payment(const mqtt::Message& message) const;
    [[nodiscard]] Result quote_ask(const mqtt::Message& message) const;
    [[nodiscard]] Result store_notice(const mqtt::Message& message) const;
    // Its pseudo-plate and hash are left to whoever has the site's key.
    [[nodiscard]] Result app_wish(const mqtt::Message& message) const;
    [[nodiscard]] Result command(const mqtt::Message& message, const LotTopics::CommandTopic& topic) const;
    [[nodiscard]] std::expected<const PublicKey*, SignatureError> verify(KeyRole role,
                                                                         const mqtt::Message& message) const;
    // Of the key that a message names, which has been verified.
    [[nodiscard]] std::string owner_of(const mqtt::Message& message) const;
    template <typename T>
    [[nodiscard]] std::expected<T, RefusalCause> read(KeyRole role, const mqtt::Message& message) const;
    template <typename T>
    [[nodiscard]] std::expected<T, RefusalCause> read_document(const std::string& purpose,
                                                               const SignedDocument& document) const;

    LotTopics topics_;
    KeyRing keys_;
    BoxId box_;
    bool demo_;
};

} // namespace parkgate::link
