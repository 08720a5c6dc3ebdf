#include "protocol/codec/describe.hpp"
#include "protocol/codec/reflect.hpp"

#include <algorithm>
#include <concepts>
#include <utility>

namespace parkgate {

namespace {

std::size_t characters(std::string_view utf8) {
    return static_cast<std::size_t>(
        std::ranges::count_if(utf8, [](char byte) { return (static_cast<unsigned char>(byte) & 0xc0U) != 0x80U; }));
}

// What works once for its id has one.
template <typename Message>
concept WorksOnce =
    std::same_as<Message, Command> || std::same_as<Message, PaymentNotice> || std::same_as<Message, AppWish> ||
    std::same_as<Message, StoreNotice> || std::same_as<Message, EstimateAsk>;

template <typename Message>
Decoded<Message> checked(Message message) {
    const auto too_long = [](std::string_view text, std::size_t most) { return characters(text) > most; };
    if constexpr (WorksOnce<Message>) {
        if (message.id.empty()) {
            return std::unexpected(DecodeError{DecodeCause::no_id, "id: expected 1 to 64 of A-Z a-z 0-9 _ -"});
        }
    }
    if constexpr (std::same_as<Message, MemberNews>) {
        if (message.coupons.size() > most_coupons_told) {
            return std::unexpected(DecodeError{DecodeCause::wrong_shape, "coupons: expected at most 4"});
        }
        if (message.revoked.size() > most_revoked_told) {
            return std::unexpected(DecodeError{DecodeCause::wrong_shape, "revoked: expected at most 64"});
        }
    }
    if constexpr (std::same_as<Message, Heartbeat>) {
        if (message.stopped.size() > most_stopped_told) {
            return std::unexpected(DecodeError{DecodeCause::wrong_shape, "stopped: expected at most 64"});
        }
    }
    if constexpr (std::same_as<Message, PaymentNotice>) {
        if (too_long(message.channel, longest_channel)) {
            return std::unexpected(DecodeError{DecodeCause::text_too_long, "channel"});
        }
    }
    if constexpr (std::same_as<Message, Command>) {
        if (too_long(message.reason, longest_reason) || too_long(message.argument, longest_argument)) {
            return std::unexpected(DecodeError{DecodeCause::text_too_long, "reason or argument"});
        }
    }
    return message;
}

} // namespace

#define PARKGATE_CODEC(Message)                                                                                        \
    template <>                                                                                                        \
    std::string encode(const Message& message) {                                                                       \
        return codec::encode_described(message);                                                                       \
    }                                                                                                                  \
    template <>                                                                                                        \
    Decoded<Message> decode(std::string_view bytes) {                                                                  \
        auto decoded = codec::decode_described<Message>(bytes);                                                        \
        return decoded ? checked(std::move(*decoded)) : decoded;                                                       \
    }

PARKGATE_CODEC(MemberNews)
PARKGATE_CODEC(MemberKnown)
PARKGATE_CODEC(Ack)
PARKGATE_CODEC(Heartbeat)
PARKGATE_CODEC(PaymentNotice)
PARKGATE_CODEC(QuoteAsk)
PARKGATE_CODEC(QuoteAnswer)
PARKGATE_CODEC(EstimateAsk)
PARKGATE_CODEC(EstimateAnswer)
PARKGATE_CODEC(Notification)
PARKGATE_CODEC(StoreNotice)
PARKGATE_CODEC(AppWish)
PARKGATE_CODEC(DoorAnswer)
PARKGATE_CODEC(Explanation)
PARKGATE_CODEC(Question)
PARKGATE_CODEC(Command)
PARKGATE_CODEC(CommandAnswer)
PARKGATE_CODEC(ClockLeap)
PARKGATE_CODEC(EventAnswer)
PARKGATE_CODEC(Sold)
PARKGATE_CODEC(Voucher)
PARKGATE_CODEC(Coupon)
PARKGATE_CODEC(Slice)
PARKGATE_CODEC(Quote)
PARKGATE_CODEC(LaneState)
PARKGATE_CODEC(LaneEvent)
PARKGATE_CODEC(BoxStatus)

#undef PARKGATE_CODEC

std::string_view text_of(DecodeCause cause) {
    switch (cause) {
    case DecodeCause::oversized: return "oversized";
    case DecodeCause::not_json: return "not_json";
    case DecodeCause::unknown_version: return "unknown_version";
    case DecodeCause::wrong_shape: return "wrong_shape";
    case DecodeCause::impossible_worth: return "impossible_worth";
    case DecodeCause::no_id: return "no_id";
    case DecodeCause::text_too_long: return "text_too_long";
    }
    std::unreachable();
}

namespace codec {

Decoded<json::object> parse_object(std::string_view bytes, std::size_t depth, std::size_t most_bytes) {
    if (bytes.size() > most_bytes) {
        return std::unexpected(DecodeError{DecodeCause::oversized, std::to_string(bytes.size()) + " bytes"});
    }
    json::parse_options options;
    options.max_depth = depth;
    boost::system::error_code error;
    json::value value = json::parse({bytes.data(), bytes.size()}, error, {}, options);
    auto* object = error ? nullptr : value.if_object();
    if (object == nullptr) {
        return std::unexpected(DecodeError{DecodeCause::not_json, error ? error.message() : "expected an object"});
    }
    return std::move(*object);
}

Decoded<json::object> parse_versioned(std::string_view bytes) {
    auto object = parse_object(bytes, 8, largest_message);
    if (!object) {
        return object;
    }
    const auto* version = object->if_contains("v");
    if (version == nullptr || !version->is_int64() || version->get_int64() != 1) {
        return std::unexpected(DecodeError{DecodeCause::unknown_version, "v: expected 1"});
    }
    object->erase("v");
    return object;
}

} // namespace codec
} // namespace parkgate
