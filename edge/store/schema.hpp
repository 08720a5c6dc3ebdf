// The tables of the gate's file. `fact` is the journal, only ever added to; `receipt` is the ledger's word on a fact,
// and a fact without one waits in the outbox. All others are projections that spare a start from reading the whole
// journal, and hold only what is still open. A commit on the way to an open arm touches one page of each: hence no
// second index.
#pragma once

#include "platform/sqlite/database.hpp"

#include <string>

namespace parkgate::store {

inline const sqlite::Schema schema{0x504b4745, // "PKGE"
                                   {R"sql(
CREATE TABLE fact (
    seq     INTEGER PRIMARY KEY,
    id      TEXT NOT NULL,
    wall_ms INTEGER NOT NULL,
    bytes   BLOB NOT NULL
) STRICT;
CREATE TABLE receipt (
    seq     INTEGER PRIMARY KEY,
    outcome TEXT NOT NULL,
    code    TEXT NOT NULL
) STRICT;
CREATE TABLE session (
    id               TEXT PRIMARY KEY,
    phase            INTEGER NOT NULL,
    plate            TEXT NOT NULL,
    hash             TEXT NOT NULL,
    entry_lane       TEXT NOT NULL,
    entered_ms       INTEGER NOT NULL,
    confidence       INTEGER NOT NULL,
    link             INTEGER NOT NULL,
    member           TEXT NOT NULL,
    voucher          TEXT,
    hold_refused     INTEGER NOT NULL,
    paid_fen         INTEGER NOT NULL,
    quote_id         TEXT,
    quote_priced_ms  INTEGER,
    quote_due_fen    INTEGER,
    settled_at_ms    INTEGER,
    settled_until_ms INTEGER
) STRICT, WITHOUT ROWID;
CREATE TABLE admission (
    lane         TEXT PRIMARY KEY,
    arrival      TEXT NOT NULL,
    session      TEXT NOT NULL,
    cause        INTEGER NOT NULL,
    came_up      INTEGER NOT NULL,
    undurable    INTEGER NOT NULL,
    quote        TEXT NOT NULL,
    hold         TEXT,
    gives_coupon INTEGER NOT NULL,
    debt_reason  TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE coupon (
    id    TEXT PRIMARY KEY,
    spent INTEGER NOT NULL,
    bytes TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX coupon_in_hand ON coupon(spent) WHERE spent = 0;
CREATE TABLE slice (
    id    TEXT PRIMARY KEY,
    used  INTEGER NOT NULL,
    bytes TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE used_id (
    id       TEXT PRIMARY KEY,
    until_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
)sql"}};

// Rows of `meta`: the mode and the way of a lane, by its id; whether the fire alarm stands.
inline const std::string lane_mode_key = "lane ";
inline const std::string fire_key = "fire";

} // namespace parkgate::store
