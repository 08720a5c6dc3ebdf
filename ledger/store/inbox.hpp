// Facts as they came: what was said about an id before, and whether a fact follows the one before it.
// Internal to the room.
#pragma once

#include "ledger/core/decision.hpp"
#include "ledger/core/work.hpp"
#include "ledger/store/storage_engine.hpp"

#include <map>
#include <optional>
#include <utility>

namespace parkgate::ledger {

// As it is written in the books; what nobody can have written is for a person to look at.
Outcome outcome_of(std::string_view text);

// What was answered to this id: the stored outcome for the same bytes, a conflict for others. None: it is new.
std::optional<AckEntry> known_outcome(const StorageEngine& engine, const EventId& id, const std::string& hash);

// The last fact of each box while a batch is taken: what follows it needs no look at the books. Not for longer, as what
// a transaction that is rolled back has written is in it as well.
class ChainTips {
  public:
    explicit ChainTips(const StorageEngine& engine) : engine_(engine) {}

    [[nodiscard]] bool is_next(const FactIdentity& fact) { return fact.seq == tip_of(fact).seq + 1; }
    // seq_taken or chain_broken; none if the fact fits between the neighbours that are known.
    Code fault(const FactIdentity& fact, const std::string& hash);
    // It stands in the inbox now, and nothing else has its place.
    void add(const FactIdentity& fact, const std::string& hash);

  private:
    struct Tip {
        std::int64_t seq = 0;
        std::string hash; // empty: nothing of this box is there
    };
    Tip& tip_of(const FactIdentity& fact);

    const StorageEngine& engine_;
    std::map<std::pair<BoxId, std::int64_t>, Tip> tips_; // by box and epoch
};

// A fact as it came, its body understood or not.
struct Received {
    FactIdentity identity;
    const std::string& bytes;
    const KeyId& key;
    const std::string& signature;
    const std::string& lot;
};
Received received(const FactWork& work);
Received received(const UnknownFactWork& work);

void write_inbox(StorageEngine& engine, const Received& fact, const std::string& hash, const Decision& decision,
                 WallTime at);

// Moves the mark of (box, epoch) over every seq that is there without a gap.
std::int64_t advance_mark(StorageEngine& engine, const BoxId& box, std::int64_t epoch);

} // namespace parkgate::ledger
