// What tools read of the books, row by row. Values only.
#pragma once

#include "ledger/core/fee_trial.hpp"
#include "ledger/core/trial.hpp"
#include "ledger/core/work.hpp"

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

// Something that was kept whole for a person.
struct Quarantined {
    EventId id;
    bool is_fact = true; // else an event
    std::string from;    // the box, or the door and who spoke there
    std::string kind;
    std::string code;
    std::int64_t received_ms = 0;
    std::string bytes; // empty in a list, and where a plate stood in them
    KeyId key;
    std::string signature;
    std::string driven;   // outcome and code of the last time that it was driven again; empty: never
    bool settled = false; // then it was applied
};

} // namespace parkgate::ledger
