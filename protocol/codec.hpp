// Messages to bytes and back. JSON (RFC 8259), one object with "v": 1; ids are strings, integers are below 2^53,
// times are RFC 3339 in UTC with milliseconds. Decoding never throws, whatever the bytes are. Thread-safe.
#pragma once

#include "protocol/estimate.hpp"
#include "protocol/facts.hpp"
#include "protocol/membership.hpp"
#include "protocol/messages.hpp"
#include "protocol/signature.hpp"
#include "protocol/telemetry.hpp"

#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace parkgate {

inline constexpr std::size_t largest_message = 16 * 1024;
// A fact above that is not read any more, but its identity is: as much as the broker and the client let through.
inline constexpr std::size_t largest_quarantined = 64 * 1024;

enum class DecodeCause : std::uint8_t {
    oversized,
    not_json,
    unknown_version,
    wrong_shape,
    impossible_worth, // a worth that nobody can give (protocol/worth.hpp)
    no_id,            // of what works once for its id
    text_too_long,    // protocol/messages.hpp
};
std::string_view text_of(DecodeCause cause);

struct DecodeError {
    DecodeCause cause = DecodeCause::wrong_shape;
    std::string detail; // the member and what is expected there
};

template <typename Message>
using Decoded = std::expected<Message, DecodeError>;

struct StoredFact {
    Fact fact;
    FactEnvelope envelope;
    bool operator==(const StoredFact&) const = default;
};

// Message is any of the types below; each pair is defined in protocol/codec/.
template <typename Message>
std::string encode(const Message& message);
template <typename Message>
Decoded<Message> decode(std::string_view bytes);

#define PARKGATE_CODEC(Message)                                                                                        \
    template <>                                                                                                        \
    std::string encode(const Message& message);                                                                        \
    template <>                                                                                                        \
    Decoded<Message> decode(std::string_view bytes)

PARKGATE_CODEC(StoredFact);
PARKGATE_CODEC(Ask);
PARKGATE_CODEC(Answer);
PARKGATE_CODEC(MemberNews);
PARKGATE_CODEC(MemberKnown);
PARKGATE_CODEC(Ack);
PARKGATE_CODEC(Heartbeat);
PARKGATE_CODEC(PaymentNotice);
PARKGATE_CODEC(QuoteAsk);
PARKGATE_CODEC(QuoteAnswer);
PARKGATE_CODEC(EstimateAsk);
PARKGATE_CODEC(EstimateAnswer);
PARKGATE_CODEC(Notification);
PARKGATE_CODEC(StoreNotice);
PARKGATE_CODEC(AppWish);
PARKGATE_CODEC(DoorAnswer);
PARKGATE_CODEC(Explanation);
PARKGATE_CODEC(Question);
PARKGATE_CODEC(Command);
PARKGATE_CODEC(CommandAnswer);
PARKGATE_CODEC(ClockLeap);
PARKGATE_CODEC(MemberEvent);
PARKGATE_CODEC(EventAnswer);
PARKGATE_CODEC(Sold);
PARKGATE_CODEC(Voucher);
PARKGATE_CODEC(Coupon);
PARKGATE_CODEC(Slice);
PARKGATE_CODEC(Quote);
PARKGATE_CODEC(LaneState);
PARKGATE_CODEC(LaneEvent);
PARKGATE_CODEC(BoxStatus);

#undef PARKGATE_CODEC

// The kind of a fact as it stands in its bytes and in the database: "entered", "charged", ...
std::string_view kind_of(const FactBody& body);
// Of an event, likewise: "sold", "returned", ...
std::string_view kind_of(const MemberEventBody& body);

// None unless the bytes are a JSON object with an id, a box, an epoch and a seq, whatever else it has; of at
// most `largest_quarantined` bytes.
std::optional<FactIdentity> identity_of(std::string_view bytes);

struct EventIdentity {
    EventId id;
    std::string kind; // empty: none that could be one
};
// Of a member's event, likewise: none unless the bytes are a JSON object with an id that is not empty.
std::optional<EventIdentity> event_identity_of(std::string_view bytes);

// 2026-11-21T08:00:00.000Z
std::string rfc3339(std::int64_t unix_ms);
std::expected<std::int64_t, DecodeError> parse_rfc3339(std::string_view text);

} // namespace parkgate
