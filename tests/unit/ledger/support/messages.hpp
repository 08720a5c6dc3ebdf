// Messages as the broker hands them on.
#pragma once

#include "platform/mqtt/client.hpp"
#include "tests/unit/ledger/support/world.hpp"

#include <string>
#include <utility>

namespace parkgate::ledger::test {

inline mqtt::Message signed_by(const std::string& key, std::string topic, std::string bytes) {
    const Signer signer = signer_of(key);
    mqtt::Message message;
    message.signature = signer.sign(topic, bytes);
    message.key = signer.id();
    message.topic = std::move(topic);
    message.bytes = std::move(bytes);
    return message;
}

} // namespace parkgate::ledger::test
