// Messages to Paho's form and back. Internal to the room.
#pragma once

#include "platform/mqtt/client.hpp"

#include <mqtt/async_client.h>

#include <optional>

namespace parkgate::mqtt {

namespace paho = ::mqtt;

inline constexpr std::size_t largest_received = 64 * 1024;

paho::message_ptr to_paho(const Message& message);
paho::will_options to_will(const Message& message);
// None: larger than largest_received, or `kid` or `sig` stands there twice. Throws what Paho throws.
std::optional<Message> from_paho(const paho::message& message);

// Why an action failed: the broker's reason where there is one, otherwise the library's.
std::string failure_of(const paho::token& token);
std::string text_of(paho::ReasonCode reason);

} // namespace parkgate::mqtt
