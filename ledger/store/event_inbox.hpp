// Events as they came, and what was answered: the same id with the same bytes has the stored answer, also a refusal;
// other bytes under a known id are a conflict. An id is its sender's own: two senders may number alike. Internal to the
// room.
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

// None: the id is new.
std::optional<EventAnswer> known_answer(const StorageEngine& engine, const ReceivedEvent& event,
                                        const std::string& hash);

// What a new event is called in the books, by all that follows from it: what its sender calls it, unless another event
// or an item of review has that id, or the ledger might give it.
EventId id_in_books(const StorageEngine& engine, const ReceivedEvent& event);

void write_event(StorageEngine& engine, const ReceivedEvent& event, const EventId& id, const std::string& hash,
                 const EventAnswer& answer, WallTime at);

} // namespace parkgate::ledger
