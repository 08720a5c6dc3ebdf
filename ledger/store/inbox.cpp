#include "ledger/store/inbox.hpp"

#include "protocol/codec.hpp"

#include <array>
#include <utility>

namespace parkgate::ledger {

namespace {

constexpr std::array outcomes = {Outcome::applied, Outcome::refused, Outcome::conflict, Outcome::quarantined,
                                 Outcome::retry_later};

// Stands for a prev that could not be read; no hash and no first fact looks like it.
const std::string unknown_prev = "?";

struct Neighbour {
    std::string hash;
    std::optional<std::string> prev; // none: it could not be read
};

std::optional<Neighbour> at(const Statements& sql, const BoxId& box, std::int64_t epoch, std::int64_t seq) {
    Query row(sql("SELECT hash, prev FROM inbox WHERE box = ?1 AND epoch = ?2 AND seq = ?3 AND forked = 0"), box, epoch,
              seq);
    if (!row.next()) {
        return std::nullopt;
    }
    Neighbour found{row.text(0), row.text(1)};
    if (found.prev == unknown_prev) {
        found.prev.reset();
    }
    return found;
}

} // namespace

Outcome outcome_of(std::string_view text) {
    for (const auto outcome : outcomes) {
        if (text_of(outcome) == text) {
            return outcome;
        }
    }
    return Outcome::quarantined;
}

std::optional<AckEntry> known_outcome(const Statements& sql, const EventId& id, const std::string& hash) {
    Query row(sql("SELECT hash, outcome, code FROM inbox WHERE event_id = ?1"), id);
    if (!row.next()) {
        return std::nullopt;
    }
    if (row.text(0) != hash) {
        return AckEntry{id, Outcome::conflict, std::string(text_of(Code::other_bytes))};
    }
    return AckEntry{id, outcome_of(row.text(1)), row.text(2)};
}

Code chain_fault(const Statements& sql, const FactIdentity& fact, const std::string& hash) {
    if (at(sql, fact.box, fact.epoch, fact.seq)) {
        return Code::seq_taken;
    }
    if (fact.seq < 1 || fact.prev == unknown_prev || (fact.seq == 1 && fact.prev && !fact.prev->empty())) {
        return Code::chain_broken;
    }
    const auto before = at(sql, fact.box, fact.epoch, fact.seq - 1);
    const auto after = at(sql, fact.box, fact.epoch, fact.seq + 1);
    const bool fits =
        (!before || !fact.prev || before->hash == *fact.prev) && (!after || !after->prev || *after->prev == hash);
    return fits ? Code::none : Code::chain_broken;
}

Received received(const FactWork& work) {
    const auto& [fact, envelope, lot, document_good] = work.fact;
    return {{fact.id, envelope.box, envelope.epoch, envelope.seq, envelope.prev, std::string(kind_of(fact.body))},
            work.bytes,
            work.key,
            work.signature,
            lot};
}

Received received(const UnknownFactWork& work) {
    return {work.identity, work.bytes, work.key, work.signature, work.lot};
}

void write_inbox(const Statements& sql, const Received& fact, const std::string& hash, const Decision& decision,
                 WallTime at) {
    const auto& identity = fact.identity;
    Query(sql("INSERT INTO inbox(event_id, hash, box, epoch, seq, prev, forked, kind, outcome, code, bytes, kid, sig, "
              "received_ms) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)"),
          identity.id, hash, identity.box, identity.epoch, identity.seq, identity.prev.value_or(unknown_prev),
          std::int64_t{decision.code == Code::seq_taken ? 1 : 0}, identity.kind, text_of(decision.outcome),
          text_of(decision.code), fact.bytes, fact.key, fact.signature, std::int64_t{at.time_since_epoch().count()})
        .run();
}

std::int64_t advance_mark(const Statements& sql, const BoxId& box, std::int64_t epoch) {
    std::int64_t seq = 0;
    if (Query row(sql("SELECT seq FROM mark WHERE box = ?1 AND epoch = ?2"), box, epoch); row.next()) {
        seq = row.integer(0);
    }
    const std::int64_t before = seq;
    std::string head;
    while (const auto next = at(sql, box, epoch, seq + 1)) {
        head = next->hash;
        ++seq;
    }
    if (seq != before) {
        Query(sql("INSERT INTO mark(box, epoch, seq, head) VALUES(?1, ?2, ?3, ?4) "
                  "ON CONFLICT(box, epoch) DO UPDATE SET seq = excluded.seq, head = excluded.head"),
              box, epoch, seq, head)
            .run();
    }
    return seq;
}

} // namespace parkgate::ledger
