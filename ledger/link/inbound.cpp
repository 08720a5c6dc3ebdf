#include "ledger/link/inbound.hpp"

#include "protocol/codec.hpp"
#include "protocol/topics.hpp"

#include <algorithm>

namespace parkgate::ledger {

namespace {

std::unexpected<Refused> refuse(std::string_view cause, std::string detail) {
    return std::unexpected(Refused{std::string(cause), std::move(detail)});
}

} // namespace

std::expected<Work, Refused> Inbound::read(const mqtt::Message& message) const {
    const auto fact_lot = lot_of(message.topic, site_, "up/fact");
    const auto lot = fact_lot ? fact_lot : lot_of(message.topic, site_, "up/ask");
    if (!lot || std::ranges::find(lots_, *lot) == lots_.end()) {
        return refuse("unknown_topic", message.topic.substr(0, 128));
    }
    if (message.bytes.size() > (fact_lot ? largest_quarantined : largest_message)) {
        return refuse(text_of(DecodeCause::oversized), std::to_string(message.bytes.size()) + " bytes");
    }
    return fact_lot ? read_fact(message, *lot) : read_ask(message, *lot);
}

std::expected<Work, Refused> Inbound::read_fact(const mqtt::Message& message, const std::string& lot) const {
    const auto signer = keys_.verify(KeyRole::box, message.topic, message.bytes, message.key, message.signature);
    if (!signer) {
        return refuse(text_of(signer.error()), "a fact");
    }
    auto stored = decode<StoredFact>(message.bytes);
    if (!stored) {
        if (auto identity = identity_of(message.bytes); identity && identity->box.text == (*signer)->owner) {
            const bool oversized = stored.error().cause == DecodeCause::oversized;
            return UnknownFactWork{
                *std::move(identity), message.bytes, message.key,
                message.signature,    lot,           oversized ? Code::oversized : Code::unknown_shape};
        }
        return refuse(text_of(stored.error().cause), "a fact of " + (*signer)->owner + ": " + stored.error().detail);
    }
    if (stored->envelope.box.text != (*signer)->owner) {
        return refuse(text_of(SignatureError::wrong_owner), "a fact signed by " + (*signer)->owner);
    }
    if (stored->fact.id.empty()) {
        return refuse(text_of(DecodeCause::wrong_shape), "a fact of " + (*signer)->owner + ": id: expected one");
    }
    FactWork work{{std::move(stored->fact), std::move(stored->envelope), lot, true},
                  message.bytes,
                  message.key,
                  message.signature};
    if (const auto* issued = std::get_if<CouponIssued>(&work.fact.fact.body)) {
        work.fact.document_good = is_document_good(*issued, work.fact.envelope.box);
    }
    return work;
}

bool Inbound::is_document_good(const CouponIssued& issued, const BoxId& box) const {
    const auto signer = keys_.verify(KeyRole::box, coupon_purpose(site_), issued.document);
    if (!signer || (*signer)->owner != box.text) {
        return false;
    }
    const auto coupon = decode<Coupon>(issued.document.bytes);
    return coupon && *coupon == issued.coupon;
}

std::expected<Work, Refused> Inbound::read_ask(const mqtt::Message& message, const std::string& lot) const {
    const auto signer = keys_.verify(KeyRole::box, message.topic, message.bytes, message.key, message.signature);
    if (!signer) {
        return refuse(text_of(signer.error()), "an ask");
    }
    auto ask = decode<Ask>(message.bytes);
    if (!ask) {
        return refuse(text_of(ask.error().cause), "an ask of " + (*signer)->owner + ": " + ask.error().detail);
    }
    if (ask->box.text != (*signer)->owner) {
        return refuse(text_of(SignatureError::wrong_owner), "an ask signed by " + (*signer)->owner);
    }
    if (ask->id.empty()) {
        return refuse(text_of(DecodeCause::wrong_shape), "an ask of " + (*signer)->owner + ": id: expected one");
    }
    return AskWork{*std::move(ask), message.bytes, lot, message.correlation};
}

std::expected<ClockLeap, Refused> Inbound::read_clock_leap(const mqtt::Message& message) const {
    const auto signer = keys_.verify(KeyRole::demo, message.topic, message.bytes, message.key, message.signature);
    if (!signer) {
        return refuse(text_of(signer.error()), "a clock leap");
    }
    const auto leap = decode<ClockLeap>(message.bytes);
    // A site clock behind the wall clock, or centuries ahead, would only break the demo.
    constexpr std::int64_t most_ahead_ms = std::int64_t{10} * 366 * 24 * 3600 * 1000;
    if (!leap || leap->ahead_ms < 0 || leap->ahead_ms > most_ahead_ms) {
        return refuse(leap ? text_of(DecodeCause::wrong_shape) : text_of(leap.error().cause), "a clock leap");
    }
    return *leap;
}

} // namespace parkgate::ledger
