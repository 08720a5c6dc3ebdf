#include "ledger/store/event_inbox.hpp"

#include "ledger/store/inbox.hpp"
#include "protocol/codec.hpp"

#include <algorithm>
#include <array>

namespace parkgate::ledger {

namespace {

constexpr std::size_t longest_id = 64;

// With these the ledger's own ids begin: of the items that a visit or purchase brings, and of what it tells members by
// itself.
bool is_of_the_ledger(std::string_view id) {
    constexpr std::array<std::string_view, 4> begins{"join-", "refer-", "sweep-", "unlink-"};
    return std::ranges::any_of(begins, [id](std::string_view begin) { return id.starts_with(begin); });
}

} // namespace

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
    auto known = engine.kept_event({event.door, event.owner, event.id});
    if (!known) {
        return std::nullopt;
    }
    if (known->hash != hash) {
        return EventAnswer{event.id, Outcome::conflict, std::string(text_of(Code::other_bytes)), {}, 0, {}};
    }
    return EventAnswer{
        event.id,      outcome_of(known->outcome), std::move(known->code), std::move(known->member), known->points,
        known->balance};
}

EventId id_in_books(const StorageEngine& engine, const ReceivedEvent& event) {
    const auto is_free = [&engine](const EventId& id) {
        return id.text.size() <= longest_id && !is_of_the_ledger(id.text) && !engine.has_event(id) &&
               !engine.books().review({id.text});
    };
    if (is_free(event.id)) {
        return event.id;
    }
    EventId id{event.owner + "-" + event.id.text};
    for (int tries = 0; !is_free(id); ++tries) {
        id.text =
            hash_of(std::string(event.door) + "\n" + event.owner + "\n" + event.id.text + "\n" + std::to_string(tries));
    }
    return id;
}

void write_event(StorageEngine& engine, const ReceivedEvent& event, const EventId& id, const std::string& hash,
                 const EventAnswer& answer, WallTime at) {
    engine.add(EventRow{id, hash, event.door, event.owner, event.kind, text_of(answer.outcome), answer.code,
                        answer.member, answer.points, answer.balance.count, event.bytes, event.key.text,
                        event.signature, at, id == event.id ? std::string_view{} : event.id.text});
}

} // namespace parkgate::ledger
