#include "platform/mqtt/convert.hpp"

#include <utility>

extern "C" {
#include <MQTTReasonCodes.h>
}

namespace parkgate::mqtt {

namespace {

using Property = paho::property;

paho::properties properties_of(const Message& message) {
    paho::properties properties;
    if (!message.key.empty()) {
        properties.add(Property(Property::USER_PROPERTY, "kid", message.key.text));
    }
    if (!message.signature.empty()) {
        properties.add(Property(Property::USER_PROPERTY, "sig", message.signature));
    }
    if (!message.response_topic.empty()) {
        properties.add(Property(Property::RESPONSE_TOPIC, message.response_topic));
    }
    if (!message.correlation.empty()) {
        properties.add(Property(Property::CORRELATION_DATA, message.correlation));
    }
    if (message.expires_in.count() > 0) {
        properties.add(
            Property(Property::MESSAGE_EXPIRY_INTERVAL, static_cast<std::int32_t>(message.expires_in.count())));
    }
    return properties;
}

// False when the property stands there twice: then nobody can say which of them was signed.
bool take_once(std::string& to, std::string value, bool& seen) {
    to = std::move(value);
    return !std::exchange(seen, true);
}

bool read_user_properties(const paho::properties& properties, Message& message) {
    bool key_seen = false;
    bool signature_seen = false;
    const auto count = properties.count(Property::USER_PROPERTY);
    for (std::size_t i = 0; i < count; ++i) {
        auto [name, value] = paho::get<paho::string_pair>(properties, Property::USER_PROPERTY, i);
        if (name == "kid" && !take_once(message.key.text, std::move(value), key_seen)) {
            return false;
        }
        if (name == "sig" && !take_once(message.signature, std::move(value), signature_seen)) {
            return false;
        }
    }
    return true;
}

} // namespace

paho::message_ptr to_paho(const Message& message) {
    // make_message() takes no properties.
    return paho::message::create(message.topic, message.bytes, static_cast<int>(message.qos), message.retain,
                                 properties_of(message));
}

paho::will_options to_will(const Message& message) {
    return {paho::string_ref(message.topic), paho::binary_ref(message.bytes), static_cast<int>(message.qos),
            message.retain, properties_of(message)};
}

std::optional<Message> from_paho(const paho::message& message) {
    if (message.get_payload_ref().size() > largest_received) {
        return std::nullopt;
    }
    Message taken;
    taken.topic = message.get_topic();
    taken.bytes = message.get_payload_str();
    taken.qos = message.get_qos() == 0 ? Qos::at_most_once : Qos::at_least_once;
    taken.retain = message.is_retained();
    const auto& properties = message.get_properties();
    if (!read_user_properties(properties, taken)) {
        return std::nullopt;
    }
    if (properties.contains(Property::RESPONSE_TOPIC)) {
        taken.response_topic = paho::get<std::string>(properties, Property::RESPONSE_TOPIC);
    }
    if (properties.contains(Property::CORRELATION_DATA)) {
        taken.correlation = paho::get<std::string>(properties, Property::CORRELATION_DATA);
    }
    if (properties.contains(Property::MESSAGE_EXPIRY_INTERVAL)) {
        taken.expires_in =
            std::chrono::seconds(paho::get<std::uint32_t>(properties, Property::MESSAGE_EXPIRY_INTERVAL));
    }
    return taken;
}

std::string text_of(paho::ReasonCode reason) {
    const char* text = ::MQTTReasonCode_toString(static_cast<MQTTReasonCodes>(reason));
    return text != nullptr ? text : "reason " + std::to_string(static_cast<int>(reason));
}

std::string failure_of(const paho::token& token) {
    if (static_cast<int>(token.get_reason_code()) >= 0x80) {
        return text_of(token.get_reason_code());
    }
    return paho::exception::error_str(token.get_return_code());
}

} // namespace parkgate::mqtt
