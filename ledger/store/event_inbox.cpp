#include "ledger/store/event_inbox.hpp"

#include "ledger/store/inbox.hpp"
#include "protocol/codec.hpp"

namespace parkgate::ledger {

ReceivedEvent received(const EventWork& work) {
    return {work.event.event.id,
            kind_of(work.event.event.body),
            work.event.typed ? "console" : text_of(work.event.door),
            work.event.owner,
            work.bytes,
            work.key,
            work.signature};
}

ReceivedEvent received(const UnknownEventWork& work) {
    return {work.id, work.kind, text_of(work.door), work.owner, work.bytes, work.key, work.signature};
}

std::optional<EventAnswer> known_answer(const StorageEngine& engine, const ReceivedEvent& event,
                                        const std::string& hash) {
    auto known = engine.kept_event(event.id);
    if (!known) {
        return std::nullopt;
    }
    if (known->hash != hash || known->door != event.door || known->owner != event.owner) {
        return EventAnswer{event.id, Outcome::conflict, std::string(text_of(Code::other_bytes)), {}, 0, {}};
    }
    return EventAnswer{
        event.id,      outcome_of(known->outcome), std::move(known->code), std::move(known->member), known->points,
        known->balance};
}

void write_event(StorageEngine& engine, const ReceivedEvent& event, const std::string& hash, const EventAnswer& answer,
                 WallTime at) {
    engine.add(EventRow{event.id, hash, event.door, event.owner, event.kind, text_of(answer.outcome), answer.code,
                        answer.member, answer.points, answer.balance.count, event.bytes, event.key.text,
                        event.signature, at});
}

} // namespace parkgate::ledger
