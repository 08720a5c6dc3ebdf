#include "ledger/store/inbox.hpp"

#include "protocol/codec.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace parkgate::ledger {

namespace {

constexpr std::array outcomes = {Outcome::applied, Outcome::refused, Outcome::conflict, Outcome::quarantined,
                                 Outcome::retry_later};

// Stands for a prev that could not be read; no hash and no first fact looks like it.
const std::string unknown_prev = "?";

// A fact that is there, as far as the chain goes.
struct Neighbour {
    std::int64_t seq = 0;
    std::string hash;
    std::optional<std::string> prev; // none: it could not be read
};

// Those at this place and beside it.
std::vector<Neighbour> around(const Statements& sql, const FactIdentity& fact) {
    std::vector<Neighbour> found;
    Query row(sql("SELECT seq, hash, prev FROM inbox WHERE box = ?1 AND epoch = ?2 AND seq BETWEEN ?3 - 1 AND ?3 + 1 "
                  "AND forked = 0"),
              fact.box, fact.epoch, fact.seq);
    while (row.next()) {
        found.push_back({row.integer(0), row.text(1), row.text(2)});
        if (found.back().prev == unknown_prev) {
            found.back().prev.reset();
        }
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

ChainTips::Tip& ChainTips::tip_of(const FactIdentity& fact) {
    const auto [place, fresh] = tips_.try_emplace({fact.box, fact.epoch});
    if (fresh) {
        if (Query last(sql_("SELECT seq, hash FROM inbox WHERE box = ?1 AND epoch = ?2 AND forked = 0 "
                            "ORDER BY seq DESC LIMIT 1"),
                       fact.box, fact.epoch);
            last.next()) {
            place->second = {last.integer(0), last.text(1)};
        }
    }
    return place->second;
}

Code ChainTips::fault(const FactIdentity& fact, const std::string& hash) {
    const Tip& tip = tip_of(fact);
    std::vector<Neighbour> neighbours;
    if (!is_next(fact)) {
        neighbours = around(sql_, fact);
    } else if (!tip.hash.empty()) {
        neighbours.push_back({tip.seq, tip.hash, std::nullopt});
    }
    if (std::ranges::find(neighbours, fact.seq, &Neighbour::seq) != neighbours.end()) {
        return Code::seq_taken;
    }
    if (fact.seq < 1 || fact.prev == unknown_prev || (fact.seq == 1 && fact.prev && !fact.prev->empty())) {
        return Code::chain_broken;
    }
    const bool fits = std::ranges::all_of(neighbours, [&](const Neighbour& other) {
        return other.seq < fact.seq ? !fact.prev || other.hash == *fact.prev : !other.prev || *other.prev == hash;
    });
    return fits ? Code::none : Code::chain_broken;
}

void ChainTips::add(const FactIdentity& fact, const std::string& hash) {
    if (Tip& tip = tip_of(fact); fact.seq > tip.seq) {
        tip = {fact.seq, hash};
    }
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
    Query::run(
        sql("INSERT INTO inbox(event_id, hash, box, epoch, seq, prev, forked, kind, outcome, code, bytes, kid, sig, "
            "received_ms) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)"),
        identity.id, hash, identity.box, identity.epoch, identity.seq, identity.prev.value_or(unknown_prev),
        std::int64_t{decision.code == Code::seq_taken ? 1 : 0}, identity.kind, text_of(decision.outcome),
        text_of(decision.code), fact.bytes, fact.key, fact.signature, std::int64_t{at.time_since_epoch().count()});
}

std::int64_t advance_mark(const Statements& sql, const BoxId& box, std::int64_t epoch) {
    std::int64_t before = 0;
    if (Query row(sql("SELECT seq FROM mark WHERE box = ?1 AND epoch = ?2"), box, epoch); row.next()) {
        before = row.integer(0);
    }
    std::int64_t seq = before;
    std::string head;
    {
        Query next(sql("SELECT seq, hash FROM inbox WHERE box = ?1 AND epoch = ?2 AND seq > ?3 AND forked = 0 "
                       "ORDER BY seq"),
                   box, epoch, seq);
        for (; next.next() && next.integer(0) == seq + 1; ++seq) {
            head = next.text(1);
        }
    }
    if (seq != before) {
        Query::run(sql("INSERT INTO mark(box, epoch, seq, head) VALUES(?1, ?2, ?3, ?4) "
                       "ON CONFLICT(box, epoch) DO UPDATE SET seq = excluded.seq, head = excluded.head"),
                   box, epoch, seq, head);
    }
    return seq;
}

} // namespace parkgate::ledger
