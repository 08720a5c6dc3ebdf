#include "ledger/link/inbound.hpp"

#include "plate/repair.hpp"
#include "plate/vehicle.hpp"
#include "plate/words.hpp"
#include "protocol/codec.hpp"

#include <algorithm>
#include <utility>

namespace parkgate::ledger {

namespace {

std::unexpected<Refused> refuse(std::string_view cause, std::string detail) {
    return std::unexpected(Refused{std::string(cause), std::move(detail)});
}

std::unexpected<Refused> refuse_topic(const std::string& topic) {
    return refuse("unknown_topic", topic.substr(0, 128));
}

std::unexpected<Refused> refuse_lot(const std::string& box, const std::string& lot) {
    return refuse("wrong_lot", "box " + box + " at lot " + lot);
}

KeyRole role_of(Door door) {
    switch (door) {
    case Door::pos: return KeyRole::store;
    case Door::app: return KeyRole::payment;
    case Door::desk: return KeyRole::command;
    }
    std::unreachable();
}

// The plate of an event that has one.
std::string* plate_in(MemberEventBody& body) {
    if (auto* added = std::get_if<PlateAdded>(&body)) {
        return &added->plate;
    }
    auto* removed = std::get_if<PlateRemoved>(&body);
    return removed == nullptr ? nullptr : &removed->plate;
}

// What a person wrote, if the event has such a part.
std::string* words_in(MemberEventBody& body) {
    if (auto* disputed = std::get_if<Disputed>(&body)) {
        return &disputed->words;
    }
    if (auto* reviewed = std::get_if<Reviewed>(&body)) {
        return &reviewed->reason;
    }
    if (auto* adjusted = std::get_if<Adjusted>(&body)) {
        return &adjusted->reason;
    }
    auto* switched = std::get_if<CampaignSwitched>(&body);
    return switched == nullptr ? nullptr : &switched->reason;
}

// Of an event that is not understood: whether its bytes may be kept. By the application come plates, phones and words,
// and nobody knows under which name in a later version.
bool may_be_kept(Door door) {
    return door != Door::app;
}

} // namespace

std::expected<Work, Refused> Inbound::read(const mqtt::Message& message) const {
    if (const auto door = parse_event_topic(message.topic, site_)) {
        if (message.bytes.size() > largest_quarantined) {
            return refuse(text_of(DecodeCause::oversized), std::to_string(message.bytes.size()) + " bytes");
        }
        return read_event(message, *door);
    }
    const auto fact_lot = lot_of(message.topic, site_, "up/fact");
    const auto lot = fact_lot ? fact_lot : lot_of(message.topic, site_, "up/ask");
    if (!lot || !is_served(*lot)) {
        return refuse_topic(message.topic);
    }
    if (message.bytes.size() > (fact_lot ? largest_quarantined : largest_message)) {
        return refuse(text_of(DecodeCause::oversized), std::to_string(message.bytes.size()) + " bytes");
    }
    return fact_lot ? read_fact(message, *lot) : read_ask(message, *lot);
}

bool Inbound::is_served(const std::string& lot) const {
    return std::ranges::find(lots_, lot) != lots_.end();
}

bool Inbound::may_speak(const std::string& box, const std::string& lot) const {
    const auto named = boxes_.find({box});
    return named != boxes_.end() ? named->second == lot
                                 : std::ranges::none_of(boxes_, [&](const auto& other) { return other.second == lot; });
}

std::expected<Work, Refused> Inbound::read_fact(const mqtt::Message& message, const std::string& lot) const {
    const auto signer = keys_.verify(KeyRole::box, message.topic, message.bytes, message.key, message.signature);
    if (!signer) {
        return refuse(text_of(signer.error()), "a fact");
    }
    if (!may_speak((*signer)->owner, lot)) {
        return refuse_lot((*signer)->owner, lot);
    }
    return fact_of(message, lot, (*signer)->owner);
}

std::expected<Work, Refused> Inbound::fact_of(const mqtt::Message& message, const std::string& lot,
                                              const std::string& signer) const {
    auto stored = decode<StoredFact>(message.bytes);
    if (!stored) {
        if (auto identity = identity_of(message.bytes); identity && identity->box.text == signer) {
            const bool oversized = stored.error().cause == DecodeCause::oversized;
            return UnknownFactWork{
                *std::move(identity), message.bytes, message.key,
                message.signature,    lot,           oversized ? Code::oversized : Code::unknown_shape};
        }
        return refuse(text_of(stored.error().cause), "a fact of " + signer + ": " + stored.error().detail);
    }
    if (stored->envelope.box.text != signer) {
        return refuse(text_of(SignatureError::wrong_owner), "a fact signed by " + signer);
    }
    if (stored->fact.id.empty()) {
        return refuse(text_of(DecodeCause::wrong_shape), "a fact of " + signer + ": id: expected one");
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
    if (!may_speak((*signer)->owner, lot)) {
        return refuse_lot((*signer)->owner, lot);
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

std::expected<MemberKnown, Refused> Inbound::read_known(const mqtt::Message& message) const {
    const auto lot = lot_of(message.topic, site_, "up/known");
    if (!lot || !is_served(*lot)) {
        return refuse_topic(message.topic);
    }
    const auto signer = keys_.verify(KeyRole::box, message.topic, message.bytes, message.key, message.signature);
    if (!signer) {
        return refuse(text_of(signer.error()), "what a box knows");
    }
    if (!may_speak((*signer)->owner, *lot)) {
        return refuse_lot((*signer)->owner, *lot);
    }
    auto known = decode<MemberKnown>(message.bytes);
    if (!known) {
        return refuse(text_of(known.error().cause), "what " + (*signer)->owner + " knows: " + known.error().detail);
    }
    if (known->box.text != (*signer)->owner) {
        return refuse(text_of(SignatureError::wrong_owner), "what a box knows, signed by " + (*signer)->owner);
    }
    return *std::move(known);
}

std::expected<Work, Refused> Inbound::read_event(const mqtt::Message& message, const DoorTopic& door) const {
    const auto signer = keys_.verify(role_of(door.door), message.topic, message.bytes, message.key, message.signature);
    if (!signer) {
        return refuse(text_of(signer.error()), "an event at the door " + std::string(text_of(door.door)));
    }
    const std::string& owner = (*signer)->owner;
    if (door.door != Door::app && owner != door.owner) {
        return refuse(text_of(SignatureError::wrong_owner), "an event signed by " + owner);
    }
    return event_of(message, door, owner);
}

std::expected<Work, Refused> Inbound::event_of(const mqtt::Message& message, const DoorTopic& door,
                                               const std::string& signer) const {
    const std::string answer = event_answer_topic(door, site_);
    auto event = decode<MemberEvent>(message.bytes);
    if (!event) {
        auto identity = event_identity_of(message.bytes);
        if (!identity) {
            return refuse(text_of(event.error().cause), "an event of " + signer + ": " + event.error().detail);
        }
        const bool kept = may_be_kept(door.door);
        return UnknownEventWork{std::move(identity->id),
                                std::move(identity->kind),
                                door.door,
                                signer,
                                kept ? message.bytes : std::string(),
                                message.key,
                                kept ? message.signature : std::string(),
                                answer,
                                event.error().cause == DecodeCause::oversized ? Code::oversized : Code::unknown_shape};
    }
    if (event->id.empty()) {
        return refuse(text_of(DecodeCause::wrong_shape), "an event of " + signer + ": id: expected one");
    }
    EventWork work{{*std::move(event), door.door, signer, std::nullopt, {}},
                   message.bytes,
                   message.key,
                   message.signature,
                   answer};
    if (const auto* claim = std::get_if<Claimed>(&work.event.event.body)) {
        work.event.code = sale_of(claim->code);
    } else if (hide_persons(work.event)) {
        // By the signature of what came a plate or a number could be guessed.
        work.bytes = encode(work.event.event);
        work.signature.clear();
    }
    return work;
}

bool Inbound::hide_persons(CheckedEvent& event) const {
    auto& body = event.event.body;
    if (auto* plate = plate_in(body)) {
        event.plate = hash_of_plate(*plate);
        *plate = event.plate.text;
        return true;
    }
    if (auto* joined = std::get_if<Joined>(&body)) {
        // With the site's key: whoever has the application's cannot look for a person in the ledger's books.
        joined->phone = {plates_ ? plates_->hash("phone:" + joined->phone.text).text : ""};
        return true;
    }
    auto* words = words_in(body);
    std::string hidden = words != nullptr ? plate::without_numbers(*words) : "";
    if (words == nullptr || hidden == *words) {
        return false;
    }
    *words = std::move(hidden);
    return true;
}

std::optional<Sold> Inbound::sale_of(const SignedDocument& code) const {
    const auto signer = keys_.verify(KeyRole::store, receipt_purpose(site_), code);
    if (!signer) {
        return std::nullopt;
    }
    auto sold = decode<Sold>(code.bytes);
    return sold && sold->store.text == (*signer)->owner ? std::optional(*std::move(sold)) : std::nullopt;
}

PlateHash Inbound::hash_of_plate(const std::string& plate) const {
    const auto spelled = plate::spell(plate);
    return plates_ && spelled ? plates_->hash(spelled->plate) : PlateHash{};
}

std::expected<EstimateQuestion, Refused> Inbound::read_estimate(const mqtt::Message& message) const {
    const auto signer = keys_.verify(role_of(Door::app), message.topic, message.bytes, message.key, message.signature);
    if (!signer) {
        return refuse(text_of(signer.error()), "a question for an estimate");
    }
    auto ask = decode<EstimateAsk>(message.bytes);
    if (!ask) {
        return refuse(text_of(ask.error().cause),
                      "a question of " + (*signer)->owner + " for an estimate: " + ask.error().detail);
    }
    EstimateQuestion out;
    if (const auto spelled = plate::spell(ask->plate); plates_ && spelled) {
        out.plate = plates_->hash(spelled->plate);
        out.vehicle = plate::vehicle_of(plate::classify(spelled->plate));
    }
    ask->plate.clear();
    out.ask = *std::move(ask);
    out.from = (*signer)->owner;
    return out;
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
