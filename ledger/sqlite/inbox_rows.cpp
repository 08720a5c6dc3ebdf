// Facts, asks and events as they came.
#include "ledger/sqlite/sqlite_engine.hpp"

namespace parkgate::ledger {

namespace {

std::int64_t ms(WallTime time) {
    return time.time_since_epoch().count();
}

} // namespace

std::optional<KeptFact> SqliteEngine::fact(const EventId& id) const {
    Query row(sql_("SELECT hash, outcome, code FROM inbox WHERE event_id = ?1"), id);
    return row.next() ? std::optional(KeptFact{row.text(0), row.text(1), row.text(2)}) : std::nullopt;
}

void SqliteEngine::add(const FactRow& fact) {
    Query::run(
        sql_("INSERT INTO inbox(event_id, hash, box, epoch, seq, prev, forked, kind, outcome, code, bytes, kid, sig, "
             "received_ms, lot) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)"),
        fact.id, fact.hash, fact.box, fact.epoch, fact.seq, fact.prev, std::int64_t{fact.forked ? 1 : 0}, fact.kind,
        fact.outcome, fact.code, fact.bytes, fact.key, fact.signature, ms(fact.at), fact.lot);
}

ChainLink SqliteEngine::last_of(const BoxId& box, std::int64_t epoch) const {
    Query last(sql_("SELECT seq, hash FROM inbox WHERE box = ?1 AND epoch = ?2 AND forked = 0 "
                    "ORDER BY seq DESC LIMIT 1"),
               box, epoch);
    return last.next() ? ChainLink{last.integer(0), last.text(1), {}} : ChainLink{};
}

std::vector<ChainLink> SqliteEngine::around(const BoxId& box, std::int64_t epoch, std::int64_t seq) const {
    std::vector<ChainLink> found;
    Query row(sql_("SELECT seq, hash, prev FROM inbox WHERE box = ?1 AND epoch = ?2 AND seq BETWEEN ?3 - 1 AND ?3 + 1 "
                   "AND forked = 0"),
              box, epoch, seq);
    while (row.next()) {
        found.push_back({row.integer(0), row.text(1), row.text(2)});
    }
    return found;
}

void SqliteEngine::links_after(const BoxId& box, std::int64_t epoch, std::int64_t seq,
                               const std::function<bool(std::int64_t, std::string_view hash)>& each) const {
    Query next(sql_("SELECT seq, hash FROM inbox WHERE box = ?1 AND epoch = ?2 AND seq > ?3 AND forked = 0 "
                    "ORDER BY seq"),
               box, epoch, seq);
    while (next.next() && each(next.integer(0), next.view(1))) {
    }
}

std::int64_t SqliteEngine::mark(const BoxId& box, std::int64_t epoch) const {
    Query row(sql_("SELECT seq FROM mark WHERE box = ?1 AND epoch = ?2"), box, epoch);
    return row.next() ? row.integer(0) : 0;
}

void SqliteEngine::set_mark(const BoxId& box, std::int64_t epoch, std::int64_t seq, const std::string& head) {
    Query::run(sql_("INSERT INTO mark(box, epoch, seq, head) VALUES(?1, ?2, ?3, ?4) "
                    "ON CONFLICT(box, epoch) DO UPDATE SET seq = excluded.seq, head = excluded.head"),
               box, epoch, seq, head);
}

std::optional<KeptAsk> SqliteEngine::ask(const EventId& id) const {
    Query row(sql_("SELECT hash, answer FROM ask WHERE id = ?1"), id);
    return row.next() ? std::optional(KeptAsk{row.text(0), row.text(1)}) : std::nullopt;
}

void SqliteEngine::add(const AskRow& ask) {
    Query::run(sql_("INSERT INTO ask(id, hash, box, answer, received_ms) VALUES(?1, ?2, ?3, ?4, ?5)"), ask.id, ask.hash,
               ask.box, ask.answer, ms(ask.at));
}

std::optional<KeptEvent> SqliteEngine::kept_event(const SaidEvent& said) const {
    Query row(sql_("SELECT id, hash, outcome, code, member, points, balance FROM event WHERE door = ?1 AND owner = ?2 "
                   "AND coalesce(said, id) = ?3"),
              said.door, said.owner, said.id);
    if (!row.next()) {
        return std::nullopt;
    }
    return KeptEvent{{row.text(0)}, row.text(1),    row.text(2),     row.text(3),
                     {row.text(4)}, row.integer(5), {row.integer(6)}};
}

bool SqliteEngine::has_event(const EventId& id) const {
    return Query(sql_("SELECT 1 FROM event WHERE id = ?1"), id).next();
}

void SqliteEngine::add(const EventRow& event) {
    Query::run(
        sql_("INSERT INTO event(id, hash, door, owner, kind, outcome, code, member, points, balance, bytes, kid, sig, "
             "received_ms, said) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, nullif(?15, ''))"),
        event.id, event.hash, event.door, event.owner, event.kind, event.outcome, event.code, event.member,
        event.points, event.balance, event.bytes, event.key, event.signature, ms(event.at), event.said);
}

void SqliteEngine::add(const RedrivenRow& redriven) {
    Query::run(sql_("INSERT INTO redriven(id, outcome, code, by, reason, at_ms) VALUES(?1, ?2, ?3, ?4, ?5, ?6)"),
               redriven.id, redriven.outcome, redriven.code, redriven.by, redriven.reason, redriven.at);
}

void SqliteEngine::add(const ClosedRow& closed) {
    Query::run(sql_("INSERT INTO quarantine_closed(id, by, reason, at_ms) VALUES(?1, ?2, ?3, ?4)"), closed.id,
               closed.by, closed.reason, closed.at);
}

} // namespace parkgate::ledger
