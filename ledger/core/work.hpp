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

// Of a till, the application or staff. `bytes` are those that came, except where a plate or a phone stands in them:
// there it is replaced by its keyed hash (in people's own words by stars), and nothing is kept by which it could be
// guessed, hence no signature either.
struct EventWork {
    CheckedEvent event;
    std::string bytes;
    KeyId key;
    std::string signature;
    std::string answer_topic;
};

// One that its sender has signed and that cannot be read here: its shape is not known, or it is too large. It is kept
// for a person, and answered, or it would be sent for ever. `bytes` are empty where a plate, a phone or words may stand
// in them.
struct UnknownEventWork {
    EventId id;
    std::string kind;
    Door door = Door::app;
    std::string owner;
    std::string bytes;
    KeyId key;
    std::string signature;
    std::string answer_topic;
    Code why = Code::unknown_shape;
};

using Work = std::variant<FactWork, UnknownFactWork, AskWork, EventWork, UnknownEventWork>;

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

struct EventResult {
    std::string topic;
    EventAnswer answer;
    Code code = Code::none;
    bool repeated = false;
};

using Result = std::variant<FactResult, AskResult, EventResult>;

// What is to be told to the gates of a lot until this box says that it knows.
struct MemberTold {
    std::string lot;
    BoxId box;
    MemberNews news;
};

// Something to tell the mall's channels, until the broker has it.
struct OutboxRow {
    std::int64_t id = 0;
    std::string bytes;
};

} // namespace parkgate::ledger
