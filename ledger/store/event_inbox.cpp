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

std::optional<EventAnswer> known_answer(const Statements& sql, const ReceivedEvent& event, const std::string& hash) {
    Query row(sql("SELECT hash, door, owner, outcome, code, member, points, balance FROM event WHERE id = ?1"),
              event.id);
    if (!row.next()) {
        return std::nullopt;
    }
    if (row.text(0) != hash || row.text(1) != event.door || row.text(2) != event.owner) {
        return EventAnswer{event.id, Outcome::conflict, std::string(text_of(Code::other_bytes)), {}, 0, {}};
    }
    return EventAnswer{event.id, outcome_of(row.text(3)), row.text(4), {row.text(5)}, row.integer(6), {row.integer(7)}};
}

void write_event(const Statements& sql, const ReceivedEvent& event, const std::string& hash, const EventAnswer& answer,
                 WallTime at) {
    Query::run(
        sql("INSERT INTO event(id, hash, door, owner, kind, outcome, code, member, points, balance, bytes, kid, sig, "
            "received_ms) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)"),
        event.id, hash, event.door, event.owner, event.kind, text_of(answer.outcome), answer.code, answer.member,
        answer.points, answer.balance, event.bytes, event.key, event.signature,
        std::int64_t{at.time_since_epoch().count()});
}

} // namespace parkgate::ledger
