// Events as they came, and what was answered: the same id with the same bytes by the same door has the stored answer,
// also a refusal; anything else under a known id is a conflict. Internal to the room.
#pragma once

#include "ledger/core/work.hpp"
#include "ledger/store/storage_engine.hpp"

#include <optional>

namespace parkgate::ledger {

// An event as it came, its body understood or not.
struct ReceivedEvent {
    EventId id;
    std::string_view kind;
    std::string_view door; // or "console"
    const std::string& owner;
    const std::string& bytes; // as they are kept; empty: not at all
    const KeyId& key;
    const std::string& signature;
};
ReceivedEvent received(const EventWork& work);
ReceivedEvent received(const UnknownEventWork& work);

// None: the id is new. A conflict says nothing of the event that has the id: whoever asks may be another sender.
std::optional<EventAnswer> known_answer(const StorageEngine& engine, const ReceivedEvent& event,
                                        const std::string& hash);

void write_event(StorageEngine& engine, const ReceivedEvent& event, const std::string& hash, const EventAnswer& answer,
                 WallTime at);

} // namespace parkgate::ledger
