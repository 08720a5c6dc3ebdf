// What a stay costs as far as the ledger knows: for a driver whose gate cannot be asked. It binds nobody, and is no
// quote.
#pragma once

#include "protocol/ids.hpp"
#include "protocol/units.hpp"

#include <optional>
#include <string>

namespace parkgate {

// Of a member's application at the ledger's door.
struct EstimateAsk {
    EventId id;
    MemberId member;
    std::string plate; // as he typed it
    SessionId session; // a stay that the application knows of; empty: the one that is open
    bool operator==(const EstimateAsk&) const = default;
};

struct EstimatedCost {
    SiteTime entered_at;
    SiteTime at;
    Minutes stay;  // started minutes
    Fen fee;       // by the tariff alone
    Points points; // of those that are held, which it would take
    Fen paid;      // in money, as far as the ledger has heard
    Fen due;       // what is left
    RulesId rules; // that it was worked out by
    bool operator==(const EstimatedCost&) const = default;
};

struct EstimateAnswer {
    EventId id;           // of the ask
    bool estimate = true; // always
    SessionId session;
    std::string refusal; // empty: there is a cost
    std::optional<EstimatedCost> cost;
    std::optional<WallTime> gate_heard_at; // when the gate last told anything; none: not since the ledger's start
    bool operator==(const EstimateAnswer&) const = default;
};

} // namespace parkgate
