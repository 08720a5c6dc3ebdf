// Facts as they came: what was said about an id before, and whether a fact follows the one before it.
// Internal to the room.
#pragma once

#include "ledger/core/decision.hpp"
#include "ledger/core/work.hpp"
#include "ledger/store/statements.hpp"

#include <optional>

namespace parkgate::ledger {

// As it is written in the books; what nobody can have written is for a person to look at.
Outcome outcome_of(std::string_view text);

// What was answered to this id: the stored outcome for the same bytes, a conflict for others. None: it is new.
std::optional<AckEntry> known_outcome(const Statements& sql, const EventId& id, const std::string& hash);

// seq_taken or chain_broken; none if the fact fits between the neighbours that are known.
Code chain_fault(const Statements& sql, const FactIdentity& fact, const std::string& hash);

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

void write_inbox(const Statements& sql, const Received& fact, const std::string& hash, const Decision& decision,
                 WallTime at);

// Moves the mark of (box, epoch) over every seq that is there without a gap.
std::int64_t advance_mark(const Statements& sql, const BoxId& box, std::int64_t epoch);

} // namespace parkgate::ledger
