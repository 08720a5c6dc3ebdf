// What the link brings to the store, and what the store says to it after the commit. Values only.
#pragma once

#include "ledger/core/decision.hpp"
#include "protocol/messages.hpp"

#include <string>
#include <variant>
#include <vector>

namespace parkgate::ledger {

// A fact with the bytes that it came in: those are hashed and kept, never a copy made again.
struct FactWork {
    CheckedFact fact;
    std::string bytes;
    KeyId key;
    std::string signature;
};

// A fact that its box has signed and that cannot be read here: its shape is not known, or it is too large. It is kept
// whole and acknowledged as such: a gate that is told nothing would send it for ever.
struct UnknownFactWork {
    FactIdentity identity;
    std::string bytes;
    KeyId key;
    std::string signature;
    std::string lot; // of the topic
    Code why = Code::unknown_shape;
};

struct AskWork {
    Ask ask;
    std::string bytes;
    std::string lot;
    std::string correlation;
};

using Work = std::variant<FactWork, UnknownFactWork, AskWork>;

struct FactResult {
    std::string lot;
    BoxId box;
    std::int64_t epoch = 0;
    std::int64_t watermark = 0;
    AckEntry entry;
    Code code = Code::none;
    bool repeated = false;
};

struct AskResult {
    std::string lot;
    std::string correlation;
    EventId id;
    std::string answer; // bytes; empty: the id is known with other bytes, so nothing is answered
    bool repeated = false;
};

using Result = std::variant<FactResult, AskResult>;

// Something to tell the mall's channels, until the broker has it.
struct OutboxRow {
    std::int64_t id = 0;
    std::string bytes;
};

} // namespace parkgate::ledger
