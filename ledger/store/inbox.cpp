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
std::vector<Neighbour> around(const StorageEngine& engine, const FactIdentity& fact) {
    std::vector<Neighbour> found;
    for (auto& link : engine.around(fact.box, fact.epoch, fact.seq)) {
        auto prev = link.prev == unknown_prev ? std::nullopt : std::optional(std::move(link.prev));
        found.push_back({link.seq, std::move(link.hash), std::move(prev)});
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

std::optional<AckEntry> known_outcome(const StorageEngine& engine, const EventId& id, const std::string& hash) {
    auto known = engine.fact(id);
    if (!known) {
        return std::nullopt;
    }
    if (known->hash != hash) {
        return AckEntry{id, Outcome::conflict, std::string(text_of(Code::other_bytes))};
    }
    return AckEntry{id, outcome_of(known->outcome), std::move(known->code)};
}

ChainTips::Tip& ChainTips::tip_of(const FactIdentity& fact) {
    const auto [place, fresh] = tips_.try_emplace({fact.box, fact.epoch});
    if (fresh) {
        auto last = engine_.last_of(fact.box, fact.epoch);
        place->second = {last.seq, std::move(last.hash)};
    }
    return place->second;
}

Code ChainTips::fault(const FactIdentity& fact, const std::string& hash) {
    const Tip& tip = tip_of(fact);
    std::vector<Neighbour> neighbours;
    if (!is_next(fact)) {
        neighbours = around(engine_, fact);
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

void write_inbox(StorageEngine& engine, const Received& fact, const std::string& hash, const Decision& decision,
                 WallTime at) {
    const auto& identity = fact.identity;
    engine.add(FactRow{identity.id, hash, identity.box, identity.epoch, identity.seq,
                       identity.prev ? std::string_view(*identity.prev) : std::string_view(unknown_prev),
                       decision.code == Code::seq_taken, identity.kind, text_of(decision.outcome),
                       text_of(decision.code), fact.bytes, fact.key, fact.signature, fact.lot, at});
}

std::int64_t advance_mark(StorageEngine& engine, const BoxId& box, std::int64_t epoch) {
    const std::int64_t before = engine.mark(box, epoch);
    std::int64_t seq = before;
    std::string head;
    engine.links_after(box, epoch, seq, [&](std::int64_t next, std::string_view hash) {
        if (next != seq + 1) {
            return false;
        }
        seq = next;
        head = hash;
        return true;
    });
    if (seq != before) {
        engine.set_mark(box, epoch, seq, head);
    }
    return seq;
}

} // namespace parkgate::ledger
