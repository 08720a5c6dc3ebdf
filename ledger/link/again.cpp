// What was kept for a person is read again: by the version of now, and as of whoever it was when it came.
#include "ledger/link/inbound.hpp"
#include "protocol/codec.hpp"

#include <algorithm>
#include <utility>

namespace parkgate::ledger {

namespace {

// With a plate's hash in the place of the plate, as hide_persons() has left it.
PlateHash hash_in(const MemberEventBody& body) {
    if (const auto* added = std::get_if<PlateAdded>(&body)) {
        return {added->plate};
    }
    const auto* removed = std::get_if<PlateRemoved>(&body);
    return removed == nullptr ? PlateHash{} : PlateHash{removed->plate};
}

mqtt::Message message_of(const KeptMessage& kept) {
    mqtt::Message message;
    message.bytes = kept.bytes;
    message.key = kept.key;
    message.signature = kept.signature;
    return message;
}

} // namespace

std::expected<Work, Refused> Inbound::read_again(const KeptMessage& kept) const {
    return kept.is_fact ? fact_again(kept) : event_again(kept);
}

std::expected<Work, Refused> Inbound::fact_again(const KeptMessage& kept) const {
    const auto is_signed_for = [&](const std::string& lot) {
        return keys_.verify(KeyRole::box, LotTopics(site_, lot).fact(), kept.bytes, kept.key, kept.signature)
            .has_value();
    };
    const auto of_key = std::ranges::find_if(lots_, is_signed_for);
    const bool key_stands = of_key != lots_.end();
    std::string lot = kept.lot;
    if (lot.empty() && (key_stands || lots_.size() == 1)) {
        lot = key_stands ? *of_key : lots_.front();
    }
    if (lot.empty()) {
        return std::unexpected(Refused{
            "unknown_lot", "it is of a version that did not keep the lot, and the key that would tell it is gone"});
    }
    auto work = fact_of(message_of(kept), lot, kept.owner);
    auto* fact = work ? std::get_if<FactWork>(&*work) : nullptr;
    const auto* issued = fact != nullptr ? std::get_if<CouponIssued>(&fact->fact.fact.body) : nullptr;
    if (issued != nullptr && !key_stands && kept.code != "bad_document") {
        // The key that had signed the fact stands under its coupon too: with the one the box has vouched for the other.
        const auto coupon = decode<Coupon>(issued->document.bytes);
        fact->fact.document_good =
            fact->fact.document_good || (issued->document.key == kept.key && coupon && *coupon == issued->coupon);
    }
    return work;
}

std::expected<Work, Refused> Inbound::event_again(const KeptMessage& kept) const {
    const DoorTopic door{kept.door, kept.door == Door::app ? "" : kept.owner};
    if (!kept.signature.empty()) {
        auto work = event_of(message_of(kept), door, kept.owner);
        auto* event = work ? std::get_if<EventWork>(&*work) : nullptr;
        const auto* claim = event != nullptr ? std::get_if<Claimed>(&event->event.event.body) : nullptr;
        if (claim != nullptr && !event->event.code && kept.code == "unbookable") {
            // Something was to be booked of it, so that its code was a store's when it came.
            if (auto sold = decode<Sold>(claim->code.bytes)) {
                event->event.code = *std::move(sold);
            }
        }
        return work;
    }
    auto event = decode<MemberEvent>(kept.bytes);
    if (!event) {
        return std::unexpected(Refused{std::string(text_of(event.error().cause)), event.error().detail});
    }
    const PlateHash plate = hash_in(event->body);
    return EventWork{{*std::move(event), kept.door, kept.owner, std::nullopt, plate, kept.typed},
                     kept.bytes,
                     kept.key,
                     {},
                     kept.typed ? "" : event_answer_topic(door, site_)};
}

} // namespace parkgate::ledger
