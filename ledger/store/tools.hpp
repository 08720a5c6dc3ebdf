// What tools read of the books, row by row. Values only.
#pragma once

#include "ledger/core/fee_trial.hpp"
#include "ledger/core/trial.hpp"
#include "ledger/core/work.hpp"

#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace parkgate::ledger {

struct Balance {
    std::string kind;
    std::string owner;
    std::string unit;
    std::int64_t amount = 0;
    bool operator==(const Balance&) const = default;
};

// Of a member's points, the newest first.
struct StatementLine {
    SiteTime at;
    std::string code;
    std::string cause;
    std::string kind; // of the account
    std::int64_t amount = 0;
};

struct Statement {
    MemberRow member;
    Points spendable;
    Points held;
    Points pending;
    Points owed;
    std::vector<PointLot> lots;
    std::vector<Hold> holds;        // that are open
    std::vector<CouponRow> coupons; // that may still be spent
    std::int64_t plates = 0;
    std::int64_t stamps = 0; // unused
    std::vector<StatementLine> lines;
    // What he has cost: his points as they stand, the parking that they and his coupons paid.
    Fen points_fen;
    Fen points_parking;
    Fen coupons_parking;
};

// That a person has settled it by hand: nothing is to be booked of it.
struct Closed {
    std::string by;
    std::string reason;
    SiteTime at;
    bool operator==(const Closed&) const = default;
};

// Something that was kept whole for a person.
struct Quarantined {
    EventId id;
    bool is_fact = true; // else an event
    std::string from;    // the box, or the door and who spoke there
    std::string kind;
    std::string code;
    std::int64_t received_ms = 0;
    std::string driven;           // outcome and code of the last time that it was driven again; empty: never
    bool applied = false;         // when it was driven again
    std::optional<Closed> closed; // none: nobody has
    // ---- of one that was asked for by its id, and empty in a list ----
    std::string bytes = {};     // also empty where a plate may stand in them
    std::string hash = {};      // of the bytes
    KeyId key = {};             // that it was verified with when it came
    std::string signature = {}; // empty: the bytes are not those that came, persons are hidden in them
    std::string lot = {};       // of a fact's topic; empty: it is of before that was kept

    [[nodiscard]] bool waits() const { return !applied && !closed; }
};

// Where a list of them goes on; the least: at its beginning.
struct QuarantinePlace {
    std::int64_t received_ms = std::numeric_limits<std::int64_t>::min();
    EventId id = {};
};

} // namespace parkgate::ledger
