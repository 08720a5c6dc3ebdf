#include "ledger/store/inbox.hpp"

#include "protocol/codec.hpp"

#include <array>
#include <utility>

namespace parkgate::ledger {

namespace {

constexpr std::array outcomes = {Outcome::applied, Outcome::refused, Outcome::conflict, Outcome::quarantined,
                                 Outcome::retry_later};

Outcome outcome_of(std::string_view text) {
    for (const auto outcome : outcomes) {
        if (text_of(outcome) == text) {
            return outcome;
        }
    }
    return Outcome::quarantined;
}

struct Neighbour {
    std::string hash;
    std::string prev;
};

std::optional<Neighbour> at(const Statements& sql, const BoxId& box, std::int64_t epoch, std::int64_t seq) {
    Query row(sql("SELECT hash, prev FROM inbox WHERE box = ?1 AND epoch = ?2 AND seq = ?3 AND forked = 0"), box, epoch,
              seq);
    return row.next() ? std::optional(Neighbour{row.text(0), row.text(1)}) : std::nullopt;
}

} // namespace

std::string_view text_of(Outcome outcome) {
    switch (outcome) {
    case Outcome::applied: return "applied";
    case Outcome::refused: return "refused";
    case Outcome::conflict: return "conflict";
    case Outcome::quarantined: return "quarantined";
    case Outcome::retry_later: return "retry_later";
    }
    std::unreachable();
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

Code chain_fault(const Statements& sql, const FactEnvelope& envelope, const std::string& hash) {
    if (at(sql, envelope.box, envelope.epoch, envelope.seq)) {
        return Code::seq_taken;
    }
    if (envelope.seq < 1 || (envelope.seq == 1 && !envelope.prev.empty())) {
        return Code::chain_broken;
    }
    const auto before = at(sql, envelope.box, envelope.epoch, envelope.seq - 1);
    const auto after = at(sql, envelope.box, envelope.epoch, envelope.seq + 1);
    const bool fits = (!before || before->hash == envelope.prev) && (!after || after->prev == hash);
    return fits ? Code::none : Code::chain_broken;
}

void write_inbox(const Statements& sql, const FactWork& work, const std::string& hash, const Decision& decision,
                 WallTime received) {
    const auto& [fact, envelope, document_good] = work.fact;
    Query(sql("INSERT INTO inbox(event_id, hash, box, epoch, seq, prev, forked, kind, outcome, code, bytes, kid, sig, "
              "received_ms) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)"),
          fact.id, hash, envelope.box, envelope.epoch, envelope.seq, envelope.prev,
          std::int64_t{decision.code == Code::seq_taken ? 1 : 0}, kind_of(fact.body), text_of(decision.outcome),
          text_of(decision.code), work.bytes, work.key, work.signature,
          std::int64_t{received.time_since_epoch().count()})
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
